"""Taking back by hand: the newest act on a record, within a day, by who did it or by whoever has the right one level above."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.apps import apps
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.access.models import Entry
from tongxin.access.wording import word_of
from tongxin.kernel.errors import ConflictError, ForbiddenError
from tongxin.kernel.places import parent_path
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.affected import affected_of, has_flow
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import act_named, life_of
from tongxin.lifecycle.undoing import (
    CODE,
    Key,
    Undoing,
    Written,
    chunks,
    lines_about,
    lines_written,
    refuse_what_rests,
    restore_kept,
    rows_written,
    standing,
    take_back,
    written_by,
)
from tongxin.lifecycle.writing import lock, require_reason
from tongxin.ports.desk import later_than, store
from tongxin.ports.locked import LOCKED_RETURNS, Affected
from tongxin.ports.room import rooms
from tongxin.ports.undoing import EARLIER_CONTENT
from tongxin.web.format import moment
from tongxin.web.personal import is_about_people

WITHIN: Final = timedelta(hours=24)
PAGE: Final = "take_back"
REFUSED: Final = "不能撤回："
_LOOKED_AT: Final = 60
_NOT_BY_HAND: Final = (Verb.PUBLISH, Verb.ADMINISTER)


@dataclass(frozen=True, kw_only=True)
class LastAct:
    """The newest act that stands on a record: what it was, when and by whom, and the lines it left in the journal."""

    code: str
    life: Life | None
    one: Act | None
    key: Key
    lines: Sequence[Entry]

    @property
    def words(self) -> str:
        """What was done, in words."""
        return word_of(self.code)

    @property
    def verb(self) -> Verb:
        """What doing it needs: of an entry that is no act, writing such records."""
        if self.one is not None:
            return self.one.verb
        about_people = any(is_about_people(apps.get_model(line.record_type)) for line in self.lines)
        return Verb.MEMBERS if about_people else Verb.RECORD

    @property
    def lasting(self) -> str:
        """Why it cannot be taken back whatever happened since; empty where it can."""
        if self.one is None:
            return "合并不是一步办理，请在合并的页面上撤销。" if ".merge" in self.code else ""
        return self.one.lasting or (f"「{self.words}」已经对外生效。" if self.verb in _NOT_BY_HAND else "")

    def place(self, record: Guarded, *, scope: Scope) -> str:
        """Return the place at which the verb is needed."""
        if self.life is None or self.one is None or self.life.model is not type(record):
            return str(record.path)
        return self.one.place(record, scope)

    @property
    def mark(self) -> str:
        """What tells it from every other act on the record."""
        return self.key.at.isoformat()

    @property
    def sentence(self) -> str:
        """What would be taken back."""
        number = written_by(self.lines).count
        return f"{moment(self.key.at)} 由 {self.key.actor} 办理的「{self.words}」，共涉及 {number} 条记录，撤回后恢复到办理以前。"


def last_act(record: Guarded) -> LastAct:
    """Return the newest act that was not taken back already; raises `ConflictError` where there is none to take back."""
    newest = standing(_lines_on(record))
    if newest is None:
        raise ConflictError(f"{REFUSED}这条记录上没有可以撤回的办理。")
    if newest.batch is not None:
        raise ConflictError(f"{REFUSED}这条记录是随表格导入的，请到导入批次的页面上撤销导入。")
    key = Key.of(newest)
    lines = list(lines_written(Q(at=key.at, account=key.account, actor=key.actor, batch=None)).order_by("id"))
    for code in dict.fromkeys((newest.action, *(one.action for one in lines))):
        if (named := _named(code)) is not None:
            return LastAct(code=code, life=named[0], one=named[1], key=key, lines=lines)
    return LastAct(code=newest.action, life=None, one=None, key=key, lines=lines)


def require_may_take_back(last: LastAct, record: Guarded, *, by: Actor) -> str:
    """Return the place the right is needed at; raise `ConflictError` or `ForbiddenError` where the act is not to be taken back."""
    if last.lasting:
        raise ConflictError(f"{REFUSED}{last.lasting}")
    if timezone.now() - last.key.at > WITHIN:
        raise ConflictError(f"{REFUSED}只能在 24 小时以内撤回，这一步是 {moment(last.key.at)} 办理的，请用更正。")
    place = last.place(record, scope=by.scope)
    by.scope.require(last.verb, place)
    if not _is_own(last.key, by) and not _is_above(last.verb, place, scope=by.scope):
        raise ForbiddenError(f"{REFUSED}只有办理的人，或上一级有「{last.verb.label}」权限的同事可以撤回。")
    return place


def take_back_last(record: Guarded, *, by: Actor, reason: str, shown: str = "") -> LastAct:
    """Take back the newest act on a record, and all it wrote, in one transaction with a line for every row.

    `shown` is the `LastAct.mark` of the act somebody was shown: raises `ConflictError` where another one is the newest by now.
    """
    why = require_reason(reason)
    with transaction.atomic(), journal.together():
        last = last_act(record)
        place = require_may_take_back(last, record, by=by)
        if last.life is not None and last.life.locked_first is not None and last.life.model is type(record):
            lock(last.life.locked_first(record), by=by, verb=last.verb, path=place)
        lock(record, by=by, verb=last.verb, path=place)
        now = last_act(record)
        if now.key != last.key or (shown and shown != now.mark):
            raise ConflictError(f"{REFUSED}刚才又有人办理了这条记录，请刷新后再看。")
        _take_back(now, by=by, reason=why)
    return last


def may_be_offered(lines: Sequence[Entry], *, by: Actor, path: str) -> bool:
    """Tell from the newest lines about a record, read for its page, whether taking back is worth offering."""
    newest = standing(lines)
    if newest is None or newest.batch is not None or timezone.now() - newest.at > WITHIN:
        return False
    life, one = _named(newest.action) or (None, None)
    last = LastAct(code=newest.action, life=life, one=one, key=Key.of(newest), lines=[newest])
    if last.lasting or not by.scope.may(last.verb, path):
        return False
    return _is_own(last.key, by) or _is_above(last.verb, path, scope=by.scope)


def _named(code: str) -> tuple[Life, Act] | None:
    """Return life and act of a journal's code; None for one that is no act."""
    try:
        return act_named(code)
    except LookupError:
        return None


