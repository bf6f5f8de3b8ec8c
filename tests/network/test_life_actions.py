from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast
from tests.network.life import ALL
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.actions import Candidate, Meeting
from tongxin.network.models import Candidacy, Charter, Membership, Office, Organisation, Transfer
from tongxin.network.queries.lapses import lapsing, nightly_list, with_lapse_rule
from tongxin.network.queries.members import held_on, members_of

HELD = date(2021, 5, 20)
MEETING = {"noticed": date(2021, 5, 1), "held": HELD, "entitled": 90, "present": 60}


def charter(cast: Cast, organisation: Organisation | None = None, **rules: Any) -> Charter:
    settled = {"approver": "own", "yearly_quota": None, "term_years": 4, **rules}
    return actions.set_charter(organisation or cast.county, by=SYSTEM, day=date(2017, 1, 1), **settled)


def offices() -> list[tuple[str, str, bool]]:
    rows = Office.objects.whole_network(reason=ALL).select_related("person").order_by("id")
    return [(row.person.name, row.title, row.end is None) for row in rows]


def test_election_appoints_those_with_the_majority_for_the_term_of_the_charter(cast: Cast) -> None:
    rules = charter(cast)
    first, second = (cast.join(cast.person(name), cast.county) for name in ("例甲", "例乙"))
    actions.appoint_office(second, by=SYSTEM, title="president", begin=date(2020, 6, 1))
    election = actions.hold_election(
        cast.county,
        by=cast.actor("secretary"),
        meeting=Meeting(**MEETING),
        candidates=[
            Candidate(membership=first, title="president", votes=31),
            Candidate(membership=second, title="president", votes=29),
        ],
    )
    assert election.charter == rules
    assert offices() == [("例乙", "president", False), ("例甲", "president", True)]
    held = Office.objects.whole_network(reason=ALL).get(end=None)
    assert (held.begin, held.due) == (HELD, date(2025, 5, 20))
    counted = Candidacy.objects.whole_network(reason=ALL).order_by("id")
    assert [(one.votes, one.office) for one in counted] == [(31, held), (29, None)]
    assert str(election) == f"选举 {election.pk}"
    assert str(counted[0]) == f"候选人 {counted[0].pk}"


def test_by_election_leaves_the_others_in_office(cast: Cast) -> None:
    first, second = (cast.join(cast.person(name), cast.county) for name in ("例甲", "例乙"))
    actions.appoint_office(first, by=SYSTEM, title="director", begin=date(2020, 6, 1))
    election = actions.hold_election(
        cast.county,
        by=SYSTEM,
        meeting=Meeting(**MEETING, renewal=False),
        candidates=[Candidate(membership=second, title="director", votes=60)],
    )
    assert election.charter is None
    assert offices() == [("例甲", "director", True), ("例乙", "director", True)]


@pytest.mark.parametrize(
    ("meeting", "votes", "refusal"),
    [
        ({"noticed": date(2021, 5, 14)}, 40, (ConflictError, "提前 7 天通知")),
        ({"noticed": date(2021, 5, 21)}, 40, (InputError, "不能晚于会议日期")),
        ({"present": 59}, 40, (ConflictError, "三分之二以上出席")),
        ({"present": 0}, 40, (InputError, "实到人数")),
        ({"present": 91}, 40, (InputError, "实到人数")),
        ({}, 30, (ConflictError, "实到人数的过半数，会长没有候选人达到")),
        ({}, 61, (InputError, "得票不能多于")),
        ({"held": date(2016, 1, 1), "noticed": date(2015, 1, 1)}, 40, (InputError, "2016年11月18日")),
    ],
)  # fmt: skip
def test_election_against_the_charter_is_refused_naming_its_rule(
    cast: Cast, meeting: dict[str, Any], votes: int, refusal: tuple[type[Exception], str]
) -> None:
    error, sentence = refusal
    member = cast.join(cast.person("例甲"), cast.county)
    with pytest.raises(error, match=sentence):
        actions.hold_election(
            cast.county,
            by=SYSTEM,
            meeting=Meeting(**{**MEETING, **meeting}),
            candidates=[Candidate(membership=member, title="president", votes=votes)],
        )
    assert offices() == []


def test_charter_of_the_day_is_the_one_asked(cast: Cast) -> None:
    charter(cast, quorum="half", majority="four_fifths", notice_days=1)
    actions.set_charter(
        cast.county, by=SYSTEM, day=date(2021, 6, 1), approver="own", yearly_quota=None, term_years=5, notice_days=30
    )
    member = cast.join(cast.person("例甲"), cast.county)
    meeting = Meeting(noticed=date(2021, 5, 19), held=HELD, entitled=90, present=46)
    with pytest.raises(ConflictError, match="五分之四以上"):
        actions.hold_election(
            cast.county,
            by=SYSTEM,
            meeting=meeting,
            candidates=[Candidate(membership=member, title="director", votes=36)],
        )
    actions.hold_election(
        cast.county, by=SYSTEM, meeting=meeting, candidates=[Candidate(membership=member, title="director", votes=37)]
    )
    assert offices() == [("例甲", "director", True)]


