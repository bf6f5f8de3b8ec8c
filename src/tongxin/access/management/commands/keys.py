"""`tongxin keys`: the keys this installation signs with."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from tongxin.access import journal, keyring
from tongxin.access.actor import Actor
from tongxin.access.command import TongxinCommand
from tongxin.access.models import Site


class Command(TongxinCommand):
    help = "列出或更换签名密钥；旧公钥永远公布，以前签的照样能核验"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=("list", "rotate"), default="list", metavar="list或rotate")

    def work(self, *_args: Any, **options: Any) -> None:
        if options["act"] == "rotate":
            kid = keyring.rotate()
            self._tell(kid, by=self.actor(options))
            self.stdout.write(f"已更换，新签的都用 {kid}。请把数据目录中的 signing 文件夹备份一次。")
            return
        for one in keyring.public_keys():
            self.stdout.write(f"{one.kid}  {one.made[:10]}  {'正在使用' if one.signs else '只用于核验'}")

    @staticmethod
    def _tell(kid: str, *, by: Actor) -> None:
        """Write it in the journal of the installation; one that was never set up has none."""
        place = Site.objects.order_by("pk").first()
        if place is not None:
            with transaction.atomic():
                before = journal.values_of(place)
                journal.write(
                    place, by=by, action="access.key.rotate", path="", before=before, reason=f"改用密钥 {kid}"
                )
