"""Sums of what was counted and estimated: their bounds, the grounds they rest on, and what is true of one record only."""

from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.figures.world import PLACES, engine_over, place_number, sheet
from tongxin.figures import (
    Axis,
    Column,
    DeclarationError,
    Desk,
    Fact,
    Figure,
    Kind,
    Measure,
    Of,
    Question,
    Registry,
    RegistryError,
    Status,
    Store,
    Type,
)
from tongxin.figures.figure import Bounds
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

ALL = Scope.everything()
Y2021 = Period.year(2021)
GROUNDS = MappingProxyType({"none": "没有人数", "roster": "名册", "estimate": "估计"})
EVENTS = """
key place  event day        came low high ground
1   430121 1     2021-03-05 30   30  30   roster
2   430121 2     2021-03-05 200  190 210  estimate
3   430182 3     2021-06-01 50   40  50   estimate
4   430182 4     2021-06-01 0    0   0    none
5   430225 5     2020-12-31 9    9   9    roster
"""
COLUMNS = (
    Column(name="key", type=Type.KEY, label="编号", subject="event"),
    Column(name="place", type=Type.PLACE, label="地区"),
    Column(name="day", type=Type.DAY, label="日期"),
    *(Column(name=name, type=Type.COUNT, label=name) for name in ("came", "low", "high")),
    Column(name="ground", type=Type.CODE, label="依据", choices=GROUNDS),
)


def _rows() -> list[tuple[object, ...]]:
    return [
        (
            int(row["key"]),
            place_number(row["place"]),
            date.fromisoformat(row["day"]),
            *(int(row[name]) for name in ("came", "low", "high")),
            row["ground"],
        )
        for row in sheet(EVENTS)
    ]


FACT = Fact(
    code="toy.event", label="活动", record="toy.event", page="/events/{key}/", columns=COLUMNS, rows=lambda _: iter(_rows())
)  # fmt: skip


def crowd(code: str, **more: Any) -> Measure:
    values: dict[str, Any] = {"value": "came", "bounds": ("low", "high"), "grounds": "ground", **more}
    return Measure(
        code=f"toy.{code}", name="到场", unit="人次", kind=Kind.SUM, definition="到场的人。", grain="每场", fact="toy.event",
        **values,
    )  # fmt: skip


MEASURES = (
    crowd("times"),
    crowd("heads", single=True, where=(("ground", ("roster", "estimate")),)),
    crowd("plain", bounds=None, grounds=""),
)


def registry(*measures: Measure) -> Registry:
    return Registry(facts=(FACT,), measures=measures or MEASURES, places=lambda _: iter(PLACES))


@pytest.fixture(scope="module")
def desk(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    frozen = registry()
    snapshot = Store(tmp_path_factory.mktemp("snapshots")).take(frozen, alias="snapshot")
    return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name=engine))


def figure(desk: Desk, measure: str, place: str = "430000", *, of: str = "") -> Figure:
    asked = Question(measure=f"toy.{measure}", place=place, period=Y2021, of=Of.read(of) if of else None)
    return desk.figure(asked, scope=ALL)


def bounds(found: Figure) -> Bounds:
    assert found.completeness is not None
    assert found.completeness.bounds is not None
    return found.completeness.bounds


@pytest.mark.parametrize(
    ("asked", "value", "between", "grounds"),
    [
        ({}, 280, (260, 290), [("none", 0, 1), ("roster", 30, 1), ("estimate", 250, 2)]),
        ({"place": "430121"}, 230, (220, 240), [("roster", 30, 1), ("estimate", 200, 1)]),
        ({"place": "430182"}, 50, (40, 50), [("none", 0, 1), ("estimate", 50, 1)]),
        ({"of": "event:2"}, 200, (190, 210), [("estimate", 200, 1)]),
        ({"place": "430225"}, 0, (0, 0), []),
    ],
)
def test_sum_is_told_with_its_bounds_and_the_grounds_of_its_parts(
    desk: Desk, *, asked: dict[str, str], value: int, between: tuple[int, int], grounds: list[tuple[str, int, int]]
) -> None:
    found = figure(desk, "times", **asked)
    said = bounds(found)
    assert found.value == value
    assert (said.low, said.high) == between
    assert [(one.code, one.amount, one.records) for one in said.grounds] == grounds
    assert sum(one.amount for one in said.grounds) == value


