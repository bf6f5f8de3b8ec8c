"""A table: which columns, how each value is read, written, linked and sorted; the same for pages and exports."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from tongxin.web.format import Kind, written

Read = Callable[[Any], Any]
_EXPORT_UNITS = {Kind.FEN: "元", Kind.GRAM: "公斤"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    `value` is an attribute path (`organisation.name`, called where it ends at a method) or a function of the row.
    `link` gives the address behind a cell, or None. `order` names the query-set fields the column sorts by, never
    null ones; empty means it cannot be sorted. `hidden` columns are shown on request and always exported.
    `template` renders the cell's inside with `row` and `value`; the export still takes the plain value.
    """

    name: str
    label: str
    value: str | Read
    kind: Kind = Kind.TEXT
    link: Read | None = None
    order: tuple[str, ...] = ()
    unit: str = ""
    hidden: bool = False
    template: str = ""

    def of(self, row: Any) -> Any:
        """Return the plain value of this column in a row."""
        if callable(self.value):
            return self.value(row)
        found = row
        for step in self.value.split("."):
            found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
        return found() if callable(found) else found

    @property
    def heading(self) -> str:
        """The label with its unit, as in an exported heading."""
        unit = self.unit or _EXPORT_UNITS.get(self.kind, "")
        return f"{self.label}（{unit}）" if unit else self.label


@dataclass(frozen=True)
class Cell:
    """A value ready for the page."""

    column: Column
    row: Any
    value: Any

    @property
    def text(self) -> str:
        """The value as written."""
        return written(self.value, kind=self.column.kind)

    @property
    def link(self) -> str | None:
        """The address behind the value."""
        return self.column.link(self.row) if self.column.link else None

    @property
    def html(self) -> SafeString:
        """The table cell, made here because a template takes four times as long for a page of fifty rows."""
        kind, label = self.column.kind, conditional_escape(self.column.label)
        css = f"tx-{kind} tx-right" if kind.is_numeric else f"tx-{kind}"
        inside: str = conditional_escape(self.text)
        if link := self.link:
            inside = f'<a href="{conditional_escape(link)}">{inside}</a>'
        return SafeString(f'<td class="{css}" data-label="{label}">{inside}</td>')


@dataclass(frozen=True)
class Table:
    """Columns over rows. `caption` says to a screen reader what the table holds."""

    columns: Sequence[Column]
    rows: Iterable[Any]
    caption: str = ""

    def lines(self) -> Iterable[list[Cell]]:
        """Yield each row as its cells."""
        for row in self.rows:
            yield [Cell(column, row, column.of(row)) for column in self.columns]
