"""What a figure's page shows: the value, by place and by year, who is not covered, the records behind it, how to cite it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tongxin.board.adding_up import adds_up, own_level
from tongxin.board.asking import Asking
from tongxin.board.calendar import Time
from tongxin.board.dashboard import YearCell, year_chart, years_of
from tongxin.board.links import export_url, figure_url, question
from tongxin.board.places import level_below
from tongxin.board.wording import shape
from tongxin.figures import Axis, Cell, Figure, Kind, Measure, Of, Place, Question
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Verb
from tongxin.ports.narrowed import Named
from tongxin.ports.shown import Shown, shown
from tongxin.returns.queries.asserted import asserted_of, period_words, shown_value
from tongxin.web.charts import Chart, Series, bar
from tongxin.web.format import Kind as Shape
from tongxin.web.table import Column, Table

BARS_SHOWN = 20
OWN_LEVEL = "own=1"
"""What an address says that shows only the records at the place itself, and none of the places below it."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A measure at a place and time, with who asks."""

    asking: Asking
    measure: Measure
    place: Place
    time: Time
    subject: Named | None = None

    @property
    def of(self) -> Of | None:
        """What the figure is narrowed to."""
        return self.subject.of if self.subject else None

    @property
    def name(self) -> str:
        """The measure's name, with whose it is where it is narrowed."""
        return f"{self.subject.name} 的 {self.measure.name}" if self.subject else self.measure.name

    @property
    def where(self) -> dict[str, Any]:
        """Place, time and narrowing as keyword arguments."""
        return {"place": self.place, "time": self.time, "of": self.of}

    def shown(self, figure: Figure) -> Shown:
        """Return the figure in words. Where units confirmed that there was nothing, 0 is what they said."""
        returns = figure.completeness.returns if figure.completeness else None
        if returns is not None and returns.there:
            return shown(figure.result, measure=self.measure)
        return self.asking.shown(figure.result, measure=self.measure, place=self.place, time=self.time)

    def export(self, table: str, **more: str) -> str:
        """Return the address of one of the page's tables as an Excel file."""
        return export_url(self.question, table=table, **more)

    @property
    def question(self) -> Question:
        """What is asked, as the desk takes it."""
        return question(self.measure.code, place=self.place.code, time=self.time, of=self.of)

    def url(self, place: Place, *, time: Time | None = None) -> str:
        """Return the same figure at another place or time."""
        return figure_url(self.measure.code, place=place.code, time=time or self.time, of=self.of)

    @property
    def whole_url(self) -> str:
        """The same figure, not narrowed."""
        return figure_url(self.measure.code, place=self.place.code, time=self.time)

    @property
    def level_below(self) -> Level | None:
        """The level the place is broken down by; None for a county."""
        return level_below(self.place, register=self.asking.register, day=self.time.day)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a breakdown; `url` is empty where nothing more can be shown of it."""

    name: str
    shown: Shown
    cell: Cell
    url: str

    @property
    def value(self) -> Fraction | int | str:
        """The exact value, or the words that stand for it."""
        value = self.cell.result.value
        return value if value is not None and self.shown.known else self.shown.text

    @property
    def numerator(self) -> int | None:
        """The number above a share; None where the value is not known."""
        return self.cell.result.numerator if self.shown.known else None

    @property
    def denominator(self) -> int | None:
        """The number below a share; None where the value is not known."""
        return self.cell.result.denominator if self.shown.known else None


def place_lines(asked: Asked) -> list[Line]:
    """Return the places one level below with their values, by code; none for a county."""
    level = asked.level_below
    if level is None or level is asked.measure.level:
        return []
    cells = asked.asking.cells(asked.measure, **asked.where, axis=Axis(level.value))
    return [_place_line(asked, cell) for cell in cells]


def parted_lines(asked: Asked, figure: Figure, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of places with what hangs at the place itself, which leads to the records there."""
    own = own_level(figure, [line.cell for line in lines], direct=True) if lines else None
    if own is None:
        return [*lines]
    url = f"{asked.url(asked.place)}&{OWN_LEVEL}#evidence" if figure.exact else ""
    return [*lines, replace(_place_line(asked, own), url=url)]


def whole_lines(asked: Asked, figure: Figure, lines: Sequence[Line]) -> list[Line]:
    """Return `parted_lines` and the figure: they add up, or `place_note` says why not."""
    if figure.value is None or not lines:
        return [*lines]
    total = Cell(result=figure.result, place=replace(figure.place, name="合计"))
    return [*lines, _place_line(asked, total)]


def _place_line(asked: Asked, cell: Cell) -> Line:
    place = cell.place or asked.place
    said = asked.asking.shown(cell.result, measure=asked.measure, place=place, time=asked.time)
    return Line(name=place.name, shown=said, cell=cell, url=asked.url(place))


