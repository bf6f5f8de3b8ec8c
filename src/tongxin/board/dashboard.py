"""What the dashboard shows of a place in a year: sentences of figures, the map below the place, the trends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongxin.access import site
from tongxin.board.asking import Asking
from tongxin.board.calendar import Time, Year, is_running
from tongxin.board.links import figure_url
from tongxin.figures import Cell, Figure, Kind, Measure, Place
from tongxin.kernel.places import Level
from tongxin.ports.shown import Shown
from tongxin.web.charts import Chart, Series, columns, trend


@dataclass(frozen=True, kw_only=True)
class Item:
    """One number of a sentence."""

    measure: Measure
    figure: Figure
    shown: Shown
    url: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One sentence of the summary: when, where, and its numbers."""

    title: str
    lead: str
    items: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class View:
    """The dashboard's place and year."""

    place: Place
    year: Year

    def time(self, measure: Measure, *, asking: Asking) -> Time:
        """Return the time a measure is asked for in this year."""
        return asking.time(measure, place=self.place, time=self.year.time(stock=asking.stock(measure)))


def fits(measure: Measure, *, place: Place) -> bool:
    """Tell whether a measure says something at a place: a coverage of counties says nothing of a single county.

    What is said of a single record says nothing of any place.
    """
    if measure.single:
        return False
    if measure.level is None:
        return True
    order = [Level.COUNTRY, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY]
    return place.level in order and order.index(place.level) < order.index(measure.level)


def cards(asking: Asking, *, view: View, rooms: Mapping[str, str]) -> Iterator[Card]:
    """Yield the sentences: the measures of each room, those true on a day before those of the year.

    `rooms` gives the label of the room that declared a measure, by the measure's code.
    """
    groups: dict[tuple[str, Time], list[Measure]] = {}
    for measure in asking.measures(view.place):
        if fits(measure, place=view.place):
            time = view.time(measure, asking=asking)
            groups.setdefault((rooms.get(measure.code, ""), time), []).append(measure)
    for (room, time), members in groups.items():
        items = [_item(measure, asking=asking, view=view) for measure in members]
        yield Card(title=room, lead=_lead(view, time=time), items=items)


def _lead(view: View, *, time: Time) -> str:
    year = view.year
    if time.as_of is not None:
        return f"{time.label}，{view.place.name}有"
    return f"{year.number}年{'以来' if year.is_present else ''}，{view.place.name}"


def _item(measure: Measure, *, asking: Asking, view: View) -> Item:
    time = view.time(measure, asking=asking)
    figure = asking.figure(measure, place=view.place, time=time)
    return Item(
        measure=measure,
        figure=figure,
        shown=asking.shown(figure.result, measure=measure, place=view.place, time=time),
        url=figure_url(measure.code, place=view.place.code, time=time),
    )


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A small chart over the years, and the address of its figure."""

    measure: Measure
    chart: Chart
    url: str


def trends(asking: Asking, *, view: View) -> Iterator[Trend]:
    """Yield a chart up to the site's day for each measure that has a value in any of the years."""
    for number, measure in enumerate(asking.measures(view.place)):
        if not fits(measure, place=view.place):
            continue
        cells = asking.years(measure, place=view.place, last=view.year.today)
        if any(cell.result.value for cell in cells):
            time = view.time(measure, asking=asking)
            years = years_of(asking, cells, measure=measure, place=view.place)
            yield Trend(
                measure=measure,
                chart=year_chart(f"trend-{number}", years, measure=measure, stock=asking.stock(measure)),
                url=figure_url(measure.code, place=view.place.code, time=time),
            )


@dataclass(frozen=True, kw_only=True)
class YearCell:
    """A year of a breakdown as it is shown; `running` while it is not over on the site's day."""

    cell: Cell
    time: Time
    shown: Shown
    running: bool


def years_of(asking: Asking, cells: Sequence[Cell], *, measure: Measure, place: Place) -> list[YearCell]:
    """Return the years of a breakdown, oldest first, each with its words."""
    today = site.current().day
    years = []
    for cell in cells:
        time = Time(as_of=cell.as_of, period=cell.period)
        words = asking.shown(cell.result, measure=measure, place=place, time=time)
        years.append(YearCell(cell=cell, time=time, shown=words, running=is_running(time, today=today)))
    return years


def year_chart(name: str, years: Sequence[YearCell], *, measure: Measure, stock: bool) -> Chart:
    """Draw years: a line for what is true on a day, columns for what happened in the year; nothing where none is known."""
    known = [one.cell.result.value if one.shown.known else None for one in years]
    series = Series(
        name=measure.name,
        values=known,
        texts=["" if value is None else one.shown.text for one, value in zip(years, known, strict=True)],
    )
    labels = [f"{one.time.day.year}{' 至今' if one.running else ''}" for one in years]
    unit = "" if measure.kind in (Kind.COVERAGE, Kind.RATIO) else measure.unit
    running = any(one.running for one in years)
    if stock:
        return trend(name, title=measure.name, categories=labels, series=(series,), unit=unit, running=running)
    return columns(name, title=measure.name, categories=labels, series=series, unit=unit, running=running)
