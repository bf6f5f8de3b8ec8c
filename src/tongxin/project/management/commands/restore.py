"""`tongxin restore`: comes back from a backup, into an empty installation or in the place of one."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.project.backup import swap
from tongxin.project.backup.asking import asked_key, percent_lines, where_of
from tongxin.project.backup.drill import drill
from tongxin.project.backup.restore import fill_here, is_in_use, require_free, require_keys_here, restore
from tongxin.project.backup.shelf import opened
from tongxin.project.backup.staging import brought_secrets, content_bytes
from tongxin.project.backup.store import Store
from tongxin.web.format import moment

_WORD = "恢复"


class Command(TongxinCommand):
    help = "从备份恢复：先全部核对，再放到位；原有的数据移到一边保留"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("where", nargs="?", metavar="文件夹或文件", help="备份在哪里，默认 TONGXIN_BACKUP")
        parser.add_argument("--backup", default="", metavar="编号", help="恢复哪一份，默认最新的；编号见 --list")
        parser.add_argument("--key-file", metavar="文件", help="装有 age 私钥或口令的文件，默认 TONGXIN_BACKUP_KEY")
        parser.add_argument("--secrets", type=Path, metavar="文件夹", help="单独存放的密钥文件所在的文件夹")
        parser.add_argument("--replace", action="store_true", help="替换这里已有的系统")
        parser.add_argument("--yes", action="store_true", help="替换时不再询问（供脚本）")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", dest="listing", help="列出有哪些备份")
        what.add_argument("--drill", action="store_true", help="演练：恢复到临时文件夹，核对指纹，不动现有系统")
        what.add_argument("--finish", action="store_true", help="接着做完中断的恢复")
        what.add_argument("--keys", action="store_true", help="（程序自己用）核对密钥")
        what.add_argument("--fill", action="store_true", help="（程序自己用）装入数据")

    def work(self, *_: Any, **options: Any) -> None:
        progress = percent_lines(self.stdout.write)
        if options["keys"]:
            require_keys_here()
        elif options["fill"]:
            fill_here(progress=progress)
        elif options["finish"]:
            swap.finish()
            self.stdout.write("已做完中断的恢复。")
        elif options["listing"]:
            self._list(options)
        elif options["drill"]:
            where = where_of(options["where"])
            key = asked_key(options["key_file"])
            self.stdout.write(drill(where, key=key, backup=options["backup"], progress=progress))
        else:
            self._restore(options)

    def _list(self, options: dict[str, Any]) -> None:
        with opened(where_of(options["where"])) as shelf:
            store = Store.for_reading(shelf, key=asked_key(options["key_file"]))
            for one in store.backups():
                self.stdout.write(f"{one.id}  {moment(one.at)}  {_contents(store, one.id)}")

    def _restore(self, options: dict[str, Any]) -> None:
        where = where_of(options["where"])
        require_free(replace=options["replace"])
        key = asked_key(options["key_file"])
        if options["replace"] and is_in_use() and not options["yes"]:
            self._confirm()
        secrets = brought_secrets(options["secrets"]) if options["secrets"] else None
        progress = percent_lines(self.stdout.write)
        self.stdout.write(restore(where, key=key, backup=options["backup"], secrets=secrets, progress=progress))

    @staticmethod
    def _confirm() -> None:
        if not sys.stdin.isatty():
            raise InputError("要替换已有的系统，请在终端里确认，或加 --yes。", field="yes")
        if input(f"将用备份替换这里的系统（原数据移到一边保留）。确认请输入“{_WORD}”：").strip() != _WORD:
            raise InputError("没有确认，什么也没有改动。", field="yes")


def _contents(store: Store, backup: str) -> str:
    """Say how much a restore of a backup brings back, which version made it and whether the secrets are in it."""
    try:
        manifest = store.manifest(backup)
    except UnavailableError:
        return "清单已损坏，不能从它恢复"
    secrets = "不含密钥" if manifest["secrets"] is None else "含密钥"
    return f"{content_bytes(manifest) / 2**20:.1f} MB  {manifest['software']}  {secrets}"
