"""Writes of talks and consultations: planned, held with firms and people, first and later, and what came of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance import actions as attendance
from tongxin.attendance.actions import Heads, Programme
from tongxin.attendance.crowds import newest_count
from tongxin.attendance.models import Evidence
from tongxin.attendance.queries import roster as roster_of
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock, require_past, require_reason
from tongxin.network.actions.firms import firm_meant
from tongxin.network.models import Organisation
from tongxin.network.models.organising import organised_values
from tongxin.records.experts.models import COUNTED, Check, Expert, Opinion, Request, Speaker, Talk, TalkFirm, Team
from tongxin.records.experts.queries import expert_named, firm_named, firms_at, has_said, held_talks
from tongxin.records.experts.rules import check_days

State = Talk.State
_FIRST = "experts.talk.settle_first"
Firms = Sequence[Organisation | str]


def plan_talk(*, by: Actor, speakers: str = "", **details: Any) -> Talk:
    """Put a talk or consultation on record before it is held. It belongs to the organiser's place."""
    path = details["organiser"].path
    with act("experts.talk.plan", by=by, path=path) as doer:
        _require_team(details["team"], first_day=details["first_day"])
        occasion = attendance.open_occasion(by=doer, kind="experts.talk", path=path, programme=_programme(details))
        one = create(Talk(occasion=occasion), by=doer, values=organised_values(details, by=doer))
        _name(one, by=doer, speakers=speakers)
        return one


def register_talk(
    *, by: Actor, firms: Firms = (), firm_evidence: str = "", roster: str = "", reason: str = "", **details: Any
) -> Talk:
    """Record a talk in one go: with firms, people or the host's word as held; without, as planned."""
    heads, confirmed_by = Heads.taken_from(details), details.pop("confirmed_by", "")
    with act("experts.talk.plan", by=by, path=details["organiser"].path, reason=reason) as doer:
        one = plan_talk(by=doer, **details)
        came = {"firms": firms, "firm_evidence": firm_evidence, "roster": roster, "confirmed_by": confirmed_by}
        if firms or roster.strip() or confirmed_by or heads is not None:
            return _held(one, by=doer, reason=reason, heads=heads, **came)
        return one


def hold_talk(one: Talk, *, by: Actor, reason: str = "", **came: Any) -> Talk:
    """Say that it took place: needs somebody checked in or on a roster, or what the host confirmed.

    The team's first talk is settled here, the request it answers is answered, and looks at what came of it are planned.
    """
    return _held(one, by=by, reason=reason, heads=Heads.taken_from(came), **came)


def add_firms(one: Talk, *, by: Actor, firms: Firms, firm_evidence: str = "", reason: str = "") -> Talk:
    """Add firms that were there; one that is listed already is not listed twice."""
    with act("experts.talk.firms", one, by=by, reason=reason) as doer:
        if not firms:
            raise InputError("请写至少一家企业。", field="firms")
        _list_firms(one, by=doer, firms=firms, evidence=firm_evidence)
    return one


def unlist_firm(one: Talk, *, by: Actor, firm: Organisation | str, reason: str) -> Talk:
    """Take a firm off the list of a talk it was not at; the journal keeps the line."""
    with act("experts.talk.unlist", one, by=by, reason=require_reason(reason)) as doer:
        meant = firm_named(firm, place=one.place)
        rows = TalkFirm.objects.children_of(one).filter(firm=meant)
        gone = list(rows)
        if not gone:
            raise InputError("这家企业不在这一场的名单上，请核对。", field="firm")
        journal.write_removals(gone, by=doer, action="experts.talk_firm.remove", reason=doer.reason)
        rows.delete()
    return one


def add_roster(one: Talk, *, by: Actor, roster: str, reason: str = "") -> Talk:
    """Add the lines of a pasted roster that are not there yet."""
    with act("experts.talk.roster", one, by=by, reason=reason) as doer:
        if roster.strip():
            attendance.add_lines(one.occasion, by=doer, roster=roster)
    return one


def count_talk(one: Talk, *, by: Actor, reason: str = "", **came: Any) -> Talk:
    """Say how many people came; what was said before stays on record, and needs a reason to change."""
    heads = Heads.taken_from(came)
    if heads is None:
        raise InputError("请填写来了多少人。", field="head_count")
    with act("experts.talk.count", one, by=by, reason=reason) as doer:
        before = newest_count(one.occasion)
        after = attendance.count_heads(one.occasion, by=doer, heads=heads)
        if before is not None and before.pk != after.pk:
            require_reason(reason)
    return one


def name_speakers(one: Talk, *, by: Actor, speakers: str) -> Talk:
    """Say who speaks, too: experts of the team whose term covers the day."""
    with act("experts.talk.speakers", one, by=by) as doer:
        _name(one, by=doer, speakers=speakers)
    return one


