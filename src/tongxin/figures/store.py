"""The snapshot store: content-addressed Parquet objects, a manifest per snapshot, and a pointer to the newest.

    objects/ab/<sha256>.parquet      written once, shared by every snapshot with the same rows
    snapshots/<id>/manifest.json     written after all its objects
    CURRENT                          the id of the newest snapshot, replaced last

Every file is written beside, synced, then renamed. Killed at any moment, the store still holds the last good snapshot;
taking a snapshot again finds the objects already written.
"""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tongxin.figures.register import PlaceRegister
from tongxin.figures.registry import Registry
from tongxin.figures.snapshot import SCHEMA_VERSION, Snapshot, canonical
from tongxin.figures.writing import write_fact, write_places
from tongxin.kernel.errors import ConflictError, NotFoundError, UnavailableError
from tongxin.kernel.period import SHANGHAI
from tongxin.office.writing import make_folder, write_file

Progress = Callable[[int, int], None]
SOFTWARE = "tongxin 0.1.0"


class Store:
    """The folder of snapshots."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects = root / "objects"
        self.manifests = root / "snapshots"
        self._pointer = root / "CURRENT"

    def current_id(self) -> str | None:
        """Return the id of the newest snapshot, None before the first."""
        try:
            return self._pointer.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def current(self) -> Snapshot:
        """Return the newest snapshot or raise `UnavailableError`."""
        found = self.current_id()
        if found is None:
            raise UnavailableError("还没有生成过快照，请先运行 tongxin snapshot，或请有权限的同事点「更新快照」。")
        return self.open(found)

    def open(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by id; raises `NotFoundError`, or `UnavailableError` when files are missing."""
        snapshot = self._read(snapshot_id)
        if missing := snapshot.missing_files():
            raise UnavailableError(f"快照 {snapshot_id} 缺少文件（{missing[0]}），请从备份恢复或重新生成快照。")
        return snapshot

    def _read(self, snapshot_id: str) -> Snapshot:
        path = self.manifests / Path(snapshot_id).name / "manifest.json"
        try:
            manifest: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError):
            raise NotFoundError(f"没有编号为「{snapshot_id[:40]}」的快照。", field="snapshot") from None
        return Snapshot(snapshot_id, manifest, self.objects)

    def ids(self) -> list[str]:
        """Return every snapshot's id, oldest first."""
        return sorted(path.parent.name for path in self.manifests.glob("*/manifest.json"))

    def take(self, registry: Registry, *, alias: str, progress: Progress | None = None) -> Snapshot:
        """Copy every fact, read through the database alias of a consistent read the caller has opened.

        `progress(done, total)` is called after each table. Raises `ConflictError` while another one is being taken.
        """
        report = progress or _silent
        with self._lock():
            taken = datetime.now(SHANGHAI).replace(microsecond=0)  # what is written later is not in it
            folder = self._clean_folder()
            total = len(registry.facts) + 1
            register = PlaceRegister(registry.places(alias))
            numbers = frozenset(row.place for row in register.rows)
            places = write_places(register, folder=folder, objects=self.objects)
            report(1, total)
            facts: dict[str, Any] = {}
            for number, fact in enumerate(registry.facts, start=2):
                facts[fact.code] = write_fact(fact, alias=alias, places=numbers, folder=folder, objects=self.objects)
                report(number, total)
            content = {"schema": SCHEMA_VERSION, "software": SOFTWARE, "places": places, "facts": facts}
            return self._publish(content, taken=taken)

    def prune(self, *, keep: frozenset[str]) -> list[str]:
        """Remove snapshots not in `keep` and not the newest, with objects no snapshot needs. Returns what was removed."""
        with self._lock():
            kept = keep | {self.current_id()}
            gone = [name for name in self.ids() if name not in kept]
            for name in gone:
                shutil.rmtree(self.manifests / name)
            needed = {path.name for name in self.ids() for path in _objects_of(self._read(name))}
            for path in self.objects.glob("*/*.parquet"):
                if path.name not in needed:
                    path.unlink()
            return gone

    def _publish(self, content: dict[str, Any], *, taken: datetime) -> Snapshot:
        manifest = {**content, "taken_at": taken.isoformat()}
        snapshot_id = f"{taken:%Y%m%d-%H%M%S}-{sha256(canonical(manifest)).hexdigest()[:8]}"
        folder = self.manifests / snapshot_id
        make_folder(folder)
        write_file(folder / "manifest.json", canonical(manifest))
        write_file(self._pointer, snapshot_id.encode())
        return Snapshot(snapshot_id, manifest, self.objects)

    def _clean_folder(self) -> Path:
        folder = self.root / "unfinished"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ConflictError("另一个快照正在生成，请等它完成后再试。") from None
            yield


def _objects_of(snapshot: Snapshot) -> Iterator[Path]:
    for entry in (
        snapshot.manifest["places"],
        *(part for fact in snapshot.manifest["facts"].values() for part in fact["parts"]),
    ):
        yield snapshot.objects / f"{entry['sha256']}.parquet"


def _silent(_done: int, _total: int) -> None:
    return None
