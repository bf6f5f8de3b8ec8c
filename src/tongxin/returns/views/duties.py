"""Who owes returns: the list of duties, setting and ending them, for one unit or all of a place, and the calendar."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Step, today
from tongxin.kernel.places import ancestors
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.pages import ActPage, only
from tongxin.network.models import Organisation, Place
from tongxin.returns import actions, forms
from tongxin.returns.calendar import DEFAULTS
from tongxin.returns.models import CalendarRule, Duty
from tongxin.returns.queries import owed as queries
from tongxin.returns.queries.numbers import every_reported
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Link, ListPage
from tongxin.web.table import Column, Table

_COUNTY_DEPTH = 2  # places above a county: its province, its prefecture


def _kind_label(duty: Duty) -> str:
    kinds = every_reported()
    return kinds[duty.kind].label if duty.kind in kinds else duty.kind


def _end_link(duty: Duty) -> str | None:
    return None if duty.end else reverse("returns:duty_end", args=[duty.pk])


def _sets_duties(scope: Scope) -> bool:
    """Tell whether the asker confirms for a place that has units below it: who owes what is set from above."""
    return any(len(ancestors(path)) < _COUNTY_DEPTH for path in scope.prefixes(Verb.CONFIRM))


class DutyList(SignedIn, ListPage):
    """The duties of the units the asker may see."""

    verb = Verb.VIEW
    title = "上报任务"
    order = ("path", "id")
    filter_form = forms.DutyFilter
    columns = (
        Column(name="unit", label="上报单位", value="organisation.name"),
        Column(name="place", label="地区", value="place.name", order=("path",)),
        Column(name="kind", label="上报内容", value=_kind_label),
        Column(name="step", label="周期", value=lambda duty: f"{duty.get_step_display()}报"),
        Column(name="begin", label="起", value="begin", kind=Kind.DATE, order=("begin",)),
        Column(name="end", label="止", value="end", kind=Kind.DATE),
        Column(name="stop", label="结束", value=lambda duty: "" if duty.end else "结束", link=_end_link),
    )

    def get_queryset(self) -> QuerySet[Duty]:
        """Return what the scope shows."""
        return queries.duties(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by kind and place; ended ones only when asked for."""
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        if "ended" not in values:
            rows = rows.filter(end=None)
        return rows.filter(kind=values["kind"]) if "kind" in values else rows

    def links(self) -> Sequence[Link]:
        """Offer entry to those who may set duties."""
        if not _sets_duties(self.request.scope):
            return ()
        return (
            Link(label="上报日历", url=reverse("returns:calendar"), icon="calendar"),
            Link(label="为全部联谊组织设置", url=reverse("returns:duties_new"), icon="list"),
            Link(label="设置任务", url=reverse("returns:duty_new"), icon="plus", primary=True),
        )

    def empty(self) -> Empty:
        """Name the next step."""
        hint = "先为本地区的联谊组织设置上报任务，之后每期的数字由系统算好，单位只需确认。"
        return Empty(title="还没有上报任务", hint=hint, link=next(iter(self.links()[1:]), None))


class DutyNewPage(RecordEntryPage):
    """Has a unit report one kind of record."""

    verb = Verb.CONFIRM
    door = Door(name="duty", label="上报任务", form=forms.DutyForm, create=actions.impose_duty)
    button = "设置"
    done = "已设置。"

    def save(self, values: dict[str, Any]) -> Duty:
        """Hand the unit to the action, if the asker may see it."""
        organisation: Organisation = values.pop("organisation")
        rows = Organisation.objects.visible_to(self.request.scope)
        if not rows.filter(pk=organisation.pk).exists():
            raise InputError("没有找到这个组织，或不在您的权限范围内。", field="organisation")
        return actions.impose_duty(organisation, by=self.request.actor, **values)

    def done_url(self, record: Any) -> str:
        """Show the list."""
        del record
        return reverse("returns:duties")


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
        """Show the list."""
        del record
        return reverse("returns:duties")


class DutyEndPage(ActPage):
    """Lets a duty end."""

    verb = Verb.CONFIRM
    door = Door(name="duty-end", label="结束上报任务", form=forms.DutyEndForm, create=actions.end_duty)
    button = "结束任务"
    done = "已结束。"

    def find(self) -> Duty:
        """Return the duty as the asker sees it."""
        missing = "没有找到这项上报任务，或不在您的权限范围内。"
        return only(queries.duties(self.request.scope), self.kwargs["pk"], missing=missing)

    def heading(self) -> str:
        """Name unit and kind."""
        return f"结束上报任务：{self.subject.organisation.name} {_kind_label(self.subject)}"

    def initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"day": today()}

    def done_url(self, record: Any) -> str:
        """Show the list."""
        del record
        return reverse("returns:duties")


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
        """Hand the line to the action."""
        place: Place = values.pop("place")
        return actions.set_calendar(by=self.request.actor, path=place.path, **values)

    def cancel_url(self) -> str:
        """Lead back to the duties."""
        return reverse("returns:duties")

    def done_url(self, record: Any) -> str:
        """Show the calendar."""
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
