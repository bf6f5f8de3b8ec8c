"""What a program can do at a door: list and read the records in its scope, put one on file, correct one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.access.exports import record_export
from tongxin.access.guard import under
from tongxin.access.models import Entry
from tongxin.intake.api.answers import Reply
from tongxin.intake.api.values import RefusedError, form_data, to_json
from tongxin.intake.door import Door, every_door
from tongxin.kernel.divisions import path_of_code
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.kernel.period import parse_moment
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.life import Act
from tongxin.web.keyset import page

SIZE, MOST = 50, 200
LONGEST_SEARCH = 60
_ORDER = ("path", "pk")
_TOO_LARGE = 2**63
REASON = forms.CharField(label="更正原因", max_length=500, help_text="为什么更正，会记入操作日志。")


def doors() -> tuple[Door, ...]:
    """Return the doors of every installed room."""
    return tuple(every_door().values())


def door_named(name: str) -> Door:
    """Return one of them or raise `NotFoundError`."""
    for door in doors():
        if door.name == name:
            return door
    known = "、".join(door.name for door in doors())
    raise NotFoundError(f"没有「{name[:30]}」这种记录，可用的有：{known}。")


def listed(door: Door, *, by: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of records in a stable order, and the cursor of the next one.

    `query` may hold `q`, `place`, `changed_since`, `size`, `after`; anything else is ignored. A page about people is told
    to the journal as every export is; a token says by its name what for.
    """
    rows = _narrowed(door, _readable(door, scope=by.scope), query=query)
    found = page(rows, order=_ORDER, size=_size(query.get("size", "")), after=query.get("after", ""))
    values = door.values_of_many(found.rows) if found.rows else []
    if door.is_personal and found.rows:
        path = (by.scope.prefixes(rows.model.read_verb) or ("",))[0]
        record_export(door.label, by=by, path=path, rows=len(found.rows), purpose="接口读取")
    return {
        "records": [_record(door, row, one, by=by) for row, one in zip(found.rows, values, strict=True)],
        "next": found.after,
    }


def read(door: Door, pk: int, *, by: Actor) -> dict[str, Any]:
    """Return one record; out of scope is not found."""
    record = one_record(door, pk, scope=by.scope)
    return _record(door, record, door.values_of(record), by=by)


def create(door: Door, sent: Mapping[str, Any], *, by: Actor, distinct: bool = False) -> Reply:
    """Put a record on file through the door's form and action.

    One that is on record already is refused, one that is likely to be is refused unless it is said to be `distinct`.
    """
    form = door.form(form_data(door.form, sent))
    if not form.is_valid():
        raise RefusedError(form)
    values = form.cleaned_data
    known = _on_record(door, values, by=by, distinct=distinct)
    return Reply(status=201, body=_named(door, door.create(by=by, **values, **known)))


def correct(door: Door, pk: int, sent: Mapping[str, Any], *, by: Actor) -> Reply:
    """Correct the fields sent, leaving the others as they are; `reason` says why.

    The record is locked before its other fields are read, so that two corrections at once do not undo each other.
    """
    with transaction.atomic():
        record = one_record(door, pk, scope=by.scope, lock=True)
        if door.correct is None:
            raise NotFoundError(f"{door.label}不能更正。")
        given = form_data(door.correcting, {name: value for name, value in sent.items() if name != "reason"})
        form = door.correcting({**given, "reason": str(sent.get("reason") or "")})
        for name, value in door.values_of(record).items():
            if name in form.fields and name not in given:
                form.fields[name] = _KeptField(value, label=form.fields[name].label)
        form.fields["reason"] = REASON
        if not form.is_valid():
            raise RefusedError(form)
        door.correct(record, by=by, **form.cleaned_data)
    return Reply(status=200, body=_named(door, record))


