"""A stranger asks everything that is public, on every day and every snapshot, and works out what follows: no small cell does."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.figures.attack import ANY, Bounds, Sum, bounded
from tests.figures.world import DONE, FIRST, Rows, engine_over, measure, visit_fact
from tongxin.figures import Column, Desk, Fact, Kind, PlaceRow, Question, Registry, Store, Type
from tongxin.figures.releases import Releases
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

K = 5
YEARS = (2020, 2021)
QUARTERS = (date(2021, 9, 30), date(2021, 12, 31))
NOBODY = Scope()


def places() -> Iterator[PlaceRow]:
    """A province of five cities with seven counties each."""
    row = PlaceRow(place=1, code="430000", name="湖南省", level=Level.PROVINCE, path="43/", begin=FIRST, end=None)
    yield row
    for city in range(1, 6):
        code = f"430{city}00"
        above = replace(
            row, place=10 * city, code=code, name=f"第{city}市", level=Level.PREFECTURE, path=f"43/{code[:4]}/"
        )
        yield above
        for county in range(1, 8):
            code = f"430{city}2{county}"
            path = f"{above.path}{code}/"
            yield replace(
                row, place=10 * city + county, code=code, name=f"第{city}{county}县", level=Level.COUNTY, path=path
            )


PLACES = {row.place: row for row in places()}
OWN = (10, 30, 1)
"""Two cities and the province, which hold something of their own."""
TIMES: dict[str, tuple[object, ...]] = {"toy.person_times": YEARS, "toy.persons": YEARS, "toy.members": QUARTERS}


class World:
    """Few persons in many places, written down bit by bit; after each round of late entries a snapshot is taken."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self.rows = Rows()
        self.members: list[tuple[int, int, int, date, None]] = []
        self.chance = Random(seed)
        self.store = Store(folder)
        self.desks: list[Desk] = []
        self.behind: list[dict[tuple[str, object, int], set[int]]] = []
        member = Fact(
            code="toy.member",
            label="会员",
            record="toy.member",
            page="/m/{key}/",
            rows=lambda _alias: iter(self.members),
            columns=(
                *visit_fact(self.rows).columns[:3],
                Column(name="begin", type=Type.BEGIN, label="起"),
                Column(name="end", type=Type.END, label="止"),
            ),
        )
        self.registry = Registry(
            facts=[visit_fact(self.rows), member],
            measures=(
                measure("person_times", Kind.PERSON_TIMES, subject="person", where=DONE, unit="人次"),
                measure("persons", Kind.PERSONS, subject="person", where=DONE, unit="人"),
                measure("members", Kind.STOCK, fact="toy.member", subject="person", unit="人"),
            ),
            places=lambda _alias: iter(PLACES.values()),
        )

    def write(self, most: tuple[int, ...], *, day: date) -> None:
        """Write down some records in every county, and take a snapshot on a day."""
        own = [place for place in PLACES if PLACES[place].level is Level.COUNTY] + [*OWN]
        for place in own:
            for _ in range(self.chance.choice(most)):
                key, held = len(self.rows.visits) + 1, date(self.chance.choice(YEARS), 5, 1)
                self.rows.visits.append((key, place, self.chance.randrange(400), 1, held, "held", True, 100))
                self.members.append((key, place, 1_000 + key, date(2021, self.chance.choice((1, 8, 11)), 1), None))
        taken = replace(self.store.take(self.registry, alias="x"), id=f"{day:%Y%m%d}-090000-{len(self.desks)}")
        snapshot = replace(taken, manifest={**taken.manifest, "taken_at": f"{day}T09:00:00+08:00"})
        engine = engine_over(snapshot, registry=self.registry, name="duckdb")
        self.desks.append(Desk(registry=self.registry, snapshot=snapshot, engine=engine))
        self.behind.append(self._behind())

    def _behind(self) -> dict[tuple[str, object, int], set[int]]:
        """Return who is behind each cell; below zero who is behind what hangs at no part of a place."""
        found: dict[tuple[str, object, int], set[int]] = defaultdict(set)
        said: list[tuple[str, object, int, int]] = []
        for _, place, person, _, day, *_more in self.rows.visits:
            said += [(code, day.year, place, person) for code in ("toy.person_times", "toy.persons")]
        for _, place, person, begin, _end in self.members:
            said += [("toy.members", day, place, person) for day in QUARTERS if begin <= day]
        for code, time, place, person in said:
            for above, row in PLACES.items():
                if PLACES[place].path.startswith(row.path):
                    found[code, time, above].add(person)
            if place in OWN:
                found[code, time, -place].add(person)
        return found


