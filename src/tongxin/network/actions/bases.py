"""Writes of bases: application, every step of the naming, plaques, and the checklist they are reviewed against."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from tongxin.access.actor import Actor
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock, require_past, require_reason
from tongxin.network.models import Base, BaseStep, ChecklistLine, Organisation, Place, Plaque
from tongxin.network.models.bases import State, naming_path
from tongxin.network.models.readings import normal_name

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


class Paper(TypedDict, total=False):
    """What a step rests on: document number, how long a naming is valid, the checklist lines found met, the reason."""

    document: str
    valid_until: date | None
    checked: Sequence[str]
    reason: str


def apply_for_base(*, by: Actor, applied: date, document: str = "", **details: Unpack[BaseDetails]) -> Base:
    """Put an application on record at the base's place."""
    place = details["place"]
    with act("network.base.apply", by=by, path=place.path) as doer:
        require_past(applied, field="applied")
        _refuse_closed_host(details["host"], day=applied)
        base = Base(place=place, path=place.path, level=details["level"])
        naming_path(base)
        create(base, by=doer, values={**_values(details), "state": State.APPLIED, "since": applied})
        _begin(base, by=doer, paper={"document": document})
    return base


def correct_base(base: Base, *, by: Actor, reason: str, **details: Unpack[BaseDetails]) -> Base:
    """Correct what was recorded wrongly. States are never corrected here: each has its own step. The place stays."""
    with act("network.base.correct", base, by=by, reason=require_reason(reason)) as doer:
        if details["place"].pk != base.place_id:
            raise InputError("所在地区不能更正：登记错了请办理退出，再在正确的地区重新申报。", field="place")
        if details["level"] != base.level and base.state not in (State.APPLIED, State.REVIEWING):
            raise InputError("命名以后不能更正命名级别：请办理退出，再按新的级别申报。", field="level")
        if details["host"].pk != base.host_id:
            _refuse_closed_host(details["host"], day=base.since)
        return change(base, by=doer, values=_values(details))


def advance_base_state(base: Base, *, by: Actor, to: str, day: date, **paper: Unpack[Paper]) -> Base:
    """Take the next step of the naming on this day.

    The host's side applies and withdraws; reviewing, naming, rechecking and revoking belong to the naming level, with
    the verb 确认上报 there.
    """
    state = State(to)
    with act(f"network.base.{state.value}", base, by=by, reason=paper.get("reason", "")) as doer:
        if state in _NEEDS_REASON:
            require_reason(doer.reason)
        require_past(day, field="day", since=base.since)
        named_until = paper.get("valid_until")
        if state is State.NAMED and named_until is not None and named_until <= day:
            raise InputError("有效期应晚于命名日期，请核对。", field="valid_until")
        last = BaseStep.objects.children_of(base).get(end=None)
        change(last, by=doer, action="network.base_step.end", values={"end": day})
        kept = base.valid_until if state in _STILL_VALID else None
        valid = named_until if state is State.NAMED else kept
        change(base, by=doer, values={"state": state, "since": day, "valid_until": valid})
        _begin(base, by=doer, paper=paper)
    return base


def hang_plaque(base: Base, *, by: Actor, title: str, awarded_by: str, begin: date) -> Plaque:
    """Record a plaque. However many hang there, the base counts once."""
    with act("network.plaque.hang", by=by, path=base.path) as doer:
        lock(base, by=doer, verb=Verb.RECORD)
        require_past(begin, field="begin")
        if not title.strip() or not awarded_by.strip():
            raise InputError("请填写牌匾名称和授牌单位。", field="title")
        plaque = Plaque(base=base, path=base.path)
        values = {"title": title.strip(), "awarded_by": awarded_by.strip(), "begin": begin}
        return create(plaque, by=doer, values=values)


def take_down_plaque(plaque: Plaque, *, by: Actor, end: date, reason: str) -> Plaque:
    """Record that a plaque was taken down on this day."""
    with act("network.plaque.take_down", plaque, by=by, reason=require_reason(reason)) as doer:
        require_past(end, field="end", since=plaque.begin)
        return change(plaque, by=doer, values={"end": end})


def set_checklist_line(*, by: Actor, path: str, position: int, text: str, active: bool, reason: str) -> ChecklistLine:
    """Write one line of the checklist that holds at a place and below."""
    with act("network.checklist.set", by=by, path=path, reason=require_reason(reason)) as doer:
        if not text.strip() or not 1 <= position <= 50:
            raise InputError("请填写标准的内容，次序应为 1 至 50 的整数。", field="text")
        rows = ChecklistLine.objects.public()
        line = rows.select_for_update().filter(path=path, position=position).first()
        values = {"text": text.strip(), "active": active}
        if line is None:
            return create(ChecklistLine(path=path, position=position), by=doer, values=values)
        return change(line, by=doer, values=values)


def _refuse_closed_host(host: Organisation, *, day: date) -> None:
    """Raise `InputError` where the host did not exist any more on a day."""
    if host.closed and host.closed <= day:
        raise InputError(f"「{host.name}」{chinese_date(host.closed)}已注销，不能作为依托单位。", field="host")


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


def _begin(base: Base, *, by: Doer, paper: Paper) -> None:
    step = BaseStep(base=base, path=base.path, state=base.state, begin=base.since)
    values = {
        "document": paper.get("document", "").strip(),
        "valid_until": paper.get("valid_until"),
        "checked": list(paper.get("checked", ())),
    }
    create(step, by=by, action="network.base_step.begin", values=values)
