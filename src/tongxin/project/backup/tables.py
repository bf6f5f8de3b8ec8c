"""The tables of a database as the migrations applied to it declare them, and their values in a form of no database.

A row is a list of plain values in the order of the columns: numbers, texts, true and false, nothing; days and moments as
text (moments in UTC), bytes in hexadecimal digits, JSON as the text that is stored. Personal values stay encrypted as they
are. So rows read from one kind of database go into the other; their digest is the same in both, for it is taken over JSON
in one form.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

ROWS: Final = 5_000
"""Rows of a part: a part holds the rows whose numbers lie between two multiples, so that a new row changes one part only."""
_FETCHED: Final = 2_000
EMPTIED: Final = frozenset({"django_session"})
"""Tables whose rows are not kept: everybody signs in again after a restore."""
_KINDS: Final = {
    "bool": ("BooleanField",),
    "bytes": ("BinaryField",),
    "date": ("DateField",),
    "int": (
        "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
        "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField",
    ),
    "json": ("JSONField",),
    "moment": ("DateTimeField",),
    "text": ("CharField", "TextField", "SlugField", "EmailField", "URLField", "GenericIPAddressField", "FileField"),
    "time": ("TimeField",),
    "uuid": ("UUIDField",),
}  # fmt: skip
_KIND_OF: Final = {name: kind for kind, names in _KINDS.items() for name in names}
Row = list[Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: its columns with the kind of their values, and which of them is the key."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: str

    @property
    def is_numbered(self) -> bool:
        """Whether the database numbers its rows."""
        return dict(self.columns)[self.key] == "int"


def tables_of(applied: Iterable[tuple[str, str]]) -> dict[str, Table]:
    """Return the tables of a database with these migrations, by name."""
    return _tables_of(frozenset(applied))


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return every migration of this program."""
    return frozenset(_loader().disk_migrations)


@cache
def _loader() -> MigrationLoader:
    return MigrationLoader(None)


@cache
def _tables_of(applied: frozenset[tuple[str, str]]) -> dict[str, Table]:
    state = _loader().project_state(sorted(applied & set(_loader().graph.nodes)))
    found = (_table(model) for model in state.apps.get_models(include_auto_created=True))
    return {table.name: table for table in sorted(found, key=lambda table: table.name)}


def _table(model: type[models.Model]) -> Table:
    options = model._meta
    columns = tuple((str(field.column), _kind(field)) for field in options.concrete_fields)
    return Table(name=options.db_table, columns=columns, key=str(options.pk.column))


def _kind(field: "models.Field[Any, Any]") -> str:
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]  # a key to another table holds what that one's key holds
    return _KIND_OF[field.get_internal_type()]


def read_parts(connection: BaseDatabaseWrapper, table: Table) -> Iterator[list[Row]]:
    """Yield the rows of a table in the order of its key, part by part; needs a transaction."""
    if table.name in EMPTIED:
        return
    quote = connection.ops.quote_name
    key = [name for name, _ in table.columns].index(table.key)
    by_bytes = ' COLLATE "C"' if connection.vendor == "postgresql" and table.columns[key][1] == "text" else ""
    named = ", ".join(quote(name) for name, _ in table.columns)
    plain = [_PLAIN.get(kind) for _, kind in table.columns]
    part: list[Row] = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {named} FROM {quote(table.name)} ORDER BY {quote(table.key)}{by_bytes}")  # noqa: S608 - names are ours
        while fetched := cursor.fetchmany(_FETCHED):
            for raw in fetched:
                row = [one if how is None or one is None else how(one) for one, how in zip(raw, plain, strict=True)]
                if part and (row[key] // ROWS != part[-1][key] // ROWS if table.is_numbered else len(part) == ROWS):
                    yield part
                    part = []
                part.append(row)
    if part:
        yield part


def _moment(value: datetime) -> str:
    return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat(" ")


_PLAIN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "bool": bool,
    "bytes": lambda value: bytes(value).hex(),
    "date": str,
    "moment": _moment,
    "time": str,
    "uuid": lambda value: getattr(value, "hex", value),
}
"""How what a database driver returns becomes a plain value."""


def packed(part: Sequence[Row]) -> bytes:
    """Return a part as bytes: a line of JSON for each row."""
    return "".join(f"{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}\n" for row in part).encode()


def unpacked(content: bytes) -> list[Row]:
    """Return the rows of a part."""
    return [json.loads(line) for line in content.split(b"\n") if line]


class Digest:
    """The digest of a table's rows: the same wherever the same rows lie."""

    def __init__(self, table: Table) -> None:
        self._json = [place for place, (_, kind) in enumerate(table.columns) if kind == "json"]
        self._sum = sha256(json.dumps([table.name, table.columns]).encode())
        self.rows = 0

    def add(self, part: Sequence[Row], *, content: bytes | None = None) -> None:
        """Take in the next rows; `content` is the same part packed, where it is at hand."""
        if self._json:
            content = packed([self._canonical(row) for row in part])
        self._sum.update(packed(part) if content is None else content)
        self.rows += len(part)

    def value(self) -> str:
        """Return the digest of what was taken in."""
        return self._sum.hexdigest()

    def _canonical(self, row: Row) -> Row:
        same = list(row)
        for place in self._json:
            same[place] = None if row[place] is None else canonical_json(row[place])
        return same


def canonical_json(text: str) -> str:
    """Return a JSON text in one form: names in order, numbers by their value. PostgreSQL keeps no other order."""
    if text == "{}":
        return text
    value = json.loads(text, parse_float=lambda number: f"{Decimal(number).normalize():f}")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digests(connection: BaseDatabaseWrapper, tables: Iterable[Table]) -> dict[str, tuple[int, str]]:
    """Return how many rows each table has, and their digest; needs a transaction."""
    found = {}
    for table in tables:
        digest = Digest(table)
        for part in read_parts(connection, table):
            digest.add(part)
        found[table.name] = (digest.rows, digest.value())
    return found
