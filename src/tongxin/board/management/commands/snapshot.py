"""`tongxin snapshot`: copy the records into a new snapshot; check or clear away older ones."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.ports.checking import check_snapshots
from tongxin.ports.desk import prune_snapshots, take_snapshot


class Command(TongxinCommand):
    help = "生成快照，数字从快照计算"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument(
            "--check",
            "--verify",
            action="store_true",
            dest="check",
            help="不生成，只逐字节核对全部快照和签名链；最新快照损坏的文件能从登记库原样重写的，就重写",
        )
        parser.add_argument(
            "--keep", type=int, metavar="个数", help="生成后只保留最近几个快照；已签发报告用到的总会保留"
        )
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        keep: int | None = options["keep"]
        if keep is not None and keep < 1:
            raise InputError("--keep 至少为 1，最新的快照总会保留。", field="keep")
        if options["check"]:
            self._check(as_json=options["json"])
            return
        snapshot = take_snapshot(by=self.actor(options), progress=None if options["json"] else self._progress)
        removed = prune_snapshots(keep=keep) if keep is not None else []
        rows = sum(snapshot.rows(code) for code in snapshot.manifest["facts"])
        if options["json"]:
            self.write_json({"snapshot": snapshot.id, "taken_at": snapshot.taken_at, "rows": rows, "removed": removed})
            return
        self.stdout.write(f"快照 {snapshot.id} 已生成，共 {rows} 行。")
        if removed:
            self.stdout.write(f"已清理 {len(removed)} 个旧快照。")

    def _check(self, *, as_json: bool) -> None:
        """Say what does not hold, the first of it as the error."""
        checked = check_snapshots()
        if as_json:
            self.write_json(asdict(checked))
        if checked.faults:
            for fault in checked.faults[1:]:
                self.stderr.write(fault)
            raise UnavailableError(checked.sentence)
        if not as_json:
            self.stdout.write(checked.sentence)

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"  {done}/{total}")
