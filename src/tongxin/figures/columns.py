"""From declared types to Parquet columns and back. The one place that knows both."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from tongxin.figures.errors import DeclarationError
from tongxin.figures.facts import NULLABLE, Column, Fact, Row, Type

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 50_000
_PYTHON: dict[Type, type] = {Type.DAY: date, Type.BEGIN: date, Type.END: date, Type.CODE: str, Type.FLAG: bool}


def schema(fact: Fact) -> "pa.Schema":
    """Return the Arrow schema of a fact: integers, days, declared codes, flags."""
    import pyarrow as pa

    types = {
        Type.DAY: pa.date32(),
        Type.BEGIN: pa.date32(),
        Type.END: pa.date32(),
        Type.CODE: pa.string(),
        Type.FLAG: pa.bool_(),
        Type.PLACE: pa.int32(),
    }
    return pa.schema(
        [
            pa.field(column.name, types.get(column.type, pa.int64()), nullable=column.type in NULLABLE)
            for column in fact.columns
        ]
    )


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut rows into lists of `CHUNK`."""
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def check(fact: Fact, chunk: Sequence[Row], *, places: Container[int]) -> None:
    """Raise `DeclarationError` where a row does not hold what its fact declares: a fault of the capability's query.

    A PLACE column holds numbers of `places`.
    """
    for row in chunk:
        if len(row) != len(fact.columns):
            raise DeclarationError(f"fact {fact.code}: {len(row)} values for {len(fact.columns)} columns")
    for column, values in zip(fact.columns, zip(*chunk, strict=True), strict=True):
        for value in _doubtful(column, values):
            if not _fits(column, value, places=places):
                raise DeclarationError(f"fact {fact.code}: {column.name} holds {value!r}")


def _doubtful(column: Column, values: tuple[object, ...]) -> Iterable[object]:
    """Return what must be looked at one by one: nothing where all values are of the declared type and any will do."""
    if set(map(type, values)) != {_PYTHON.get(column.type, int)}:
        return values
    return set(values) if column.type in (Type.CODE, Type.PLACE) else ()


def _fits(column: Column, value: object, *, places: Container[int]) -> bool:
    if value is None:
        return column.type in NULLABLE
    if type(value) is not _PYTHON.get(column.type, int):  # a moment is a date to `isinstance`, and a flag a number
        return False
    if column.type is Type.PLACE:
        return value in places
    return column.type is not Type.CODE or value in column.choices
