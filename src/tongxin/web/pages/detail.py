"""The detail page: a card of facts, sections of related rows, and the timeline of what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.web import export
from tongxin.web.format import Kind, written
from tongxin.web.pages.parts import Link, Page
from tongxin.web.personal import is_about_people
from tongxin.web.spreadsheet import XLSX
from tongxin.web.table import Table


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A labelled value on the facts card."""

    label: str
    value: Any
    kind: Kind = Kind.TEXT
    link: str = ""
    hint: str = ""

    @property
    def text(self) -> str:
        """The value as written."""
        return written(self.value, kind=self.kind)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page under its own heading: a table, or a template that reads `context` under the name `data`."""

    name: str
    title: str
    table: Table | None = None
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    empty: str = "还没有记录。"
    more: Link | None = None
    exportable: bool = True


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened to the record."""

    at: datetime
    who: str
    what: str
    why: str = ""
    changes: Sequence[tuple[str, str, str]] = ()
    """Field label, before, after."""
    account: int | None = None
    """Who may want it taken back where it was done to what hangs on the record, by the number of the account."""


class DetailPage(Page):
    """One record. Subclasses give `get_queryset()`, `facts()`, `sections()` and `timeline()`.

    The record comes from the asker's query set by the `pk` of the address; anything outside it is not found.
    """

    template_name = "web/detail.html"
    missing = "没有找到这条记录，可能已合并，或不在您的权限范围内。"
    record: Any = None

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows the asker may see."""
        raise NotImplementedError

    def get_record(self) -> Any:
        """Return the record of this address or raise `NotFoundError`."""
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first() if self.kwargs["pk"] < _TOO_LARGE else None
        if found is None:
            raise NotFoundError(self.missing)
        return found

    def heading(self) -> str:
        """Return the record's name."""
        return str(self.record)

    def facts(self) -> Sequence[Fact]:
        """Return the card of facts."""
        return ()

    def sections(self) -> Sequence[Section]:
        """Return what follows the facts."""
        return ()

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the record, newest first."""
        return ()

    def source(self) -> Sequence[str]:
        """Return the lines above an exported table: where the rows are from."""
        return ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or send the table of the section that `export` names."""
        if not request.GET.get("export"):
            return super().get(request, *args, **kwargs)
        return self.send(self.sheet(), form=XLSX)

    def sheet(self) -> export.Sheet:
        """Return the table of the section that `export` names."""
        self.record = self.get_record()
        wish = self.request.GET.get("export")
        table = next(
            (section.table for section in self.sections() if section.name == wish and section.exportable), None
        )
        if table is None:
            raise InputError("这一页没有这张表，请点表格旁的「导出 Excel」。", field="export")
        title = f"{self.heading()}{table.caption}"
        named = isinstance(self.record, Model) and is_about_people(type(self.record))
        sheet = export.Sheet(title=title, table=table, source=self.source(), about_somebody=named)
        return sheet.within(self.request.scope)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the record, then all that is shown of it."""
        self.record = self.get_record()
        return super().get_context_data(
            record=self.record, facts=self.facts(), sections=self.sections(), timeline=self.timeline(), **kwargs
        )


_TOO_LARGE = 2**63
