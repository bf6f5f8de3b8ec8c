"""Slots: the places of a text where a figure stands, as short tokens one can type, copy and read.

    {{training.person_times 430000 2021 more}}                    培训人次, 湖南省, 2021年: 4200余人次
    {{network.members 430000 @2022-09-26 about}}                  a stock on a day
    {{table training.classes,training.person_times 430000 2021 prefecture}}
    {{chart training.classes 430000 2017..2021 year}}
    {{estimate}}                                                  据不完全统计， where the sentence's figures need it

A token names measure, place and time itself, so that text can be copied with its figures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tongxin.board.calendar import Time
from tongxin.figures import Axis
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, parse_date
from tongxin.reports.styles import Style

TOKEN: Final = re.compile(r"\{\{([^{}\n]*)\}\}")
"""Of any length: what is too long for a place is one that cannot be understood, never plain words."""
_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
_PLACE = re.compile(r"[0-9]{6}")
MOST_MEASURES: Final = 6
HOW: Final = (
    "写法是 {{指标代码 区划代码 时期 说法}}，例如 {{training.person_times 430000 2021 more}}；可用「插入数字」选取。"
)


class Shape(StrEnum):
    """What a breakdown is shown as."""

    TABLE = "table"
    CHART = "chart"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One figure in a sentence."""

    measure: str
    place: str
    time: Time
    style: Style

    @property
    def token(self) -> str:
        """The slot as it is written."""
        return f"{{{{{self.measure} {self.place} {time_code(self.time)} {self.style.value}}}}}"


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """A table or chart of measures by place or by time, on a line of its own."""

    shape: Shape
    measures: tuple[str, ...]
    place: str
    time: Time
    by: Axis

    @property
    def token(self) -> str:
        """The breakdown as it is written."""
        return (
            f"{{{{{self.shape.value} {','.join(self.measures)} {self.place} {time_code(self.time)} {self.by.value}}}}}"
        )


@dataclass(frozen=True)
class Broken:
    """A token that cannot be understood, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class Estimate:
    """Where 据不完全统计 stands if, and only if, a figure of the sentence needs it."""


Token = Slot | Breakdown | Estimate | Broken


def time_code(time: Time) -> str:
    """Write a time as a token does: 2021, 2021Q3, 2017..2021, @2022-09-26."""
    if time.as_of is not None:
        return f"@{time.as_of.isoformat()}"
    period = time.period
    if period is None:
        return ""
    whole_years = (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 1, 1)
    if whole_years and period.step is None:
        return f"{period.start.year}..{period.last.year}"
    return period.code


def read_time(text: str) -> Time:
    """Read what `time_code` writes; raises `InputError`."""
    if text.startswith("@"):
        return Time(as_of=parse_date(text[1:], field="time"))
    first, dots, last = text.partition("..")
    if dots and len(first) == len(last) == 4:
        begin, end = Period.parse(first, field="time"), Period.parse(last, field="time")
        return Time(period=Period(begin.start, end.end))
    return Time(period=Period.parse(text, field="time"))


def read_token(inside: str) -> Token:
    """Read what stands between the braces; what cannot be read is `Broken`, never an exception."""
    words = inside.split()
    if words == ["estimate"]:
        return Estimate()
    try:
        if words[:1] in (["table"], ["chart"]):
            return _breakdown(words)
        return _slot(words)
    except InputError as error:
        return Broken(f"{{{{{inside}}}}}", error.message)


def _slot(words: list[str]) -> Slot:
    if len(words) not in (3, 4):
        raise InputError(f"「{' '.join(words)[:40]}」不是完整的数字位置。{HOW}")
    style = words[3] if len(words) == 4 else Style.EXACT.value
    if style not in {one.value for one in Style}:
        raise InputError(f"没有「{style[:20]}」这种说法，可用：{'、'.join(Style)}。")
    return Slot(measure=_code(words[0]), place=_place(words[1]), time=read_time(words[2]), style=Style(style))


def _breakdown(words: list[str]) -> Breakdown:
    if len(words) != 5:
        raise InputError(
            "表和图的写法是 {{table 指标代码 区划代码 时期 prefecture}}，最后一项为 prefecture、county、year 或 month。"
        )
    if words[4] not in {one.value for one in Axis}:
        raise InputError(f"不能按「{words[4][:20]}」展开，可用：{'、'.join(Axis)}。")
    codes = tuple(_code(code) for code in words[1].split(","))
    if len(codes) > MOST_MEASURES:
        raise InputError(f"一张表最多放 {MOST_MEASURES} 个指标。")
    return Breakdown(
        shape=Shape(words[0]), measures=codes, place=_place(words[2]), time=read_time(words[3]), by=Axis(words[4])
    )


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise InputError(f"「{text[:40]}」不是指标代码，可在指标目录查看。")
    return text


def _place(text: str) -> str:
    if not _PLACE.fullmatch(text):
        raise InputError(f"「{text[:20]}」不是六位区划代码。")
    return text


def tokens(text: str) -> Iterator[tuple[int, int, Token]]:
    """Yield start, end and meaning of every token of a text, in order."""
    for found in TOKEN.finditer(text):
        yield found.start(), found.end(), read_token(found.group(1))
