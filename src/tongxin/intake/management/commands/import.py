"""`tongxin import`: a workbook from the shell, through the same doors as the page."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access import site
from tongxin.access.command import TongxinCommand
from tongxin.intake import actions
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.queries import opened
from tongxin.intake.uploads import Upload, imported_before
from tongxin.kernel.errors import InputError
from tongxin.office.sources import read_bytes

_MOST_ERRORS = 1_000


class Command(TongxinCommand):
    help = "导入表格：先预览，确认后整批写入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workbook", metavar="表格", help=".xlsx、.xls、.ods 或 .csv")
        parser.add_argument("--door", default="", metavar="内容", help="记录种类，例如 members；不给则按表头判断")
        parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
        parser.add_argument("--yes", action="store_true", help="不再询问，直接写入没有错误的行")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        by = self.actor(options)
        upload = Upload(name=options["workbook"], content=read_bytes(Path(options["workbook"])), door=options["door"])
        batch = actions.receive_file(upload, by=by, path=site.current().home_path)
        try:
            actions.preview_file(batch, by=by, progress=lambda done, total: None)  # noqa: ARG005 - nobody watches
            if batch.state == Batch.State.UNREADABLE:
                raise InputError(batch.message, field="workbook")
            document = _document(batch)
            write = not options["dry_run"] and batch.new + batch.changed and (options["yes"] or self._agreed(batch))
            if write:
                actions.apply_batch(batch, by=by)
        finally:
            if batch.state != Batch.State.APPLIED:
                actions.discard_batch(batch, by=by)
        if options["json"]:
            self.write_json({**document, "applied": batch.state == Batch.State.APPLIED})
        else:
            self._tell(batch, document)

    def _agreed(self, batch: Batch) -> bool:
        """Ask on the terminal; somewhere without one, nothing is written without --yes."""
        if not sys.stdin.isatty():
            return False
        self.stdout.write(f"新增 {batch.new}，变更 {batch.changed}，有误 {batch.errors}，疑似重复 {batch.duplicates}。")
        return input("写入吗？（是/否）").strip() in {"是", "y", "yes"}

    def _tell(self, batch: Batch, document: dict[str, Any]) -> None:
        for error in document["errors"]:
            self.stdout.write(f"{error['sheet']} 第 {error['row']} 行 {error['column']} {error['message']}")
        state = "已导入" if batch.state == Batch.State.APPLIED else "没有写入（加 --yes 写入）"
        self.stdout.write(
            f"第 {batch.pk} 批{state}：新增 {batch.new}，变更 {batch.changed}，未变 {batch.unchanged}，有误 {batch.errors}，"
            f"疑似重复 {batch.duplicates}。"
        )


def _document(batch: Batch) -> dict[str, Any]:
    rows = BatchRow.objects.children_of(batch)
    errors = [
        {"sheet": row.sheet, "row": row.number, "column": f"{letter} {label}".strip(), "message": message}
        for row in rows.filter(kind=BatchRow.Kind.ERROR).order_by("id")[:_MOST_ERRORS]
        for letter, label, message, *_ in opened(row).problems
    ]
    earlier = imported_before(batch)
    return {
        "batch": batch.pk,
        "new": batch.new,
        "changed": batch.changed,
        "unchanged": batch.unchanged,
        "errors": errors,
        "error_rows": batch.errors,
        "duplicates": batch.duplicates,
        "notes": batch.notes,
        "imported_before": earlier.pk if earlier else None,
    }
