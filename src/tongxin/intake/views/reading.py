"""The pages that show what was handed in, and hand out workbooks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, QueryDict
from django.urls import reverse
from django.views.generic import View

from tongxin.access.exports import record_export, require_purpose
from tongxin.access.views import SignedIn
from tongxin.intake import queries
from tongxin.intake.forms import RowFilter
from tongxin.intake.life import BATCH
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.preview import door_named, doors
from tongxin.intake.queries import opened
from tongxin.intake.rights import may_all
from tongxin.intake.uploads import imported_before, kept_file
from tongxin.intake.workbook import write_workbook
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.errors import ForbiddenError, NotFoundError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordList
from tongxin.web import export
from tongxin.web.filters import text
from tongxin.web.pages import Crumb, DetailPage, Empty, Fact, Link, ListPage, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

State, RowKind = Batch.State, BatchRow.Kind


class BatchList(RecordList):
    """What was handed in, the newest first."""

    title = "导入"
    subtitle = "上传 Excel 表格，先看预览，确认后一次写入；整批可以撤销。"
    life = BATCH
    order = ("-id",)
    shown = (
        Column(name="number", label="批次", value="pk", link=address_of),
        Column(name="filename", label="文件", value="filename", link=address_of),
        Column(name="place", label="地区", value=lambda row: name_of_path(row.path)),
        "state", "new", "changed", "errors", "actor", "received",
    )  # fmt: skip
    narrowed_by = ("state", text("filename", "actor", label="文件名或上传人"))

    nothing = Empty(title="还没有导入过表格", hint="手里的花名册可以直接上传，系统会认表头；也可以先下载模板。")

    def links(self) -> Sequence[Link]:
        workbooks = Link(label="下载模板和现有记录", url=reverse("intake:workbooks"), icon="download")
        words = Link(label="学到的写法", url=reverse("intake:words"), icon="list")
        return (workbooks, words, *super().links())

    def empty(self) -> Empty:
        return replace(super().empty(), link=self.links()[-1])


class BatchPage(SignedIn, ListPage):
    """One file: what its rows do, and what can be done with it."""

    template_name = "intake/batch.html"
    verb = Verb.RECORD
    order = ("id",)
    filter_form = RowFilter
    exportable = False
    reason_missing = ""
    columns = (
        Column(name="place", label="行", value=lambda row: f"第 {row.row.number} 行",
               link=lambda row: reverse("intake:row", args=[row.row.batch_id, row.row.pk])),
        Column(name="kind", label="结果", value="row.get_kind_display"),
        Column(name="summary", label="内容", value="summary", personal=True),  # sealed in the table, opened here
        Column(name="remark", label="说明", value="remark", personal=True),
    )  # fmt: skip

    def heading(self) -> str:
        return str(self.batch)

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="导入", url=list_of(BATCH)),)

    @cached_property
    def batch(self) -> Batch:
        """The batch of this address."""
        return queries.batch(self.request.scope, self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[BatchRow]:
        """Return the rows the asker may read; none where they are about people and the asker may not."""
        rows = queries.rows(self.batch, scope=self.request.scope)
        return rows if self.may_open else rows.none()

    @cached_property
    def may_open(self) -> bool:
        """Whether the asker may read the rows."""
        return may_all(self.batch, scope=self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        return rows.filter(kind=values["kind"]) if values.get("kind") else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, scope = self.batch, self.request.scope
        context = super().get_context_data(**kwargs)
        if "table" in context:
            table = context["table"]
            context["table"] = Table(table.columns, [opened(row) for row in table.rows], caption=table.caption)
        offered = {one.code for one in BATCH.offered(batch, scope=scope, account=self.request.actor.account_id)}
        brings, may_open = batch.new + batch.changed, self.may_open
        return context | {
            "batch": batch,
            "reason_missing": self.reason_missing,
            "place_name": name_of_path(batch.path),
            "tallies": _tallies(batch),
            "job": queries.running_job(batch, by=self.request.actor),
            "act_url": reverse("intake:act", args=[batch.pk]),
            "columns_url": reverse("intake:columns", args=[batch.pk]),
            "has_file": kept_file(batch).exists(),
            "read_as": "、".join(dict.fromkeys(_label(sheet["door"]) for sheet in batch.headings)),
            "may_mend": "again" in offered and batch.errors and may_open,
            "asks_purpose": any(_is_personal(sheet["door"]) for sheet in batch.headings),
            "earlier": imported_before(batch) if batch.state == State.PREVIEWED else None,
            "may_open": may_open,
            "may_apply": "apply" in offered and brings,
            "may_hand_up": "hand_up" in offered and not scope.may(Verb.IMPORT, batch.path) and brings,
            "may_send_back": "send_back" in offered,
            "may_undo": "undone" in offered,
            "may_discard": "discard" in offered,
            "may_decide": "decide" in offered and batch.duplicates,
        }


def _label(door: str) -> str:
    return doors()[door].label if door in doors() else door


def _is_personal(door: str) -> bool:
    return door in doors() and doors()[door].is_personal


def _tallies(batch: Batch) -> list[tuple[str, str, int]]:
    numbers = (batch.new, batch.changed, batch.unchanged, batch.errors, batch.duplicates)
    kinds = (RowKind.NEW, RowKind.CHANGED, RowKind.UNCHANGED, RowKind.ERROR, RowKind.DUPLICATE)
    return [(kind.value, str(kind.label), number) for kind, number in zip(kinds, numbers, strict=True)]


class RowPage(SignedIn, DetailPage):
    """One row: what it holds, what it changes, what it may be the same as."""

    template_name = "intake/row.html"
    verb = Verb.RECORD
    missing = BATCH.not_found

    def get_queryset(self) -> QuerySet[BatchRow]:
        """Return the rows of the batch of this address, if the asker may read them."""
        batch = queries.batch(self.request.scope, self.kwargs["batch"])
        if not may_all(batch, scope=self.request.scope):
            raise NotFoundError(BATCH.not_found)
        return queries.rows(batch, scope=self.request.scope).select_related("batch")

    def heading(self) -> str:
        return str(self.record)

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.record.batch), url=address_of(self.record.batch)),)

    def facts(self) -> Sequence[Fact]:
        row: BatchRow = self.record
        return (
            Fact(label="结果", value=row.get_kind_display()),
            Fact(label="决定", value=row.get_choice_display()),
            Fact(label="说明", value=opened(row).remark),
        )

    def sections(self) -> Sequence[Section]:
        """Return the texts, and the differences."""
        content = opened(self.record)
        texts = Table(
            (Column(name="label", label="栏目", value=lambda one: one[0]), Column(name="text", label="内容", value=lambda one: one[1], personal=True)),
            list(content.texts.items()),
        )  # fmt: skip
        changes = Table(
            (
                Column(name="label", label="栏目", value=lambda one: one[1]),
                Column(name="before", label="现有", value=lambda one: one[2], personal=True),
                Column(name="after", label="改为", value=lambda one: one[3], personal=True),
            ),
            [*content.changes, *content.also],
        )
        found = [Section(name="texts", title="表中内容", table=texts, exportable=False)]
        if content.changes or content.also:
            found.insert(0, Section(name="changes", title="变更", table=changes, exportable=False))
        return tuple(found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        row: BatchRow = self.record
        open_for_decision = row.batch.state == State.PREVIEWED
        return context | {
            "record_pk": row.pk,
            "likely": opened(row).likely if open_for_decision else (),
            "mend_url": f"{reverse('intake:mend', args=[row.batch_id])}?row={row.pk}" if open_for_decision else "",
            "act_url": reverse("intake:act", args=[row.batch_id]),
        }


class WorkbooksPage(SignedIn, DetailPage):
    """Hands out workbooks: empty ones, and ones with what is on record."""

    template_name = "intake/workbooks.html"
    title = "下载模板和现有记录"
    verb = Verb.RECORD

    def get_record(self) -> None:
        """There is no record behind this page."""

    def heading(self) -> str:
        return self.title

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="导入", url=list_of(BATCH)),)

    def sections(self) -> Sequence[Section]:
        """Show none; the page is its template."""
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scope = self.request.scope
        offered = [door for door in doors().values() if scope.may_anywhere(door.verb)]
        return super().get_context_data(offered=offered, places=places_of(scope), **kwargs)


def places_of(scope: Scope) -> list[tuple[str, str]]:
    """Return the places the scope may record at, by path."""
    return [(prefix, name_of_path(prefix)) for prefix in scope.prefixes(Verb.RECORD)]


class WorkbookView(SignedIn, View):
    """One workbook as a download; records about people only by a form that states the purpose."""

    verb = Verb.RECORD
    request: Asked

    def get(self, request: Asked) -> FileResponse:
        """Write empty sheets, or the records asked for where they are about nobody."""
        return self._workbook(request.GET)

    def post(self, request: Asked) -> FileResponse:
        """Write the records asked for, and tell the journal what for."""
        return self._workbook(request.POST)

    def _workbook(self, asked: QueryDict) -> FileResponse:
        scope = self.request.scope
        wanted = [door_named(name) for name in asked.getlist("door")] or list(doors().values())
        wanted = [door for door in wanted if scope.may_anywhere(door.verb)]
        if not wanted:
            raise ForbiddenError("您没有登记这种记录的权限，请联系上级管理员授权。")
        path = asked.get("place") or (scope.prefixes(Verb.RECORD) or ("",))[0]
        filled = asked.get("filled") == "1"
        people = [door.label for door in wanted if filled and door.is_personal]
        purpose = require_purpose(self.request.POST.get("purpose", "")) if people else ""

        def write(file: IO[bytes]) -> None:
            rows = write_workbook(file, wanted, scope=scope, path=path if filled else None)
            if people:
                record_export("、".join(people), by=self.request.actor, path=path, rows=rows, purpose=purpose)

        title = f"{'、'.join(door.label for door in wanted[:2])}{'' if filled else '模板'}（{chinese_date(today())}）"
        response = export.written(write, title=title)
        response["Cache-Control"] = "no-store"
        return response
