"""`tongxin secrets`: whether the secrets at hand belong to this database; `accept` says that a change was meant."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import transaction

from tongxin.access import journal
from tongxin.access.command import TongxinCommand
from tongxin.access.key_checks import note_keys, wrong_keys
from tongxin.access.models import KeyCheck, Site
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.project import config


class Command(TongxinCommand):
    help = "核对密钥与数据库是否相配；有意更换或确实丢失之后，用 secrets accept 名称 认可"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=("check", "accept"), default="check", metavar="check或accept")
        parser.add_argument("names", nargs="*", metavar="名称", help="要认可的密钥，如 secret_key、field_keys/k1")

    def work(self, *_args: Any, **options: Any) -> None:
        wrong = {one.name: one for one in wrong_keys()}
        if options["act"] == "accept":
            self._accept(options["names"] or list(wrong), wrong=set(wrong), options=options)
            return
        for one in wrong.values():
            self.stdout.write(f"✗ {one.words}")
        if wrong:
            raise UnavailableError("密钥不对，请从备份恢复密钥文件。")
        self.stdout.write("密钥与数据库相配。")

    def _accept(self, names: list[str], *, wrong: set[str], options: dict[str, Any]) -> None:
        if unknown := [name for name in names if name not in wrong]:
            raise NotFoundError(f"密钥「{unknown[0][:60]}」没有不对的地方，可用 tongxin secrets 查看。")
        made = config.make_missing(settings.DATA_DIR) if wrong <= set(names) else []
        with transaction.atomic():
            KeyCheck.objects.filter(name__in=names).delete()
            site = Site.objects.order_by("pk").first()
            if site is not None and names:
                before, reason = journal.values_of(site), f"认可更换：{'、'.join(names)}"[:500]
                by = self.actor(options)
                journal.write(site, by=by, action="access.key.accept", path="", before=before, reason=reason)
            if not made:
                note_keys()
        said = f"，并新做了 {'、'.join(made)}（旧密钥加密的内容再也读不出来）" if made else ""
        self.stdout.write(f"已认可 {len(names)} 个密钥{said}。")
