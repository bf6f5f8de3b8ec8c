"""What every write of the network does the same way: lock, check, save, tell the journal."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.intake.former import remember
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb

G = TypeVar("G", bound=Guarded)


def lock(record: G, *, by: Actor, verb: Verb, path: str | None = None) -> None:
    """Check the verb at the record's path (or another one), then read the row anew under a lock. Needs a transaction."""
    by.scope.require(verb, record.path if path is None else path)
    rows = type(record).objects.whole_network(reason="the one row whose scope the action has just checked")
    record.refresh_from_db(from_queryset=rows.select_for_update())


def create(record: G, *, by: Actor, action: str, reason: str = "") -> G:
    """Save a new row and tell the journal; raise `ConflictError` when it breaks a rule between rows."""
    _save(record)
    journal.write(record, by=by, action=action, reason=reason)
    return record


def change(record: G, *, by: Actor, action: str, values: dict[str, Any], reason: str = "") -> G:
    """Set these values, save, and tell the journal what changed; writes nothing at all when nothing changes."""
    remember(record, by=by)
    before = journal.values_of(record)
    if all(getattr(record, name) == value for name, value in values.items()):
        return record
    for name, value in values.items():
        setattr(record, name, value)
    _save(record)
    journal.write(record, by=by, action=action, before=before, reason=reason)
    return record


def _save(record: Guarded) -> None:
    try:
        record.validate_constraints()
        record.save()
    except ValidationError as error:
        raise ConflictError("".join(error.messages)) from error
    except IntegrityError as error:  # somebody else was faster
        raise ConflictError("刚才已有人登记了同样的内容，请刷新后再看。") from error
