"""Writes of bases: application, every step of the naming, plaques, and the checklist they are reviewed against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock, require_past, require_reason
from tongxin.network.models import Base, BaseStep, ChecklistLine, Organisation, Place, Plaque
from tongxin.network.models.bases import TRANSITIONS, State, naming_path
from tongxin.network.models.readings import normal_name

_HOST_SIDE = (State.APPLIED, State.WITHDRAWN)
_STILL_VALID = (State.RECHECKING, State.RECTIFYING)
_NEEDS_REASON = (State.RECTIFYING, State.REVOKED, State.WITHDRAWN)


class BaseDetails(TypedDict):
    """What an application says."""

    name: str
    aliases: Sequence[str]
    host: Organisation
    association: Organisation | None
    place: Place
    level: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a step rests on: document number, how long a naming is valid, the checklist lines found met, the reason."""

    document: str = ""
    valid_until: date | None = None
    checked: tuple[str, ...] = ()
    reason: str = ""


def apply_for_base(*, by: Actor, applied: date, document: str = "", **details: Unpack[BaseDetails]) -> Base:
    """Put an application on record at the base's place."""
    place = details["place"]
    by.scope.require(Verb.RECORD, place.path)
    with transaction.atomic():
        require_past(applied, field="applied")
        base = Base(**_values(details), place=place, path=place.path, state=State.APPLIED, since=applied)
        naming_path(base)
        create(base, by=by, action="network.base.apply")
        _begin(base, by=by, paper=Paper(document=document))
    return base


def correct_base(base: Base, *, by: Actor, reason: str, **details: Unpack[BaseDetails]) -> Base:
    """Correct what was recorded wrongly. States are never corrected here: each has its own step. The place stays."""
    why = require_reason(reason)
    with transaction.atomic():
        lock(base, by=by, verb=Verb.RECORD)
        if details["place"].pk != base.place_id:
            raise InputError("所在地区不能更正：登记错了请办理退出，再在正确的地区重新申报。", field="place")
        if details["level"] != base.level and base.state not in (State.APPLIED, State.REVIEWING):
            raise InputError("命名以后不能更正命名级别：请办理退出，再按新的级别申报。", field="level")
        return change(base, by=by, action="network.base.correct", values=_values(details), reason=why)


def advance_base_state(base: Base, *, by: Actor, to: str, day: date, paper: Paper) -> Base:
    """Take the next step of the naming on this day.

    The host's side applies and withdraws; reviewing, naming, rechecking and revoking belong to the naming level, with
    the verb 确认上报 there. A step the table does not allow is refused with what is allowed.
    """
    state = State(to)
    with transaction.atomic():
        if state in _HOST_SIDE:
            lock(base, by=by, verb=Verb.RECORD)
        else:
            lock(base, by=by, verb=Verb.CONFIRM, path=naming_path(base))
        _refuse_step(base, to=state)
        if state in _NEEDS_REASON:
            require_reason(paper.reason)
        require_past(day, field="day", since=base.since)
        if state is State.NAMED and paper.valid_until is not None and paper.valid_until <= day:
            raise InputError("有效期应晚于命名日期，请核对。", field="valid_until")
        last = BaseStep.objects.children_of(base).get(end=None)
        change(last, by=by, action="network.base_step.end", values={"end": day})
        kept = base.valid_until if state in _STILL_VALID else None
        valid = paper.valid_until if state is State.NAMED else kept
        values = {"state": state, "since": day, "valid_until": valid}
        change(base, by=by, action=f"network.base.{state.value}", values=values, reason=paper.reason)
        _begin(base, by=by, paper=paper)
    return base


def hang_plaque(base: Base, *, by: Actor, title: str, awarded_by: str, begin: date) -> Plaque:
    """Record a plaque. However many hang there, the base counts once."""
    with transaction.atomic():
        lock(base, by=by, verb=Verb.RECORD)
        require_past(begin, field="begin")
        if not title.strip() or not awarded_by.strip():
            raise InputError("请填写牌匾名称和授牌单位。", field="title")
        plaque = Plaque(base=base, path=base.path, title=title.strip(), awarded_by=awarded_by.strip(), begin=begin)
        return create(plaque, by=by, action="network.plaque.hang")


def take_down_plaque(plaque: Plaque, *, by: Actor, end: date, reason: str) -> Plaque:
    """Record that a plaque was taken down on this day."""
    why = require_reason(reason)
    with transaction.atomic():
        lock(plaque, by=by, verb=Verb.RECORD)
        if plaque.end:
            raise ConflictError("这块牌匾已经摘下。")
        require_past(end, field="end", since=plaque.begin)
        return change(plaque, by=by, action="network.plaque.take_down", values={"end": end}, reason=why)


def set_checklist_line(*, by: Actor, path: str, position: int, text: str, active: bool, reason: str) -> ChecklistLine:
    """Write one line of the checklist that holds at a place and below."""
    by.scope.require(Verb.ADMINISTER, path)
    why = require_reason(reason)
    if not text.strip() or not 1 <= position <= 50:
        raise InputError("请填写标准的内容，次序应为 1 至 50 的整数。", field="text")
    with transaction.atomic():
        rows = ChecklistLine.objects.public()
        line = rows.filter(path=path, position=position).first()
        if line is None:
            line = ChecklistLine(path=path, position=position, text=text.strip(), active=active)
            return create(line, by=by, action="network.checklist.set", reason=why)
        values = {"text": text.strip(), "active": active}
        return change(line, by=by, action="network.checklist.set", values=values, reason=why)


def _values(details: BaseDetails) -> dict[str, Any]:
    name = normal_name(details["name"])
    if not name:
        raise InputError("请填写基地名称。", field="name")
    aliases = [alias for alias in map(normal_name, details["aliases"]) if alias and alias != name]
    return {
        "name": name,
        "aliases": list(dict.fromkeys(aliases)),
        "host": details["host"],
        "association": details["association"],
        "level": details["level"],
    }


def _refuse_step(base: Base, *, to: State) -> None:
    allowed = TRANSITIONS[State(base.state)]
    if to not in allowed:
        listed = "、".join(state.label for state in allowed)
        raise ConflictError(f"基地现在是「{base.get_state_display()}」，不能转为「{to.label}」；可以转为：{listed}。")


def _begin(base: Base, *, by: Actor, paper: Paper) -> None:
    step = BaseStep(
        base=base,
        path=base.path,
        state=base.state,
        begin=base.since,
        document=paper.document.strip(),
        valid_until=paper.valid_until,
        checked=list(paper.checked),
    )
    create(step, by=by, action="network.base_step.begin", reason=paper.reason)
