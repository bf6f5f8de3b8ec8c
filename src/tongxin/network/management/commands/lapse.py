"""`tongxin lapse`: list the memberships the charters let lapse, and end them when told so."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.kernel.period import chinese_date, parse_date, today
from tongxin.network.actions import lapse_memberships
from tongxin.network.queries.lapses import lapsing, with_lapse_rule


class Command(TongxinCommand):
    help = "按章程列出到期未续的会籍；加 --yes 才办理退会"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", metavar="日期", help="截至哪一天，默认今天")
        parser.add_argument("--yes", action="store_true", help="办理退会，不只是列出")
        self.add_scope_argument(parser)

    def work(self, *args: Any, **options: Any) -> None:
        del args
        day = parse_date(options["day"], field="day") if options["day"] else today()
        by = self.actor(options)
        total = 0
        for organisation in with_lapse_rule():
            rows = lapsing(organisation, day=day)
            if options["yes"]:
                lapse_memberships(organisation, by=by, day=day)
            total += len(rows)
            self.stdout.write(f"{organisation.name}：{len(rows)} 份")
        done = "已按章程退会" if options["yes"] else "到期未续，加 --yes 办理退会"
        self.stdout.write(f"截至{chinese_date(day)}，共 {total} 份会籍{done}。")
