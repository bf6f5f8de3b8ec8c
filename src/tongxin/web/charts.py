"""Charts: what is drawn is decided here and sent as data; `charts.js` draws it. Every chart carries its numbers as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tongxin.web.format import number

Value = int | Fraction | None


@dataclass(frozen=True, kw_only=True)
class Series:
    """One run of values over the chart's categories; None is a gap."""

    name: str
    values: Sequence[Value]
    texts: Sequence[str] = ()
    """How each value is written; grouped thousands where empty."""

    def written(self) -> list[str]:
        """Return each value in words; a gap is empty."""
        if self.texts:
            return list(self.texts)
        return ["" if value is None else number(value) for value in self.values]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A bar or line chart of one idea. `name` is unique on the page; `links` makes each category open a page.

    `running` says that the last category is not over yet: it is drawn lighter, and its name should say so.
    """

    name: str
    kind: str
    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    links: Sequence[str] = ()
    height: str = ""
    running: bool = False

    def data(self) -> dict[str, Any]:
        """Return what the script draws beside the words of the table: values for drawing only."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "links": list(self.links),
            "values": [[_drawn(value) for value in one.values] for one in self.series],
            "running": self.running,
        }

    def lines(self) -> list[tuple[str, list[str]]]:
        """Return the same numbers as rows of a table: category, then each series."""
        columns = [one.written() for one in self.series]
        return [(category, [column[index] for column in columns]) for index, category in enumerate(self.categories)]


def _drawn(value: Value) -> float | None:
    """Return a value near enough for a drawing."""
    return value if value is None or isinstance(value, int) else round(float(value), 6)


def bar(
    name: str, *, title: str, categories: Sequence[str], series: Series, unit: str = "", links: Sequence[str] = ()
) -> Chart:
    """Compare places: horizontal bars, longest first as given; tall where there are many."""
    height = "is-tall" if len(categories) > 8 else ""
    return Chart(
        name=name,
        kind="bar",
        title=title,
        categories=categories,
        series=(series,),
        unit=unit,
        links=links,
        height=height,
    )


def trend(
    name: str,
    *,
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    unit: str = "",
    running: bool = False,
) -> Chart:
    """Show periods in order: a line with its values written at the points."""
    return Chart(name=name, kind="line", title=title, categories=categories, series=series, unit=unit, running=running)


def columns(
    name: str, *, title: str, categories: Sequence[str], series: Series, unit: str = "", running: bool = False
) -> Chart:
    """Show what happened in each period: upright bars."""
    return Chart(
        name=name, kind="columns", title=title, categories=categories, series=(series,), unit=unit, running=running
    )
