"""What the demonstration network consists of, decided by rule: associations with founding days and sizes, and bases.

Plain Python over the divisions of one province; every number that a test or the documentation names is a constant here.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from tongxin.kernel.places import Level

REPORTING_DAY = date(2022, 9, 26)
LAST_ENTRY = date(2022, 9, 20)
HOME = "430000"
FIRST_YEAR = 2017
"""The first year the demonstration tells of."""
MEMBERS = 10_860

_LAST_FOUNDED = ("430422", date(2022, 7, 21))  # 衡南县, the day the news of the year tells of
_FIRST_FOUNDED = ("430182", date(2016, 11, 18))  # 宁乡, founded as 宁乡县: its code changed in 2017, its records stay
_MENTIONED = ("430281", "430225")  # 醴陵市, 炎陵县: the news tells of bases there
_SHARE_COVERED = (104, 122)  # county-level units that have an association
_FOUNDED = ((2016, 9), (2017, 14), (2018, 19), (2019, 22), (2020, 18), (2021, 16), (2022, 6))  # of those 104, by year
_PROVINCE_MEMBERS = 260  # of every 10,860 members, who belong to the provincial association alone
_CAPITAL_MEMBERS = 1_742  # and to associations in the capital
_CITY_WEIGHT = 2  # a prefecture association has twice the members of a county one


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A division the network stands on."""

    id: int
    code: str
    name: str
    path: str
    level: Level


@dataclass(frozen=True, kw_only=True)
class Association:
    """A planned association. Its own members are the persons `first` up to, not including, `first + members`."""

    spot: Spot
    founded: date
    closed: date | None = None
    first: int = 0
    members: int = 0

    @property
    def name(self) -> str:
        """The legal name."""
        return f"{self.spot.name}新的社会阶层人士联谊会"

    @property
    def persons(self) -> range:
        """Positions of the association's own members."""
        return range(self.first, self.first + self.members)


@dataclass(frozen=True, kw_only=True)
class Network:
    """Every association of the demonstration, province first, then prefecture by prefecture with its counties."""

    associations: tuple[Association, ...]
    uncovered: tuple[Spot, ...]
    total: int = field(default=MEMBERS)

    def under(self, path: str) -> range:
        """Return the positions of all persons whose own association stands at or below this place path."""
        inside = [one for one in self.associations if one.spot.path.startswith(path) and one.members]
        return range(inside[0].first, inside[-1].persons.stop) if inside else range(0)


def plan_network(spots: Sequence[Spot], *, members: int = MEMBERS) -> Network:
    """Lay associations and members over the divisions of one province (any order); `members` are distinct persons."""
    ordered = sorted(spots, key=lambda spot: spot.path)
    counties = [spot for spot in ordered if spot.level is Level.COUNTY]
    uncovered = _uncovered(counties)
    founded = _founding_days(ordered, uncovered=set(uncovered))
    standing = [spot for spot in ordered if spot.code in founded]
    sizes = _sizes(standing, members=members)
    starts = accumulate(sizes, initial=0)
    return Network(
        associations=tuple(
            Association(spot=spot, founded=founded[spot.code], first=first, members=size)
            for spot, first, size in zip(standing, starts, sizes, strict=False)
        ),
        uncovered=tuple(uncovered),
        total=sum(sizes),
    )


def _scrambled(code: str) -> int:
    """Return a number that puts codes in an order unrelated to the map, the same on every machine."""
    return int(code) * 2_654_435_761 % 2**32


def _uncovered(counties: Sequence[Spot]) -> list[Spot]:
    """Choose the units without an association, evenly over the province."""
    kept, every = _SHARE_COVERED
    named = {_LAST_FOUNDED[0], _FIRST_FOUNDED[0], *_MENTIONED}
    free = [spot for spot in counties if spot.code not in named]
    count = len(counties) - len(counties) * kept // every
    return [free[(2 * index + 1) * len(free) // (2 * count)] for index in range(count)]


def _founding_days(spots: Sequence[Spot], *, uncovered: set[Spot]) -> dict[str, date]:
    upper = [spot for spot in spots if spot.level in (Level.PROVINCE, Level.PREFECTURE)]
    days = {spot.code: date(2015, 3, 18) + timedelta(days=41 * index) for index, spot in enumerate(upper)}
    codes = sorted(
        (spot.code for spot in spots if spot.level is Level.COUNTY and spot not in uncovered), key=_scrambled
    )
    for position, (code, _) in enumerate((_FIRST_FOUNDED, _LAST_FOUNDED)):
        if code in codes:
            codes.remove(code)
            codes.insert(len(codes) if position else 0, code)
    for position, code in enumerate(codes):
        days[code] = _founding_day(position * _SHARE_COVERED[0] // len(codes))
    return days | {code: day for code, day in (_FIRST_FOUNDED, _LAST_FOUNDED) if code in codes}


def _founding_day(position: int) -> date:
    """Return when the association at this place among 104 was founded."""
    borders = list(accumulate((count for _, count in _FOUNDED), initial=0))
    index = bisect_right(borders, position) - 1
    year, count = _FOUNDED[index]
    days = 180 if year == LAST_ENTRY.year else 280
    return date(year, 1, 20) + timedelta(days=days * (position - borders[index]) // count)


def _sizes(standing: Sequence[Spot], *, members: int) -> list[int]:
    """Share the members out: so many to the province, so many to the capital, the rest by weight; the sum is exact."""
    capital = [spot.code[2:4] == "01" and spot.level is not Level.PROVINCE for spot in standing]
    sizes = [0] * len(standing)
    provincial = [spot.level is Level.PROVINCE for spot in standing]
    rest = [not (one or other) for one, other in zip(capital, provincial, strict=True)]
    groups = [(provincial, _PROVINCE_MEMBERS), (capital, _CAPITAL_MEMBERS), (rest, MEMBERS)]
    groups = [(chosen, share) for chosen, share in groups if any(chosen)]
    left = members
    for chosen, share in groups:
        positions = [index for index, inside in enumerate(chosen) if inside]
        amount = left if chosen is groups[-1][0] else members * share // MEMBERS
        left -= amount
        _share_out(amount, sizes=sizes, positions=positions, standing=standing)
    return sizes


def _share_out(amount: int, *, sizes: list[int], positions: Sequence[int], standing: Sequence[Spot]) -> None:
    weights = [
        (7 + _scrambled(standing[index].code) % 6) * (_CITY_WEIGHT if standing[index].level is Level.PREFECTURE else 1)
        for index in positions
    ]
    borders = [amount * step // sum(weights) for step in accumulate(weights, initial=0)]
    for index, low, high in zip(positions, borders, borders[1:], strict=False):
        sizes[index] = high - low
