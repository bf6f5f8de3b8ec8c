"""Rows in a form of no database: every column has a kind, and the same rows have the same digest in both."""

from typing import Any

import pytest
from django.db import connection

from tongxin.network.models import Place
from tongxin.project.backup import tables
from tongxin.project.backup.tables import (
    Digest,
    Table,
    canonical_json,
    known_migrations,
    packed,
    read_parts,
    tables_of,
    unpacked,
)

TABLE = Table(name="t", columns=(("id", "int"), ("said", "json")), key="id")


def all_tables() -> dict[str, Table]:
    return tables_of(known_migrations())


def test_every_column_of_every_table_can_be_carried() -> None:
    found = all_tables()
    assert len(found) > 150
    entry = dict(found["access_entry"].columns)
    assert (entry["id"], entry["account_id"], entry["at"], entry["before"]) == ("int", "int", "moment", "json")
    assert dict(found["attendance_scan"].columns)["code"] == "uuid"
    assert not found["django_session"].is_numbered
    assert "access_account_groups" in found  # links to many are tables too


@pytest.mark.django_db
def test_rows_come_in_the_order_of_their_key_cut_at_round_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS", 1_000)
    parts = list(read_parts(connection, all_tables()["network_place"]))
    numbers = [[row[0] for row in part] for part in parts]
    assert sum(map(len, numbers)) == Place.objects.count()
    assert [number for part in numbers for number in part] == sorted(Place.objects.values_list("pk", flat=True))
    assert all(len({number // 1_000 for number in part}) == 1 for part in numbers)
    assert len({number // 1_000 for part in numbers for number in part}) == len(parts)
    assert unpacked(packed(parts[0])) == parts[0]


@pytest.mark.django_db
def test_sessions_stay_out(client: Any) -> None:
    session = client.session
    session["x"] = 1
    session.save()
    assert list(read_parts(connection, all_tables()["django_session"])) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"b": 1, "a": [1.50, "二"]}', '{"a":[1.5,"\\u4e8c"],"b":1}'),
        ("{}", "{ }"),
        ('{"a": 1e2}', '{"a": 100.0}'),
    ],
)
def test_digest_is_the_same_however_json_is_written(one: str, other: str) -> None:
    first, second = Digest(TABLE), Digest(TABLE)
    first.add([[1, one], [2, None]])
    second.add([[1, other]])
    second.add([[2, None]])
    assert first.value() == second.value()
    assert first.rows == second.rows == 2


@pytest.mark.parametrize("other", [[[1, '{"a": 2}']], [[2, '{"a": 1}']], [], [[1, None]], [[1, '{"a": "1"}']]])
def test_digest_is_another_for_other_rows(other: list[list[Any]]) -> None:
    first, second = Digest(TABLE), Digest(TABLE)
    first.add([[1, '{"a": 1}']])
    second.add(other)
    assert first.value() != second.value()


def test_numbers_that_json_cannot_tell_apart_stay_apart_from_texts() -> None:
    assert canonical_json("[1, 1.0]") != canonical_json("[1, 1.5]")
