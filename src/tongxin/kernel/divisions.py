"""The national division register that comes with the product: GB/T 2260 codes, names, levels, parents, code changes.

Source: the Ministry of Civil Affairs' place-name database, state of 2026-09-11; code changes of Hunan's county-level
units since 2011. Zones (开发区) are not part of it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tongxin.kernel.characters import plain
from tongxin.kernel.data_files import data_lines
from tongxin.kernel.errors import InputError
from tongxin.kernel.places import COUNTRY_CODE, Level, check_code, child_path


@dataclass(frozen=True, kw_only=True)
class Division:
    """A division as it is now. `path` is its place path, `parent` the code above it, empty for a province."""

    code: str
    name: str
    level: Level
    parent: str
    path: str


@dataclass(frozen=True, kw_only=True)
class CodeChange:
    """A county-level unit that went on under a new code and name. Only the year is published."""

    year: int
    kind: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(data_lines("tongxin.kernel", name)))


@cache
def divisions() -> dict[str, Division]:
    """Return every division by code, provinces first, each after its parent."""
    found: dict[str, Division] = {}
    order = {Level.PROVINCE: 0, Level.PREFECTURE: 1, Level.COUNTY: 2}
    for row in sorted(_rows("places.csv"), key=lambda row: (order[Level(row["level"])], row["code"])):
        level = Level(row["level"])
        above = found[row["parent"]].path if row["parent"] else ""
        path = child_path(above, code=row["code"], level=level)
        found[row["code"]] = Division(code=row["code"], name=row["name"], level=level, parent=row["parent"], path=path)
    return found


@cache
def code_changes() -> tuple[CodeChange, ...]:
    """Return the known changes, oldest first."""
    changes = (
        CodeChange(
            year=int(row["effective"]),
            kind=row["kind"],
            old_code=row["old_code"],
            old_name=row["old_name"],
            new_code=row["new_code"],
            new_name=row["new_name"],
        )
        for row in _rows("place-changes.csv")
    )
    return tuple(sorted(changes, key=lambda change: (change.year, change.old_code)))


@cache
def _names_by_path() -> dict[str, str]:
    return {division.path: division.name for division in divisions().values()}


def name_of_path(path: str) -> str:
    """Return the name of the division at this path, 全国 for the empty path, the path itself where it is none."""
    return _names_by_path().get(path, path) if path else "全国"


def path_of_code(code: str) -> str:
    """Return the place path of a division code as typed on a page; 000000 is the whole country."""
    if check_code(code) == COUNTRY_CODE:
        return ""
    try:
        return divisions()[code].path
    except KeyError:
        raise InputError(f"没有代码为 {code} 的区划，请核对六位代码。", field="place") from None


def path_of_place(text: str, *, within: Iterable[str]) -> str:
    """Return the place path of what is typed on a page: a code, a name with or without 省、市、县、区, or 全国.

    A name borne by several places means the one at or below the paths of `within`; raises `InputError` where that is
    none, or more than one.
    """
    typed = plain(text)
    if typed == name_of_path(""):
        return ""
    if (code := typed.partition(" ")[0]).isdigit():  # 「430182」, or with its name behind it
        return path_of_code(code)
    named = [one for one in divisions().values() if typed in (one.name, one.name[:-1]) and len(typed) > 1]
    inside = [one for one in named if any(one.path.startswith(prefix) for prefix in within)]
    if len(inside or named) == 1:
        return (inside or named)[0].path
    if named:
        raise InputError(f"叫「{typed[:20]}」的地区不止一个，请写六位数字代码。", field="place")
    raise InputError(f"没有叫「{typed[:20]}」的地区，请写全称或六位数字代码，例如 宁乡市 或 430182。", field="place")
