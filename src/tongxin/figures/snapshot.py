"""A snapshot: an immutable, hashed copy of every fact at one moment."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from tongxin.figures import intact
from tongxin.figures.facts import Fact
from tongxin.figures.register import PlaceRegister, PlaceRow
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.places import Level

SCHEMA_VERSION = 1
PLACES_FILE = "places"
SUFFIX = ".parquet"


class DamagedError(UnavailableError):
    """A file is gone, cannot be read, or is not what the manifest says: no figure comes from it."""


@dataclass(frozen=True)
class Snapshot:
    """A snapshot on disk. `manifest` is the document written when it was taken; `objects` holds the Parquet files.

    Whoever reads its files asks for them by `files`, `reading` or `register`, which hold them against the manifest first.
    """

    id: str
    manifest: dict[str, Any]
    objects: Path

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def taken_at(self) -> str:
        """When it was taken, ISO 8601 in Asia/Shanghai."""
        return str(self.manifest["taken_at"])

    @property
    def follows(self) -> str:
        """The id of the snapshot it took unwritten facts over from; empty where every row was read."""
        return str(self.manifest.get("follows", ""))

    def rows(self, code: str) -> int:
        """Return the number of rows of a fact, or of `PLACES_FILE`."""
        if code == PLACES_FILE:
            return int(self.manifest["places"]["rows"])
        return sum(part["rows"] for part in self.manifest["facts"][code]["parts"])

    def files(self, fact: Fact) -> list[Path]:
        """Return the Parquet files of a fact, each of them what the manifest says.

        Raises `DamagedError` where one is not, `UnavailableError` when the snapshot is older than the fact.
        """
        self.require(fact, frozenset())
        self._hold(fact.code)
        return [Path(path) for path, _ in self._paths[fact.code]]

    @contextmanager
    def reading(self, *tables: str) -> Iterator[None]:
        """Hold the files of tables against the manifest before and after a reading, whatever the reading came to.

        `tables` are codes of facts, or `PLACES_FILE`; raises `DamagedError`.
        """
        self._hold(*tables)
        try:
            yield
        finally:
            self._hold(*tables)

    def _hold(self, *tables: str) -> None:
        for table in tables:
            if self.is_broken(table):
                raise self.damaged(table)

    def is_broken(self, table: str) -> bool:
        """Tell whether a file of a table is not what the manifest says: each is hashed once while it stays the same."""
        return any(intact.digest_of(path) != digest for path, digest in self._paths[table])

    def damaged(self, table: str) -> DamagedError:
        """Return the sentence about a table whose files are not what the manifest says."""
        return DamagedError(
            f"快照 {self.id} 的文件（{table}）缺失或已损坏，没有从中取数；"
            "请管理员运行 tongxin snapshot --check 查明，或重新生成快照。"
        )

    def lost_files(self) -> Iterator[str]:
        """Yield which files are not what the manifest says, in words, each with what helps where it cannot be written anew."""
        for table, files in self._paths.items():
            for path, digest in files:
                if intact.digest_of(path) != digest:
                    where = Path(path).relative_to(self.objects.parent)
                    yield f"快照 {self.id} 的文件 {where}（{table}）缺失或已损坏，请从较早的备份取回这个文件。"

    @cached_property
    def _paths(self) -> dict[str, list[tuple[str, str]]]:
        """The path and sha256 of every file, by table."""
        found: dict[str, list[tuple[str, str]]] = {}
        for table, digest in self._parts():
            found.setdefault(table, []).append((str(object_path(self.objects, digest)), digest))
        return found

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

        with self.reading(PLACES_FILE):
            rows = pq.read_table(self.places_path).to_pylist()
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
            for row in rows
        )

    def first_day(self, fact: Fact) -> date | None:
        """Return the day of the earliest row of a fact, None where it has none; read from what the files say of themselves."""
        import pyarrow.parquet as pq

        name, earliest = fact.times[0], list[Any]()
        for path in self.files(fact):
            about = pq.read_metadata(path)
            at = about.schema.names.index(name)
            groups = [about.row_group(number).column(at).statistics for number in range(about.num_row_groups)]
            earliest += [group.min for group in groups if group is not None and group.has_min_max]
        return min(earliest, default=None)

    @property
    def places_path(self) -> Path:
        """Where the place register lies."""
        return object_path(self.objects, self.manifest["places"]["sha256"])

    def records(self, fact: Fact) -> Iterator[dict[str, object]]:
        """Yield the rows of a fact as mappings: for the reference engine."""
        import pyarrow.parquet as pq

        self.require(fact, frozenset())
        with self.reading(fact.code):
            rows = [row for path, _ in self._paths[fact.code] for row in pq.read_table(path).to_pylist()]
        yield from rows

    @cached_property
    def digest(self) -> str:
        """The sha256 of the manifest."""
        return sha256(canonical(self.manifest)).hexdigest()

    @cached_property
    def latest_day(self) -> date:
        """The calendar day the snapshot was taken."""
        return date.fromisoformat(self.taken_at[:10])

    def broken_files(self) -> list[str]:
        """Return the tables with a file that is not what the manifest says: each is hashed once while it stays the same."""
        return [table for table in self._paths if self.is_broken(table)]

    def disturb(self) -> None:
        """Give broken files a new time, so that every process that once found them whole looks again."""
        for path, digest in (one for files in self._paths.values() for one in files):
            if intact.digest_of(path) != digest:
                with suppress(OSError):
                    os.utime(path)

    def digests(self) -> frozenset[str]:
        """Return the sha256 of every file."""
        return frozenset(digest for _, digest in self._parts())

    def require_intact(self) -> None:
        """Raise `DamagedError` unless every file is what the manifest says."""
        if broken := self.broken_files():
            raise self.damaged(broken[0])

    def _parts(self) -> Iterator[tuple[str, str]]:
        yield PLACES_FILE, self.manifest["places"]["sha256"]
        for code, entry in self.manifest["facts"].items():
            for part in entry["parts"]:
                yield code, part["sha256"]


def object_path(objects: Path, digest: str) -> Path:
    """Return where the object with this sha256 lies."""
    return objects / digest[:2] / f"{digest}{SUFFIX}"


def canonical(manifest: dict[str, Any]) -> bytes:
    """Return the one byte form of a manifest: sorted keys, no spaces, UTF-8."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