def test_election_needs_candidates_scope_and_one_winner_a_single_office(cast: Cast) -> None:
    charter(cast, majority="half")
    members = [cast.join(cast.person(name), cast.county) for name in ("例甲", "例乙")]
    meeting = Meeting(**MEETING)
    both = [Candidate(membership=one, title="president", votes=40) for one in members]
    with pytest.raises(InputError, match="至少填写一名"):
        actions.hold_election(cast.county, by=SYSTEM, meeting=meeting, candidates=[])
    with pytest.raises(ConflictError, match="会长只能有一人"):
        actions.hold_election(cast.county, by=SYSTEM, meeting=meeting, candidates=both)
    for who in ("city", "neighbour", "stranger"):
        with pytest.raises(ForbiddenError):
            actions.hold_election(cast.county, by=cast.actor(who), meeting=meeting, candidates=both[:1])
    other = cast.join(cast.person("外人", "430200"), cast.neighbour)
    stray = [Candidate(membership=other, title="president", votes=40)]
    with pytest.raises(ConflictError, match="不是本组织的会员"):
        actions.hold_election(cast.county, by=SYSTEM, meeting=meeting, candidates=stray)


@pytest.mark.parametrize(
    ("share", "part", "whole", "met"),
    [
        ("half", 1, 2, False), ("half", 2, 3, True), ("two_thirds", 2, 3, True), ("two_thirds", 66, 100, False),
        ("four_fifths", 4, 5, True), ("four_fifths", 79, 100, False),
    ],
)  # fmt: skip
def test_share_is_exact(share: str, part: int, whole: int, met: bool) -> None:
    assert Charter.Share(share).met(part, of=whole) is met


def test_charter_keeps_its_rules_within_reason(cast: Cast) -> None:
    for rules, sentence in (({"lapse_years": 11}, "会籍有效期"), ({"notice_days": 91}, "提前通知")):
        with pytest.raises(InputError, match=sentence):
            charter(cast, **rules)


def test_membership_lapses_by_the_charter_alone(cast: Cast) -> None:
    day = date(2022, 3, 5)
    early = cast.join(cast.person("例甲"), cast.county, begin=date(2020, 3, 5))
    cast.join(cast.person("例乙"), cast.county, begin=date(2020, 3, 6))
    assert lapsing(cast.county, day=day) == []
    charter(cast)
    assert lapsing(cast.county, day=day) == []
    actions.set_charter(
        cast.county, by=SYSTEM, day=date(2018, 1, 1), approver="own", yearly_quota=None, term_years=5, lapse_years=2
    )
    assert with_lapse_rule() == [cast.county]
    assert nightly_list() == "按章程到期未续 2 份，核对后运行 tongxin lapse --yes 办理退会。"
    assert [(one.membership, one.ran_out) for one in lapsing(cast.county, day=day)] == [(early, day)]
    with pytest.raises(ForbiddenError):
        actions.lapse_memberships(cast.county, by=cast.actor("neighbour"), day=day)
    ended = actions.lapse_memberships(cast.county, by=cast.actor("secretary"), day=day)
    assert [(one.pk, one.state, one.ending, one.end) for one in ended] == [(early.pk, "ended", "lapsed", day)]
    assert lapsing(cast.county, day=day) == []
    with pytest.raises(ConflictError, match="不能续期"):
        actions.renew_membership(early, by=SYSTEM, day=day)


def test_renewed_membership_begins_its_time_anew(cast: Cast) -> None:
    member = cast.join(cast.person("例甲"), cast.county, begin=date(2020, 3, 5))
    charter(cast, lapse_years=2)
    with pytest.raises(ForbiddenError):
        actions.renew_membership(member, by=cast.actor("neighbour"), day=date(2021, 3, 5))
    with pytest.raises(InputError):
        actions.renew_membership(member, by=SYSTEM, day=date(2019, 3, 5))
    actions.renew_membership(member, by=cast.actor("secretary"), day=date(2021, 3, 5))
    assert lapsing(cast.county, day=date(2022, 12, 31)) == []
    assert len(lapsing(cast.county, day=date(2023, 3, 5))) == 1


