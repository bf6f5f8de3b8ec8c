"""Writing the tables of a snapshot: rows in, content-addressed Parquet objects out."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongxin.figures.columns import check, chunks, schema
from tongxin.figures.durable import move_into_place
from tongxin.figures.errors import DeclarationError
from tongxin.figures.facts import Fact, Row
from tongxin.figures.register import PlaceRegister, PlaceRow
from tongxin.figures.snapshot import object_path, sha256_of
from tongxin.kernel.places import Level

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROW_GROUP = 200_000


class _Parts:
    """The Parquet files of one fact being written: one for each year of a flow, one for a stock."""

    def __init__(self, fact: Fact, *, folder: Path, stack: ExitStack) -> None:
        self._fact = fact
        self._folder = folder
        self._stack = stack
        self._schema = schema(fact)
        self._writers: dict[int, pq.ParquetWriter] = {}
        self.paths: dict[int, Path] = {}
        self.rows: dict[int, int] = defaultdict(int)

    def add(self, chunk: list[Row]) -> None:
        """Write a chunk of rows to the files of their years."""
        import pyarrow as pa

        for year, rows in self._by_year(chunk).items():
            columns = [
                pa.array(values, field.type)
                for values, field in zip(zip(*rows, strict=True), self._schema, strict=True)
            ]
            self._writer(year).write_table(pa.table(columns, schema=self._schema), row_group_size=_ROW_GROUP)
            self.rows[year] += len(rows)

    def touch(self) -> None:
        """Make an empty file where there is no row at all, so that the fact still has its columns."""
        if not self._writers:
            self._writer(0)

    def _by_year(self, chunk: list[Row]) -> dict[int, list[Row]]:
        if self._fact.is_stock:
            return {0: chunk}
        day = [column.name for column in self._fact.columns].index(self._fact.times[0])
        years: dict[int, list[Row]] = defaultdict(list)
        for row in chunk:
            years[row[day].year].append(row)  # type: ignore[attr-defined]  # `check` has seen that it is a date
        return years

    def _writer(self, year: int) -> "pq.ParquetWriter":
        if year not in self._writers:
            self.paths[year] = self._folder / f"{self._fact.code}-{year}.parquet"
            self._writers[year] = self._stack.enter_context(_writer(self.paths[year], self._schema))
        return self._writers[year]


def _writer(path: Path, columns: "pa.Schema") -> "pq.ParquetWriter":
    import pyarrow.parquet as pq

    texts = [field.name for field in columns if str(field.type) == "string"]
    return pq.ParquetWriter(path, columns, compression="zstd", use_dictionary=texts or False, store_schema=False)


def write_fact(fact: Fact, *, alias: str, folder: Path, objects: Path) -> dict[str, Any]:
    """Write a fact's rows, read through a database alias; returns its entry in the manifest.

    Rows come sorted by key, which makes the bytes a function of the rows alone: what did not change keeps its object.
    """
    with ExitStack() as stack:
        parts = _Parts(fact, folder=folder, stack=stack)
        last: int | None = None
        for chunk in chunks(fact.rows(alias)):
            check(fact, chunk)
            last = _ascending(fact, chunk, last=last)
            parts.add(chunk)
        parts.touch()
    return {
        "columns": [[column.name, column.type.value] for column in fact.columns],
        "parts": [
            {"year": year or None, "rows": parts.rows[year], "sha256": _into_objects(path, objects)}
            for year, path in sorted(parts.paths.items())
        ],
    }


def _ascending(fact: Fact, chunk: list[Row], *, last: int | None) -> int | None:
    position = [column.name for column in fact.columns].index(fact.key)
    for row in chunk:
        key = row[position]
        assert isinstance(key, int)  # noqa: S101 - `check` has seen it
        if last is not None and key <= last:
            raise DeclarationError(f"fact {fact.code}: rows must come sorted by a unique key; {key} follows {last}")
        last = key
    return last


def write_places(rows: Iterable[PlaceRow], *, folder: Path, objects: Path) -> dict[str, Any]:
    """Write the place register with each place's ancestors; returns its entry in the manifest."""
    import pyarrow as pa

    register = PlaceRegister(rows)
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
    columns = pa.schema([
        ("place", pa.int32()), ("code", pa.string()), ("name", pa.string()), ("level", pa.string()), ("path", pa.string()),
        ("begin", pa.date32()), ("end", pa.date32()), ("newest", pa.bool_()),
        *((level.value, pa.int32()) for level in levels),
    ])  # fmt: skip
    path = folder / "places.parquet"
    with _writer(path, columns) as writer:
        writer.write_table(pa.Table.from_pylist(records, schema=columns))
    return {"rows": len(records), "sha256": _into_objects(path, objects)}


def _into_objects(path: Path, objects: Path) -> str:
    digest = sha256_of(path)
    target = object_path(objects, digest)
    if target.is_file():
        path.unlink()
    else:
        move_into_place(path, target)
    return digest
