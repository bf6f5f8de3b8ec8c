"""Writes of requests by the staff: recorded, triaged, answered, arranged. What firms do themselves stands in `following`."""

from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.network.actions.firms import firm_of
from tongxin.network.models import Organisation, Place
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.experts.actions.talks import plan_talk, take_speaker
from tongxin.records.experts.models import Contact, Match, Request, Team
from tongxin.records.experts.queries import open_match

State = Request.State


def record_request(*, by: Actor, contact: str = "", mobile: str = "", **details: Any) -> Request:
    """Put a request on record that came by telephone or letter."""
    with act("experts.request.receive", by=by, path=details["team"].path) as doer:
        require_past(details["received"], field="received", since=details["team"].founded)
        row = Request(path=details["team"].path, source=Request.Source.STAFF, token_hash=hashed(new_token()))
        return receive(row, by=doer, details=details, contact={"name": contact, "mobile": mobile})


def receive(row: Request, *, by: Actor, details: dict[str, Any], contact: dict[str, Any]) -> Request:
    """Write a new request with whom to speak to; the caller has decided that it may come in."""
    team: Team = details["team"]
    if team.state == Team.State.DISSOLVED:
        raise ConflictError(f"「{team}」已解散，不再接受需求。", field="team")
    create(row, by=by, values=details, action="experts.request.receive")
    create(Contact(request=row, path=row.path, **contact), by=by, action="experts.contact")
    return row


def triage(one: Request, *, by: Actor, firm_name: str, unified_code: str, field: str, wished: date | None) -> Request:
    """Take a request up: say which firm of the register it is, recorded where new, and what is really asked for."""
    with act("experts.request.triage", one, by=by) as doer:
        values = {"firm_name": firm_name, "unified_code": unified_code, "field": field, "wished": wished}
        firm = _firm(one, by=doer, name=firm_name, code=unified_code, place=one.firm_place)
        return change(one, by=doer, values={**values, "firm": firm, "state": State.TRIAGED})


def decline_request(one: Request, *, by: Actor, reason: str) -> Request:
    """Say that the team cannot take it up, and why: the firm reads the reason."""
    with act("experts.request.decline", one, by=by, reason=require_reason(reason)) as doer:
        give_up(one, by=doer)
        return change(one, by=doer, values={"state": State.DECLINED, "decline_reason": doer.reason[:200]})


def answer_in_writing(one: Request, *, by: Actor, answer: str, day: date) -> Request:
    """Advise the firm in writing; it reads the answer where it follows its request."""
    with act("experts.request.answer", one, by=by) as doer:
        require_past(day, field="day", since=one.received)
        give_up(one, by=doer)
        return change(one, by=doer, values={"answer": answer, "answered": day, "state": State.ANSWERED})


def schedule(one: Request, *, by: Actor, title: str, kind: str, first_day: date, venue: str = "") -> Request:
    """Arrange the service both sides have accepted: a talk on record, with the expert and the request it answers."""
    with act("experts.request.schedule", one, by=by) as doer:
        match = open_match(one)
        if match is None or match.state != Match.State.ACCEPTED:
            raise ConflictError("双方还没有都接受，不能安排。")
        if first_day < one.received:
            raise InputError(f"日期不能早于收到需求的 {one.received}。", field="first_day")
        values: dict[str, Any] = {
            "title": title,
            "kind": kind,
            "first_day": first_day,
            "last_day": first_day,
            "venue": venue,
        }
        talk = plan_talk(by=doer, organiser=one.team.organiser, team=one.team, request=one, **values)
        take_speaker(talk, match.expert, by=doer)
        return change(one, by=doer, values={"state": State.SCHEDULED})


def correct_request(one: Request, *, by: Actor, reason: str, **details: Any) -> Request:
    """Correct what was recorded wrongly of a request; which firm it is, too, where it is taken up."""
    with act("experts.request.correct", one, by=by, reason=require_reason(reason)) as doer:
        if details["team"].pk != one.team_id:
            raise InputError("需求不能改到另一个服务团：请写明原因不受理，在另一个服务团重新登记。", field="team")
        require_past(details["received"], field="received", since=one.team.founded)
        if one.answered is not None and one.answered < details["received"]:
            raise InputError(f"收到日期不能晚于答复日期 {one.answered}。", field="received")
        name, code, place = details["firm_name"], details["unified_code"], details["firm_place"]
        firm = _firm(one, by=doer, name=name, code=code, place=place) if one.firm_id else None
        return change(one, by=doer, values={**details, "firm": firm})


def withdraw_request(one: Request, *, by: Actor, reason: str) -> Request:
    """Record that the firm has taken its request back."""
    with act("experts.request.withdraw", one, by=by, reason=require_reason(reason)) as doer:
        give_up(one, by=doer)
        return change(one, by=doer, values={"state": State.WITHDRAWN})


def give_up(one: Request, *, by: Actor) -> None:
    """Let the proposal that stands for a request come to nothing: something else has become of the request."""
    match = open_match(one)
    if match is not None:
        change(match, by=by, values={"state": Match.State.DECLINED}, action="experts.match.lapse")


def _firm(one: Request, *, by: Actor, name: str, code: str, place: Place) -> Organisation:
    """Return the firm of a request: at its own place where the staff may record there, else at the team's."""
    at = place if by.scope.may(Verb.RECORD, place.path) else one.team.place
    return firm_of(name=name, place=at, unified_code=code, by=by)