def _take_back(last: LastAct, *, by: Actor, reason: str) -> None:
    undoing = Undoing(by=by, action=CODE, reason=reason, refused=REFUSED, origin="这一步")
    written = written_by(last.lines)
    _refuse_later(written, last)
    _refuse_issued(written, last)
    refuse_what_rests(written, undoing=undoing)
    kept = _kept(written, last)
    concerned = set(_concerned(written))
    take_back(written, undoing=undoing)
    for (name, number), content in kept.items():
        restore_kept(apps.get_model(name), number, content)
    for line in written.changed:
        if not line.before and not line.after:  # of secrets alone: the journal says that, and no more
            row = rows_written(apps.get_model(line.record_type)).get(pk=line.record_id)
            journal.write(row, by=by, action=CODE, before=journal.values_of(row), reason=reason)
    concerned.update(_concerned(written))
    try:
        LOCKED_RETURNS().restate(concerned, by=by, reason="")
    except ConflictError as error:
        raise ConflictError(f"{REFUSED}{error.message}") from error


def _lines_on(record: Guarded) -> list[Entry]:
    """Return the newest lines about a record, what is a part of it, and the rows its page shows, newest first."""
    found = _newest_of_acts(type(record), [record.pk])
    for model, field, number in _parts_of(record):
        found += _newest_of_acts(model, rows_written(model).filter(**{field: number}).values_list("pk", flat=True))
    for fact in _shown_on(type(record)):
        rows = fact.source.table().annotate(column_record=fact.source.expression(fact.shown_key))
        numbers = rows.filter(column_record=record.pk).values_list("pk", flat=True)
        found += _newest_of_acts(fact.source.model, numbers)
    return sorted(found, key=lambda line: -line.pk)


def _newest_of_acts(model: type[Any], numbers: Iterable[int]) -> list[Entry]:
    """Return the newest line of each of the newest acts on rows of a table: one act may have written very many."""
    about = Entry.objects.about_numbered(model, numbers)
    acts = about.order_by().values("at", "account", "actor", "action").annotate(newest=Max("id")).order_by("-newest")
    return list(about.filter(pk__in=[one["newest"] for one in acts[:_LOOKED_AT]]))


