"""Addresses of the board's pages, with their place and time."""

from urllib.parse import urlencode

from django.urls import reverse

from tongxin.board.calendar import Time


def dashboard_url(*, place: str, year: int | None = None, measure: str = "") -> str:
    """Return the dashboard of a place in a year, its map showing a measure."""
    query = {"place": place, "year": str(year or ""), "map": measure}
    return f"{reverse('board:dashboard')}?{urlencode({name: value for name, value in query.items() if value})}"


def figure_url(code: str, *, place: str, time: Time) -> str:
    """Return the stable address of a figure."""
    return f"{reverse('board:figure', args=[code])}?{urlencode({'place': place, **time.query()})}"


def export_url(code: str, *, place: str, time: Time, table: str) -> str:
    """Return the address of one of a figure's tables as an Excel file."""
    return (
        f"{reverse('board:figure_export', args=[code])}?{urlencode({'place': place, **time.query(), 'table': table})}"
    )


def api_url(code: str, *, place: str, time: Time) -> str:
    """Return the same figure as JSON."""
    return f"/api/v1/figures/{code}?{urlencode({'place': place, **time.query()})}"
