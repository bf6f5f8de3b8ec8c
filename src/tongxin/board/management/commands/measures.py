"""`tongxin measures`: every measure with its code and definition."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.board.document import catalogue_json
from tongxin.ports.desk import registry


class Command(TongxinCommand):
    help = "列出全部指标"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        entries = catalogue_json(registry().measures, scope=self.actor(options).scope)
        if options["json"]:
            self.write_json(entries)
            return
        for entry in entries:
            self.stdout.write(f"{entry['code']}  {entry['name']}（{entry['unit']}）\n    {entry['definition']}")