class _KeptField(forms.Field):
    """A field nobody sent: it holds what is on record, which needs no reading and no checking by itself."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(required=False, **options)
        self._value = value

    def clean(self, _value: Any) -> Any:
        """Return what is on record."""
        return self._value


def _on_record(door: Door, values: Mapping[str, Any], *, by: Actor, distinct: bool) -> dict[str, Any]:
    """Return what else the action is told: the record the new one hangs on, where that is there already."""
    if door.find is None:
        return {}
    (found,) = door.find([values], by.scope)
    if found.record is not None:
        raise ConflictError(f"这条{door.label}已经登记，编号 {found.record}；要改请用 PATCH。")
    if found.likely and not distinct:
        listed = "；".join(f"编号 {one.record} {one.label}（{'、'.join(one.reasons)}）" for one in found.likely)
        raise ConflictError(f"可能已经登记：{listed}。确认不是同一条，请在地址后加 ?distinct=yes 重发。")
    return {} if found.same is None else {"same": found.same}


def _readable(door: Door, *, scope: Scope) -> QuerySet[Any]:
    if door.model is None:
        raise NotFoundError(f"「{door.label}」只能登记，不能通过接口读取。")
    verb = door.model.read_verb
    if not scope.may_anywhere(verb):
        raise ForbiddenError(f"您没有「{verb.label}」权限，不能读取「{door.label}」，请换一个有这项权限的令牌。")
    return door.rows(scope)


def one_record(door: Door, pk: int, *, scope: Scope, lock: bool = False) -> Any:
    """Return a record the scope may read, locked where it is to be written; raises `NotFoundError`."""
    rows = _readable(door, scope=scope)
    if lock:
        _lock_first(door, rows, pk)
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first() if pk < _TOO_LARGE else None
    if found is None:
        raise NotFoundError("没有找到这条记录，可能已合并，或不在您的权限范围内。")
    return found


def _lock_first(door: Door, rows: QuerySet[Any], pk: int) -> None:
    """Lock what every writer of such records locks before them, so that two never wait for each other."""
    if door.life is not None and door.life.locked_first is not None and pk < _TOO_LARGE:
        for record in rows.filter(pk=pk):
            first = door.life.locked_first(record)
            list(type(first).objects.same_as(first).select_for_update())


def _narrowed(door: Door, rows: QuerySet[Any], *, query: Mapping[str, str]) -> QuerySet[Any]:
    if text := query.get("q", "").strip():
        if door.search is None:
            raise InputError(f"「{door.label}」不能按文字查找，请去掉 q。", field="q")
        if len(text) > LONGEST_SEARCH or "\0" in text:
            raise InputError(f"q 最多写 {LONGEST_SEARCH} 个字，请改短。", field="q")
        rows = door.search(rows, text)
    if code := query.get("place", "").strip():
        rows = rows.filter(under(path_of_code(code), lookup=rows.model.scope_lookup))
    if since := query.get("changed_since", "").strip():
        lines = Entry.objects.counted()
        written = lines.filter(
            record_type=rows.model._meta.label_lower, at__gte=parse_moment(since, field="changed_since")
        )
        rows = rows.filter(pk__in=written.values("record_id"))
    return rows


def _size(text: str) -> int:
    if not text:
        return SIZE
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST:
        return int(text)
    raise InputError(f"size 应为 1 到 {MOST} 的整数，请改正。", field="size")


def _named(door: Door, record: Any) -> dict[str, Any]:
    address = reverse("records-api:record", args=[door.name, record.pk]) if door.model else None
    return {"id": record.pk, "url": address}


def _record(door: Door, record: Any, values: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    return {**_named(door, record), "values": to_json(door.form, values), **_acts(door, record, by=by)}


def answer(door: Door, record: Any, *, by: Actor) -> dict[str, Any]:
    """Return what is told of a record after an act: its number and address, its state, and what may be done next."""
    return {**_named(door, record), **_acts(door, record, by=by)}


def _acts(door: Door, record: Any, *, by: Actor) -> dict[str, Any]:
    """Return the state of a record and the acts it offers to this asker; nothing where its kind has no life."""
    life = door.life
    offered = life.offered(record, scope=by.scope, account=by.account_id) if life is not None else ()
    acts = [{"code": one.code, "label": one.label, "fields": fields_of(one)} for one in offered]
    return {"state": life.state(record), "acts": acts} if life is not None else {}


def fields_of(one: Act) -> list[str]:
    """Return the names of what an act asks for."""
    names = list(one.form.base_fields) if one.form else []
    return names if not one.corrects or "reason" in names else [*names, "reason"]
