"""People with unmistakable names everywhere the network keeps people: what a leak would show.

`gather(cast)` puts somebody into every table about people and into every record that may name them; `Crowd.words` are
the names, employers and numbers that nothing but a page about people may hold.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.cast import COUNTY, SYSTEM, Cast
from tests.intake.hands import handed_in, member, roster
from tests.lives import certified
from tests.network.life import handed_in as applied
from tests.network.life import linked
from tests.records.contests import samples as contests
from tests.records.experts import samples as expert_samples
from tests.records.factchecks.samples import claim_details
from tests.records.giving.samples import gift_details
from tests.records.produce.board_samples import listed_offer
from tests.records.proposals.samples import paper_details
from tests.records.stories.samples import story_details
from tests.records.volunteering.samples import asked, coming, volunteer
from tongxin.attendance.actions import grant_leave, withdraw_leave
from tongxin.attendance.feedback.actions import hand_in_feedback, open_feedback
from tongxin.attendance.models import Attendance, Device, Folded, Registration, Scan, Session
from tongxin.attendance.queries import roster as listed_on
from tongxin.kernel.period import Step, today
from tongxin.network import actions
from tongxin.network.actions import Candidate, Meeting
from tongxin.network.actions.identities import keep_identity
from tongxin.network.actions.merge_requests import request_merge
from tongxin.network.actions.merging import mark_distinct, merge_records
from tongxin.network.models import Membership, Person
from tongxin.network.models.identity import Need
from tongxin.records.contests import actions as contest_actions
from tongxin.records.contests.queries import every_entry, judges_of
from tongxin.records.experts import actions as experts
from tongxin.records.factchecks import actions as factchecks
from tongxin.records.giving import actions as giving
from tongxin.records.proposals import actions as proposals
from tongxin.records.stories import actions as stories
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.returns.actions import impose_duty

_NAMES = ("漏字甲", "漏字乙", "漏字丙", "漏字丁", "漏字戊", "漏字己")
_LISTED = ("漏字庚", "漏字辛")  # on a roster and in a file, but nobody's record
_APPLICANT = "漏字壬"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who there is, the class they attended, and the words only pages about people may hold."""

    persons: list[Person]
    training: TrainingClass
    words: frozenset[str]

    def found_in(self, text: str) -> set[str]:
        """Return the words that stand in a text."""
        return {word for word in self.words if word in text}


def gather(cast: Cast) -> Crowd:
    persons = [
        cast.person(name, mobile=f"1380077000{place}", unit=f"泄露事务所{place}", position=f"外泄主任{place}")
        for place, name in enumerate(_NAMES)
    ]
    away = cast.person(_NAMES[0], "430200", mobile="13800770009", unit="泄露事务所9", position="外泄主任9")
    _join(cast, persons, away=away)
    linked(cast, persons[0])
    for purpose in ("contact", "training"):
        actions.give_consent(persons[0], by=SYSTEM, purpose=purpose)
    wished = {"name": _NAMES[0], "unit": "泄露事务所8", "position": "", "mobile": persons[0].mobile, "group": ""}
    actions.ask_correction(persons[0], by=cast.actor("member"), details=wished, reason="漏字甲换了单位")
    need = Need(purpose="ticket", occasion="training.class:1", path=COUNTY, last_day=today(), keep_days=5)
    keep_identity(persons[0], by=SYSTEM, number="11010519491231002X", need=need)
    merge_records(persons[4], by=SYSTEM, merged=persons[5], reason="电话核实为同一人")
    mark_distinct(persons[0], by=SYSTEM, other=persons[1])
    request_merge(persons[0], by=cast.actor("registrar"), merged=away, reason="像是同一个人")
    actions.open_joining_link(cast.county, by=SYSTEM)
    applied(cast.county, name=_APPLICANT, unit="泄露事务所7", mobile="13800770008", position="外泄主任7")
    handed_in(roster(member(_LISTED[1], "13800770007", "泄露事务所6")), by=cast.actor("secretary"), path=COUNTY)
    impose_duty(cast.county, by=SYSTEM, kind="training", step=Step.MONTH, begin=date(2021, 5, 1))
    held = _class(cast, persons)
    _registered(held, persons[0])
    _contest(cast, persons)
    certified(cast, held)
    proposals.draft(by=SYSTEM, authors=f"{_LISTED[0]} 泄露事务所4", **paper_details(cast))
    told = stories.draft(by=SYSTEM, **story_details(cast))
    stories.ask(told, by=SYSTEM, people=f"{persons[0].name} {persons[0].mobile}\n{_LISTED[0]} 泄露事务所2")
    listed_offer(cast, name=_LISTED[0], mobile="13800770010")
    _experts(cast, persons)
    giving.pledge(by=SYSTEM, giver=f"{_LISTED[0]} 泄露事务所3", **gift_details(cast, giver_kind="person", behalf=None))
    factchecks.receive(by=SYSTEM, asker=f"{_LISTED[0]} 泄露事务所2", **claim_details(cast))
    flood = coming(cast)
    volunteer(flood, name=persons[0].name, mobile=persons[0].mobile, skills="泄露事务所2的货车")
    asked(flood, name=_LISTED[0], mobile="13800770006", spot="泄露事务所1旁", need="给漏字庚送水")
    return Crowd(persons=[*persons, away], training=held, words=_words())


