"""Breakdowns as a paper holds them."""

from collections.abc import Sequence

from tongxin.board.calendar import Time
from tongxin.figures import Axis, Cell, Figure, Kind, Measure, Place, Status, Value
from tongxin.figures.figure import decimal_text
from tongxin.kernel.errors import InputError
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


def beyond(figure: Figure, cells: Sequence[Cell]) -> str:
    """Say what counts in the total and in none of the places of a table; empty where nothing does or nobody can tell."""
    values = [cell.result.value for cell in cells]
    if figure.value is None or None in values or figure.measure.kind in (Kind.COVERAGE, Kind.RATIO, Kind.PERSONS):
        return ""
    rest = figure.value - sum(value for value in values if value is not None)
    if rest <= 0 or (figure.measure.subject == "person" and figure.measure.kind is not Kind.PERSON_TIMES):
        return ""
    words = shown(Value(status=Status.OK, numerator=int(rest)), measure=figure.measure)
    # How many person-times may be too few to be told apart.
    much = "" if figure.measure.kind is Kind.PERSON_TIMES else f" {words.text} {words.unit}"
    return f"{figure.place.name}本级等的{figure.measure.name}{much}计入总数，不在各地之内，各地相加小于总数。"
