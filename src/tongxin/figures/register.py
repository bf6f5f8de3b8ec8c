"""The place register as figures use it: dated versions, old and new codes, who lies below whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.places import COUNTRY, COUNTRY_CODE, Level, ancestors, check_code


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """One dated version of a place. The place goes on while code and name change: `place` numbers the place itself.

    `path` is the present place path of the place in every version.
    """

    place: int
    code: str
    name: str
    level: Level
    path: str
    begin: date
    end: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether this version is in force on a day."""
        return self.begin <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Place:
    """A place a question may name."""

    id: int
    code: str
    name: str
    level: Level
    path: str


COUNTRY_PLACE = Place(0, COUNTRY_CODE, "全国", Level.COUNTRY, COUNTRY)


class PlaceRegister:
    """All places of a snapshot, in memory: a few thousand rows."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        self.rows = tuple(rows)

    @cached_property
    def _newest(self) -> dict[int, PlaceRow]:
        newest: dict[int, PlaceRow] = {}
        for row in sorted(self.rows, key=lambda row: row.begin):
            newest[row.place] = row
        return newest

    @cached_property
    def _by_code(self) -> dict[str, int]:
        # Where a code passed from one place to another, it means the later one.
        return {row.code: row.place for row in sorted(self.rows, key=lambda row: row.begin)}

    @cached_property
    def _by_path(self) -> dict[str, PlaceRow]:
        return {row.path: row for row in self._newest.values()}

    @cached_property
    def _above(self) -> dict[int, dict[Level, int]]:
        found: dict[int, dict[Level, int]] = {}
        for row in self._newest.values():
            line = [self._by_path[path] for path in (*ancestors(row.path)[1:], row.path) if path in self._by_path]
            found[row.place] = {step.level: step.place for step in line}
        return found

    def place(self, code: str) -> Place:
        """Return the place with this present or former code; raises `InputError` or `NotFoundError`."""
        if check_code(code) == COUNTRY_CODE:
            return COUNTRY_PLACE
        if code not in self._by_code:
            raise NotFoundError(f"区划登记中没有代码 {code}，请核对六位区划代码。", field="place")
        return self.of(self._by_code[code])

    def of(self, place_id: int) -> Place:
        """Return the place of this number under its present code and name."""
        row = self._newest[place_id]
        return Place(row.place, row.code, row.name, row.level, row.path)

    def at(self, path: str) -> Place:
        """Return the place at this path, the country for the empty one."""
        return self.of(self._by_path[path].place) if path else COUNTRY_PLACE

    def known(self, path: str) -> Place | None:
        """Return the place at this path, the country for the empty one; None where there is none yet."""
        return self.at(path) if not path or path in self._by_path else None

    def newest(self) -> Iterable[PlaceRow]:
        """Return the newest version of every place."""
        return self._newest.values()

    def above(self, place_id: int, *, level: Level) -> int | None:
        """Return the place of this level at or above a place, None where there is none (a county under its province)."""
        return self._above[place_id].get(level)

    def units(self, *, level: Level, path: str, day: date) -> tuple[Place, ...]:
        """Return every place of a level at or below a path that exists on a day, by code: a coverage's denominator."""
        found = {
            row.place: Place(row.place, row.code, row.name, row.level, row.path)
            for row in self.rows
            if row.level is level and row.path.startswith(path) and row.holds_on(day)
        }
        return tuple(sorted(found.values(), key=lambda place: place.code))