def rematch_roster(one: Talk, *, by: Actor) -> str:
    """Match the unresolved lines of the roster again; returns a sentence on how many were found."""
    with act("experts.talk.rematch", one, by=by, reason="重新核对名册") as doer:
        return f"新对上 {len(attendance.rematch_roster(one.occasion, by=doer))} 人。"


def record_opinion(one: Talk, *, by: Actor, side: str, helped: str, note: str = "") -> Talk:
    """Write down what the firm or the expert said of the service."""
    with act("experts.talk.opinion", one, by=by) as doer:
        if has_said(one, side):
            raise ConflictError(f"{Opinion.Side(side).label}的反馈已经登记过。", field="side")
        row = Opinion(talk=one, path=one.path, side=side, helped=helped, note=note, day=today())
        create(row, by=doer, action="experts.opinion")
    return one


def close_talk(one: Talk, *, by: Actor) -> Talk:
    """File a held talk away; it goes on counting."""
    with act("experts.talk.close", one, by=by) as doer:
        return change(one, by=doer, values={"state": State.CLOSED})


def cancel_talk(one: Talk, *, by: Actor, reason: str) -> Talk:
    """Say that it will not take place, and why; a request it was to answer waits again to be arranged."""
    with act("experts.talk.cancel", one, by=by, reason=require_reason(reason)) as doer:
        _tell_request(one, by=doer, state=Request.State.ACCEPTED, answered=None)
        return change(one, by=doer, values={"state": State.CANCELLED, "cancel_reason": doer.reason[:200]})


def correct_talk(one: Talk, *, by: Actor, reason: str, **details: Any) -> Talk:
    """Correct what was recorded wrongly, in any state; which talk was the team's first is settled anew."""
    heads, path = Heads.taken_from(details), details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("experts.talk.correct", one, by=by, reason=require_reason(reason)) as doer:
        before, team, held = one.team, details["team"], one.state in COUNTED
        _require_sound(one, team=team, details=details)
        attendance.move_occasion(one.occasion, by=doer, path=path)
        attendance.correct_programme(one.occasion, by=doer, programme=_programme(details))
        _recount(one, by=doer, heads=heads)
        columns = organised_values(details, by=doer, record=one)
        if held:
            _require_proof(one, confirmed_by=details["confirmed_by"])
            columns["first"] = _make_first(one, by=doer, team=team, kind=details["kind"], day=details["last_day"])
        change(one, by=doer, values=columns)
        _take_along(one, by=doer)
        if held:
            _settle_first((before, team), by=doer, but=one)
            _tell_request(one, by=doer, state=Request.State.ANSWERED, answered=one.last_day)
        return one


def record_check(one: Check, *, by: Actor, day: date, result: str, note: str = "") -> Check:
    """Say what was found so many months after a service; not before its day."""
    with act("experts.check.record", one, by=by) as doer:
        if day < one.due:
            raise InputError(f"这次回访要到 {chinese_date(one.due)} 以后，请核对日期。", field="day")
        require_past(day, field="day")
        return change(one, by=doer, values={"done": day, "result": result, "note": note, "state": Check.State.DONE})


