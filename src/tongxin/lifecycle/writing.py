"""What every write does the same way: lock, check, save, tell the journal, and say whom its numbers concern."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.characters import is_seen
from tongxin.kernel.errors import ConflictError, InputError, NotFoundError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.affected import affected_of, has_flow
from tongxin.lifecycle.alike import refuse_alike
from tongxin.lifecycle.models import EvidenceFile
from tongxin.ports.locked import Affected
from tongxin.ports.undoing import KEEP_EARLIER_VALUES

G = TypeVar("G", bound=Guarded)


class OutsideActError(RuntimeError):
    """A record that makes figures was written outside an act: locked returns would not be looked at."""


@dataclass(frozen=True, kw_only=True)
class Doer(Actor):
    """Whoever does an act, while it is done: the code the journal keeps, the reason, and whose numbers it may change.

    `made` are the records the act has put on file: nobody else can know of one before the act is over.
    """

    action: str
    reason: str = ""
    affected: set[Affected] = field(default_factory=set, compare=False)
    made: dict[int, Guarded] = field(default_factory=dict, compare=False)

    def has_made(self, record: Guarded) -> bool:
        """Tell whether this very object is a row the act has made."""
        return self.made.get(id(record)) is record


def lock(record: G, *, by: Actor, verb: Verb, path: str | None = None) -> None:
    """Check the verb at the record's path (or another one), then read the row anew under a lock. Needs a transaction.

    A row this act has made is held by it already: no other transaction sees it.
    """
    by.scope.require(verb, record.path if path is None else path)
    if isinstance(by, Doer) and by.has_made(record):
        return
    rows = type(record).objects.same_as(record)
    try:
        record.refresh_from_db(from_queryset=rows.select_for_update())
    except ObjectDoesNotExist:
        raise NotFoundError(f"这条{record._meta.verbose_name}刚才已被删除，请返回列表刷新后再看。") from None


def create(record: G, *, by: Actor, values: Mapping[str, Any] | None = None, action: str = "", reason: str = "") -> G:
    """Save a new row with these values, links to many included, and tell the journal.

    The act under way says what it is called and why. Raises `ConflictError` where it breaks a rule between rows.
    """
    many = {one.name for one in record._meta.many_to_many}
    links = {name: list(rows) for name, rows in (values or {}).items() if name in many and rows}
    for name, value in (values or {}).items():
        if name not in many:
            setattr(record, name, value)
    _save(record)
    for name, rows in links.items():
        getattr(record, name).set(rows)
    _note(record, by=by)
    if isinstance(by, Doer):
        by.made[id(record)] = record
    told = journal.values_of(record) | {name: sorted(map(str, rows)) for name, rows in links.items()}
    journal.write_change(record, ({}, told), by=by, action=_action(by, action), reason=_reason(by, reason))
    return record


def change(record: G, *, by: Actor, values: Mapping[str, Any], action: str = "", reason: str = "") -> G:
    """Set these values, links to many included, save, and tell the journal what changed.

    Writes nothing at all when nothing changes. The act under way says what the change is called and why.
    """
    many = {one.name for one in record._meta.many_to_many}
    plain = {name: value for name, value in values.items() if name not in many}
    before = journal.values_of(record)
    differs = any(getattr(record, name) != value for name, value in plain.items())
    links = {name: _links(record, name, values[name]) for name in values if name in many}
    linked = {name: (old, new) for name, (old, new) in links.items() if old.keys() != new.keys()}
    if not differs and not linked:
        return record
    if by.batch is not None or not _erases(record, values):
        KEEP_EARLIER_VALUES()(record, by=by)
    if differs:
        _note(record, by=by)
        for name, value in plain.items():
            setattr(record, name, value)
        _save(record, changed=plain)
        if before.get("path") != getattr(record, "path", None):
            _move_files(record, by=by, reason=reason)
    for name, (_, new) in linked.items():
        getattr(record, name).set(new)
    _note(record, by=by)
    earlier = before | {name: sorted(old.values()) for name, (old, _) in linked.items()}
    later = journal.values_of(record) | {name: sorted(new.values()) for name, (_, new) in linked.items()}
    journal.write_change(record, (earlier, later), by=by, action=_action(by, action), reason=_reason(by, reason))
    return record


def require_reason(reason: str) -> str:
    """Return the reason without blanks around it; raise `InputError` where none was given."""
    if not is_seen(reason):
        raise InputError("请写明原因，会记入操作日志。", field="reason")
    return reason.strip()


def require_past(day: date, *, field: str, since: date | None = None) -> date:
    """Return a day that is not after today and not before `since`; raise `InputError` naming the field otherwise."""
    if day > today():
        raise InputError(f"{chinese_date(day)}还没有到，请填写今天或以前的日期。", field=field)
    if since is not None and day < since:
        raise InputError(f"日期不能早于 {chinese_date(since)}，请核对。", field=field)
    return day


def _erases(record: Guarded, values: Mapping[str, Any]) -> bool:
    """Tell whether a secret is emptied: what is erased is kept nowhere, not even for taking the act back."""
    secret = (one for one in record._meta.concrete_fields if getattr(one, "keeps_secret", False))
    return any(getattr(record, one.attname) and not values.get(one.name, True) for one in secret)


def _move_files(record: Guarded, *, by: Actor, reason: str) -> None:
    """Take the evidence files of a record along to the place it has moved to; who writes one meanwhile is waited for."""
    for file in EvidenceFile.objects.about(record).order_by("id").select_for_update():
        before, file.path = journal.values_of(file), record.path
        file.save()
        journal.write(file, by=by, action="lifecycle.evidence.follow", before=before, reason=_reason(by, reason))


def _links(record: Guarded, name: str, rows: Iterable[Guarded]) -> tuple[dict[Any, str], dict[Any, str]]:
    """Return what one relation links to now and what it is to link to: names by number."""
    return {one.pk: str(one) for one in getattr(record, name).all()}, {one.pk: str(one) for one in rows}


def _note(record: Guarded, *, by: Actor) -> None:
    """Remember whose numbers a record concerns as it stands now: asked before and after it changes."""
    if not has_flow(type(record)):
        return
    if not isinstance(by, Doer):
        raise OutsideActError(f"{record._meta.label} is written outside an act")
    by.affected.update(affected_of(record))


def _action(by: Actor, action: str) -> str:
    if action:
        return action
    if not isinstance(by, Doer):
        raise OutsideActError("a write needs the name of its action, or an act around it")
    return by.action


def _reason(by: Actor, reason: str) -> str:
    return reason or (by.reason if isinstance(by, Doer) else "")


def _refuse_unseen(record: Guarded) -> None:
    """Refuse text of which nobody sees anything: a name of zero-width characters alone is none."""
    for one in record._meta.concrete_fields:
        text = getattr(record, one.attname)
        if isinstance(text, str) and text and not is_seen(text):
            raise InputError(f"「{one.verbose_name}」里没有看得见的字，请重新填写。", field=one.name)


def _save(record: Guarded, *, changed: Collection[str] | None = None) -> None:
    """Save; where the database refuses, say by which rule. It is the one that knows: asking before would be asking twice.

    Only what is the same in other signs is asked before, of the fields `changed`: no database knows of it.
    """
    _refuse_unseen(record)
    refuse_alike(record, changed=changed)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        try:
            record.validate_constraints()
        except ValidationError as broken:
            raise ConflictError("".join(broken.messages)) from error
        raise ConflictError("刚才已有人登记了同样的内容，请刷新后再看。") from error  # somebody else was faster
