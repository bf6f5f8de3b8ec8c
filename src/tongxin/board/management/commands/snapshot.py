"""`tongxin snapshot`: copy the records into a new snapshot; check or clear away older ones."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.figures import Snapshot
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.ports.desk import prune_snapshots, store, take_snapshot


class Command(TongxinCommand):
    help = "生成快照，数字从快照计算"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument("--verify", action="store_true", help="不生成，只逐字节校验最新快照")
        parser.add_argument(
            "--keep", type=int, metavar="个数", help="生成后只保留最近几个快照；已签发报告用到的总会保留"
        )
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        keep: int | None = options["keep"]
        if keep is not None and keep < 1:
            raise InputError("--keep 至少为 1，最新的快照总会保留。", field="keep")
        snapshot = self._verified() if options["verify"] else self._taken(options)
        removed = prune_snapshots(keep=keep) if keep is not None else []
        rows = sum(snapshot.rows(code) for code in snapshot.manifest["facts"])
        if options["json"]:
            self.write_json({"snapshot": snapshot.id, "taken_at": snapshot.taken_at, "rows": rows, "removed": removed})
            return
        done = "校验无误" if options["verify"] else "已生成"
        self.stdout.write(f"快照 {snapshot.id} {done}，共 {rows} 行。")
        if removed:
            self.stdout.write(f"已清理 {len(removed)} 个旧快照。")

    def _taken(self, options: dict[str, Any]) -> Snapshot:
        return take_snapshot(by=self.actor(options), progress=None if options["json"] else self._progress)

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"  {done}/{total}")

    @staticmethod
    def _verified() -> Snapshot:
        snapshot = store().current()
        if broken := snapshot.broken_files():
            raise UnavailableError(
                f"快照 {snapshot.id} 的文件已损坏（{'、'.join(broken)}），请从备份恢复或重新生成快照。"
            )
        return snapshot
