"""SQLite has a write on the disk before it says so, except where somebody waits at a door."""

import pytest
from django.db import connection, transaction

from tongxin.access.durability import soon_on_disk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL always waits"),
]
NORMAL, FULL = 1, 2


def asked(name: str) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute(f"PRAGMA {name}").fetchone()[0])


def test_what_was_acknowledged_is_on_the_disk_and_what_was_deleted_is_overwritten() -> None:
    assert (asked("synchronous"), asked("secure_delete")) == (FULL, 1)


def test_one_kind_of_work_does_not_wait_and_the_next_does() -> None:
    with soon_on_disk(), transaction.atomic():
        assert asked("synchronous") == NORMAL
    assert asked("synchronous") == FULL
    with pytest.raises(ValueError, match="x"), soon_on_disk():
        raise ValueError("x")
    assert asked("synchronous") == FULL


def test_transaction_under_way_stays_as_it_is() -> None:
    with transaction.atomic(), soon_on_disk():
        assert asked("synchronous") == FULL
