"""Writes of teams: founding, the statement, what is offered, the roster with its head."""

from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance.queries import match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.network.models import Person
from tongxin.network.models.organising import organised_values
from tongxin.network.models.tokens import new_token
from tongxin.records.experts.models import Expert, Offer, Statement, Team
from tongxin.records.experts.queries import expert_named, in_term


def found_team(*, by: Actor, **details: Any) -> Team:
    """Put a team on record."""
    with act("experts.team.found", by=by, path=details["organiser"].path) as doer:
        require_past(details["founded"], field="founded")
        return create(Team(), by=doer, values=organised_values(details, by=doer))


def correct_team(one: Team, *, by: Actor, reason: str, **details: Any) -> Team:
    """Correct what was recorded wrongly; a team stays at its place, as all it did is filed there."""
    with act("experts.team.correct", one, by=by, reason=require_reason(reason)) as doer:
        if details["organiser"].path != one.path:
            raise InputError("服务团不能改到另一地区：请解散后在新的主管组织名下另建。", field="organiser")
        require_past(details["founded"], field="founded")
        return change(one, by=doer, values=organised_values(details, by=doer, record=one))


def publish_statement(one: Team, *, by: Actor, text: str) -> Team:
    """Put a new wording of scope and conflicts of interest in force: every expert has to accept it anew."""
    with act("experts.team.state", one, by=by) as doer:
        version = one.statement + 1
        row = Statement(team=one, path=one.path, version=version, text=text, day=today())
        create(row, by=doer, action="experts.statement")
        return change(one, by=doer, values={"statement": version})


def add_offer(one: Team, *, by: Actor, **details: Any) -> Team:
    """Offer a further service, at any time or at fixed hours."""
    with act("experts.team.offer", one, by=by) as doer:
        create(Offer(team=one, path=one.path), by=doer, values=_hours(details), action="experts.offer.add")
    return one


def change_offer(one: Offer, *, by: Actor, **details: Any) -> Offer:
    """Change what is offered, or when."""
    with act("experts.offer.change", one, by=by) as doer:
        return change(one, by=doer, values=_hours(details))


def end_offer(one: Offer, *, by: Actor) -> Offer:
    """Offer it no longer."""
    with act("experts.offer.end", one, by=by) as doer:
        return change(one, by=doer, values={"state": Offer.State.ENDED})


def appoint_head(one: Team, *, by: Actor, expert: str) -> Team:
    """Make one of the roster the head of the team; whoever was it before is it no longer."""
    with act("experts.team.head", one, by=by) as doer:
        chosen = expert_named(one, expert, scope=by.scope, field="expert")
        if not _is_in_term(chosen, today()):
            raise InputError("这位专家现在不在任期内，不能任团长。", field="expert")
        for former in Expert.objects.children_of(one).filter(head=True).exclude(pk=chosen.pk):
            change(former, by=doer, values={"head": False})
        change(chosen, by=doer, values={"head": True})
    return one


def publish_team(one: Team, *, by: Actor) -> Team:
    """Let everybody read what the team offers and firms ask it for an expert; experts are not named there."""
    with act("experts.team.publish", one, by=by) as doer:
        return change(one, by=doer, values={"public_code": one.public_code or new_token()})


def hide_team(one: Team, *, by: Actor, reason: str) -> Team:
    """Close the public page and the form of requests."""
    with act("experts.team.hide", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"public_code": ""})


def dissolve_team(one: Team, *, by: Actor, day: date, reason: str) -> Team:
    """End a team: the terms of its experts end with it, and it is public no longer."""
    with act("experts.team.dissolve", one, by=by, reason=require_reason(reason)) as doer:
        require_past(day, field="day", since=one.founded)
        rows = Expert.objects.children_of(one)
        if rows.filter(begin__gte=day).exists():
            raise ConflictError("有专家的任期在这一天或以后才开始，请先更正他们的任期。", field="day")
        for row in rows.filter(in_term(day)):
            change(row, by=doer, values={"end": day, "head": False})
        values = {"closed": day, "state": Team.State.DISSOLVED, "public_code": ""}
        return change(one, by=doer, values=values)


