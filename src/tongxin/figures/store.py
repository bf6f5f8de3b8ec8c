"""The snapshot store: content-addressed Parquet objects, a manifest per snapshot, and a pointer to the newest.

    objects/ab/<sha256>.parquet      written once, shared by every snapshot with the same rows
    snapshots/<id>/                  put there whole, after all its objects; see `manifests`
    releases/                        what was public of tables about persons; see `releases` and `vouching`
    CURRENT                          the id of the newest snapshot, replaced last

Every file is written beside, synced, then renamed. Killed at any moment, the store still holds the last good snapshot.
Until the pointer is replaced nobody else sees anything of a new one: what is being written lies in `unfinished`.
"""

import errno
import fcntl
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from tongxin.figures import intact
from tongxin.figures.facts import Fact
from tongxin.figures.manifests import Manifests, Signer
from tongxin.figures.register import PlaceRegister
from tongxin.figures.registry import Registry
from tongxin.figures.snapshot import PLACES_FILE, SCHEMA_VERSION, DamagedError, Snapshot, canonical
from tongxin.figures.vouching import Kept, Named
from tongxin.figures.writing import declared_columns, put_in_place, write_fact, write_places
from tongxin.kernel.errors import ConflictError, NotFoundError, UnavailableError
from tongxin.kernel.period import SHANGHAI
from tongxin.office.writing import write_file

