"""The check of all snapshots: every file read again, the newest mended, the chain of manifests walked to its end."""

from dataclasses import dataclass

from tongxin.figures import intact
from tongxin.kernel.errors import UnavailableError
from tongxin.ports.desk import mend_snapshot, needed_snapshots, store


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was looked at, how many files were damaged and written anew, and what still does not hold, in words."""

    snapshots: int
    files: int
    healed: int
    faults: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What came of it, in one sentence."""
        if self.faults:
            return self.faults[0]
        mended = f"，其中 {self.healed} 个损坏的已从登记库重写" if self.healed else ""
        return f"已核对 {self.snapshots} 个快照、{self.files} 个文件{mended}，均与清单一致，签名链完整。"


def check_snapshots() -> Checked:
    """Check everything, whatever was found before; raises nothing for what does not hold."""
    intact.forget()
    snapshots = store()
    healed = mend_snapshot() if snapshots.current_id() else []
    faults = tuple(snapshots.faults(needed=needed_snapshots()))
    ids = snapshots.ids()
    files = sum(1 for _ in snapshots.objects.glob("*/*.parquet"))
    return Checked(snapshots=len(ids), files=files, healed=len(healed), faults=faults)


def require_whole_snapshots() -> str:
    """Return what came of the check; raises `UnavailableError` with the first thing that does not hold. For a schedule."""
    checked = check_snapshots()
    if checked.faults:
        raise UnavailableError(checked.sentence)
    return checked.sentence
