"""Addresses of the board's pages, with their place and time."""

from urllib.parse import urlencode

from django.urls import reverse

from tongxin.board.calendar import Time
from tongxin.figures import Of, Question
from tongxin.ports import narrowed


def dashboard_url(*, place: str, year: int | None = None, measure: str = "") -> str:
    """Return the dashboard of a place in a year, its map showing a measure."""
    query = {"place": place, "year": str(year or ""), "map": measure}
    return f"{reverse('board:dashboard')}?{urlencode({name: value for name, value in query.items() if value})}"


def figure_url(code: str, *, place: str, time: Time, of: Of | None = None) -> str:
    """Return the stable address of a figure."""
    return narrowed.figure_url(question(code, place=place, time=time, of=of))


def export_url(asked: Question, *, table: str, **more: str) -> str:
    """Return the address of one of a figure's tables as an Excel file."""
    query = {**narrowed.figure_query(asked), "table": table, **more}
    return f"{reverse('board:figure_export', args=[asked.measure])}?{urlencode(query)}"


def lines_url(asked: Question, *, record: int) -> str:
    """Return where the lines of one record that count in a figure are shown."""
    query = {**narrowed.figure_query(asked), "record": str(record)}
    return f"{reverse('board:figure_lines', args=[asked.measure])}?{urlencode(query)}"


def api_url(code: str, *, place: str, time: Time, of: Of | None = None) -> str:
    """Return the same figure as JSON."""
    return f"/api/v1/figures/{code}?{urlencode(narrowed.figure_query(question(code, place=place, time=time, of=of)))}"


def question(code: str, *, place: str, time: Time, of: Of | None = None) -> Question:
    """Return the question a page asks."""
    return Question(measure=code, place=place, period=time.period, as_of=time.as_of, of=of)
