"""The database in a backup: every row of every table in one consistent read, while the product works."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from tongxin.kernel.errors import UnavailableError
from tongxin.project.backup.store import Store
from tongxin.project.backup.tables import Digest, Table, packed, read_parts, tables_of

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and how much there is."""


def dump(store: Store, *, progress: Progress) -> dict[str, Any]:
    """Put the rows of the database into the store and return what the manifest says of them."""
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    connection = connections[alias]
    with transaction.atomic(using=alias):
        applied = sorted(MigrationRecorder(connection).applied_migrations())
        if not applied:
            raise UnavailableError("数据库还是空的，没有可以备份的；请先运行 ./run --prepare。")
        tables = tables_of(applied)
        found = []
        for done, table in enumerate(tables.values(), start=1):
            found.append(_dumped(store, connection, table))
            progress("数据库", done, len(tables))
    return {"vendor": connection.vendor, "migrations": applied, "tables": found}


def _dumped(store: Store, connection: BaseDatabaseWrapper, table: Table) -> dict[str, Any]:
    digest, parts = Digest(table), []
    for part in read_parts(connection, table):
        content = packed(part)
        digest.add(part, content=content)
        parts.append(store.add(content))
    return {
        "name": table.name,
        "columns": table.columns,
        "key": table.key,
        "rows": digest.rows,
        "digest": digest.value(),
        "last": _last_number(connection, table),
        "parts": parts,
    }


def _last_number(connection: BaseDatabaseWrapper, table: Table) -> int:
    """Return the last number the database gave out for this table: it is not given again, even where its row is gone."""
    if not table.is_numbered:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        else:
            cursor.execute(
                "SELECT last_value FROM pg_sequences WHERE (quote_ident(schemaname) || '.' || quote_ident(sequencename)) "
                "= pg_get_serial_sequence(quote_ident(%s), %s)",
                [table.name, table.key],
            )
        row = cursor.fetchone()
    return int(row[0] or 0) if row else 0