def place_note(asked: Asked, figure: Figure, lines: Sequence[Line]) -> str:
    """Say why the places below do not add up to the figure, where they do not; empty where they do or are withheld."""
    values = [line.cell.result.value for line in lines]
    if (
        figure.value is None
        or None in values
        or asked.measure.kind in (Kind.COVERAGE, Kind.RATIO)
        or adds_up(asked.measure)
    ):
        return ""
    difference = figure.value - sum(value for value in values if value is not None)
    if difference > 0:
        return f"另有在{asked.place.name}本级登记的，不列在下面；同一个人在几地出现时各地都计，合计只计一次。"
    return "同一个人在几地出现时各地都计，合计只计一次，所以各地相加不等于合计。" if difference else ""


def years(asked: Asked) -> list[YearCell]:
    """Return the years up to the figure's day, oldest first."""
    cells = asked.asking.years(asked.measure, place=asked.place, last=asked.time.day, of=asked.of)
    return years_of(asked.asking, cells, measure=asked.measure, place=asked.place)


def year_lines(asked: Asked, drawn: Sequence[YearCell]) -> list[Line]:
    """Return the years as rows, newest first."""
    return [
        Line(
            name=f"{one.time.label}（至今）" if one.running and one.time.period else one.time.label,
            shown=one.shown,
            cell=one.cell,
            url=asked.url(asked.place, time=one.time),
        )
        for one in reversed(drawn)
    ]


def place_chart(asked: Asked, lines: Sequence[Line]) -> Chart | None:
    """Draw the places that have something, largest first, at most twenty; None where there is none."""
    known = [line for line in lines if line.cell.result.value]
    if not known:
        return None
    known.sort(key=lambda line: line.cell.result.value or 0, reverse=True)
    known = known[:BARS_SHOWN]
    series = Series(
        name=asked.measure.name,
        values=[line.cell.result.value for line in known],
        texts=[line.shown.text for line in known],
    )
    return bar(
        "places",
        title=f"{asked.measure.name}按地区",
        categories=[line.name for line in known],
        series=series,
        unit=known[0].shown.unit,
        links=[line.url for line in known],
    )


def period_chart(asked: Asked, drawn: Sequence[YearCell]) -> Chart | None:
    """Draw the years, oldest first; None where there is nothing in any."""
    if not any(one.cell.result.value for one in drawn):
        return None
    return year_chart("years", drawn, measure=asked.measure, stock=asked.asking.stock(asked.measure))


def table_of(asked: Asked, lines: Sequence[Line], *, heading: str) -> Table:
    """Return a breakdown as a table; a withheld value stays in words."""
    is_rate = asked.measure.kind in (Kind.COVERAGE, Kind.RATIO)
    unit = "" if is_rate else asked.measure.unit
    columns = [
        Column(name="name", label=heading, value="name", link=lambda line: line.url or None),
        Column(name="value", label=asked.measure.name, value="value", kind=shape(asked.measure), unit=unit),
    ]
    if is_rate:
        columns += [
            Column(name="numerator", label="分子", value="numerator", kind=Shape.NUMBER),
            Column(name="denominator", label="分母", value="denominator", kind=Shape.NUMBER),
        ]
    return Table(columns, list(lines), caption=f"{asked.measure.name}{heading}")


def asserted_table(asked: Asked) -> Table | None:
    """Return what documents state of the measure at this very place, for comparison only; None where nothing or unseen.

    Documents speak of places, so of a narrowed figure they state nothing.
    """
    scope = asked.asking.scope
    if asked.subject is not None or not scope.may(Verb.VIEW, asked.place.path):
        return None
    rows = asserted_of(asked.measure.code, place=asked.place.code, scope=scope)
    columns = (
        Column(name="time", label="时间", value=period_words),
        Column(name="value", label="数值", value=shown_value),
        Column(name="source", label="来源", value="source"),
    )
    return Table(columns, rows, caption="历史数字") if rows else None


def citation(figure: Figure, *, asked: Asked) -> str:
    """Return the line with which a text cites this figure so that it can be computed again."""
    value = asked.shown(figure)
    number = f"{value.whole}（{value.note}）" if value.note else value.whole
    parts = [
        f"{asked.place.name}{asked.name} {number}",
        asked.time.label,
        f"指标 {asked.measure.code} 第 {asked.measure.version} 版",
        f"快照 {figure.snapshot}",
    ]
    if figure.evidence_hash:
        parts.append(f"依据 {figure.evidence_count} 条 sha256 {figure.evidence_hash[:16]}")
    return "；".join(parts) + "。"
