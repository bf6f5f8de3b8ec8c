"""What the pages of every record with a roster show of it, and how a pasted roster is previewed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from tongxin.attendance import queries
from tongxin.attendance.life import LINE
from tongxin.attendance.models import Occasion
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordActPage, RecordEntry
from tongxin.lifecycle.pages.record import button
from tongxin.network.queries.bases import open_bases_of
from tongxin.network.queries.organisations import recording_for
from tongxin.network.queries.series import open_series_of
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Section
from tongxin.web.table import Column, Table

_OFFERED = 300  # names in a list to choose from
_DAYS = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="form", label="形式", value="get_form_display"),
)
_LINE = (
    Column(name="name", label="姓名", value="shown_name", template="attendance/line.html"),
    Column(
        name="person",
        label="人员",
        value=lambda line: "已对上" if line.person_id else "未对上",
        link=lambda line: address_of(line.person) if line.person_id else None,
    ),
    Column(name="evidence", label="依据", value="get_evidence_display"),
    Column(name="days", label="参加天数", value=lambda line: line.days_attended or ("全程" if line.completed else 0)),
    Column(name="completed", label="结业", value="completed", kind=Kind.FLAG),
)
_CORRECT = Column(
    name="correct", label="更正", value=lambda _: "更正", link=lambda line: address(LINE, "correct", line.pk)
)


def roster_facts(occasion: Occasion) -> tuple[Fact, ...]:
    """Return what a roster amounts to: rule, person-times, evidence, how many are known."""
    sums = queries.roster_facts(occasion)
    known, completed = sums.resolved_share
    return (
        Fact(label="结业人次", value=sums.completed, kind=Kind.NUMBER, hint=f"名册 {sums.listed} 人"),
        Fact(label="依据", value="、".join(f"{label} {number} 人次" for label, number in sums.by_evidence)),
        Fact(label="对上人员", value=f"{known} / {completed}" if completed else ""),
        Fact(label="清点人数", value=sums.heads or "", kind=Kind.NUMBER),
    )


def roster_sections(record: Any, *, scope: Scope, offered: Sequence[Act]) -> list[Section]:
    """Return the roster, where the scope reads persons, and the days. `offered` are the acts of the record."""
    days = Table(_DAYS, list(queries.days(record.occasion)), caption="日程")
    shown = [Section(name="days", title="日程", table=days)]
    if scope.may(Verb.MEMBERS, record.path):
        records = scope.may(Verb.RECORD, record.path)
        lines = list(queries.visible_roster(record.occasion, scope=scope))
        again = next((one for one in offered if one.code == "rematch"), None)
        unknown = any(not line.person_id for line in lines)
        table = Table((*_LINE, _CORRECT) if records else _LINE, lines, caption="名册")
        more = button(again, record) if again and unknown else None
        shown.insert(0, Section(name="roster", title="名册", table=table, more=more))
    return shown


def offered(scope: Scope) -> dict[str, QuerySet[Any]]:
    """Return what is offered while one types: organisers, series and bases; others can still be typed. Three queries."""
    rows = {"organisers": recording_for(scope), "series": open_series_of(scope), "bases": open_bases_of(scope)}
    return {name: found[:_OFFERED] for name, found in rows.items()}


class RosterEntry(RecordEntry):
    """Puts a record on file with its roster in one page. 「预览名册」 shows how it is understood."""

    template_name = "attendance/entry.html"

    def initial(self) -> dict[str, Any]:
        """Fill in the organiser: the asker's own organisation, or the first of several."""
        return {"organiser": recording_for(self.request.scope).first() or "", **super().initial()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write, or only show how the roster is understood."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self._form(initial=self.initial(), data=request.POST)
        readable = form.is_valid() or "roster" not in form.errors
        lines = queries.preview(request.POST.get("roster", ""), scope=self.request.scope) if readable else []
        return self.render_to_response(self.get_context_data(form=form, preview=lines, previewed=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**offered(self.request.scope), **kwargs)


class LineCorrection(RecordActPage):
    """Corrects one line of a roster; only those who may read its name get here."""

    def heading(self) -> str:
        return f"{self.one.label}：{self.subject.shown_name}"


class RosterCorrection(RecordActPage):
    """Corrects a record with a roster, with the names that can be chosen as organiser."""

    template_name = "attendance/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**offered(self.request.scope), **kwargs)
