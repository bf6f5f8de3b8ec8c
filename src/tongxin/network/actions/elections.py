"""Elections, tested against the charter in force on the day of the meeting. They need the verb 人员信息."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import create, lock, require_past
from tongxin.network.actions.people import appoint_office, end_office
from tongxin.network.models import Candidacy, Charter, Election, Membership, Office, Organisation
from tongxin.network.models.people import SINGLE_OFFICES
from tongxin.network.queries.charters import rules_on


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting as minuted. `renewal` says that all offices of the titles voted on end with it (换届, not 补选)."""

    noticed: date
    held: date
    entitled: int
    present: int
    renewal: bool = True


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One line of the count: a member, the office, the votes."""

    membership: Membership
    title: str
    votes: int


def hold_election(
    organisation: Organisation, *, by: Actor, meeting: Meeting, candidates: Sequence[Candidate]
) -> Election:
    """Record a meeting and its votes, and appoint who was elected; refused where the charter of that day was not met.

    A candidate with the majority of those present is elected. An office nobody was elected to refuses the whole.
    """
    with transaction.atomic():
        lock(organisation, by=by, verb=Verb.MEMBERS)
        require_past(meeting.held, field="held", since=organisation.founded)
        charter = rules_on(organisation, day=meeting.held)
        _test_meeting(meeting, charter=charter)
        if any(one.membership.organisation_id != organisation.pk for one in candidates):
            raise ConflictError("候选人里有人不是本组织的会员，请先办理入会。", field="candidates")
        elected = _elected(candidates, meeting=meeting, charter=charter)
        election = Election(
            organisation=organisation,
            path=organisation.path,
            charter=charter if charter.pk else None,
            noticed=meeting.noticed,
            held=meeting.held,
            entitled=meeting.entitled,
            present=meeting.present,
            renewal=meeting.renewal,
        )
        create(election, by=by, action="network.election.hold")
        if meeting.renewal:
            _end_terms(organisation, by=by, titles={one.title for one in candidates}, day=meeting.held)
        for one in candidates:
            office = (
                appoint_office(one.membership, by=by, title=one.title, begin=meeting.held) if one in elected else None
            )
            candidacy = Candidacy(
                election=election,
                path=organisation.path,
                membership=one.membership,
                title=Office.Title(one.title),
                votes=one.votes,
                office=office,
            )
            create(candidacy, by=by, action="network.election.count")
    return election


def _test_meeting(meeting: Meeting, *, charter: Charter) -> None:
    """Raise `ConflictError` naming the rule of the charter that was not met, `InputError` for impossible numbers."""
    if meeting.noticed > meeting.held:
        raise InputError("通知日期不能晚于会议日期，请核对。", field="noticed")
    if not 0 < meeting.present <= meeting.entitled:
        raise InputError("实到人数应在 1 至应到人数之间，请核对。", field="present")
    if meeting.noticed > meeting.held - timedelta(days=charter.notice_days):
        raise ConflictError(
            f"章程规定提前 {charter.notice_days} 天通知，本次会议在 {chinese_date(meeting.noticed)}通知、"
            f"{chinese_date(meeting.held)}召开，不足 {charter.notice_days} 天，选举无效。",
            field="noticed",
        )
    if not Charter.Share(charter.quorum).met(meeting.present, of=meeting.entitled):
        raise ConflictError(
            f"章程规定{charter.get_quorum_display()}出席方可开会，本次应到 {meeting.entitled} 人、"
            f"实到 {meeting.present} 人，没有达到，选举无效。",
            field="present",
        )


def _elected(candidates: Sequence[Candidate], *, meeting: Meeting, charter: Charter) -> list[Candidate]:
    if not candidates:
        raise InputError("请至少填写一名候选人和得票。", field="candidates")
    if any(one.votes > meeting.present for one in candidates):
        raise InputError(f"得票不能多于实到的 {meeting.present} 人，请核对。", field="candidates")
    share = Charter.Share(charter.majority)
    elected = [one for one in candidates if share.met(one.votes, of=meeting.present)]
    for title in dict.fromkeys(one.title for one in candidates):
        chosen = sum(one.title == title for one in elected)
        label = Office.Title(title).label
        if not chosen:
            raise ConflictError(
                f"章程规定得票须达到实到人数的{charter.get_majority_display()}，{label}没有候选人达到，选举无效。",
                field="candidates",
            )
        if title in SINGLE_OFFICES and chosen > 1:
            raise ConflictError(
                f"{label}只能有一人，现有 {chosen} 人得票达到{charter.get_majority_display()}，请核对。"
            )
    return elected


def _end_terms(organisation: Organisation, *, by: Actor, titles: set[str], day: date) -> None:
    rows = Office.objects.children_of(organisation)
    held = rows.filter(title__in=titles, end=None, begin__lte=day)
    for office in held.order_by("id"):
        end_office(office, by=by, day=day, reason="换届")