def enrol_expert(*, by: Actor, team: Team, expert: str, **details: Any) -> Expert:
    """Put a person of the register on the roster of a team for a term."""
    with act("experts.expert.enrol", by=by, path=team.path) as doer:
        if team.state == Team.State.DISSOLVED:
            raise ConflictError(f"「{team}」已解散，不能再登记专家。", field="team")
        _require_after(team, details["begin"])
        row = Expert(team=team, path=team.path, person=_person(expert, by=by))
        _refuse_overlap(row, begin=details["begin"], end=details["end"])
        return create(row, by=doer, values=details)


def correct_expert(one: Expert, *, by: Actor, reason: str, **details: Any) -> Expert:
    """Correct field, region or term."""
    with act("experts.expert.correct", one, by=by, reason=require_reason(reason)) as doer:
        _require_after(one.team, details["begin"])
        _refuse_overlap(one, begin=details["begin"], end=details["end"])
        ended = details["end"] is not None and details["end"] <= today()
        return change(one, by=doer, values={**details, "head": one.head and not ended})


def accept_statement(one: Expert, *, by: Actor, day: date) -> Expert:
    """Record that the expert has accepted the statement in force, in writing."""
    with act("experts.expert.accept", one, by=by) as doer:
        if not one.team.statement:
            raise ConflictError("服务团还没有发布服务声明，请先在服务团页面发布。")
        since = Statement.objects.children_of(one.team).get(version=one.team.statement).day
        require_past(day, field="day", since=since)
        return change(one, by=doer, values={"accepted": one.team.statement, "accepted_on": day})


def end_expert(one: Expert, *, by: Actor, day: date, reason: str) -> Expert:
    """End a term before its time, or one without a fixed end."""
    with act("experts.expert.end", one, by=by, reason=require_reason(reason)) as doer:
        if day <= one.begin:
            raise InputError(f"离任日期应晚于任期开始 {chinese_date(one.begin)}；登记错了的请更正。", field="day")
        require_past(day, field="day")
        if one.end is not None and one.end <= day:
            raise ConflictError(f"任期已于{chinese_date(one.end)}结束。", field="day")
        return change(one, by=doer, values={"end": day, "head": False})


def _hours(details: dict[str, Any]) -> dict[str, Any]:
    if details["weekday"] is None and details["begins"] is not None:
        raise InputError("写了时间的请选坐诊日；随时可问的不用写时间。", field="weekday")
    return details


def _is_in_term(one: Expert, day: date) -> bool:
    return one.begin <= day and (one.end is None or day < one.end)


def _require_after(team: Team, begin: date) -> None:
    if begin < team.founded:
        raise InputError(f"任期不能早于服务团组建日期 {chinese_date(team.founded)}，请核对。", field="begin")


def _person(text: str, *, by: Actor) -> Person:
    """Return the person of the register meant by name and number or unit; raise `InputError` for none or several."""
    try:
        lines = parse_roster(text)
    except InputError as error:
        raise InputError(str(error), field="expert") from error
    if len(lines) != 1:
        raise InputError("请写一位专家：姓名，加手机号或单位。", field="expert")
    (found,) = match(lines, scope=by.scope)
    if found.person_id is None:
        raise InputError(
            f"{found.doubt or '人员库中没有找到'}，请加手机号或单位；没有登记的请先登记人员。", field="expert"
        )
    return Person.objects.visible_to(by.scope).get(pk=found.person_id)


def _refuse_overlap(one: Expert, *, begin: date, end: date | None) -> None:
    others = Expert.objects.children_of(one.team).filter(person=one.person_id).exclude(pk=one.pk)
    if any((end is None or other.begin < end) and (other.end is None or begin < other.end) for other in others):
        raise ConflictError("这位专家已在名册上，任期相互重叠，请核对任期。", field="begin")
