"""The list page: filters, chips of active filters, sortable columns, keyset pager, column choice, export, empty state."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from tongxin.kernel.errors import InputError
from tongxin.web import export
from tongxin.web.format import number
from tongxin.web.keyset import Slice, page
from tongxin.web.pages.parts import Link, Page
from tongxin.web.table import Column, Table

COUNTED = 1_000  # more rows than these are not counted: it would cost more than it tells
_EXPORTS = (("xlsx", "导出 Excel"), ("csv", "导出 CSV"))
_PLACING = ("after", "before")


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What an empty list says: why there may be nothing, and the next step."""

    title: str = "还没有内容"
    hint: str = ""
    link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A filter in force and the address of the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column's head: the address that sorts by it, and the present direction ("", "up", "down")."""

    column: Column
    url: str
    direction: str


class ListPage(Page):
    """A list of records.

    Subclasses give `columns`, `order` (a stable order of fields that are never null), and `get_queryset()`, which
    starts from `Model.objects.visible_to(self.request.scope)`. `filter_form` fields become filters; `filtered()`
    applies its cleaned values. Query parameters of the kit itself: sort, after, before, columns, export.
    """

    template_name = "web/list.html"
    columns: Sequence[Column] = ()
    order: Sequence[str] = ("pk",)
    page_size = 50
    filter_form: type[forms.Form] | None = None
    exportable = True

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows the asker may see."""
        raise NotImplementedError

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:  # noqa: ARG002 - for subclasses
        """Narrow the rows by the filter form's cleaned values; empty ones are already left out."""
        return rows

    def empty(self) -> Empty:
        """Return what an empty list says when no filter is set."""
        return Empty()

    def source(self) -> Sequence[str]:
        """Return the lines above an exported table: where the rows are from."""
        return ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Show or export the list; filters that cannot be understood answer 400 and say so at the field."""
        form = self._form(request.GET)
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, refused=True, **kwargs), status=400)
        wish = request.GET.get("export", "")
        if self.exportable and wish in export.FORMS:
            return self.send(self.sheet(), form=wish)
        values = _given(form)
        rows = self.filtered(self.get_queryset(), values)
        return self.render_to_response(self.get_context_data(form=form, rows=rows, values=values, **kwargs))

    def sheet(self) -> export.Sheet:
        """Return what an export of the list as filtered and sorted holds; nothing is read before its rows are."""
        form = self._form(self.request.GET)
        if form is not None and not form.is_valid():
            raise InputError("筛选条件有误，请先在列表页改正再导出。", field="export")
        ordered = self.filtered(self.get_queryset(), _given(form)).order_by(*self._order(), "pk")
        table = Table(self.columns, _Streamed(ordered), model=ordered.model)
        sheet = export.Sheet(title=self.heading(), table=table, source=self.source(), query=ordered)
        return sheet.within(self.request.scope)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page of rows and all that stands around it."""
        rows: QuerySet[Any] | None = kwargs.pop("rows", None)
        form: forms.Form | None = kwargs.get("form")
        values = kwargs.pop("values", {})
        shown = self._shown()
        context = super().get_context_data(**kwargs)
        context |= {
            "headings": [self._heading(column) for column in shown],
            "optional_columns": [(column, column in shown) for column in self.columns],
            "chips": list(self._chips(form, values)),
            "bare_url": "?",
            "exportable": self.exportable,
            "export_urls": [(label, self._address(export=form)) for form, label in _EXPORTS],
            "kept": [(name, value) for name, value in self.request.GET.items() if name in {"sort", "columns"}],
            "empty": self.empty(),
        }
        if rows is not None:
            asked = self.request.GET
            found = page(
                rows,
                order=self._order(),
                size=self.page_size,
                after=asked.get("after", ""),
                before=asked.get("before", ""),
            )
            context["table"] = Table(shown, found.rows, caption=self.heading())
            context["count"] = len(found.rows)
            context["total"] = self._total(rows, found)
            context["next_url"] = found.after and self._address(after=found.after)
            context["previous_url"] = found.before and self._address(before=found.before)
            context["first_url"] = self._address() if set(_PLACING) & set(asked) else ""
        return context

    def _total(self, rows: QuerySet[Any], found: Slice) -> str:
        """Say how many rows there are; of many only that there are more than are worth counting."""
        if found.before is None and found.after is None:
            return f"{number(len(found.rows))} 条"
        counted = rows.order_by()[: COUNTED + 1].count()
        return f"{number(counted)} 条" if counted <= COUNTED else f"{number(COUNTED)} 条以上"

    def _form(self, data: QueryDict) -> forms.Form | None:
        return self.filter_form(data) if self.filter_form else None

    def _address(self, **changes: str) -> str:
        """Return this list's address with the place in it forgotten and these parameters set; "" removes one."""
        query = self.request.GET.copy()
        for name in (*_PLACING, "export"):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"?{query.urlencode()}"

    def _sorted_by(self) -> tuple[Column | None, bool]:
        wish = self.request.GET.get("sort", "")
        for column in self.columns:
            if column.order and column.name == wish.lstrip("-"):
                return column, wish.startswith("-")
        if wish:
            raise InputError(f"不能按「{wish[:20]}」排序，请点表头选择排序。", field="sort")
        return None, False

    def _order(self) -> Sequence[str]:
        column, down = self._sorted_by()
        if column is None:
            return self.order
        return [f"-{name}".replace("--", "") for name in column.order] if down else column.order

    def _heading(self, column: Column) -> Heading:
        sorted_by, down = self._sorted_by()
        here = column is sorted_by
        direction = ("down" if down else "up") if here else ""
        wish = f"-{column.name}" if direction == "up" else column.name
        return Heading(column=column, url=self._address(sort=wish) if column.order else "", direction=direction)

    def _shown(self) -> list[Column]:
        wish = set(self.request.GET.getlist("columns"))
        names = {name for part in wish for name in part.split(",")}
        chosen = [column for column in self.columns if column.name in names]
        return chosen or [column for column in self.columns if not column.hidden]

    def _chips(self, form: forms.Form | None, values: Mapping[str, Any]) -> Iterator[Chip]:
        if form is None:
            return
        for name in values:
            field = form.fields[name]
            if not isinstance(field.widget, forms.HiddenInput):
                yield Chip(
                    label=str(field.label or name),
                    value=_shown_value(field, values[name]),
                    url=self._address(**{name: ""}),
                )


@dataclass(frozen=True)
class _Streamed:
    """The rows of a query set, read in portions."""

    query: QuerySet[Any]

    def __iter__(self) -> Iterator[Any]:
        return self.query.iterator(chunk_size=2_000)


_BLANK: tuple[Any, ...] = (None, "", [], ())


def _given(form: forms.Form | None) -> dict[str, Any]:
    values = form.cleaned_data if form else {}
    return {name: value for name, value in values.items() if value not in _BLANK}


def _shown_value(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels: dict[Any, Any] = dict(cast("Iterable[tuple[Any, Any]]", field.choices))
        return str(labels.get(value, value))
    return "是" if value is True else str(value)
