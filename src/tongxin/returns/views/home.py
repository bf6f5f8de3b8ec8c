"""What waits for whoever has signed in: the own returns to confirm, those of others to approve."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.returns import actions
from tongxin.returns.models import Return
from tongxin.returns.queries import owed as queries
from tongxin.returns.queries.numbers import Numbers, every_reported, numbers_of, numbers_of_returns, reported, rules
from tongxin.returns.queries.owed import Owed
from tongxin.returns.queries.review import restated_lately, waiting
from tongxin.returns.views.parts import Number, numbers_before, numbers_shown, url_of
from tongxin.web.pages import Link, Page
from tongxin.web.request import Asked

SHOWN = 50
"""Returns to decide about at a time: each comes with all its numbers, more make the page too heavy for a slow line."""
_MOST_RESTATED = 20


@dataclass(frozen=True, kw_only=True)
class Own:
    """One return of an own unit that is to be confirmed now, with what the records already say."""

    owed: Owed
    label: str
    numbers: Sequence[Number]
    url: str

    @property
    def nothing(self) -> bool:
        """Whether all numbers are zero: the button says 零报告."""
        return not any(number.value for number in self.numbers)

    @property
    def why(self) -> str:
        """Why it was sent back; empty where it was not."""
        return self.owed.found.note if self.owed.found is not None else ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One return to decide about; `changed` where the records say something else by now."""

    one: Return
    label: str
    numbers: Sequence[Number]
    changed: bool
    own: bool
    url: str
    send_back: str


class HomePage(SignedIn, Page):
    """填报: confirm the own returns, approve those whose turn it is."""

    verb = Verb.VIEW
    title = "填报"
    template_name = "returns/home.html"

    def links(self) -> Sequence[Link]:
        return (Link(label="上报情况", url=reverse("returns:grid"), icon="columns"),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the own returns, sent-back ones first, and what waits."""
        scope, day = self.request.scope, site.current().day
        owed = own_owed(scope)
        rows = list(waiting(scope)[: SHOWN + 1])
        more = len(rows) > SHOWN
        return super().get_context_data(
            day=day,
            reports=bool(queries.own_paths(scope)),
            own=sorted(own_returns(owed), key=lambda one: not one.why),
            closed=sum(one.is_closed for one in owed),
            units=grouped(rows[:SHOWN], account=self.request.actor.account_id),
            shown=min(len(rows), SHOWN),
            number=waiting(scope).count() if more else len(rows),
            restated=_restated_lately(scope),
            **kwargs,
        )


def _restated_lately(scope: Scope) -> list[dict[str, Any]]:
    rows, kinds = restated_lately(scope), every_reported()
    return [
        {
            "row": row,
            "label": kinds[row.kind].label if row.kind in kinds else row.kind,
            "url": address_of(row.of),
        }
        for row in rows.select_related("of__place").order_by("-id")[:_MOST_RESTATED]
    ]


def own_owed(scope: Scope) -> list[Owed]:
    """Return what the asker's own units owe of periods that ended within about a year."""
    paths, day = queries.own_paths(scope), site.current().day
    if not paths:
        return []
    rows = queries.duties(scope, verb=Verb.CONFIRM).filter(path__in=paths)
    return queries.owed_in(rows, span=Period(date(day.year - 1, day.month, 1), day), day=day)


def own_returns(owed: Iterable[Owed]) -> list[Own]:
    """Return what should be reported now, with the numbers the records come to, by kind and period."""
    kinds = every_reported()
    return [
        Own(
            owed=one,
            label=kinds[one.duty.kind].label,
            numbers=numbers_shown(
                kinds[one.duty.kind],
                numbers,
                unit=one.duty.organisation_id,
                place=one.duty.place,
                period=one.period,
                before=numbers_before(one.found),
            ),
            url=url_of(one),
        )
        for one, numbers in _with_numbers([one for one in owed if one.is_wanted])
    ]


def _with_numbers(wanted: Sequence[Owed]) -> Iterator[tuple[Owed, Numbers]]:
    """Yield each return with its numbers; one question a kind and period, however many units."""
    ordered = sorted(wanted, key=lambda one: (one.duty.kind, one.period, one.duty.pk))
    for (kind, period), some in groupby(ordered, key=lambda one: (one.duty.kind, one.period)):
        group = list(some)
        numbers = numbers_of(kind, [one.duty.organisation_id for one in group], period)
        for one in group:
            yield one, numbers[one.duty.organisation_id]


def grouped(rows: Sequence[Return], *, account: int | None) -> list[tuple[str, list[Waiting]]]:
    """Return what waits by unit, each with the numbers it confirmed."""
    now, calendar = numbers_of_returns(rows), rules()
    shown = [
        _waiting(one, now=now[one.pk], own=account is not None and calendar.barred(one) == account) for one in rows
    ]
    return [(name, list(some)) for name, some in groupby(shown, key=lambda one: one.one.duty.organisation.name)]


def _waiting(one: Return, *, now: Numbers, own: bool) -> Waiting:
    kind = reported(one.kind)
    return Waiting(
        one=one,
        label=kind.label,
        numbers=numbers_shown(kind, one.numbers, unit=one.duty.organisation_id, place=one.place, period=one.period),
        changed=now != one.numbers,
        own=own,
        url=address_of(one),
        send_back=address_of(one, "send_back"),
    )


class ApprovePage(SignedIn, View):
    """Approves the returns that were ticked, or the one whose own button was pressed."""

    verb = Verb.CONFIRM
    request: Asked

    def post(self, request: Asked) -> HttpResponseRedirect:
        """Approve, and say how many were not and why."""
        wanted = request.POST.getlist("only") or request.POST.getlist("return")
        if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in wanted):
            raise InputError("请在列表里勾选要审核的上报。", field="return")
        rows = list(waiting(request.scope).filter(pk__in=wanted[:SHOWN]))
        if not rows:
            messages.warning(request, "没有勾选待审核的上报，或者刚才已有人审核。")
            return HttpResponseRedirect(reverse("returns:home"))
        result = actions.approve_returns(rows, by=request.actor)
        if result.done:
            messages.success(request, f"审核通过 {result.done} 份。")
        for sentence in sorted(set(result.refused.values())):
            number = list(result.refused.values()).count(sentence)
            messages.warning(request, f"{number} 份没有通过：{sentence}")
        return HttpResponseRedirect(reverse("returns:home"))
