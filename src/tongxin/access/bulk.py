"""Write and remove many rows of one table with one prepared statement.

Django's `bulk_create` builds a statement of a few dozen rows at a time, which on SQLite costs several times what the
database itself does. Here the values go through the same field methods into one `executemany`, and the numbers of the
rows are reserved before, so that rows may point to each other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import fields as plain

M = TypeVar("M", bound=models.Model)
_CHUNK: Final = 5_000
_DELETED: Final = 900
_AS_THEY_ARE: Final = frozenset({str, int, bool, type(None)})
_REPEATED: Final = frozenset({date, datetime})
_UNCHANGED_BY: Final = (plain.CharField, plain.TextField, plain.IntegerField, plain.BooleanField, models.ForeignKey)
_Adapt = Callable[[Any], Any]


def insert_rows(rows: Iterable[M]) -> list[M]:
    """Insert unsaved rows of one table and give each its number. Needs a transaction; constraints hold as ever."""
    every = list(rows)
    for start in range(0, len(every), _CHUNK):
        _insert(every[start : start + _CHUNK])
    return every


def insert_values(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows given as values by column attribute, all but the key; for tables whose rows nobody points to."""
    remaining = iter(rows)
    adapters = {name: adapt for name, adapt in _adapters(model) if name != model._meta.pk.attname}
    while chunk := list(islice(remaining, _CHUNK)):
        names = list(chunk[0])
        chosen = [(name, adapters[name]) for name in names]
        _execute(model, names, ([adapt(row[name]) for name, adapt in chosen] for row in chunk))


def delete_rows(model: type[models.Model], numbers: Sequence[int]) -> None:
    """Delete the rows with these numbers and their links to many. What else points to them must be gone before."""
    for link in model._meta.many_to_many:
        _delete(link.m2m_db_table(), link.m2m_column_name(), numbers)
    _delete(model._meta.db_table, str(model._meta.pk.column), numbers)


def _insert(rows: Sequence[models.Model]) -> None:
    model = type(rows[0])
    for row, number in zip(rows, _reserved(model, len(rows)), strict=True):
        row.pk = number
    filling = [one for one in model._meta.concrete_fields if _fills(one)]
    for row in rows:
        for one in filling:
            one.pre_save(row, True)  # noqa: FBT003 - Django's own signature
    adapters = _adapters(model)
    names = [name for name, _ in adapters]
    _execute(model, names, ([adapt(getattr(row, name)) for name, adapt in adapters] for row in rows))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _fills(one: "models.Field[Any, Any]") -> bool:
    """Tell whether a field works out its value when a row is saved."""
    return type(one).pre_save is not plain.Field.pre_save


def _adapters(model: type[models.Model]) -> list[tuple[str, _Adapt]]:
    """Return for each column how a value is handed to the database: as Django does, but quick for plain values."""
    return [(one.attname, _adapter(one)) for one in model._meta.concrete_fields]


def _adapter(one: "models.Field[Any, Any]") -> _Adapt:
    connection, prepare = connections[DEFAULT_DB_ALIAS], one.get_db_prep_save
    prepared = [base.get_prep_value for base in _UNCHANGED_BY]
    is_plain = isinstance(one, _UNCHANGED_BY) and type(one).get_prep_value in prepared
    as_they_are = _AS_THEY_ARE if is_plain else frozenset()
    known: dict[Any, Any] = {}  # days and moments repeat themselves from row to row

    def adapt(value: Any) -> Any:
        kind = type(value)
        if kind in as_they_are:
            return value
        if kind not in _REPEATED:
            return prepare(value, connection)
        if value not in known:
            known[value] = prepare(value, connection)
        return known[value]

    return adapt


def _execute(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    columns = {one.attname: quote(str(one.column)) for one in model._meta.concrete_fields}
    listed, marks = ", ".join(columns[name] for name in names), ", ".join(["%s"] * len(names))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", list(rows))  # noqa: S608 - names are ours


def _reserved(model: type[models.Model], count: int) -> Iterable[int]:
    """Return numbers nobody else will get. SQLite lets one writer in at a time, so the next ones are free."""
    connection, table = connections[DEFAULT_DB_ALIAS], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + count + 1)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _delete(table: str, column: str, numbers: Sequence[int]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    for chunk in _chunks(numbers):
        marks = ", ".join(["%s"] * len(chunk))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {quote(table)} WHERE {quote(column)} IN ({marks})", chunk)  # noqa: S608 - as above


def _chunks(numbers: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(numbers), _DELETED):
        yield list(numbers[start : start + _DELETED])
