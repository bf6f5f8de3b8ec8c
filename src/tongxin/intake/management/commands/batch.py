"""`tongxin batch`: what was imported, and undoing it."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.intake import actions, queries
from tongxin.intake.models import Batch

_SHOWN = 50


class Command(TongxinCommand):
    help = "导入批次：列出，或整批撤销"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("list", "undo"), metavar="list|undo", help="list 列出，undo 撤销")
        parser.add_argument("number", nargs="?", type=int, metavar="批次", help="要撤销的批次")
        parser.add_argument("--reason", default="命令行撤销", metavar="原因", help="记入操作日志")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        by = self.actor(options)
        if options["act"] == "undo":
            found = [
                actions.undo_batch(queries.batch(by.scope, options["number"] or 0), by=by, reason=options["reason"])
            ]
        else:
            found = list(queries.batches(by.scope).order_by("-id")[:_SHOWN])
        if options["json"]:
            self.write_json([_document(one) for one in found])
        else:
            for one in found:
                self.stdout.write(
                    f"{one.pk}\t{one.get_state_display()}\t{one.filename}\t新增 {one.new}\t变更 {one.changed}"
                )


def _document(one: Batch) -> dict[str, Any]:
    return {
        "batch": one.pk,
        "file": one.filename,
        "state": one.state,
        "new": one.new,
        "changed": one.changed,
        "unchanged": one.unchanged,
        "errors": one.errors,
        "duplicates": one.duplicates,
    }
