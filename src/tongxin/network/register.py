"""The place register as plain data: the division list and its changes, read into rows for the tables."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import transaction

from tongxin.kernel.period import EARLIEST
from tongxin.kernel.places import COUNTRY, Level, child_path

_ORDER = {Level.PROVINCE: 0, Level.PREFECTURE: 1, Level.COUNTY: 2}
# Names of peoples stand between name and ending: 靖州苗族侗族自治县.
_PEOPLES = (
    "土家族", "苗族", "侗族", "瑶族", "布依族", "朝鲜族", "藏族", "羌族", "彝族", "回族", "白族", "傣族", "景颇族", "傈僳族",
    "壮族", "哈尼族", "蒙古族", "黎族", "满族", "维吾尔", "仡佬族", "水族", "畲族", "纳西族", "拉祜族", "佤族", "布朗族", "独龙族",
    "怒族", "普米族", "毛南族", "仫佬族", "各族", "蒙古", "哈萨克", "柯尔克孜", "锡伯", "塔吉克", "达斡尔族", "保安族", "东乡族",
    "撒拉族", "裕固族", "土族",
)  # fmt: skip
_ENDINGS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "林区",
    "特区",
    "新区",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "州",
    "盟",
    "旗",
)


@dataclass(frozen=True, kw_only=True)
class Version:
    """Code and name of a place from a day until (not including) another."""

    code: str
    name: str
    begin: date = EARLIEST
    end: date | None = None


@dataclass(frozen=True, kw_only=True)
class Division:
    """A place of the division list; `history` lists its earlier codes and names, oldest first, then the present one."""

    code: str
    name: str
    level: Level
    parent: str
    history: tuple[Version, ...] = field(default=())


def short_name(name: str) -> str:
    """Return the name as a map tile writes it: 望城区 is 望城, 湘西土家族苗族自治州 is 湘西; two characters stay."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            bare = name.removesuffix(ending)
            break
    else:
        return name
    while people := next((p for p in _PEOPLES if bare.endswith(p) and len(bare) - len(p) >= 2), ""):
        bare = bare.removesuffix(people)
    return bare


def _rows(file: str) -> list[dict[str, str]]:
    with files("tongxin.kernel").joinpath("data", file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _histories() -> dict[str, tuple[Version, ...]]:
    """Return what each present code was before. The list names only the year: a change takes effect on 1 January."""
    histories: dict[str, tuple[Version, ...]] = {}
    for row in sorted(_rows("place-changes.csv"), key=lambda row: row["effective"]):
        day = date(int(row["effective"]), 1, 1)
        earlier = histories.pop(row["old_code"], (Version(code=row["old_code"], name=row["old_name"]),))
        last = earlier[-1]
        ended = Version(code=last.code, name=last.name, begin=last.begin, end=day)
        histories[row["new_code"]] = (
            *earlier[:-1],
            ended,
            Version(code=row["new_code"], name=row["new_name"], begin=day),
        )
    return histories


def divisions() -> Iterator[Division]:
    """Yield every division of the country, provinces first, each level in the order of codes."""
    histories = _histories()
    rows = sorted(_rows("places.csv"), key=lambda row: (_ORDER[Level(row["level"])], row["code"]))
    for row in rows:
        code, name = row["code"], row["name"]
        history = histories.get(code, (Version(code=code, name=name),))
        yield Division(code=code, name=name, level=Level(row["level"]), parent=row["parent"], history=history)


def load(places: Any, versions: Any) -> int:
    """Bring the tables in line with the list and return how many places were added.

    `places` and `versions` are managers, the live ones or a migration's. Idempotent: a place is known by any code it
    ever had; a known place keeps its id and path, takes the present code and name, and gets the versions it lacks.
    """
    with transaction.atomic():
        known = _Known(places, versions)
        added = [list(known.add(level)) for level in _ORDER]
        known.renew()
        known.add_versions()
    return sum(map(len, added))


class _Known:
    """The register as it stands in the tables while it is being loaded."""

    def __init__(self, places: Any, versions: Any) -> None:
        self._places, self._versions = places, versions
        rows = {place.pk: place for place in places.all()}
        self._by_code = {place.code: place for place in rows.values()}
        self._have: set[tuple[int, date]] = set()
        self._open: dict[int, Any] = {}
        for version in versions.all():
            self._have.add((version.place_id, version.begin))
            self._by_code.setdefault(version.code, rows[version.place_id])
            if version.end is None:
                self._open[version.place_id] = version
        self._list = list(divisions())

    def _place_of(self, division: Division) -> Any:
        codes = (version.code for version in reversed(division.history))
        return next((self._by_code[code] for code in codes if code in self._by_code), None)

    def add(self, level: Level) -> Iterable[Any]:
        """Insert the places of one level that no code is known of; their parents are there already."""
        new = [
            self._places.model(**self._values(division))
            for division in self._list
            if division.level is level and self._place_of(division) is None
        ]
        self._places.bulk_create(new)
        own = {Level.PROVINCE: "province", Level.PREFECTURE: "prefecture", Level.COUNTY: "county"}[level]
        for place in new:
            setattr(place, own, place)
            self._by_code[place.code] = place
        self._places.bulk_update(new, [own], batch_size=500)
        return new

    def _values(self, division: Division) -> dict[str, Any]:
        parent = self._by_code.get(division.parent)
        return {
            "code": division.code,
            "name": division.name,
            "short_name": short_name(division.name),
            "level": division.level.value,
            "parent": parent,
            "path": child_path(parent.path if parent else COUNTRY, code=division.code, level=division.level),
            "province": parent and parent.province,
            "prefecture": parent and parent.prefecture,
        }

    def renew(self) -> None:
        """Give known places the code and name they have now."""
        changed = []
        for division in self._list:
            place = self._place_of(division)
            if (place.code, place.name) != (division.code, division.name):
                place.code, place.name, place.short_name = division.code, division.name, short_name(division.name)
                changed.append(place)
        self._places.bulk_update(changed, ["code", "name", "short_name"])

    def add_versions(self) -> None:
        """Write the versions that are missing and end those that a newer one replaces."""
        new, ended = [], []
        for division in self._list:
            place = self._place_of(division)
            for version in division.history:
                if (place.pk, version.begin) in self._have:
                    if version.end and (was_open := self._open.get(place.pk)) and was_open.begin == version.begin:
                        was_open.end = version.end
                        ended.append(was_open)
                    continue
                new.append(
                    self._versions.model(
                        place=place,
                        code=version.code,
                        name=version.name,
                        level=division.level.value,
                        parent_id=place.parent_id,
                        begin=version.begin,
                        end=version.end,
                    )
                )
        self._versions.bulk_update(ended, ["end"])
        self._versions.bulk_create(new)
