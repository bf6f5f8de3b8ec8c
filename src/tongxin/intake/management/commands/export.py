"""`tongxin export`: the records of a door as a workbook that can be edited and imported again."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access import site
from tongxin.access.command import TongxinCommand
from tongxin.access.exports import record_export, require_purpose
from tongxin.intake.preview import door_named
from tongxin.intake.workbook import write_workbook
from tongxin.kernel.divisions import path_of_code
from tongxin.kernel.errors import InputError
from tongxin.office.writing import writing


class Command(TongxinCommand):
    help = "导出记录为表格，可以改好再导入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("door", metavar="内容", help="记录种类，例如 members、organisations")
        parser.add_argument("out", metavar="OUT.xlsx", help="写到这个文件")
        parser.add_argument("--place", metavar="代码", help="六位区划代码，默认本网络所在地区")
        parser.add_argument("--template", action="store_true", help="只写空白模板")
        parser.add_argument(
            "--purpose", default="命令行导出", metavar="用途", help="含个人信息的表做什么用，记入操作日志"
        )
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        by, out = self.actor(options), Path(options["out"])
        path = path_of_code(options["place"]) if options["place"] else site.current().home_path
        door = door_named(options["door"])
        purpose = require_purpose(options["purpose"]) if door.is_personal and not options["template"] else ""
        try:
            with writing(out) as file:
                rows = write_workbook(file, [door], scope=by.scope, path=None if options["template"] else path)
                if purpose:
                    record_export(door.label, by=by, path=path, rows=rows, purpose=purpose)
        except OSError:
            raise InputError(f"写不了文件「{out.name[:40]}」，请检查路径和权限。", field="out") from None
        self.stdout.write(f"已写到 {out}，共 {rows} 条。")
