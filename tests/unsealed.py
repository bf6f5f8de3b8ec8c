"""The journal without what protects it: what somebody who owns the database could do, and how a test empties it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection, transaction

MIGRATION = import_module("tongxin.access.migrations.0006_journal_sealed")
POSTGRESQL = connection.vendor == "postgresql"


def run(*statements: str) -> None:
    """Run SQL, all or nothing."""
    checked = ["SET CONSTRAINTS ALL IMMEDIATE"] if POSTGRESQL else []  # or no table is altered after its rows
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in [*checked, *statements]:
            cursor.execute(statement)


@contextmanager
def unprotected() -> Iterator[None]:
    """Take the triggers away, by the routine of the migration, and put them back."""
    run(*MIGRATION.releasing(connection.vendor))
    yield
    run(*MIGRATION.protecting(connection.vendor))
