"""A table: which columns, how each value is read, written, linked and sorted; the same for pages and exports."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString

from tongxin.web.format import Kind, written
from tongxin.web.personal import is_about_people, names_people

Read = Callable[[Any], Any]
_EXPORT_UNITS = {Kind.FEN: "元", Kind.GRAM: "公斤"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    `value` is an attribute path (`organisation.name`, called where it ends at a method) or a function of the row.
    `link` gives the address behind a cell, or None. `order` names the query-set fields the column sorts by, never
    null ones; empty means it cannot be sorted. `hidden` columns are shown on request and always exported.
    `template` renders the cell's inside with `row` and `value`; the export still takes the plain value. Which
    columns name people is known from the tables (`Table.names_people`); `personal` says so of a function that reads no
    table about people and names somebody nevertheless.
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
    personal: bool = False

    def of(self, row: Any) -> Any:
        """Return the plain value of this column in a row."""
        return self.reader()(row)

    def reader(self) -> Read:
        """Return what reads the plain value of this column in any row: asked for once where there are many rows."""
        if callable(self.value):
            return self.value
        steps = self.value.split(".")

        def read(row: Any) -> Any:
            for step in steps:
                row = _part(row, step)
            return row() if callable(row) else row

        return read

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
    def inside(self) -> str:
        """The value as markup, linked where it has an address."""
        inside = escape(self.text)
        link = self.link
        return f'<a href="{escape(link)}">{inside}</a>' if link else inside


@dataclass(frozen=True)
class Table:
    """Columns over rows. `caption` says to a screen reader what the table holds; `model` is what the rows are, where known."""

    columns: Sequence[Column]
    rows: Iterable[Any]
    caption: str = ""
    model: type[Model] | None = None

    def names_people(self, column: Column) -> bool:
        """Tell whether a column names people or says something of them: who exports it says what for."""
        if column.personal:
            return True
        model, path = self._read_from(column)
        return model is not None and (is_about_people(model) or bool(path and names_people(model, path)))

    def _read_from(self, column: Column) -> tuple[type[Model] | None, str]:
        """Return the table a column is read from, and the path of fields in it; the first row tells where nothing else does."""
        steps = column.value.split(".") if isinstance(column.value, str) else []
        model = self.model or getattr(self.rows, "model", None)
        if model is not None:
            return model, ".".join(steps)
        row = self.rows[0] if isinstance(self.rows, Sequence) and self.rows else None
        while not isinstance(row, Model) and row is not None and steps:
            row = _part(row, steps.pop(0))
        return (type(row), ".".join(steps)) if isinstance(row, Model) else (None, "")

    def lines(self) -> Iterable[list[Cell]]:
        """Yield each row as its cells."""
        readers = [(column, column.reader()) for column in self.columns]
        for row in self.rows:
            yield [Cell(column, row, read(row)) for column, read in readers]

    def values(self) -> Iterable[list[Any]]:
        """Yield each row as its plain values, for files."""
        readers = [column.reader() for column in self.columns]
        for row in self.rows:
            yield [read(row) for read in readers]

    @property
    def is_plain(self) -> bool:
        """Whether no column needs a template of its own."""
        return not any(column.template for column in self.columns)

    def body(self) -> SafeString:
        """The rows of a plain table as markup, made here: a template takes four times as long for fifty rows."""
        openings = [_opening(column) for column in self.columns]
        lines = (
            "".join(f"{opening}{cell.inside}</td>" for opening, cell in zip(openings, line, strict=True))
            for line in self.lines()
        )
        return SafeString("".join(f"<tr>{line}</tr>\n" for line in lines))


def _part(row: Any, step: str) -> Any:
    return row.get(step) if isinstance(row, dict) else getattr(row, step, None)


def _opening(column: Column) -> str:
    css = f"tx-{column.kind} tx-right" if column.kind.is_numeric else f"tx-{column.kind}"
    return f'<td class="{css}" data-label="{escape(column.label)}">'
