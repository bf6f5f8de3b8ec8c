"""What the dashboard shows of a place in a year: sentences of figures, the map below the place, the trends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongxin.board.asking import Asking
from tongxin.board.calendar import Time, Year
from tongxin.board.links import dashboard_url, figure_url
from tongxin.board.places import children
from tongxin.board.wording import Shown, shown
from tongxin.figures import Axis, Cell, Figure, Kind, Measure, Place, Status, Value
from tongxin.kernel.places import Level
from tongxin.network.models.register import short_name
from tongxin.network.queries.layout import POSITIONS
from tongxin.web.charts import Chart, Series, columns, trend
from tongxin.web.tiles import FULL, NONE, WITHHELD, Block, Key, Scale, Tile, TileMap


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
        return self.year.time(stock=asking.stock(measure))


def fits(measure: Measure, *, place: Place) -> bool:
    """Tell whether a measure says something at a place: a coverage of counties says nothing of a single county."""
    if measure.level is None:
        return True
    order = [Level.COUNTRY, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY]
    return place.level in order and order.index(place.level) < order.index(measure.level)


def cards(asking: Asking, *, view: View, rooms: Mapping[str, str]) -> Iterator[Card]:
    """Yield the sentences: the measures of each room, those true on a day before those of the year.

    `rooms` gives the label of the room that declared a measure, by the measure's code.
    """
    groups: dict[tuple[str, bool], list[Measure]] = {}
    for measure in asking.measures(view.place):
        if fits(measure, place=view.place):
            groups.setdefault((rooms.get(measure.code, ""), asking.stock(measure)), []).append(measure)
    for (room, stock), members in groups.items():
        items = [_item(measure, asking=asking, view=view) for measure in members]
        yield Card(title=room, lead=_lead(view, stock=stock), items=items)


def _lead(view: View, *, stock: bool) -> str:
    year = view.year
    if stock:
        return f"{year.time(stock=True).label}，{view.place.name}有"
    return f"{year.number}年{'以来' if year.is_present else ''}，{view.place.name}"


def _item(measure: Measure, *, asking: Asking, view: View) -> Item:
    time = view.time(measure, asking=asking)
    figure = asking.figure(measure, place=view.place, time=time)
    return Item(
        measure=measure,
        figure=figure,
        shown=shown(figure.result, measure=measure),
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
            yield Trend(
                measure=measure,
                chart=year_chart(f"trend-{number}", cells, measure=measure, stock=asking.stock(measure)),
                url=figure_url(measure.code, place=view.place.code, time=time),
            )


def year_chart(name: str, cells: Sequence[Cell], *, measure: Measure, stock: bool) -> Chart:
    """Draw years: a line for what is true on a day, columns for what happened in the year."""
    results = [cell.result for cell in cells]
    series = Series(
        name=measure.name,
        values=[result.value for result in results],
        texts=[shown(result, measure=measure).text if result.value is not None else "" for result in results],
    )
    labels = [str(year_of(cell)) for cell in cells]
    unit = "" if measure.kind in (Kind.COVERAGE, Kind.RATIO) else measure.unit
    if stock:
        return trend(name, title=measure.name, categories=labels, series=(series,), unit=unit)
    return columns(name, title=measure.name, categories=labels, series=series, unit=unit)


def year_of(cell: Cell) -> int:
    """Return the calendar year a cell of a yearly breakdown speaks of."""
    day = cell.as_of or (cell.period.start if cell.period else None)
    return day.year if day else 0


def map_measures(asking: Asking, *, place: Place) -> list[Measure]:
    """Return the measures the map can show: coverage of counties first, then all that can be split by county."""
    offered = asking.measures(place)
    covering = [one for one in offered if one.kind is Kind.COVERAGE and one.level is Level.COUNTY]
    return covering + [one for one in offered if one.kind not in (Kind.COVERAGE, Kind.RATIO)]


def tile_map(asking: Asking, *, view: View, measure: Measure) -> TileMap | None:
    """Return the map of what lies below the place; None for a county or the whole country."""
    if view.place.level not in (Level.PROVINCE, Level.PREFECTURE):
        return None
    day = view.year.last
    counties = asking.register.units(level=Level.COUNTY, path=view.place.path, day=day)
    if measure.kind is Kind.COVERAGE:
        tones = _covered(asking, view=view, measure=measure, counties=counties)
        legend: list[Key] = [Key(tone=FULL, label="已覆盖"), Key(tone=NONE, label="未覆盖")]
    else:
        tones, legend = _valued(asking, view=view, measure=measure, counties=counties)
    tiles = {county.id: _tile(county, tones[county.id], view=view, measure=measure) for county in counties}
    large = view.place.level is Level.PREFECTURE
    groups = [view.place] if large else children(view.place, register=asking.register, day=day)
    return TileMap(
        title=f"{view.place.name}{measure.name}分布",
        blocks=[_block(group, counties, tiles, view=view, measure=measure) for group in groups],
        legend=legend,
        positions={} if large else POSITIONS.get(view.place.code, {}),
        large=large,
    )


Tone = tuple[str, str]
"""The colour of a tile and its value in words."""


def _covered(asking: Asking, *, view: View, measure: Measure, counties: Sequence[Place]) -> dict[int, Tone]:
    figure = asking.figure(measure, place=view.place, time=view.time(measure, asking=asking))
    missing = {place.id for place in figure.uncovered}
    return {one.id: (NONE, "未覆盖") if one.id in missing else (FULL, "已覆盖") for one in counties}


def _valued(
    asking: Asking, *, view: View, measure: Measure, counties: Sequence[Place]
) -> tuple[dict[int, Tone], list[Key]]:
    cells = asking.cells(measure, place=view.place, time=view.time(measure, asking=asking), axis=Axis.COUNTY)
    results: dict[int, Value] = {cell.place.id: cell.result for cell in cells if cell.place is not None}
    known = [result.value for result in results.values() if result.value is not None]
    scale = Scale.over(known)
    tones: dict[int, Tone] = {}
    for county in counties:
        result = results.get(county.id)
        tones[county.id] = (
            (NONE, f"0 {measure.unit}") if result is None else _tone(result, scale=scale, measure=measure)
        )
    legend = scale.legend(unit=measure.unit, none="没有")
    if any(tone == WITHHELD for tone, _ in tones.values()):
        legend.append(Key(tone=WITHHELD, label=f"不足 {measure.public_k} 人，不公开"))
    return tones, legend


def _tone(result: Value, *, scale: Scale, measure: Measure) -> Tone:
    words = shown(result, measure=measure).whole
    if result.status is Status.WITHHELD:
        return WITHHELD, words
    return (NONE, words) if result.value is None else (scale.tone(result.value), words)


def _tile(county: Place, tone: Tone, *, view: View, measure: Measure) -> Tile:
    colour, words = tone
    large = view.place.level is Level.PREFECTURE
    value = "" if measure.kind is Kind.COVERAGE else words.partition(" ")[0]
    return Tile(
        name=county.name if large else short_name(county.name),
        title=county.name,
        text=words,
        tone=colour,
        link=dashboard_url(place=county.code, year=view.year.number),
        shown=words if large else (value if colour not in (WITHHELD, NONE) else ""),
    )


def _block(
    group: Place, counties: Sequence[Place], tiles: Mapping[int, Tile], *, view: View, measure: Measure
) -> Block:
    members = [tiles[county.id] for county in counties if county.path.startswith(group.path)]
    done = sum(1 for tile in members if tile.tone == FULL)
    return Block(
        code=group.code,
        name=short_name(group.name) if view.place.level is Level.PROVINCE else group.name,
        tiles=members,
        summary=f"{done}/{len(members)}" if measure.kind is Kind.COVERAGE else "",
        link=""
        if group == view.place
        else dashboard_url(place=group.code, year=view.year.number, measure=measure.code),
    )
