"""`tongxin backup`: copies everything the product keeps, encrypted, while it works."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.project.backup.asking import asked_key, percent_lines, where_of
from tongxin.project.backup.checking import check
from tongxin.project.backup.make import backup_before_upgrade, make_backup, nightly_by_hand
from tongxin.project.backup.state import status


class Command(TongxinCommand):
    help = "备份：数据库、快照、报告、佐证和密钥，加密存放，只增新的内容；网站照常使用"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "where",
            nargs="?",
            metavar="文件夹或文件",
            help="备份到哪里，默认 TONGXIN_BACKUP；以 .backup 结尾的是单个文件",
        )
        parser.add_argument(
            "--key-file", metavar="文件", help="装有 age 公钥、私钥或口令的文件，默认 TONGXIN_BACKUP_KEY"
        )
        parser.add_argument("--without-secrets", action="store_true", help="不含密钥文件（须另处保存）")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="检查备份里的每块内容是否还在、有没有损坏")
        what.add_argument("--new", action="store_true", help="文件夹里以前的备份已不要了，从头开始")
        what.add_argument("--nightly", action="store_true", help="按设置做每晚的备份（供定时任务）")
        what.add_argument("--before-upgrade", action="store_true", help="数据库要升级时先备份（./run 自动调用）")
        what.add_argument("--status", action="store_true", help="上一次备份和演练的结果")

    def work(self, *_: Any, **options: Any) -> None:
        if options["status"]:
            found = status()
            self.stdout.write(found.words)
            if found.proof:
                self.stdout.write(f"最近一次恢复演练 {found.proof}")
        elif options["nightly"]:
            self.stdout.write(nightly_by_hand())
        elif options["before_upgrade"]:
            self.stdout.write(backup_before_upgrade())
        elif options["check"]:
            self.stdout.write(check(where_of(options["where"]), key_file=options["key_file"]))
        else:
            self._make(where_of(options["where"]), options)

    def _make(self, where: Path, options: dict[str, Any]) -> None:
        key = asked_key(options["key_file"], new=True)
        made = make_backup(
            where,
            key=key,
            by=self.actor(options),
            progress=percent_lines(self.stdout.write),
            with_secrets=not options["without_secrets"],
            new=options["new"],
        )
        self.stdout.write("\n".join((made.words, *made.warnings)))
        made.require_whole()
