"""Patterns to begin a report from: their text with figures of the asked place and year already in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from tongxin.board.calendar import Time
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, Step
from tongxin.kernel.places import Level
from tongxin.reports.slots import time_code

_CLASSES, _TIMES, _PERSONS = "training.classes", "training.person_times", "training.persons"
_UNITS, _MEMBERS, _BASES = "network.associations", "network.members", "network.bases"
_COUNTIES, _PREFECTURES = "network.county_coverage", "network.prefecture_coverage"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a report is about: a place, and the last day it speaks of."""

    code: str
    name: str
    level: Level
    day: date

    @property
    def year(self) -> Period:
        """The calendar year of the day, up to the day."""
        return Period.between(date(self.day.year, 1, 1), self.day)

    def flow(self, measure: str, style: str = "exact", *, period: Period | None = None) -> str:
        """Return a slot over a period, the year by default."""
        return f"{{{{{measure} {self.code} {time_code(Time(period=period or self.year))} {style}}}}}"

    def stock(self, measure: str, style: str = "exact") -> str:
        """Return a slot on the day."""
        return f"{{{{{measure} {self.code} @{self.day} {style}}}}}"


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A pattern. `write` returns the body for a subject, `title` its title with {place}, {period} to fill in."""

    code: str
    label: str
    hint: str
    title: str
    write: Callable[[Subject], str]
    step: Step = Step.YEAR

    def title_for(self, subject: Subject) -> str:
        """Return the title of a report about a subject."""
        period = Period.calendar(subject.day, self.step)
        return self.title.format(place=subject.name, period=period.label)


def _below(subject: Subject) -> str | None:
    """Return the axis one level below a place, None for a county."""
    return {Level.PROVINCE: "prefecture", Level.PREFECTURE: "county"}.get(subject.level)


def _summary(one: Subject) -> str:
    since = Period.between(date(one.day.year - 4, 1, 1), date(one.day.year, 12, 31) if _over(one) else one.day)
    lines = [
        f"{one.day.year}年，{one.name}新的社会阶层人士统战工作以记录为依据，各项数字见附件数字说明。",
        "# 思想引领",
        f"{{{{estimate}}}}{_so_far(one)}举办新的社会阶层人士培训班{one.flow(_CLASSES)}，培训{one.flow(_TIMES)}，参训{one.flow(_PERSONS)}。",
        f"{{{{chart {_CLASSES} {one.code} {time_code(Time(period=since))} year}}}}",
        "# 组织建设",
        (
            f"{{{{estimate}}}}截至{one.day.year}年{one.day.month}月{one.day.day}日，各级新的社会阶层人士联谊组织达到{one.stock(_UNITS)}，"
            f"会员{one.stock(_MEMBERS)}。"
        ),
    ]
    if one.level is Level.PROVINCE:
        lines.append(f"{{{{estimate}}}}市级联谊组织覆盖率{one.stock(_PREFECTURES)}，县级覆盖率{one.stock(_COUNTIES)}。")
    lines += ["# 阵地建设", f"{{{{estimate}}}}创建各类实践创新基地{one.stock(_BASES)}。"]
    if axis := _below(one):
        lines += [
            "# 各地情况",
            f"{{{{table {_CLASSES},{_TIMES} {one.code} {time_code(Time(period=one.year))} {axis}}}}}",
            f"{{{{table {_UNITS},{_MEMBERS},{_BASES} {one.code} @{one.day} {axis}}}}}",
        ]
    return "\n".join(lines)


def _so_far(one: Subject) -> str:
    """Return how to say the subject's year: whole, or up to its day."""
    return f"{one.day.year}年" if _over(one) else "今年以来"


def _over(one: Subject) -> bool:
    return (one.day.month, one.day.day) == (12, 31)


def _bulletin(one: Subject) -> str:
    quarter = Period.calendar(one.day, Step.QUARTER)
    span = Period(quarter.start, min(quarter.end, Period.between(one.day, one.day).end))
    lines = [
        f"{quarter.label}，{one.name}联谊组织工作情况如下。",
        "# 培训",
        (
            f"{{{{estimate}}}}本季举办培训班{one.flow(_CLASSES, period=span)}，培训{one.flow(_TIMES, period=span)}。"
            f"{{{{estimate}}}}今年以来累计{one.flow(_CLASSES)}、{one.flow(_TIMES)}。"
        ),
        "# 组织和阵地",
        f"{{{{estimate}}}}季末有联谊组织{one.stock(_UNITS)}，会员{one.stock(_MEMBERS)}，实践创新基地{one.stock(_BASES)}。",
    ]
    if axis := _below(one):
        lines.append(f"{{{{table {_CLASSES},{_TIMES} {one.code} {time_code(Time(period=span))} {axis}}}}}")
    return "\n".join(lines)


def _one_page(one: Subject) -> str:
    since = Period.between(date(one.day.year - 4, 1, 1), one.day)
    return "\n".join(
        [
            "# 组织",
            f"{{{{estimate}}}}有联谊组织{one.stock(_UNITS)}，会员{one.stock(_MEMBERS)}，实践创新基地{one.stock(_BASES)}。",
            "# 培训",
            f"{{{{estimate}}}}{_so_far(one)}举办培训班{one.flow(_CLASSES)}，培训{one.flow(_TIMES)}，参训{one.flow(_PERSONS)}。",
            f"{{{{table {_CLASSES},{_TIMES} {one.code} {time_code(Time(period=since))} year}}}}",
        ]
    )


PATTERNS: Final = (
    Pattern(
        code="summary",
        label="年度工作综述",
        hint="全年的培训、组织、阵地和各地情况，带图和表。",
        title="{place}新的社会阶层人士统战工作综述（{period}）",
        write=_summary,
    ),
    Pattern(
        code="bulletin",
        label="季度简报",
        hint="一个季度做了什么，今年以来累计多少。",
        title="{place}新的社会阶层人士工作简报（{period}）",
        write=_bulletin,
        step=Step.QUARTER,
    ),
    Pattern(
        code="one-page",
        label="一页情况",
        hint="一个地区一页：组织、会员、基地、培训；可为全部县市区一次生成。",
        title="{place}新的社会阶层人士工作情况（{period}）",
        write=_one_page,
    ),
)


def pattern(code: str) -> Pattern:
    """Return a pattern by its code; raises `InputError`."""
    for one in PATTERNS:
        if one.code == code:
            return one
    raise InputError(f"没有「{code[:20]}」这个模板，请重新选择。", field="pattern")
