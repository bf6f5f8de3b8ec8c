"""Doing an act: verb and scope, lock, state, write and journal, locked returns - in one transaction, in one place."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.lifecycle.affected import affected_of
from tongxin.lifecycle.lives import act_named
from tongxin.lifecycle.writing import Doer, lock
from tongxin.ports.locked import LOCKED_RETURNS


@contextmanager
def act(name: str, record: Guarded | None = None, *, by: Actor, path: str = "", reason: str = "") -> Iterator[Doer]:
    """Do one act in one transaction: check verb and scope, lock, check the state, run, hold it against locked returns.

    Yields the one who does it, to be handed on as `by=`: `create` and `change` take the journal's word and the reason
    from there. An act within an act belongs to the outer one: locked returns are looked at once, and the journal written,
    when that is over.
    """
    life, one = act_named(name)
    with transaction.atomic(), journal.part_of_it() if isinstance(by, Doer) else journal.together():
        doer = _doer(by, name, reason)
        if record is None:
            by.scope.require(one.verb, path)
        else:
            if life.locked_first is not None:
                lock(life.locked_first(record), by=by, verb=one.verb, path=one.place(record, by.scope))
            lock(record, by=by, verb=one.verb, path=one.place(record, by.scope))
            by.scope.require(one.verb, one.place(record, by.scope))  # it may have gone elsewhere meanwhile
            life.require(one, record, by=by)
            doer.affected.update(affected_of(record))
        yield doer
        if record is not None:
            doer.affected.update(affected_of(record))
        if not isinstance(by, Doer) and doer.affected:
            LOCKED_RETURNS().restate(doer.affected, by=by, reason=reason)


def _doer(by: Actor, name: str, reason: str) -> Doer:
    outer = by if isinstance(by, Doer) else None
    return Doer(
        scope=by.scope,
        name=by.name,
        account_id=by.account_id,
        batch=by.batch,
        action=name,
        reason=reason or (outer.reason if outer else ""),
        affected=outer.affected if outer else set(),
        made=outer.made if outer else {},
    )
