"""Rows that are not what their fact declares never reach a snapshot."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.figures.world import Rows, club_fact, place_number, registry, visit_fact
from tongxin.figures import DeclarationError, Store
from tongxin.figures.columns import schema

GOOD = (1, place_number("430121"), 7, 1, date(2021, 1, 1), "held", True, 100)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key", None),
        ("key", "1"),
        ("key", 1.0),
        ("key", True),
        ("key", -5),
        ("place", None),
        ("place", 999),
        ("person", "张三"),
        ("person", False),
        ("day", None),
        ("day", "2021-01-01"),
        ("day", datetime(2021, 1, 1)),  # noqa: DTZ001 - a moment is refused with or without a zone
        ("state", "lost"),
        ("state", None),
        ("state", 1),
        ("done", 1),
        ("done", None),
        ("fen", None),
        ("fen", 1.5),
        ("fen", True),
    ],
)
def test_value_of_a_wrong_type_is_refused_by_name(tmp_path: Path, column: str, value: object) -> None:
    names = [one.name for one in visit_fact(Rows()).columns]
    row = tuple(value if name == column else good for name, good in zip(names, GOOD, strict=True))
    with pytest.raises(DeclarationError, match=column if value != -5 else "sorted"):
        Store(tmp_path).take(registry(Rows(visits=[row])), alias="x")
    assert Store(tmp_path).current_id() is None


@pytest.mark.parametrize("row", [GOOD[:-1], (*GOOD, 1)])
def test_row_of_another_length_is_refused(tmp_path: Path, row: tuple[object, ...]) -> None:
    with pytest.raises(DeclarationError, match="values for 8 columns"):
        Store(tmp_path).take(registry(Rows(visits=[row])), alias="x")


@pytest.mark.parametrize("keys", [(2, 1), (1, 1)])
def test_rows_that_do_not_ascend_are_refused(tmp_path: Path, keys: tuple[int, ...]) -> None:
    with pytest.raises(DeclarationError, match="sorted by a unique key"):
        Store(tmp_path).take(registry(Rows(visits=[(key, *GOOD[1:]) for key in keys])), alias="x")


def test_order_is_watched_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.figures.columns.CHUNK", 2)
    with pytest.raises(DeclarationError, match="2 follows 3"):
        Store(tmp_path).take(registry(Rows(visits=[(key, *GOOD[1:]) for key in (1, 3, 2)])), alias="x")


def test_only_subjects_and_ends_may_be_unknown() -> None:
    nullable = {
        field.name for fact in (visit_fact(Rows()), club_fact(Rows())) for field in schema(fact) if field.nullable
    }
    assert nullable == {"person", "meeting", "end"}


def test_unknown_person_and_open_end_come_back_as_none(tmp_path: Path) -> None:
    rows = Rows(visits=[(*GOOD[:2], None, *GOOD[3:])], clubs=[(1, GOOD[1], date(2020, 1, 1), None, "held")])
    snapshot = Store(tmp_path).take(registry(rows), alias="x")
    assert [tuple(row.values()) for row in snapshot.records(visit_fact(rows))] == rows.visits
    assert [tuple(row.values()) for row in snapshot.records(club_fact(rows))] == rows.clubs