def drop_check(one: Check, *, by: Actor, reason: str) -> Check:
    """Say that nobody needs to look, and why."""
    with act("experts.check.drop", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": Check.State.DROPPED})


def take_speaker(one: Talk, expert: Expert, *, by: Doer) -> None:
    """Let an expert of the team speak, whose term covers the day; one who speaks already stays."""
    if not (expert.begin <= one.first_day and (expert.end is None or one.last_day < expert.end)):
        raise InputError(
            f"「{expert.person.name}」在 {chinese_date(one.first_day)} 不在任期内，不能主讲。", field="speakers"
        )
    if not Speaker.objects.children_of(one).filter(expert=expert).exists():
        create(Speaker(talk=one, expert=expert, path=one.path), by=by, action="experts.speaker")


def _held(one: Talk, *, by: Actor, reason: str, heads: Heads | None, **came: Any) -> Talk:
    with act("experts.talk.hold", one, by=by, reason=reason) as doer:
        if one.last_day > today():
            raise ConflictError(f"这一场 {chinese_date(one.last_day)} 才结束，请在结束后再登记。", field="last_day")
        if came.get("roster", "").strip():
            attendance.add_lines(one.occasion, by=doer, roster=came["roster"])
        if heads is not None:
            attendance.count_heads(one.occasion, by=doer, heads=heads)
        elif not doer.has_made(one.occasion):
            attendance.fold(one.occasion, by=doer)
        asking = [one.request.firm] if one.request is not None and one.request.firm is not None else []
        firms = [*came.get("firms", ()), *asking]
        _list_firms(one, by=doer, firms=firms, evidence=came.get("firm_evidence", ""))
        confirmed_by = came.get("confirmed_by", "").strip()
        _require_proof(one, confirmed_by=confirmed_by)
        first = _make_first(one, by=doer, team=one.team, kind=one.kind, day=one.last_day)
        change(one, by=doer, values={"state": State.HELD, "confirmed_by": confirmed_by, "first": first})
        _tell_request(one, by=doer, state=Request.State.ANSWERED, answered=one.last_day)
        for months, due in check_days(one.last_day):
            create(Check(talk=one, path=one.path, months=months, due=due), by=doer, action="experts.check.plan")
        return one


def _require_sound(one: Talk, *, team: Team, details: dict[str, Any]) -> None:
    """Refuse another team where something hangs on this one, and days that cannot be."""
    if team.pk != one.team_id and (one.request_id or Speaker.objects.children_of(one).exists()):
        raise ConflictError("这一场有主讲专家或所答的需求，不能改到另一个服务团。", field="team")
    _require_team(team, first_day=details["first_day"])
    if one.state in COUNTED:
        require_past(details["last_day"], field="last_day")


def _take_along(one: Talk, *, by: Doer) -> None:
    """Give what hangs on a talk to the place it has moved to."""
    for model in (Speaker, TalkFirm, Opinion, Check):
        for row in model.objects.children_of(one).exclude(path=one.path):
            change(row, by=by, values={"path": one.path})


def _settle_first(teams: Sequence[Team], *, by: Doer, but: Talk) -> None:
    """Mark the earliest talk of each team as its first, where it is not the one that was just written."""
    for first in (held_talks(team).first() for team in teams):
        if first is not None and first.pk != but.pk:
            change(first, by=by, values={"first": True}, action=_FIRST)


def _make_first(one: Talk, *, by: Doer, team: Team, kind: str, day: date) -> bool:
    """Tell whether a held talk is its team's first; if so whichever was taken for it is the first no longer."""
    others = held_talks(team).exclude(pk=one.pk)
    earliest = others.first()
    if kind == Talk.Kind.CONSULTATION or (earliest and (earliest.last_day, earliest.pk) < (day, one.pk)):
        return False
    for other in others.filter(first=True):
        change(other, by=by, values={"first": False}, action=_FIRST)
    return True


def _list_firms(one: Talk, *, by: Doer, firms: Firms, evidence: str) -> None:
    lock(one, by=by, verb=Verb.RECORD)
    there = {row.firm_id for row in firms_at(one)}
    for said in firms:
        firm = firm_meant(said, place=one.place, by=by)
        if firm.pk not in there:
            there.add(firm.pk)
            row = TalkFirm(talk=one, firm=firm, path=one.path, evidence=evidence or Evidence.ROSTER.value)
            create(row, by=by, action="experts.talk_firm.add")


def _name(one: Talk, *, by: Doer, speakers: str) -> None:
    for text in dict.fromkeys(line.strip() for line in speakers.replace("、", "\n").splitlines() if line.strip()):
        take_speaker(one, expert_named(one.team, text, scope=by.scope, field="speakers"), by=by)


def _recount(one: Talk, *, by: Doer, heads: Heads | None) -> None:
    if heads is not None:
        attendance.count_heads(one.occasion, by=by, heads=heads)
    elif newest_count(one.occasion) is not None:
        attendance.drop_counts(one.occasion, by=by, reason=by.reason)


def _require_proof(one: Talk, *, confirmed_by: str) -> None:
    """Raise `ConflictError` where nothing on record shows that it took place."""
    if not confirmed_by and not roster_of(one.occasion).filter(completed=True).exists():
        raise ConflictError(
            "还没有依据：请粘贴签到名册、先扫码签到，或写明接待方哪个单位、什么职务的人确认已经举办。",
            field="confirmed_by",
        )


def _tell_request(one: Talk, *, by: Doer, state: str, answered: date | None) -> None:
    """Let the request a service was arranged for know what became of it."""
    if one.request is not None:
        values = {"state": state, "answered": answered}
        change(one.request, by=by, values=values, action="experts.request.served")


def _require_team(team: Team, *, first_day: date) -> None:
    if first_day < team.founded:
        raise InputError(f"日期不能早于服务团组建日期 {chinese_date(team.founded)}，请核对。", field="first_day")
    if team.closed is not None and first_day >= team.closed:
        raise InputError(f"「{team}」已于 {chinese_date(team.closed)} 解散，请核对。", field="first_day")


def _programme(details: dict[str, Any]) -> Programme:
    """Return the days: whoever was there on one of them was there."""
    return Programme(first_day=details["first_day"], last_day=details["last_day"], days_needed=1)