def test_who_may_write_on_both_sides_transfers_at_once(cast: Cast) -> None:
    member = cast.join(cast.person("例甲"), cast.county)
    office = actions.appoint_office(member, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    day = date(2022, 1, 1)
    transfer = actions.transfer_membership(
        member, by=cast.actor("province"), target=cast.neighbour, day=day, reason="工作调动"
    )
    assert (transfer.state, str(transfer)) == ("done", f"转会 {transfer.pk}")
    assert (member.state, member.end, member.ending) == ("ended", day, "transferred")
    assert transfer.begun is not None
    assert (transfer.begun.begin, transfer.begun.state, transfer.begun.away) == (day, "admitted", True)
    office.refresh_from_db(from_queryset=Office.objects.whole_network(reason=ALL))
    assert office.end == day


def test_who_may_write_on_one_side_asks_the_other(cast: Cast) -> None:
    member = cast.join(cast.person("例甲"), cast.county)
    asking = {"target": cast.neighbour, "day": date(2022, 1, 1), "reason": "工作调动"}
    with pytest.raises(ForbiddenError):
        actions.transfer_membership(member, by=cast.actor("neighbour"), **asking)
    transfer = actions.transfer_membership(member, by=cast.actor("secretary"), **asking)
    assert (transfer.state, member.state) == ("waiting", "admitted")
    for who, seen in (("neighbour", 1), ("secretary", 1), ("city", 0), ("stranger", 0)):
        assert Transfer.objects.visible_to(cast.actor(who).scope).count() == seen
    with pytest.raises(ConflictError, match="已有一份待接收"):
        actions.transfer_membership(member, by=cast.actor("secretary"), **asking)
    with pytest.raises(ForbiddenError):
        actions.accept_transfer(transfer, by=cast.actor("secretary"), day=today())
    actions.accept_transfer(transfer, by=cast.actor("neighbour"), day=today())
    member.refresh_from_db(from_queryset=Membership.objects.whole_network(reason=ALL))
    assert (transfer.state, member.ending, member.end) == ("done", "transferred", today())
    with pytest.raises(ConflictError, match="现在是「已转入」，不能"):
        actions.accept_transfer(transfer, by=cast.actor("neighbour"), day=today())


def test_transfer_is_declined_or_withdrawn_and_the_membership_goes_on(cast: Cast) -> None:
    member = cast.join(cast.person("例甲"), cast.county)
    asking = {"target": cast.neighbour, "day": date(2022, 1, 1), "reason": "工作调动"}
    transfer = actions.transfer_membership(member, by=cast.actor("secretary"), **asking)
    with pytest.raises(ForbiddenError):
        actions.decline_transfer(transfer, by=cast.actor("secretary"), reason="x")
    actions.decline_transfer(transfer, by=cast.actor("neighbour"), reason="名额已满")
    again = actions.transfer_membership(member, by=cast.actor("secretary"), **asking)
    with pytest.raises(ForbiddenError):
        actions.withdraw_transfer(again, by=cast.actor("neighbour"))
    actions.withdraw_transfer(again, by=cast.actor("secretary"))
    assert (transfer.state, again.state, member.state) == ("declined", "withdrawn", "admitted")


def test_transfer_refuses_what_cannot_be(cast: Cast) -> None:
    member = cast.join(cast.person("例甲"), cast.county)
    day = today() - timedelta(days=1)
    with pytest.raises(ConflictError, match="就是现在的组织"):
        actions.transfer_membership(member, by=SYSTEM, target=cast.county, day=day, reason="x")
    actions.close_organisation(cast.neighbour, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    with pytest.raises(ConflictError, match="已注销"):
        actions.transfer_membership(member, by=SYSTEM, target=cast.neighbour, day=day, reason="x")
    actions.end_membership(member, by=SYSTEM, day=day, ending="left")
    with pytest.raises(ConflictError, match="不能转会"):
        actions.transfer_membership(member, by=SYSTEM, target=cast.city, day=day, reason="x")


def test_transfer_into_a_full_year_changes_nothing(cast: Cast) -> None:
    charter(cast, cast.neighbour, yearly_quota=1)
    cast.join(cast.person("例乙", "430200"), cast.neighbour, begin=date(2022, 3, 1))
    member = cast.join(cast.person("例甲"), cast.county)
    with pytest.raises(ConflictError, match="名额"):
        actions.transfer_membership(
            member, by=cast.actor("province"), target=cast.neighbour, day=date(2022, 4, 1), reason="调动"
        )
    assert Membership.objects.whole_network(reason=ALL).get(pk=member.pk).state == "admitted"
    assert not Transfer.objects.whole_network(reason=ALL).exists()


def test_transfer_waits_for_whoever_the_charter_lets_admit(cast: Cast) -> None:
    charter(cast, approver="parent")
    member = cast.join(cast.person("例甲", "430200"), cast.neighbour)
    asking = {"target": cast.county, "day": date(2022, 1, 1), "reason": "调动"}
    transfer = actions.transfer_membership(member, by=cast.actor("neighbour"), **asking)
    with pytest.raises(ForbiddenError):
        actions.accept_transfer(transfer, by=cast.actor("secretary"), day=today())
    actions.accept_transfer(transfer, by=cast.actor("registrar"), day=today())
    assert transfer.state == "done"


DAYS = st.dates(date(2018, 1, 1), date(2024, 1, 1))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begin=DAYS, end=st.none() | DAYS, day=DAYS)
def test_member_of_a_day_is_one_whose_half_open_time_holds_it(
    cast: Cast, begin: date, end: date | None, day: date
) -> None:
    until = max(begin, end) if end else None
    with transaction.atomic():
        member = cast.join(cast.person("例甲"), cast.county, begin=begin)
        if until:
            actions.end_membership(member, by=SYSTEM, day=until, ending="left")
        listed = members_of(cast.county, scope=cast.actor("secretary").scope).filter(held_on(day), pk=member.pk)
        assert listed.exists() == (begin <= day and (until is None or day < until))
        transaction.set_rollback(True)