def test_contract_writes_bounds_and_grounds(desk: Desk) -> None:
    assert figure(desk, "times", "430182").json()["completeness"]["bounds"] == {
        "low": 40, "high": 50,
        "grounds": [
            {"code": "none", "label": "没有人数", "amount": 0, "records": 1},
            {"code": "estimate", "label": "估计", "amount": 50, "records": 1},
        ],
    }  # fmt: skip


def test_sum_that_declares_none_has_no_bounds(desk: Desk) -> None:
    assert figure(desk, "plain").value == 280
    assert figure(desk, "plain").completeness is None


def test_sum_of_which_too_much_is_unknown_is_not_earned(desk: Desk) -> None:
    assert not figure(desk, "times").is_earned
    assert figure(desk, "times", "430121").is_earned
    assert (bounds(figure(desk, "times")).unknown, bounds(figure(desk, "times")).records) == (1, 4)


@pytest.mark.parametrize(("percent", "earned"), [(75, True), (76, False)])
def test_share_of_unknown_records_is_held_against_the_threshold(
    percent: int,
    earned: bool,
    tmp_path: Path,
) -> None:
    frozen = registry(crowd("times", complete_percent=percent))
    snapshot = Store(tmp_path).take(frozen, alias="snapshot")
    found = Desk(
        registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name="reference")
    ).figure(Question(measure="toy.times", place="430000", period=Y2021), scope=ALL)
    assert found.is_earned is earned


def test_number_of_one_record_is_undefined_over_several_and_over_none(desk: Desk) -> None:
    one = figure(desk, "heads", of="event:2")
    assert (one.status, one.value) == (Status.OK, 200)
    several, nothing = figure(desk, "heads"), figure(desk, "heads", of="event:4")
    assert (several.status, several.value) == (Status.UNDEFINED, None)
    assert several.result.reason == "「到场」是单独一条记录的数，这里有 3 条记录，请收窄到一条。"
    assert (nothing.status, nothing.result.reason) == (
        Status.UNDEFINED,
        "「到场」是单独一条记录的数，这里没有这样的记录，请收窄到一条。",
    )


def test_number_of_one_record_is_told_by_place_and_time_where_there_is_one(desk: Desk) -> None:
    asked = Question(measure="toy.heads", place="430000", period=Y2021)
    by_place = {
        cell.place.code: cell.result.value for cell in desk.cells(asked, by=Axis.COUNTY, scope=ALL) if cell.place
    }
    assert (by_place["430182"], by_place["430121"], by_place["430225"]) == (50, None, None)
    by_month = desk.cells(asked, by=Axis.MONTH, scope=ALL)
    assert [cell.result.value for cell in by_month if cell.period and cell.period.start.month in (3, 6)] == [None, 50]


@pytest.mark.parametrize(
    "more", [{"bounds": ("low", "high"), "grounds": "ground"}, {"single": True}, {"grounds": "ground"}]
)
def test_only_a_sum_has_bounds_or_is_of_one_record(more: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="only a sum"):
        Measure(
            code="toy.x", name="某", unit="个", kind=Kind.COUNT, definition="某。", grain="行", fact="toy.event", **more
        )


@pytest.mark.parametrize("more", [{"grounds": ""}, {"bounds": None}])
def test_bounds_come_with_grounds(more: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="on what grounds"):
        crowd("x", **more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"bounds": ("low", "ground")}, "ground cannot be summed"),
        ({"bounds": ("low", "most")}, "no column 'most'"),
        ({"grounds": "low"}, "never says that nothing is known"),
        ({"grounds": "class"}, "no column 'class'"),
    ],
)
def test_bounds_that_a_fact_does_not_hold_are_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        registry(crowd("x", **more))
