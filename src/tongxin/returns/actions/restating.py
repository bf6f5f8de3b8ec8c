"""What happens to locked numbers when records change after all: a reason, and a restatement that keeps both."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.errors import ConflictError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Organisation
from tongxin.ports.desk import registry
from tongxin.ports.locked import UNSAID, Affected
from tongxin.ports.reported import Reported
from tongxin.returns.models import Duty, Restatement, Return
from tongxin.returns.queries.numbers import Numbers, every_reported, numbers_of_returns

State: TypeAlias = Return.State


class LockedNumbers:
    """Answers the port of locked returns: what a write of their own units and places has changed is restated."""

    def restate(self, affected: Collection[Affected], *, by: Actor, reason: str) -> None:
        """Restate the locked returns of these units and days whose numbers the records no longer bear out."""
        here = Q(pk__in=())
        for one in sorted(affected):
            here |= Q(kind=one.kind, duty__organisation=one.unit, first_day__lte=one.day, last_day__gte=one.day)
        duties = Duty.objects.children_of_numbered(Organisation, {one.unit for one in affected})
        held = _hold(duties.filter(kind__in={one.kind for one in affected}))
        if held:
            rows = Return.objects.children_of_numbered(Duty, held)
            _restate_changed(rows.filter(here), by=by, reason=reason)

    def restate_below(self, path: str, *, by: Actor, reason: str) -> None:
        """Restate every locked return of a flow at or below a place whose numbers the records no longer bear out."""
        flows = [kind for kind, one in every_reported().items() if not one.stock]
        _hold(Duty.objects.at_and_below(path).filter(kind__in=flows))
        _restate_changed(Return.objects.at_and_below(path).filter(kind__in=flows), by=by, reason=reason)

    @contextmanager
    def restating_stocks(self, path: str, *, of: Collection[type[Guarded]], by: Actor, reason: str) -> Iterator[None]:
        """Restate the locked returns of stocks that what is written meanwhile changes.

        One that already differed from the records before is left to who locked it: the reason is not that one's.
        """
        kinds = [kind for kind, one in every_reported().items() if one.stock and _counts(one, of)]
        rows = Return.objects.at_and_below(path).filter(kind__in=kinds)
        before = numbers_of_returns(rows.filter(state=State.LOCKED).select_related("duty") if kinds else ())
        yield
        if before:
            _hold(Duty.objects.at_and_below(path).filter(kind__in=kinds))
            found = rows.filter(pk__in=before, state=State.LOCKED).select_for_update(of=("self",))
            locked = list(found.select_related("duty").order_by("id"))
            now = numbers_of_returns(locked)
            changed = [one for one in locked if now[one.pk] != before[one.pk]]
            _require_said(changed, reason=reason)
            for one in changed:
                if one.numbers == before[one.pk]:
                    _restate(one, by=by, now=now[one.pk], reason=reason.strip())


def _hold(duties: QuerySet[Duty]) -> list[int]:
    """Keep the units concerned from confirming until this write is done: what they confirm then holds it, too.

    Returns the numbers of their duties.
    """
    return list(duties.select_for_update().order_by("id").values_list("pk", flat=True))


def _restate_changed(returns: QuerySet[Return], *, by: Actor, reason: str) -> None:
    # Whatever their state: one that is being locked at this moment is waited for, and one locked after this write sees it.
    found: Iterable[Return] = returns.select_for_update(of=("self",)).select_related("duty").order_by("id")
    locked = [one for one in found if one.state == State.LOCKED]
    now = numbers_of_returns(locked)
    changed = [one for one in locked if now[one.pk] != one.numbers]
    _require_said(changed, reason=reason)
    for one in changed:
        _restate(one, by=by, now=now[one.pk], reason=reason.strip())


def _require_said(changed: Collection[Return], *, reason: str) -> None:
    """Raise `ConflictError`, naming the periods, where locked numbers change and nobody said why."""
    if changed and reason.strip() in ("", UNSAID):
        labels = "、".join(sorted({one.period.label for one in changed}))
        raise ConflictError(f"{labels}的上报已锁定，这次改动会改变已锁定的数字，请写明原因后再保存。", field="reason")


def _counts(one: Reported, tables: Collection[type[Guarded]]) -> bool:
    """Tell whether a kind of return counts what is kept beside one of these tables: a base counts by its steps."""
    rooms = {table._meta.app_label for table in tables}
    facts = [registry().fact(registry().measure(code).fact) for code in one.measures]
    return any(isinstance(fact, TableFact) and fact.source.model._meta.app_label in rooms for fact in facts)


def restate_return(one: Return, *, by: Actor, reason: str) -> Return:
    """Put the numbers the records now come to in the place of locked ones, with the reason, and keep both."""
    why = require_reason(reason)
    with act("returns.restate", one, by=by, reason=why):
        now = numbers_of_returns([one])[one.pk]
        if now == one.numbers:
            raise ConflictError("现有记录与锁定的数字一致，没有要更正的。")
        _restate(one, by=by, now=now, reason=why)
    return one


def _restate(one: Return, *, by: Actor, now: Numbers, reason: str) -> None:
    """Keep both numbers. Not part of an import that causes it: undoing that restates once more, it erases no statement."""
    by = by.outside_batch()
    made = Restatement(
        of=one,
        kind=one.kind,
        path=one.path,
        first_day=one.first_day,
        last_day=one.last_day,
        at=timezone.now(),
        actor=by.name,
        reason=reason,
        before=one.numbers,
        after=now,
    )
    create(made, by=by, action="returns.restatement", reason=reason)
    values = {"numbers": now, "nil": not any(now.values())}
    change(one, by=by, action="returns.restate", values=values, reason=reason)
