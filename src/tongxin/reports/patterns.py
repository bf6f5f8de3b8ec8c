"""Patterns to begin a report from: their text with figures of the asked place and year already in it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tongxin.board.calendar import Time
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, Step, chinese_date
from tongxin.kernel.places import Level
from tongxin.ports.paragraphs import Paragraph, Say
from tongxin.ports.room import rooms
from tongxin.reports.slots import MOST_MEASURES, Slot, time_code, tokens

ONE_PAGE: Final = "one-page"
_YEARS: Final = "近五年的表"
BLANK: Final = "blank"
"""No pattern: its writer begins with an empty page."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a report is about: a place, and the last day it speaks of. `span` is its time, the year up to the day if not given."""

    code: str
    name: str
    level: Level
    day_of: date
    span: Period | None = None

    @property
    def year(self) -> Period:
        """The calendar year of the day, up to the day."""
        return Period.between(date(self.day_of.year, 1, 1), self.day_of)

    @property
    def is_whole_year(self) -> bool:
        """Whether the day ends its year."""
        return (self.day_of.month, self.day_of.day) == (12, 31)

    @property
    def time(self) -> str:
        """The time in words."""
        if self.span is not None:
            return "本季"
        return f"{self.day_of.year}年" if self.is_whole_year else "今年以来"

    @property
    def day(self) -> str:
        """The day stocks stand on, in words."""
        return "季末" if self.span is not None else f"截至{chinese_date(self.day_of)}，"

    def is_province(self) -> bool:
        """Tell whether the place is a province."""
        return self.level is Level.PROVINCE

    def flow(self, measure: str, style: str = "exact") -> str:
        """Return a slot over the time."""
        return self._over(measure, self.span or self.year, style)

    def so_far(self, measure: str) -> str:
        """Return a slot over the year up to the day."""
        return self._over(measure, self.year, "exact")

    def stock(self, measure: str, style: str = "exact") -> str:
        """Return a slot on the day."""
        return f"{{{{{measure} {self.code} @{self.day_of} {style}}}}}"

    def chart(self, measure: str) -> str:
        """Return a chart over five years, the one of the day included."""
        first = date(self.day_of.year - 4, 1, 1)
        since = Period.between(first, date(self.day_of.year, 12, 31) if self.is_whole_year else self.day_of)
        return f"{{{{chart {measure} {self.code} {time_code(Time(period=since))} year}}}}"

    def tables(self, groups: Sequence[Sequence[str]], *, axis: str, stock: bool = False) -> list[str]:
        """Return tables of measures over the time, or on the day, broken down along an axis."""
        when = f"@{self.day_of}" if stock else time_code(Time(period=self.span or self.year))
        return [f"{{{{table {','.join(columns)} {self.code} {when} {axis}}}}}" for columns in _side_by_side(groups)]

    def years_tables(self, groups: Sequence[Sequence[str]]) -> list[str]:
        """Return tables of measures over five years."""
        since = time_code(Time(period=Period.between(date(self.day_of.year - 4, 1, 1), self.day_of)))
        return [f"{{{{table {','.join(columns)} {self.code} {since} year}}}}" for columns in _side_by_side(groups)]

    def below(self) -> str | None:
        """Return the axis one level below the place, None for a county."""
        return {Level.PROVINCE: "prefecture", Level.PREFECTURE: "county"}.get(self.level)

    def _over(self, measure: str, period: Period, style: str) -> str:
        return f"{{{{{measure} {self.code} {time_code(Time(period=period))} {style}}}}}"


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
        period = Period.calendar(subject.day_of, self.step)
        return self.title.format(place=subject.name, period=period.label)


def paragraphs() -> list[Paragraph]:
    """Return what every room says of its work, in the order of headings."""
    return sorted((one for room in rooms() for one in room.paragraphs), key=lambda one: one.order)


def _side_by_side(groups: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield the columns of one table after another, as many as fit a page; a room's stand together where they do."""
    columns: list[str] = []
    for group in groups:
        for first in range(0, len(group), MOST_MEASURES):
            more = group[first : first + MOST_MEASURES]
            if len(columns) + len(more) > MOST_MEASURES:
                yield columns
                columns = []
            columns = [*columns, *more]
    if columns:
        yield columns


def _measures(name: str, *, stated: Sequence[str]) -> list[list[str]]:
    """Return the measures that rooms add to tables, room by room: those that lines of text state a figure of."""
    found = {token.measure for line in stated for _, _, token in tokens(line) if isinstance(token, Slot)}
    return [[code for code in getattr(one, name) if code in found] for one in paragraphs()]


def _said(subject: Subject, name: str, *, of: Collection[str] | None = None) -> list[str]:
    """Return the headings, those named or all, with what rooms say below them; a room that says nothing leaves no heading."""
    lines: list[str] = []
    last = ""
    for one in paragraphs():
        say: Say | None = getattr(one, name)
        if say is not None and (of is None or one.heading in of):
            lines += [f"# {one.heading}"] * (one.heading != last) + [say(subject)]
            last = one.heading
    return lines


def _summary(one: Subject) -> str:
    lines = [f"{one.day_of.year}年，{one.name}新的社会阶层人士统战工作以记录为依据，各项数字见附件数字说明。"]
    lines += _said(one, "summary")
    if axis := one.below():
        flows, stocks = _measures("flows", stated=lines), _measures("stocks", stated=lines)
        lines += ["# 各地情况", *one.tables(flows, axis=axis), *one.tables(stocks, axis=axis, stock=True)]
    return "\n".join(lines)


def _bulletin(one: Subject) -> str:
    quarter = Period.calendar(one.day_of, Step.QUARTER)
    span = Period(quarter.start, min(quarter.end, Period.between(one.day_of, one.day_of).end))
    this = replace(one, span=span)
    lines = [f"{quarter.label}，{one.name}联谊组织工作情况如下。", *_said(this, "bulletin")]
    if axis := one.below():
        lines += this.tables(_measures("flows", stated=lines), axis=axis)
    return "\n".join(lines)


def page_topics() -> list[tuple[str, str]]:
    """Return what a one-page overview may speak of: each room's part, and the table of the last years."""
    return [*((one.heading, one.heading) for one in paragraphs() if one.page), (_YEARS, _YEARS)]


def page_topics_at_first() -> list[str]:
    """Return all of them."""
    return [code for code, _ in page_topics()]


def one_page(subject: Subject, *, topics: Collection[str] | None = None) -> str:
    """Return the body of a one-page overview of these topics, of all where none are named."""
    chosen = page_topics_at_first() if topics is None else topics
    lines = _said(subject, "page", of=chosen)
    if _YEARS in chosen:
        flows = _measures("flows", stated=lines)
        lines += subject.years_tables(flows if any(flows) else _measures("flows", stated=_said(subject, "page")))
    return "\n".join(lines)


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
        code=ONE_PAGE,
        label="一页情况",
        hint="一个地区一页：组织、会员、基地、培训；可为全部县市区一次生成。",
        title="{place}新的社会阶层人士工作情况（{period}）",
        write=one_page,
    ),
)


def pattern(code: str) -> Pattern:
    """Return a pattern by its code; raises `InputError`."""
    for one in PATTERNS:
        if one.code == code:
            return one
    raise InputError(f"没有「{code[:20]}」这个模板，请重新选择。", field="pattern")
