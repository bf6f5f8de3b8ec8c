"""Who owes returns: the list of duties, setting and ending them, for one unit or all of a place, and the calendar."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.period import Step
from tongxin.kernel.places import ancestors
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of, list_of
from tongxin.lifecycle.pages import RecordActPage, RecordEntry, RecordList
from tongxin.network.forms.filters import place_filter
from tongxin.network.models import Place
from tongxin.returns import actions, forms
from tongxin.returns.calendar import DEFAULTS
from tongxin.returns.forms import kinds
from tongxin.returns.life import DUTY
from tongxin.returns.models import CalendarRule, Duty
from tongxin.returns.queries import owed as queries
from tongxin.returns.queries.numbers import every_reported
from tongxin.web.filters import choice
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Link
from tongxin.web.table import Column, Table

_COUNTY_DEPTH = 2  # places above a county: its province, its prefecture


def _kind_label(duty: Duty) -> str:
    kinds = every_reported()
    return kinds[duty.kind].label if duty.kind in kinds else duty.kind


def _end_link(duty: Duty) -> str | None:
    return None if duty.end else address(DUTY, "end", duty.pk)


def _sets_duties(scope: Scope) -> bool:
    """Tell whether the asker confirms for a place that has units below it: who owes what is set from above."""
    return any(len(ancestors(path)) < _COUNTY_DEPTH for path in scope.prefixes(Verb.CONFIRM))


class DutyList(RecordList):
    """The duties of the units the asker may see."""

    life = DUTY
    order = ("path", "id")
    narrowed_by = (
        choice("kind", kinds, label="上报内容"),
        place_filter(),
        choice("ended", lambda: [("with", "包含")], label="已结束", narrow=lambda rows, _: rows),
    )
    shown = (
        Column(
            name="unit",
            label="上报单位",
            value="organisation.name",
            link=lambda duty: address_of(duty.organisation),
        ),
        Column(name="place", label="地区", value="place.name", order=("path",)),
        Column(name="kind", label="上报内容", value=_kind_label),
        Column(name="step", label="周期", value=lambda duty: f"{duty.get_step_display()}报"),
        Column(name="begin", label="起", value="begin", kind=Kind.DATE, order=("begin",)),
        "end",
        Column(name="stop", label="结束", value=lambda duty: "" if duty.end else "结束", link=_end_link),
    )

    def get_queryset(self) -> QuerySet[Duty]:
        return queries.duties(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        rows = super().filtered(rows, values)
        return rows if "ended" in values else rows.filter(end=None)

    def links(self) -> Sequence[Link]:
        if not _sets_duties(self.request.scope):
            return ()
        return (
            Link(label="上报日历", url=reverse("returns:calendar"), icon="calendar"),
            Link(label="为全部联谊组织设置", url=reverse("returns:duties_new"), icon="list"),
            *super().links(),
        )

    def empty(self) -> Empty:
        hint = "先为本地区的联谊组织设置上报任务，之后每期的数字由系统算好，单位只需确认。"
        return Empty(title="还没有上报任务", hint=hint, link=next(iter(self.links()[1:]), None))


class DutyEntry(RecordEntry):
    """Has a unit report one kind of record."""

    def done_url(self, record: Any) -> str:
        del record
        return list_of(DUTY)


class DutiesNewPage(RecordEntryPage):
    """Has every association of a place report one kind of record."""

    verb = Verb.CONFIRM
    title = "为全部联谊组织设置上报任务"
    door = Door(name="duties", label="上报任务", form=forms.DutiesForm, create=actions.impose_duty)
    button = "设置"
    done = "设置完成。"

    def save(self, values: dict[str, Any]) -> Sequence[Duty]:
        """Set them, and say how many."""
        place: Place = values.pop("place")
        made = actions.impose_duties(place, by=self.request.actor, **values)
        messages.info(self.request, f"新设置 {len(made)} 项任务，已有的没有改动。")
        return made

    def done_url(self, record: Any) -> str:
        del record
        return list_of(DUTY)


class DutyEnd(RecordActPage):
    """Lets a duty end."""

    def heading(self) -> str:
        return f"{self.one.label}：{self.subject.organisation.name} {_kind_label(self.subject)}"

    def done_url(self, record: Any) -> str:
        del record
        return list_of(DUTY)

    def cancel_url(self) -> str:
        return list_of(DUTY)


_RULES = (
    Column(name="place", label="地区", value="place"),
    Column(name="step", label="周期", value="step"),
    Column(name="due", label="期末后几天上报", value="due", kind=Kind.NUMBER, unit="天"),
    Column(name="close", label="到期后几天关闭", value="close", kind=Kind.NUMBER, unit="天"),
    Column(name="second", label="审核须另一人", value="second", kind=Kind.FLAG),
)


class CalendarPage(RecordEntryPage):
    """The calendar in force, and setting a line of it."""

    verb = Verb.CONFIRM
    title = "上报日历"
    template_name = "returns/calendar.html"
    door = Door(name="calendar", label="上报日历", form=forms.CalendarForm, create=actions.set_calendar)
    button = "保存"
    done = "已保存，新的期限从现在起对所有时期有效。"

    def save(self, values: dict[str, Any]) -> CalendarRule:
        place: Place = values.pop("place")
        return actions.set_calendar(by=self.request.actor, path=place.path, **values)

    def cancel_url(self) -> str:
        return list_of(DUTY)

    def done_url(self, record: Any) -> str:
        del record
        return reverse("returns:calendar")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines in force: the product's own, then those set at places."""
        rules = CalendarRule.objects.public()
        own = [
            {"place": "系统默认", "step": f"{step.label}报", "due": due, "close": close, "second": True}
            for step, (due, close) in DEFAULTS.items()
        ]
        lines = [
            {
                "place": name_of_path(rule.path),
                "step": f"{Step(rule.step).label}报",
                "due": rule.due_days,
                "close": rule.close_days,
                "second": rule.second_person,
            }
            for rule in rules.order_by("path", "step")
        ]
        return super().get_context_data(rules=Table(_RULES, [*own, *lines], caption="现行上报日历"), **kwargs)