Progress = Callable[[int, int], None]
SOFTWARE = "tongxin 0.1.0"


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What a snapshot takes over from one before: the facts of which no row was written since."""

    snapshot: Snapshot
    facts: frozenset[str]

    def entry(self, fact: Fact) -> dict[str, Any] | None:
        """Return the fact's entry in the manifest before; None where its rows have to be read.

        That is so where rows were written, where the fact is declared otherwise by now, or a file of it is not whole.
        """
        entry: dict[str, Any] | None = self.snapshot.manifest["facts"].get(fact.code)
        if entry is None or fact.code not in self.facts or self.snapshot.is_broken(fact.code):
            return None
        return entry if entry["columns"] == declared_columns(fact) else None


class Store:
    """The folder of snapshots. With a `signer` manifests and releases are signed, and held to their signatures when read."""

    def __init__(self, root: Path, *, signer: Signer | None = None) -> None:
        self.root = root
        self.objects = root / "objects"
        self.manifests = Manifests(root / "snapshots", signer=signer)
        self.releases = Kept(root, signer=signer, named=self._named)
        self._pointer = root / "CURRENT"

    def current_id(self) -> str | None:
        """Return the id of the newest snapshot, None before the first."""
        try:
            return self._pointer.read_text(encoding="ascii", errors="replace").strip() or None
        except OSError:
            return None

    def current(self) -> Snapshot:
        """Return the newest snapshot, whole; raises `UnavailableError`."""
        return self._whole(self.newest())

    def newest(self) -> Snapshot:
        """Return the newest snapshot, its files held against nothing yet; raises `UnavailableError`."""
        found = self.current_id()
        if found is None:
            raise UnavailableError("还没有生成过快照，请先运行 tongxin snapshot，或请有权限的同事点「更新快照」。")
        try:
            return self.peek(found)
        except NotFoundError as error:
            raise DamagedError(f"快照 {found[:40]} 的清单不见了，请从备份恢复或重新生成快照。") from error

    def open(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by id, whole; raises `NotFoundError`, or `DamagedError` where it is not what was taken."""
        return self._whole(self.peek(snapshot_id))

    def peek(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by id for what its manifest says, its files held against nothing; raises as `open` does."""
        return Snapshot(snapshot_id, self.manifests.read(snapshot_id), self.objects)

    def holds(self, snapshot: Snapshot) -> bool:
        """Tell whether an open snapshot is still what was opened, manifest and files: cheap while nothing changes."""
        return self.manifests.holds(snapshot) and not snapshot.broken_files()

    def last_good(self) -> Snapshot | None:
        """Return the newest snapshot that is whole, None where none is."""
        for name in reversed(self.ids()):
            with suppress(NotFoundError, DamagedError):
                return self.open(name)
        return None

    def _whole(self, snapshot: Snapshot) -> Snapshot:
        snapshot.require_intact()
        return snapshot

    def ids(self) -> list[str]:
        """Return every snapshot's id, oldest first."""
        return self.manifests.ids()

    def faults(self, *, needed: frozenset[str] = frozenset()) -> Iterator[str]:
        """Yield what does not hold, in words: the chain's first gap, snapshots and releases not as taken, `needed` ones gone.

        Every file is read again, byte for byte, whenever it was last found whole.
        """
        intact.forget()
        if gap := self.manifests.gap():
            yield f"{gap}。"
        ids = self.ids()
        missing = (needed | {self.current_id() or ""}) - {"", *ids}
        yield from (
            f"快照 {name[:40]} 不见了，最新数字或签发的报告以它为依据，请从备份恢复。" for name in sorted(missing)
        )
        for name in ids:
            with _words() as said:
                snapshot = self.peek(name)
                snapshot.disturb()
                said.extend(snapshot.lost_files())
            yield from said
        yield from self.releases.faults(self._named())

    def take(
        self,
        registry: Registry,
        *,
        alias: str,
        progress: Progress | None = None,
        marks: Mapping[str, Any] | None = None,
        after: TakenOver | None = None,
    ) -> Snapshot:
        """Copy every fact, read through the database alias of a consistent read the caller has opened.

        `progress(done, total)` is called after each table; `marks` are kept in the manifest. What `after` says is taken
        over is not read, and the manifest says `after` which snapshot it follows. Raises `ConflictError` while
        another one is being taken, `UnavailableError` where the disk takes no more: the last good one stays.
        """
        report = progress or _silent
        with _told_of_disk(), self._lock(), self._folder("unfinished") as folder:
            taken = datetime.now(SHANGHAI).replace(microsecond=0)  # what is written later is not in it
            total = len(registry.facts) + 1
            register = PlaceRegister(registry.places(alias))
            numbers = frozenset(row.place for row in register.rows)
            places = write_places(register, folder=folder, objects=self.objects)
            report(1, total)
            facts: dict[str, Any] = {}
            for number, fact in enumerate(registry.facts, start=2):
                facts[fact.code] = (after and after.entry(fact)) or write_fact(
                    fact, alias=alias, places=numbers, folder=folder, objects=self.objects
                )
                report(number, total)
            content: dict[str, Any] = {"schema": SCHEMA_VERSION, "software": SOFTWARE, "places": places, "facts": facts}
            content |= {**({"marks": marks} if marks else {}), **({"follows": after.snapshot.id} if after else {})}
            return self._publish(content, taken=taken, folder=folder)

    def heal(self, registry: Registry, *, alias: str) -> list[str]:
        """Write what is damaged of the newest snapshot anew from the register; return the sha256 of what was put back.

        Only what comes out exactly as the manifest says is put back: where records changed since, nothing is. Whoever
        comes second waits, and finds it done. Read through the alias of a consistent read, as in `take`.
        """
        with _told_of_disk(), self._lock(name="healing", wait=True), self._folder("healing-work") as folder:
            snapshot = self.newest()
            broken = snapshot.broken_files()
            if not broken:
                return []
            register = PlaceRegister(registry.places(alias))
            if PLACES_FILE in broken:
                write_places(register, folder=folder, objects=self.objects)
            numbers = frozenset(row.place for row in register.rows)
            for fact in registry.facts:
                if fact.code in broken:
                    write_fact(fact, alias=alias, places=numbers, folder=folder, objects=self.objects)
            return put_in_place(folder, self.objects, only=snapshot.digests())

    def prune(self, *, keep: frozenset[str]) -> list[str]:
        """Remove snapshots not in `keep` and not the newest, with objects no snapshot needs. Returns what was removed."""
        with _told_of_disk(), self._lock():
            kept = keep | {self.current_id()}
            needed = frozenset[str]().union(*(self.peek(name).digests() for name in self.ids() if name in kept))
            gone = [name for name in self.ids() if name not in kept]
            for name in gone:
                self.manifests.clear(name)
            for path in self.objects.glob("*/*.parquet"):
                if path.stem not in needed:
                    path.unlink(missing_ok=True)
            return gone

    def _publish(self, content: dict[str, Any], *, taken: datetime, folder: Path) -> Snapshot:
        link = self.manifests.next_link(gap=self._lacks_current())
        releases = self.releases.names(self._named())
        manifest = {**content, **link, "releases": releases, "taken_at": taken.isoformat()}
        snapshot_id = f"{taken:%Y%m%d-%H%M%S}-{sha256(canonical(manifest)).hexdigest()[:8]}"
        put_in_place(folder, self.objects)
        self.manifests.write(snapshot_id, manifest, folder=folder)
        write_file(self._pointer, snapshot_id.encode())
        return Snapshot(snapshot_id, manifest, self.objects)

    def _named(self) -> Named | None:
        """Return what the newest manifest that holds and names releases says of them; None where none ever did."""
        for name in self.manifests.newest_first():
            with suppress(NotFoundError, DamagedError):
                if (named := self.manifests.read(name).get("releases")) is not None:
                    return cast("Named", named)
        return {} if self.manifests.has_begun else None

    def _lacks_current(self) -> bool:
        """Tell whether the manifest that was the newest is gone or no longer what it was."""
        current = self.current_id()
        if current is None:
            return False
        try:
            self.peek(current)
        except (NotFoundError, DamagedError):
            return True
        return False

    @contextmanager
    def _folder(self, name: str) -> Iterator[Path]:
        """Give an empty folder for unfinished work, which is gone afterwards."""
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _lock(self, *, name: str = "lock", wait: bool = False) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / name).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise ConflictError("另一个快照正在生成，请等它完成后再试。") from None
            yield


@contextmanager
def _told_of_disk() -> Iterator[None]:
    """Say in words what the disk refused."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # somebody broke it off
            raise
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "磁盘已满，请清理磁盘" if full else "快照文件夹读写不了，请检查它的权限和磁盘"
        raise UnavailableError(f"快照没有写成：{why}后再试。原来的快照没有改动，继续使用。") from error


@contextmanager
def _words() -> Iterator[list[str]]:
    """Give a list that holds, afterwards, the sentence of what went wrong."""
    said: list[str] = []
    try:
        yield said
    except UnavailableError as error:
        said.append(error.message)


def _silent(_done: int, _total: int) -> None:
    return None
