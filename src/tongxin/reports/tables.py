"""Breakdowns as a paper holds them."""

from collections.abc import Sequence
from dataclasses import replace

from tongxin.board.calendar import Time
from tongxin.figures import Axis, Cell, Figure, Kind, Measure, Place, Status, Value
from tongxin.figures.figure import decimal_text
from tongxin.kernel.errors import InputError
from tongxin.kernel.places import Level
from tongxin.ports.shown import shown
from tongxin.reports import paper
from tongxin.reports.styles import SHARES


def breakdown_period(time: Time, *, by: Axis, stock: bool) -> Time:
    """Return the time a breakdown is asked for; raises `InputError` where it does not suit the measure.

    By place a stock needs a day. By years or months it may also name the whole stretch, as a flow must.
    """
    if not stock and time.period is None:
        raise InputError("这个指标按时期统计，请写成 2021 或 2017..2021 这样的时期。", field="time")
    if stock and by.step is None and time.as_of is None:
        raise InputError("这个指标按时点统计，请写成 @2022-09-26 这样的日期。", field="time")
    return time


def series_of(measure: Measure, *, place: Place, time: Time, by: Axis) -> paper.Series:
    """Return a series without its cells and number."""
    return paper.Series(
        id="",
        measure=measure.code,
        version=measure.version,
        name=measure.name,
        definition=measure.definition,
        unit="" if measure.kind in SHARES else measure.unit,
        kind=measure.kind.value,
        place=paper.Spot(code=place.code, name=place.name),
        begin=time.period.start.isoformat() if time.period else None,
        end=time.period.last.isoformat() if time.period else None,
        as_of=time.as_of.isoformat() if time.as_of else None,
        period=time.label,
        by=by.value,
        cells=(),
    )


def cell_of(cell: Cell, *, measure: Measure) -> paper.Cell:
    """Return one cell in words and exact; a withheld one says so and holds no value."""
    result, words = cell.result, shown(cell.result, measure=measure)
    name, code = _label(cell)
    return paper.Cell(
        code=code,
        name=name,
        status=result.status.value,
        value=None if result.value is None else decimal_text(result.value, measure=measure),
        numerator=result.numerator if measure.kind in SHARES else None,
        denominator=result.denominator,
        text=words.text,
    )


def _label(cell: Cell) -> tuple[str, str]:
    if cell.place is not None:
        return cell.place.name, cell.place.code
    time = Time(period=cell.period, as_of=cell.as_of)
    return time.label, (cell.as_of or time.day if cell.period is None else cell.period.start).isoformat()


def closing(whole: Figure, cells: Sequence[Cell], *, by: Axis) -> tuple[paper.Cell, ...]:
    """Return the cells that close a column of places, so that it adds up on the page: 省本级 where it can be told, and 合计.

    合计 is the figure of the whole, seen as the cells are: where a cell is withheld it comes from the same table, which
    gives none away. 省本级 is what it holds beyond the places, and is told only where anybody could subtract it himself.
    """
    measure = whole.measure
    total = replace(_closed(whole.result, place=whole.place, measure=measure), code="total", name="合计", role="total")
    rest = _rest(whole, cells)
    if rest is None:
        return (total,)
    value = Value(status=Status.OK, numerator=rest)
    own = replace(_closed(value, place=whole.place, measure=measure), code="own", name=own_name(whole.place, by=by))
    return replace(own, role="own"), total


def without_idle_own(series: Sequence[paper.Series]) -> list[paper.Series]:
    """Return the columns of one table without the line 省本级 where it would be 0 in all of them."""
    if any(cell.role == "own" and cell.value != "0" for one in series for cell in one.cells):
        return list(series)
    return [replace(one, cells=tuple(cell for cell in one.cells if cell.role != "own")) for one in series]


def own_name(place: Place, *, by: Axis) -> str:
    """Name what counts at a place and at none of its parts: 省本级; 省、市本级 where the parts are two levels below."""
    own = place.name if place.level is Level.COUNTRY else place.name[-1]
    return f"{own}、市本级" if place.level is Level.PROVINCE and by.level is Level.COUNTY else f"{own}本级"


def apart(whole: Figure, cells: Sequence[Cell]) -> str:
    """Say why the places do not add up to 合计 where no line 省本级 says it; empty where they do, or nobody can tell."""
    measure, values = whole.measure, [cell.result.value for cell in cells]
    if whole.value is None or None in values or measure.kind in SHARES or _adds_up(measure):
        return ""
    if whole.value == sum(value for value in values if value is not None):
        return ""
    return f"{measure.name}的合计不重复计算，并含{whole.place.name}本级，各地相加不等于合计。"


def _closed(value: Value, *, place: Place, measure: Measure) -> paper.Cell:
    return cell_of(Cell(result=value, place=place), measure=measure)


def _adds_up(measure: Measure) -> bool:
    """Tell whether the whole is the sum of its places and of what hangs at none of them: nothing is counted once for all."""
    return measure.kind not in (*SHARES, Kind.PERSONS) and (
        measure.subject is None or measure.kind is Kind.PERSON_TIMES
    )


def _rest(whole: Figure, cells: Sequence[Cell]) -> int | None:
    """Return what the whole holds beyond its places; None where that says nothing, or some cell is withheld."""
    values = [cell.result.value for cell in cells]
    if whole.value is None or None in values or not _adds_up(whole.measure):
        return None
    rest = int(whole.value) - sum(int(value) for value in values if value is not None)
    return rest if rest >= 0 else None
