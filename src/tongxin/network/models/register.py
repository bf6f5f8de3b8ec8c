"""Brings the place tables in line with the division list that comes with the product."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from tongxin.kernel.divisions import Division, code_changes, divisions
from tongxin.kernel.period import EARLIEST
from tongxin.kernel.places import Level

_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
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
# Names of peoples stand between name and ending: 靖州苗族侗族自治县.
_PEOPLES = (
    "土家族", "苗族", "侗族", "瑶族", "布依族", "朝鲜族", "藏族", "羌族", "彝族", "回族", "白族", "傣族", "景颇族", "傈僳族",
    "壮族", "哈尼族", "蒙古族", "黎族", "满族", "维吾尔", "仡佬族", "水族", "畲族", "纳西族", "拉祜族", "佤族", "布朗族", "独龙族",
    "怒族", "普米族", "毛南族", "仫佬族", "各族", "蒙古", "哈萨克", "柯尔克孜", "锡伯", "塔吉克", "达斡尔族", "保安族", "东乡族",
    "撒拉族", "裕固族", "土族", "鄂温克族",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Version:
    """Code and name of a place from a day until (not including) another."""

    code: str
    name: str
    begin: date = EARLIEST
    end: date | None = None


def short_name(name: str) -> str:
    """Return the name as a map tile writes it: 望城区 is 望城, 湘西土家族苗族自治州 is 湘西; two characters stay."""
    endings = (ending for ending in _ENDINGS if name.endswith(ending) and len(name) - len(ending) >= 2)
    ending = next(endings, "")
    bare = name.removesuffix(ending)
    while ending and (people := next((p for p in _PEOPLES if bare.endswith(p) and len(bare) - len(p) >= 2), "")):
        bare = bare.removesuffix(people)
    return bare


def histories() -> dict[str, tuple[Version, ...]]:
    """Return by present code what each changed place was called, oldest first, the present name last.

    Only the year of a change is published; it takes effect on 1 January of that year.
    """
    found: dict[str, tuple[Version, ...]] = {}
    for change in code_changes():
        day = date(change.year, 1, 1)
        *earlier, last = found.pop(change.old_code, (Version(code=change.old_code, name=change.old_name),))
        ended = Version(code=last.code, name=last.name, begin=last.begin, end=day)
        present = Version(code=change.new_code, name=change.new_name, begin=day)
        found[change.new_code] = (*earlier, ended, present)
    return found


def load(places: Any, versions: Any) -> int:
    """Bring both tables in line with the list and return how many places were added.

    `places` and `versions` are managers, the live ones or a migration's. Running it again changes nothing. A place is
    known by any code it ever had; it keeps its id and path, takes the present code and name, and gets what it lacks.
    """
    with transaction.atomic():
        register = _Register(places, versions)
        added = sum(register.add(level) for level in _LEVELS)
        register.rename()
        register.complete()
    return added


class _Register:
    """The two tables while they are brought in line."""

    def __init__(self, places: Any, versions: Any) -> None:
        self._places, self._versions = places, versions
        rows = {place.pk: place for place in places.all()}
        self._by_code = {place.code: place for place in rows.values()}
        self._known = {(version.place_id, version.begin): version for version in versions.all()}
        for version in self._known.values():
            self._by_code.setdefault(version.code, rows[version.place_id])
        self._histories = histories()

    def _history(self, division: Division) -> tuple[Version, ...]:
        return self._histories.get(division.code, (Version(code=division.code, name=division.name),))

    def _place(self, division: Division) -> Any:
        codes = (version.code for version in reversed(self._history(division)))
        return next((self._by_code[code] for code in codes if code in self._by_code), None)

    def add(self, level: Level) -> int:
        """Insert the places of one level that are known by no code; their parents are there already."""
        new = [
            self._places.model(**self._values(division))
            for division in divisions().values()
            if division.level is level and self._place(division) is None
        ]
        self._places.bulk_create(new)
        self._places.filter(level=level.value, **{level.value: None}).update(**{level.value: F("pk")})
        for place in new:
            setattr(place, level.value, place)
            self._by_code[place.code] = place
        return len(new)

    def _values(self, division: Division) -> dict[str, Any]:
        parent = self._by_code.get(division.parent)
        return {
            "code": division.code,
            "name": division.name,
            "short_name": short_name(division.name),
            "level": division.level.value,
            "parent": parent,
            "path": division.path,
            "province": parent and parent.province,
            "prefecture": parent and parent.prefecture,
        }

    def rename(self) -> None:
        """Give known places the code and name they have now."""
        changed = []
        for division in divisions().values():
            place = self._place(division)
            if (place.code, place.name) != (division.code, division.name):
                place.code, place.name, place.short_name = division.code, division.name, short_name(division.name)
                changed.append(place)
        self._places.bulk_update(changed, ["code", "name", "short_name"])

    def complete(self) -> None:
        """Write the versions that are missing, and end those that a newer one follows."""
        new, ended = [], []
        for place, version in self._wanted():
            known = self._known.get((place.pk, version.begin))
            if known is None:
                new.append(self._version(place, version))
            elif known.end != version.end:
                known.end = version.end
                ended.append(known)
        self._versions.bulk_update(ended, ["end"])
        self._versions.bulk_create(new)

    def _wanted(self) -> Iterator[tuple[Any, Version]]:
        for division in divisions().values():
            place = self._place(division)
            for version in self._history(division):
                yield place, version

    def _version(self, place: Any, version: Version) -> Any:
        return self._versions.model(
            place=place,
            code=version.code,
            name=version.name,
            level=place.level,
            parent_id=place.parent_id,
            begin=version.begin,
            end=version.end,
        )
