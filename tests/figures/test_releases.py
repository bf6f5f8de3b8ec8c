"""What was public is remembered: a quarter at a time, never two releases that give somebody away side by side."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.figures.test_publication import ask, visits
from tests.figures.world import engine_over, registry, snapshot_of
from tongxin.figures import Desk, Status
from tongxin.figures.disclosure import Node, Suppression, given_away
from tongxin.figures.inference import ANY, NoLess, Sum, narrowed
from tongxin.figures.releases import Release, Releases
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.scope import Scope

WINTER, LATER, SPRING, SUMMER = "20220104-a", "20220301-b", "20220401-c", "20220701-d"


def release(snapshot: str, persons: Mapping[int, int]) -> Release:
    """Return a release of a province 0 over counties with so many persons each, one record a person."""
    nodes = [Node(id=0, parent=None, rows=sum(persons.values()), persons=sum(persons.values()))]
    nodes += [Node(id=one, parent=0, rows=count, persons=count) for one, count in persons.items()]
    suppression = Suppression(nodes, k=5)
    hidden = suppression.withheld()
    shown = {node.id: node.rows for node in nodes if node.id not in hidden}
    return Release(snapshot=snapshot, table=suppression.reading(), values={"toy.rows@1": shown})


FIRST = release(WINTER, {1: 4, 2: 9, 3: 20})


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    found = Releases(tmp_path, name="toy 2021")
    assert found.standing(FIRST) == FIRST
    return found


def test_first_release_is_remembered_by_every_process(releases: Releases, tmp_path: Path) -> None:
    assert Releases(tmp_path, name="toy 2021").standing(FIRST) == FIRST
    other = release(SUMMER, {1: 8})
    assert Releases(tmp_path, name="toy 2020").standing(other) == other
    assert [path.stat().st_mode & 0o077 for path in tmp_path.rglob("*.json")] == [0, 0]


def test_release_holds_nothing_of_hidden_cells_but_between_what_they_lie() -> None:
    assert {cell.id: cell.rows for cell in FIRST.table} == {0: (33, 33), 1: (1, 4), 2: (5, ANY), 3: (20, 20)}
    assert FIRST.values == {"toy.rows@1": {0: 33, 3: 20}}


def test_late_entries_are_public_in_the_next_quarter(releases: Releases) -> None:
    more = {1: 4, 2: 13, 3: 26}
    assert releases.standing(release(LATER, more)) == FIRST
    newer = release(SPRING, more)
    assert releases.standing(newer) == newer
    assert releases.standing(FIRST) == FIRST  # an older snapshot says what it said
    assert releases.standing(release(LATER, more)) == FIRST


def test_release_that_gives_somebody_away_beside_an_older_one_waits(releases: Releases) -> None:
    """One more person in county 1 lets it and its protector be shown: the older 4 would follow."""
    assert releases.standing(release(SPRING, {1: 5, 2: 9, 3: 20})) == FIRST
    fewer = release(SUMMER, {1: 3, 2: 8, 3: 18})  # records were taken back: nothing follows for certain
    assert releases.standing(fewer) == fewer


def test_snapshot_older_than_every_release_says_no_more_than_they(tmp_path: Path) -> None:
    newer = release(SUMMER, {1: 3, 2: 9, 3: 20})
    found = Releases(tmp_path, name="x")
    assert found.standing(newer) == newer
    assert found.standing(release(WINTER, {1: 2, 2: 9, 3: 20})) == newer


def test_what_cannot_be_remembered_is_not_shown(releases: Releases, tmp_path: Path) -> None:
    (path,) = tmp_path.rglob("*.json")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UnavailableError, match="发布记录"):
        releases.standing(FIRST)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnavailableError, match="发布记录"):
        Releases(tmp_path / "file", name="x").standing(FIRST)


def desk_on(day: date, *, folder: Path, rows: int) -> Desk:
    """Return a desk on a snapshot as if taken that day, with so many visits in 长沙县."""
    frozen, taken = snapshot_of(visits(p430121=range(rows), p430202=range(50, 62)), folder=folder)
    snapshot = replace(
        taken, id=f"{day:%Y%m%d}-090000-x", manifest={**taken.manifest, "taken_at": f"{day}T09:00:00+08:00"}
    )
    return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name="duckdb"))


def test_public_figure_of_an_older_release_names_its_snapshot_and_tells_nothing_of_now(tmp_path: Path) -> None:
    first = desk_on(date(2022, 1, 4), folder=tmp_path, rows=9).figure(ask("rows", "430100"), scope=Scope())
    assert (first.value, first.snapshot, first.evidence_count) == (9, "20220104-090000-x", 9)
    desk = desk_on(date(2022, 2, 4), folder=tmp_path, rows=15)
    second = desk.figure(ask("rows", "430100"), scope=Scope())
    assert (second.value, second.snapshot) == (9, "20220104-090000-x")
    assert (second.evidence_count, second.completeness) == (None, None)
    assert desk.figure(ask("rows", "430100"), scope=Scope.everything()).value == 15
    third = desk_on(date(2022, 4, 4), folder=tmp_path, rows=15).figure(ask("rows", "430100"), scope=Scope())
    assert (third.value, third.snapshot) == (15, "20220404-090000-x")


def test_table_that_cannot_be_remembered_is_withheld_until_it_can_be(tmp_path: Path) -> None:
    desk = desk_on(date(2022, 1, 4), folder=tmp_path, rows=9)
    (tmp_path / "releases").write_text("no folder")
    asked = (ask("rows"), ask("rows", "420000"))
    assert {desk.figure(one, scope=Scope()).status for one in asked} == {Status.WITHHELD}
    (tmp_path / "releases").unlink()
    assert [desk.figure(one, scope=Scope()).value for one in asked] == [21, 0]


def test_measure_declared_after_the_release_waits_for_the_next_one(tmp_path: Path) -> None:
    desk = desk_on(date(2022, 1, 4), folder=tmp_path, rows=9)
    assert desk.figure(ask("rows"), scope=Scope()).value == 21
    measures = [replace(one, version=2) if one.code == "toy.rows" else one for one in desk.registry.measures]
    newer = registry(visits(), measures=measures)
    later = Desk(
        registry=newer, snapshot=desk.snapshot, engine=engine_over(desk.snapshot, registry=newer, name="duckdb")
    )
    assert later.figure(ask("rows"), scope=Scope()).status is Status.WITHHELD


def test_two_small_cells_that_share_all_they_can_take_a_third() -> None:
    cells = [Node(id=0, parent=None, rows=28, persons=28)]
    cells += [Node(id=one, parent=0, rows=rows, persons=rows) for one, rows in ((1, 4), (2, 4), (3, 20))]
    assert Suppression(cells, k=5).withheld() == {1, 2, 3}


def test_cell_that_follows_though_everything_above_is_hidden_stays_as_it_is() -> None:
    """Nothing more can be hidden: the whole table is."""
    cells = [Node(id=0, parent=None, rows=1, persons=1), Node(id=1, parent=0, rows=1, persons=1)]
    assert Suppression(cells, k=2).withheld() == {0, 1}


def test_what_follows_is_told_by_release_and_cell() -> None:
    shown = release(SPRING, {1: 5, 2: 9, 3: 20})
    assert given_away([FIRST.table, shown.table]) == [(0, 1)]
    assert given_away([FIRST.table]) == []


def test_bounds_follow_from_sums_and_from_what_is_no_less() -> None:
    known = {"all": (10, 10), "a": (1, ANY), "b": (4, 6)}
    assert narrowed([Sum(whole="all", parts=("a", "b"), exact=True)], known) == {
        "all": (10, 10), "a": (4, 6), "b": (4, 6),
    }  # fmt: skip
    assert narrowed([Sum(whole="all", parts=("a", "b"), exact=False)], known)["a"] == (4, 10)
    assert narrowed([NoLess(less="a", more="b")], known)["a"] == (1, 6)
    assert narrowed([NoLess(less="all", more="b")], known) == known  # a contradiction tells nothing
