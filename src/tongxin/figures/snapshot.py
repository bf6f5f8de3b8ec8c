"""A snapshot: an immutable, hashed copy of every fact at one moment."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from typing import Any

from tongxin.figures.facts import Fact
from tongxin.figures.register import PlaceRegister, PlaceRow
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.places import Level

SCHEMA_VERSION = 1
PLACES_FILE = "places"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot on disk. `manifest` is the document written when it was taken; `objects` holds the Parquet files."""

    id: str
    manifest: dict[str, Any]
    objects: Path

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def taken_at(self) -> str:
        """When it was taken, ISO 8601 in Asia/Shanghai."""
        return str(self.manifest["taken_at"])

    def rows(self, code: str) -> int:
        """Return the number of rows of a fact."""
        return sum(part["rows"] for part in self.manifest["facts"][code]["parts"])

    def files(self, fact: Fact) -> list[Path]:
        """Return the Parquet files of a fact; raises `UnavailableError` when the snapshot is older than the fact."""
        self.require(fact, frozenset())
        return [object_path(self.objects, part["sha256"]) for part in self.manifest["facts"][fact.code]["parts"]]

    def holds(self, fact: Fact, columns: Iterable[str] | None = None) -> bool:
        """Tell whether the snapshot has these columns of a fact as they are declared today; without `columns` all of them.

        A fact may have gained columns since, or lost some: what a question does not read does not matter to it.
        """
        entry = self.manifest["facts"].get(fact.code)
        if entry is None:
            return False
        there = {tuple(column) for column in entry["columns"]}
        wanted = fact.columns if columns is None else tuple(map(fact.column, columns))
        return all((column.name, column.type.value) in there for column in wanted)

    def require(self, fact: Fact, columns: Iterable[str]) -> None:
        """Raise `UnavailableError` where the snapshot is older than the fact or one of these columns of it."""
        if not self.holds(fact, columns):
            raise UnavailableError("现有快照早于这个指标的定义，请更新快照后再查看。")

    @cached_property
    def register(self) -> PlaceRegister:
        """The place register of the snapshot."""
        import pyarrow.parquet as pq

        path = object_path(self.objects, self.manifest["places"]["sha256"])
        return PlaceRegister(
            PlaceRow(
                place=row["place"],
                code=row["code"],
                name=row["name"],
                level=Level(row["level"]),
                path=row["path"],
                begin=row["begin"],
                end=row["end"],
            )
            for row in pq.read_table(path).to_pylist()
        )

    def records(self, fact: Fact) -> Iterator[dict[str, object]]:
        """Yield the rows of a fact as mappings: for the reference engine."""
        import pyarrow.parquet as pq

        for path in self.files(fact):
            yield from pq.read_table(path).to_pylist()

    @cached_property
    def latest_day(self) -> date:
        """The calendar day the snapshot was taken."""
        return date.fromisoformat(self.taken_at[:10])

    def broken_files(self) -> list[str]:
        """Read every file again and return the names of those whose sha256 is not the one in the manifest."""
        return [name for name, digest in self._parts() if not _intact(object_path(self.objects, digest), digest)]

    def missing_files(self) -> list[str]:
        """Return the names of files that are not there: a cheap look before use."""
        return [name for name, digest in self._parts() if not object_path(self.objects, digest).is_file()]

    def _parts(self) -> Iterator[tuple[str, str]]:
        yield PLACES_FILE, self.manifest["places"]["sha256"]
        for code, entry in self.manifest["facts"].items():
            for part in entry["parts"]:
                yield code, part["sha256"]


def object_path(objects: Path, digest: str) -> Path:
    """Return where the object with this sha256 lies."""
    return objects / digest[:2] / f"{digest}.parquet"


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def canonical(manifest: dict[str, Any]) -> bytes:
    """Return the one byte form of a manifest: sorted keys, no spaces, UTF-8."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _intact(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_of(path) == digest