def _join(cast: Cast, persons: list[Person], *, away: Person) -> None:
    members: list[Membership] = [cast.join(person, cast.county) for person in persons[:3]]
    cast.join(away, cast.county)
    cast.applicant(persons[3], cast.county)
    actions.set_charter(
        cast.county, by=SYSTEM, day=date(2019, 1, 1), approver="own", yearly_quota=None, term_years=5, notice_days=10,
        lapse_years=1,
    )  # fmt: skip
    held = date(2021, 5, 20)
    actions.hold_election(
        cast.county,
        by=SYSTEM,
        meeting=Meeting(noticed=held - timedelta(days=19), held=held, entitled=90, present=60),
        candidates=[Candidate(membership=members[0], title="president", votes=59)],
    )
    actions.transfer_membership(
        members[1], by=cast.actor("secretary"), target=cast.neighbour, day=today(), reason="迁居"
    )


def _class(cast: Cast, persons: list[Person]) -> TrainingClass:
    values: dict[str, Any] = {
        "title": "宁乡班", "organiser": cast.county, "co_organisers": [cast.neighbour], "kind": "course", "venue": "党校",
        "first_day": date(2021, 6, 10), "last_day": date(2021, 6, 11), "field_days": (), "days_needed": None,
    }  # fmt: skip
    lines = f"{persons[0].name} {persons[0].mobile}\n{_LISTED[0]} 泄露事务所5"
    return training.register_class(by=SYSTEM, roster=lines, signed_roster="", head_count=None, **values)


def _registered(held: TrainingClass, person: Person) -> None:
    first, *_ = Session.objects.children_of(held.occasion)
    registered = Registration.objects.create(
        occasion=held.occasion, path=held.path, person=person, name=person.name, unit=person.unit, mobile=person.mobile,
        source=Registration.Source.STAFF, received=timezone.now(), ticket="code", ticket_hash="1", token_hash="2",
    )  # fmt: skip
    now = timezone.now()
    Attendance.objects.create(session=first, registration=registered, path=held.path, since=now)
    device = Device.objects.create(
        occasion=held.occasion, path=held.path, label=f"{person.name}手机"[:20], token_hash="3", with_names=True, begins=now,
        expires=now + timedelta(hours=9), opened_by="宁乡秘书",
    )  # fmt: skip
    Scan.objects.create(
        occasion=held.occasion, path=held.path, code=uuid4(), device=device, session=first, registration=registered,
        how=Scan.How.QR, outcome=Scan.Outcome.ALREADY, reason=f"在「{device.label}」", device_time=now, server_time=now,
        when=now,
    )  # fmt: skip
    Folded.objects.create(registration=registered, path=held.path, line=1)
    leave = grant_leave(registered, by=SYSTEM, sessions=[first], reason="泄露事务所4派漏字甲出差")
    line = listed_on(held.occasion).get(name=_LISTED[0])
    withdraw_leave(leave, by=SYSTEM)
    grant_leave(line, by=SYSTEM, sessions=[first], reason="漏字庚家中有事")
    hand_in_feedback(open_feedback(held.occasion, by=SYSTEM), by=SYSTEM, token="t", overall=5, remark="漏字甲讲得好")


def _contest(cast: Cast, persons: list[Person]) -> None:
    """A contest the first of them and a stranger entered, judged by another one, with an objection in somebody's name."""
    one = contests.contest(cast)
    team = f"{persons[0].name} {persons[0].mobile}\n{_LISTED[0]} 泄露事务所5"
    contest_actions.enter(by=SYSTEM, entrants=team, **contests.entry_details(one, title="合唱"))
    judges = f"{persons[1].name} {persons[1].mobile}\n{_LISTED[1]} 泄露事务所6"
    contest_actions.appoint_judges(one, by=SYSTEM, judges=judges)
    judge, entry = judges_of(one).filter(person=persons[1]).get(), every_entry(one)[0]
    contest_actions.recuse_judge(judge, by=SYSTEM, entry=entry, relation="family", detail="漏字甲的姐姐")
    contests.put_contest(one, "published")
    objected = {"text": "漏字甲抢跑", "raised_by": "漏字乙", "received": date(2022, 1, 1)}
    contest_actions.object_to(one, by=SYSTEM, **objected)


def _experts(cast: Cast, persons: list[Person]) -> None:
    """A team with two of them, one proposed to a firm whose contact is a third, and speaking at a talk."""
    team = expert_samples.team(cast)
    chosen = expert_samples.expert(team, persons[0])
    details = expert_samples.request_details(team)
    asked = experts.record_request(by=SYSTEM, contact=_LISTED[1], mobile="13800770006", **details)
    experts.triage(asked, by=SYSTEM, **expert_samples.triage_details(asked))
    experts.propose(asked, by=SYSTEM, expert=str(chosen.pk))
    roster = f"{persons[1].name} {persons[1].mobile}\n{_LISTED[0]} 泄露事务所2"
    held = expert_samples.held(team, roster=roster, speakers=persons[0].name)
    experts.record_opinion(held, by=SYSTEM, side="firm", helped="solved", note="漏字甲讲得好")


def _words() -> frozenset[str]:
    return frozenset({*_NAMES, *_LISTED, _APPLICANT, "泄露事务所", "外泄主任", "1380077", "11010519491231002X"})
