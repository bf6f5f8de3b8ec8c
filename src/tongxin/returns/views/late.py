"""Who has not reported, a text to remind them with, and where returns wait for approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.returns.calendar import Phase
from tongxin.returns.forms import LateForm
from tongxin.returns.queries import owed as queries
from tongxin.returns.queries.late import Reminder, reminders
from tongxin.returns.queries.numbers import every_reported
from tongxin.returns.queries.owed import Owed
from tongxin.returns.queries.review import Queue, queues
from tongxin.returns.views.grid import MISSING_PLACE
from tongxin.returns.views.parts import url_of
from tongxin.web.format import Kind, plain_date
from tongxin.web.pages import Page
from tongxin.web.table import Column, Table

SHOWN = 200


def _how(one: Owed) -> str:
    if one.found is not None:
        return f"已退回：{one.found.note}"
    return "已关闭，由上级补报" if one.phase is Phase.CLOSED else "单位可自行上报"


_LATE = (
    Column(name="unit", label="上报单位", value="duty.organisation.name", link=url_of),
    Column(name="kind", label="内容", value=lambda one: every_reported()[one.duty.kind].label),
    Column(name="period", label="时期", value="period.label"),
    Column(name="due", label="截止", value="deadline.due", kind=Kind.DATE),
    Column(name="late", label="逾期", value="days_late", kind=Kind.NUMBER, unit="天"),
    Column(name="how", label="说明", value=_how),
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """What one place is to remind of: a table, and the text to copy."""

    name: str
    identity: str
    table: Table
    number: int
    text: str


class LatePage(SignedIn, Page):
    """Reminders by the level that is responsible, and who blocks whom."""

    verb = Verb.VIEW
    title = "催报"
    template_name = "returns/late.html"
    form: LateForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page; a filter that cannot be understood answers 400."""
        self.form = LateForm(request.GET)
        if not self.form.is_valid():
            return self.render_to_response(super().get_context_data(form=self.form, **kwargs), status=400)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scope, day, values = self.request.scope, site.current().day, self.form.cleaned_data
        place = values["place"]
        if place is not None and not scope.may(Verb.VIEW, place.path):
            raise NotFoundError(MISSING_PLACE)
        rows = queries.duties(scope, path=place.path if place else "")
        rows = rows.filter(kind=values["kind"]) if values["kind"] else rows
        found = reminders(rows, day=day)
        waits = queues(scope)
        return super().get_context_data(
            form=self.form,
            groups=[_group(one, day=day, number=number) for number, one in enumerate(found, start=1)],
            number=sum(len(one.owed) for one in found),
            queues=Table(_QUEUE_COLUMNS, [_Wait(queue=one, day=day) for one in waits], caption="等待审核"),
            blocked=sum(one.number for one in waits),
            day=day,
            **kwargs,
        )


@dataclass(frozen=True, kw_only=True)
class _Wait:
    queue: Queue
    day: date

    @property
    def days(self) -> int:
        return max((self.day - plain_date(self.queue.oldest)).days, 0)


_QUEUE_COLUMNS: Sequence[Column] = (
    Column(name="name", label="在哪里等审核", value="queue.name"),
    Column(name="number", label="待审核", value="queue.number", kind=Kind.NUMBER, unit="份"),
    Column(name="oldest", label="最早一份上报于", value="queue.oldest", kind=Kind.TIME),
    Column(name="days", label="已等", value="days", kind=Kind.NUMBER, unit="天"),
)


def _group(one: Reminder, *, day: date, number: int) -> Group:
    return Group(
        name=one.name,
        identity=f"remind-{number}",
        table=Table(_LATE, one.owed[:SHOWN], caption=f"{one.name}缺报"),
        number=len(one.owed),
        text=reminder_text(one, day=day),
    )


def reminder_text(one: Reminder, *, day: date) -> str:
    """Return the message with which a place reminds its units."""
    lines = [
        f"{owed.duty.organisation.name}：{every_reported()[owed.duty.kind].label} {owed.period.label}，"
        f"{chinese_date(owed.deadline.due)}截止，已逾期 {owed.days_late} 天"
        for owed in one.owed[:SHOWN]
    ]
    head = f"截至{chinese_date(day)}，{one.name}有 {len(one.owed)} 份上报逾期未报："
    return "\n".join([head, *lines, "请登录后在「填报」中确认上报，没有开展的点「零报告」。"])
