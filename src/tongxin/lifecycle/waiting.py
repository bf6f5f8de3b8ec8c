"""What waits, as lives say it: records that should have gone on by today, and acts that need a second person."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import LIST, list_of
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import lives
from tongxin.lifecycle.pages.lists import OVERDUE
from tongxin.ports.room import rooms
from tongxin.ports.waiting import MOST, Waiting, up_to_most


def every_waiting() -> tuple[Waiting, ...]:
    """Return what may wait in any room: what rooms declare, then what follows from the lives of records with a list."""
    declared = (one for room in rooms() for one in room.waiting)
    listed = [life for life in lives() if _has_list(life)]
    return (*declared, *(one for life in listed for one in _of(life)))


def waiting_in(life: Life, state: str, *, words: str, verb: Verb = Verb.RECORD) -> Waiting:
    """Return that records wait in one state for whoever may do something with them; its list shows them."""
    return Waiting(
        code=f"{life.code}.{state}",
        words=words,
        count=lambda by: up_to_most(_in_states(life, (state,), by=by, verb=verb)),
        address=partial(list_of, life, state=state),
        verb=verb,
        menu=f"{life.code}.{LIST}",
    )


def _of(life: Life) -> Iterator[Waiting]:
    menu = f"{life.code}.{LIST}"
    if life.overdue is not None:
        yield Waiting(
            code=f"{life.code}.{OVERDUE}",
            words=f"{life.label}：已过期待办",
            count=partial(_overdue, life),
            address=partial(list_of, life, state=OVERDUE),
            verb=Verb.RECORD,
            menu=menu,
            urgent=True,
        )
    for one in life.acts:
        if one.by_another_than is not None and one.primary and one.from_:
            query = {"state": one.from_[0]} if len(one.from_) == 1 else {}
            yield Waiting(
                code=life.name_of(one),
                words=f"{life.label}：待{one.label}",
                count=partial(_for_another, life, one),
                address=partial(list_of, life, **query),
                verb=one.verb,
                menu=menu,
            )


def _overdue(life: Life, by: Actor) -> int:
    assert life.overdue is not None  # noqa: S101 - asked of such lives alone
    rows = life.model.objects.visible_to(by.scope, verb=Verb.RECORD)
    return up_to_most(rows.filter(**life.overdue(site.current().day)))


def _for_another(life: Life, one: Act, by: Actor) -> int:
    """Count what waits for an act that whoever did the one before may not do; the latest are looked at one by one."""
    found = _in_states(life, one.from_, by=by, verb=one.verb).order_by("-pk")[: MOST + 1]
    return sum(life.offers(one, record, scope=by.scope, account=by.account_id) for record in found)


def _in_states(life: Life, states: Sequence[str], *, by: Actor, verb: Verb) -> QuerySet[Any]:
    rows: QuerySet[Any] = life.model.objects.visible_to(by.scope, verb=verb)
    return rows.filter(state__in=states)


def _has_list(life: Life) -> bool:
    try:
        reverse(f"{life.code}.{LIST}")
    except NoReverseMatch:
        return False
    return True
