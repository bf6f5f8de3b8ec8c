"""Writing the tables of a snapshot: rows in, content-addressed Parquet objects out."""

from collections import defaultdict
from contextlib import ExitStack
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tongxin.figures.columns import check, chunks, schema
from tongxin.figures.errors import DeclarationError
from tongxin.figures.facts import Fact, Row
from tongxin.figures.intact import digest_of, sha256_of
from tongxin.figures.register import PlaceRegister
from tongxin.figures.snapshot import SUFFIX, object_path
from tongxin.kernel.places import Level
from tongxin.office.writing import move_into_place

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROW_GROUP = 122_880
"""Rows of a row group: the unit DuckDB shares out among threads, and the unit in which rows are written."""


class _Part:
    """One Parquet file being written, in row groups of one size wherever the rows came in chunks."""

    def __init__(self, path: Path, columns: "pa.Schema", *, stack: ExitStack) -> None:
        self.path = path
        self.rows = 0
        self._columns = columns
        self._writer = stack.enter_context(_writer(path, columns))
        self._waiting: list[pa.Table] = []

    def add(self, rows: list[Row]) -> None:
        """Take rows in and write whole row groups out."""
        import pyarrow as pa

        arrays = [
            pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), self._columns, strict=True)
        ]
        self._waiting.append(pa.table(arrays, schema=self._columns))
        self.rows += len(rows)
        while sum(table.num_rows for table in self._waiting) >= ROW_GROUP:
            self._write(ROW_GROUP)

    def finish(self) -> None:
        """Write the last, shorter row group."""
        if self._waiting:
            self._write(ROW_GROUP)

    def _write(self, rows: int) -> None:
        import pyarrow as pa

        # One piece of memory, or the bytes of the file would tell how its rows had come in.
        table = pa.concat_tables(self._waiting).combine_chunks()
        self._writer.write_table(table.slice(0, rows).combine_chunks(), row_group_size=ROW_GROUP)
        self._waiting = [table.slice(rows)] if table.num_rows > rows else []


class _Parts:
    """The Parquet files of one fact being written: one for each year of a flow, one for a stock."""

    def __init__(self, fact: Fact, *, folder: Path, stack: ExitStack) -> None:
        self._fact = fact
        self._folder = folder
        self._stack = stack
        self._schema = schema(fact)
        self._parts: dict[int, _Part] = {}

    def add(self, chunk: list[Row]) -> None:
        """Take a chunk of rows into the files of their years."""
        for year, rows in self._by_year(chunk).items():
            self._part(year).add(rows)

    def finished(self) -> list[tuple[int, _Part]]:
        """Write what waits and return the files by year: an empty one where the fact has no row at all."""
        if not self._parts:
            self._part(0)
        for part in self._parts.values():
            part.finish()
        return sorted(self._parts.items())

    def _by_year(self, chunk: list[Row]) -> dict[int, list[Row]]:
        if self._fact.is_stock:
            return {0: chunk}
        day = [column.name for column in self._fact.columns].index(self._fact.times[0])
        years: dict[int, list[Row]] = defaultdict(list)
        for row in chunk:
            years[cast(date, row[day]).year].append(row)
        return years

    def _part(self, year: int) -> _Part:
        if year not in self._parts:
            path = self._folder / f"{self._fact.code}-{year}.parquet"
            self._parts[year] = _Part(path, self._schema, stack=self._stack)
        return self._parts[year]


def _writer(path: Path, columns: "pa.Schema") -> "pq.ParquetWriter":
    import pyarrow.parquet as pq

    texts: Any = [field.name for field in columns if str(field.type) == "string"]
    return pq.ParquetWriter(path, columns, compression="zstd", use_dictionary=texts or False, store_schema=False)


def write_fact(fact: Fact, *, alias: str, places: frozenset[int], folder: Path, objects: Path) -> dict[str, Any]:
    """Write a fact's rows, read through a database alias; returns its entry in the manifest.

    Rows come sorted by key, which makes the bytes a function of the rows alone: what did not change keeps its object.
    Each row's place is one of `places`, or it would be in no figure. What is new, or no longer whole among the objects,
    stays in the folder until `put_in_place`.
    """
    with ExitStack() as stack:
        parts = _Parts(fact, folder=folder, stack=stack)
        last = -1
        for chunk in chunks(fact.rows(alias)):
            check(fact, chunk, places=places)
            last = _ascending(fact, chunk, last=last)
            parts.add(chunk)
        written = parts.finished()
    return {
        "columns": declared_columns(fact),
        "parts": [
            {"year": year or None, "rows": part.rows, "sha256": _finished(part.path, objects)} for year, part in written
        ],
    }


def declared_columns(fact: Fact) -> list[list[str]]:
    """Return a fact's columns as a manifest tells them: names and types, in order."""
    return [[column.name, column.type.value] for column in fact.columns]


def _ascending(fact: Fact, chunk: list[Row], *, last: int) -> int:
    position = [column.name for column in fact.columns].index(fact.key)
    keys = [last, *(cast(int, row[position]) for row in chunk)]
    for before, key in pairwise(keys):
        if key <= before:
            raise DeclarationError(f"fact {fact.code}: rows must come sorted by a unique key; {key} follows {before}")
    return keys[-1]


def write_places(register: PlaceRegister, *, folder: Path, objects: Path) -> dict[str, Any]:
    """Write the place register with each place's ancestors; returns its entry in the manifest."""
    import pyarrow as pa

    newest = {(row.place, row.begin) for row in register.newest()}
    levels = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
    records = [
        {
            "place": row.place,
            "code": row.code,
            "name": row.name,
            "level": row.level.value,
            "path": row.path,
            "begin": row.begin,
            "end": row.end,
            "newest": (row.place, row.begin) in newest,
            **{level.value: register.above(row.place, level=level) for level in levels},
        }
        for row in sorted(register.rows, key=lambda row: (row.place, row.begin))
    ]
    fields: list[pa.Field[Any]] = [
        pa.field("place", pa.int32()),
        *(pa.field(name, pa.string()) for name in ("code", "name", "level", "path")),
        *(pa.field(name, pa.date32()) for name in ("begin", "end")),
        pa.field("newest", pa.bool_()),
        *(pa.field(level.value, pa.int32()) for level in levels),
    ]
    columns = pa.schema(fields)
    path = folder / "places.parquet"
    with _writer(path, columns) as writer:
        writer.write_table(pa.Table.from_pylist(records, schema=columns))
    return {"rows": len(records), "sha256": _finished(path, objects)}


def _finished(path: Path, objects: Path) -> str:
    """Name a file by its sha256, which is returned; it goes where the object is there already, and is whole."""
    digest = sha256_of(path)
    if digest_of(str(object_path(objects, digest)), again=True) == digest:
        path.unlink()
    else:
        path.replace(path.with_name(f"{digest}{SUFFIX}"))
    return digest


def put_in_place(folder: Path, objects: Path, *, only: frozenset[str] | None = None) -> list[str]:
    """Put the files of a folder among the objects, over damaged ones, too; return the sha256 of those that were put."""
    put = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if only is None or path.stem in only:
            move_into_place(path, object_path(objects, path.stem))
            put.append(path.stem)
    return put
