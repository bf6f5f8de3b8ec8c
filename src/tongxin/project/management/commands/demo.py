"""`tongxin demo`: loads the demonstration network into an empty site and prints the passwords of its cast once."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.network.demo.plan import HOME, MEMBERS
from tongxin.project.demo.accounts import password_lines
from tongxin.project.demo.load import YEARS, Size, load


class Command(TongxinCommand):
    help = "装入演示数据：合成的一省联谊网络，只能装入空的系统。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--persons", type=int, default=MEMBERS, metavar="人数", help=f"会员人数，默认 {MEMBERS}")
        parser.add_argument(
            "--years", type=int, default=YEARS, metavar="年数", help=f"截至 2022 年的年数，默认 {YEARS}"
        )
        parser.add_argument("--province", default=HOME, metavar="代码", help=f"省级区划代码，默认 {HOME}")

    def work(self, *_: Any, **options: Any) -> None:
        keys = load(Size(members=options["persons"], years=options["years"], province=options["province"]))
        if keys is None:
            self.stdout.write("演示数据已经装入，没有改动。")
            return
        for line in password_lines(keys):
            self.stdout.write(line)