def _parts_of(record: models.Model) -> Iterator[tuple[type[Guarded], str, int]]:
    """Yield the tables whose rows point to a record, or to what it has alone, and have no page of their own: field and number."""
    for table, field in _pointing_to(type(record)):
        yield table, field, record.pk
    for one in record._meta.concrete_fields:
        if one.one_to_one and (number := getattr(record, one.attname)) is not None:
            for table, field in _pointing_to(cast("type[Any]", one.related_model)):
                if table is not type(record):
                    yield table, field, number


def _pointing_to(model: type[Any]) -> Iterator[tuple[type[Guarded], str]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            pointing = relation.related_model
            life = life_of(pointing) if issubclass(pointing, Guarded) else None
            alone = life is not None and not life.shown_elsewhere and life.shown_with is None
            if issubclass(pointing, Guarded) and not alone and not pointing._meta.auto_created:
                yield pointing, relation.field.name


def _shown_on(model: type[Any]) -> Iterator[TableFact]:
    every = (fact for room in rooms() for fact in room.facts if isinstance(fact, TableFact))
    return (fact for fact in every if fact.shown_by is model and fact.source.model is not model)


def _is_own(key: Key, by: Actor) -> bool:
    return by.account_id is not None and by.account_id == key.account


def _is_above(verb: Verb, path: str, *, scope: Scope) -> bool:
    return scope.may(verb, parent_path(path) or "")


def _refuse_later(written: Written, last: LastAct) -> None:
    """Refuse where something else was written later about any row of the act."""
    first = last.lines[0].pk - 1
    for name, numbers in written.touched.items():
        lines: dict[int, list[Entry]] = defaultdict(list)
        for chunk in chunks(numbers):
            list(rows_written(apps.get_model(name)).filter(pk__in=chunk).select_for_update().values_list("pk"))
            for line in lines_about(name, chunk, after=first).order_by("-id"):
                lines[line.record_id].append(line)
        for found in lines.values():
            newest = standing(found)
            if newest is not None and Key.of(newest) != last.key:
                raise ConflictError(
                    f"{REFUSED}「{newest.record_label}」后来由 {newest.actor} 于 {moment(newest.at)} 办理过「{word_of(newest.action)}」，"
                    "请先撤回那一步。"
                )


def _refuse_issued(written: Written, last: LastAct) -> None:
    """Refuse where an issued report rests on a snapshot in which a row of the act was counted already."""
    counted = {fact.source.model for room in rooms() for fact in room.facts if isinstance(fact, TableFact)}
    if not any(apps.get_model(name) in counted for name in written.touched):
        return
    snapshots = store()
    rested = frozenset[str]().union(*(room.snapshots() for room in rooms() if room.snapshots and room.citations))
    for name in sorted(rested & frozenset(snapshots.ids())):
        snapshot = snapshots.peek(name)
        if datetime.fromisoformat(snapshot.taken_at) < last.key.at - timedelta(seconds=1):
            continue
        if not lines_written(Q(pk=last.lines[0].pk) & later_than(snapshot)).exists():
            raise ConflictError(f"{REFUSED}已有签发的报告以含有这条记录的数字为依据，请用更正，报告上会注明。")


def _kept(written: Written, last: LastAct) -> dict[tuple[str, int], Any]:
    """Return what was kept of changed rows that hold secrets or links; refuse where it was not."""
    found: dict[tuple[str, int], Any] = {}
    for line in written.changed:
        model = apps.get_model(line.record_type)
        key = (line.record_type, line.record_id)
        if line.before and not line.after:
            raise ConflictError(f"{REFUSED}这一步删去了「{line.record_label}」，请重新登记。")
        if key in found or not _needs_keeping(model):
            continue
        content = EARLIER_CONTENT()(rows_written(model).get(pk=line.record_id), at=last.key.at)
        if content is None:
            raise ConflictError(f"{REFUSED}「{line.record_label}」有不记入日志的内容，没有为撤回留存，请用更正。")
        found[key] = content
    return found


def _needs_keeping(model: type[Any]) -> bool:
    """Tell whether a table holds what the journal does not repeat: secrets, or links to many."""
    secret = any(getattr(one, "keeps_secret", False) for one in model._meta.concrete_fields)
    return secret or bool(model._meta.many_to_many)


def _concerned(written: Written) -> Iterator[Affected]:
    """Yield whose numbers the rows concern as they stand."""
    for name, numbers in written.touched.items():
        model = apps.get_model(name)
        if has_flow(model):
            for chunk in chunks(numbers):
                for row in rows_written(model).filter(pk__in=chunk):
                    yield from affected_of(row)