DAYS = (date(2022, 1, 4), date(2022, 2, 9), date(2022, 4, 1), date(2022, 7, 8), date(2022, 12, 30))
"""When snapshots are taken: two in one quarter, the others a quarter or two apart."""


def history(folder: Path, *, seed: int) -> World:
    """Return a world in which everything that is public was asked after every snapshot."""
    made = World(folder, seed=seed)
    for number, day in enumerate(DAYS):
        made.write(
            (0, 0, 0, 0, 1, 2) if number else ((0, 1, 2, 3, 4, 6, 9), (0, 0, 1, 5, 7, 9, 12, 20))[seed % 2], day=day
        )
    return made


def asked(code: str, time: object, place: int) -> Question:
    when = {"as_of": time} if isinstance(time, date) else {"period": Period.year(int(str(time)))}
    return Question(measure=code, place=PLACES[place].code, **when)


def parts(place: int) -> list[int]:
    level = {Level.PROVINCE: Level.PREFECTURE, Level.PREFECTURE: Level.COUNTY}.get(PLACES[place].level)
    return [one for one, row in PLACES.items() if row.level is level and row.path.startswith(PLACES[place].path)]


def readings(world: World) -> Bounds:
    """Return what the public pages say of every cell: its value, or that there is at least one."""
    known: Bounds = {}
    for number, desk in enumerate(world.desks):
        for code, times in TIMES.items():
            for time in times:
                for place in PLACES:
                    figure = desk.figure(asked(code, time, place), scope=NOBODY, fingerprint=False)
                    said = figure.result.value
                    of = int(figure.snapshot.rpartition("-")[2])
                    assert of <= number
                    known[code, time, of, place] = (1, ANY) if said is None else (int(said), int(said))
                    if place in OWN:  # a careful reader knows who holds something of their own
                        there = bool(world.behind[of][code, time, -place])
                        known[code, time, of, -place] = (1, ANY) if there else (0, 0)
    return known


def sums(world: World, known: Bounds) -> Iterator[Sum]:
    for number in range(len(world.desks)):
        for code, times in TIMES.items():
            for time in times:
                for place in PLACES:
                    below = [*parts(place), *([-place] if place in OWN else [])]
                    whole = (code, time, number, place)
                    if below and whole in known:
                        yield whole, [(code, time, number, one) for one in below], code != "toy.persons"


def grows(known: Bounds) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield what a reader may take for certain: records are only added, and nobody comes less than once."""
    for cell in known:
        code, time, number, place = cell
        later = (one for one in range(number + 1, len(DAYS)) if (code, time, one, place) in known)
        if (newer := next(later, None)) is not None:
            yield cell, (code, time, newer, place)
        if code == "toy.persons":
            yield cell, ("toy.person_times", time, number, place)


def worked_out(world: World) -> tuple[int, set[Hashable]]:
    """Return how many small cells are hidden, and those whose value follows after all."""
    known = readings(world)
    hidden = [cell for cell, (low, high) in known.items() if low < high]
    small = {cell for cell in hidden if len(world.behind[cell[2]][cell[0], cell[1], cell[3]]) < K}
    found = bounded(known, sums=sums(world, known), grows=grows(known))
    return len(small), {cell for cell in small if found[cell][0] == found[cell][1]}


@pytest.mark.parametrize("seed", [1, 4])
def test_no_small_cell_follows_from_all_snapshots_places_and_measures(seed: int, tmp_path: Path) -> None:
    world = history(tmp_path, seed=seed)
    count, fixed = worked_out(world)
    assert count > 200
    assert fixed == set()
    released = {desk.figure(asked("toy.members", QUARTERS[1], 1), scope=NOBODY).snapshot[:8] for desk in world.desks}
    assert "20220209" not in released  # one a quarter
    assert len(released) > 2  # and late entries are taken up


def test_the_same_stranger_finds_small_cells_where_nothing_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attack that never succeeds proves nothing."""
    monkeypatch.setattr(Releases, "standing", lambda _self, candidate: candidate)
    assert worked_out(history(tmp_path, seed=1))[1]
