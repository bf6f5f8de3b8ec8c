from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, place
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.actions import Enrolment
from tongxin.network.models import Membership, Office, Person

ALL = "the test reads every row"
JOINED = date(2020, 3, 5)


def details(person: Person, **changes: Any) -> Any:
    names = ("name", "unit", "position", "group", "place", "mobile")
    return {**{name: getattr(person, name) for name in names}, **changes}


def test_secretary_registers_a_person_at_home(cast: Cast) -> None:
    person = actions.register_person(
        by=cast.actor("secretary"), name="覃 小红", unit="某律师 事务所", position="律师", group="intermediary",
        place=place("430182"), mobile="138 0013 8000",
    )  # fmt: skip
    assert (person.name, person.unit, person.mobile, person.path) == (
        "覃小红", "某律师事务所", "13800138000", "43/4301/430182/",
    )  # fmt: skip
    assert str(person) == f"人员 {person.pk}"


def test_officer_without_the_verb_registers_nobody(cast: Cast) -> None:
    with pytest.raises(ForbiddenError, match="人员信息"):
        actions.register_person(
            by=cast.actor("city"), name="张伟", unit="", position="", group="", place=place("430182"), mobile=""
        )


def test_person_needs_a_name(cast: Cast) -> None:
    with pytest.raises(InputError, match="姓名"):
        cast.person("  ")


def test_moving_a_person_needs_both_sides_and_marks_memberships(cast: Cast) -> None:
    person = cast.person("张伟明")
    membership = cast.join(person, cast.county)
    moved = details(person, place=place("430200"))
    for who in ("secretary", "neighbour"):
        with pytest.raises(ForbiddenError):
            actions.correct_person(person, by=cast.actor(who), reason="搬迁", **moved)
    actions.correct_person(person, by=cast.actor("province"), reason="搬迁", **moved)
    assert person.path == "43/4302/"
    assert Membership.objects.whole_network(reason=ALL).get(pk=membership.pk).away
    actions.correct_person(person, by=cast.actor("province"), reason="更名", **details(person, name="张伟民"))
    assert person.search_text.startswith("张 伟 民")
    with pytest.raises(InputError, match="原因"):
        actions.correct_person(person, by=SYSTEM, reason="", **details(person))


def test_application_review_admission(cast: Cast) -> None:
    membership = cast.applicant(cast.person("张伟明"), cast.county)
    with pytest.raises(ConflictError, match="已有会籍"):
        cast.applicant(membership.person, cast.county)
    with pytest.raises(ForbiddenError):
        actions.admit_member(membership, by=cast.actor("neighbour"), day=JOINED)
    actions.admit_member(membership, by=cast.actor("secretary"), day=JOINED)
    assert (membership.state, membership.begin) == ("admitted", JOINED)
    with pytest.raises(ConflictError, match="现在是「已通过」，不能批准入会"):
        actions.admit_member(membership, by=cast.actor("secretary"), day=JOINED)


def test_declined_applicant_may_apply_again(cast: Cast) -> None:
    membership = cast.applicant(cast.person("张伟明"), cast.county)
    with pytest.raises(InputError, match="原因"):
        actions.decline_member(membership, by=SYSTEM, day=JOINED, reason=" ")
    actions.decline_member(membership, by=SYSTEM, day=JOINED, reason="材料不全")
    assert membership.state == "declined"
    assert cast.applicant(membership.person, cast.county).state == "applied"


def test_closed_organisation_takes_nobody(cast: Cast) -> None:
    person = cast.person("张伟明")
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    with pytest.raises(ConflictError, match="已注销"):
        cast.applicant(person, cast.county)


def test_charter_says_who_decides_and_how_many_a_year(cast: Cast) -> None:
    actions.set_charter(cast.county, by=SYSTEM, day=date(2019, 1, 1), approver="parent", yearly_quota=1, term_years=4)
    first = cast.applicant(cast.person("张伟明"), cast.county)
    with pytest.raises(ForbiddenError):
        actions.admit_member(first, by=cast.actor("secretary"), day=JOINED)
    actions.admit_member(first, by=cast.actor("registrar"), day=JOINED)
    second = cast.applicant(cast.person("单小丽"), cast.county)
    with pytest.raises(ConflictError, match="2020年已吸纳 1 人"):
        actions.admit_member(second, by=cast.actor("registrar"), day=date(2020, 12, 31))
    actions.admit_member(second, by=cast.actor("registrar"), day=date(2021, 1, 1))
    office = actions.appoint_office(second, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    assert office.due == date(2025, 1, 1)


def test_association_without_parent_decides_itself(cast: Cast) -> None:
    actions.set_charter(
        cast.province, by=SYSTEM, day=date(2019, 1, 1), approver="parent", yearly_quota=None, term_years=5
    )
    assert cast.join(cast.person("张伟明"), cast.province).state == "admitted"


def test_membership_ends_with_its_offices(cast: Cast) -> None:
    membership = cast.join(cast.person("张伟明"), cast.county)
    office = actions.appoint_office(membership, by=SYSTEM, title="president", begin=date(2021, 1, 1))
    actions.end_membership(membership, by=cast.actor("secretary"), day=date(2022, 1, 1), ending="left")
    assert (membership.state, membership.end, membership.ending) == ("ended", date(2022, 1, 1), "left")
    assert Office.objects.whole_network(reason=ALL).get(pk=office.pk).end == date(2022, 1, 1)
    with pytest.raises(ConflictError, match="不能办理结束"):
        actions.end_membership(membership, by=SYSTEM, day=date(2022, 1, 1), ending="left")
    with pytest.raises(ConflictError, match="现在是「已结束」，不能登记任职"):
        actions.appoint_office(membership, by=SYSTEM, title="director", begin=date(2022, 1, 2))


def test_one_president_at_a_time_and_a_term_that_ends(cast: Cast) -> None:
    first = cast.join(cast.person("张伟明"), cast.county)
    second = cast.join(cast.person("单小丽"), cast.county)
    begin = date(2020, 3, 5)
    office = actions.appoint_office(first, by=SYSTEM, title="president", begin=begin)
    assert office.due == date(2025, 3, 5)
    with pytest.raises(ConflictError, match="已有人担任"):
        actions.appoint_office(second, by=SYSTEM, title="president", begin=date(2021, 1, 1))
    actions.end_office(office, by=cast.actor("secretary"), day=date(2021, 1, 1), reason="换届")
    actions.appoint_office(second, by=SYSTEM, title="president", begin=date(2021, 1, 1), due=date(2026, 1, 1))
    with pytest.raises(ConflictError, match="现在是「已离任」，不能登记离任"):
        actions.end_office(office, by=SYSTEM, day=date(2021, 1, 1))
    with pytest.raises(InputError, match="晚于任职日期"):
        actions.appoint_office(second, by=SYSTEM, title="director", begin=date(2021, 1, 1), due=date(2021, 1, 1))


def test_term_begun_on_29_february_ends_on_1_march(cast: Cast) -> None:
    membership = cast.join(cast.person("张伟明"), cast.county, begin=date(2020, 2, 1))
    assert actions.appoint_office(membership, by=SYSTEM, title="director", begin=date(2020, 2, 29)).due == date(
        2025, 3, 1
    )


def test_roster_is_taken_over_in_a_constant_number_of_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    home = cast.county.place

    def roster(size: int, *, of: str) -> list[Enrolment]:
        return [
            Enrolment(
                person=Person(name=f"{of}{number}", place=home, path=home.path),
                organisation=cast.county,
                applied=date(2019, 1, 1),
                begin=date(2019, 2, 1),
                end=date(2020, 1, 1) if number == 0 else None,
                ending="left" if number == 0 else "",
            )
            for number in range(size)
        ]

    by = cast.actor("secretary")
    for size in (3, 50):
        entries = roster(size, of=f"甲{size}乙")
        with django_assert_num_queries(8):  # on PostgreSQL as on SQLite: two to reserve numbers
            rows = actions.enrol_members(entries, by=by)
        assert [row.state for row in rows] == ["ended"] + ["admitted"] * (size - 1)
    assert Entry.objects.whole_network(reason=ALL).filter(action="network.membership.enrol").count() == 53
    again = [Enrolment(person=rows[1].person, organisation=cast.city, applied=JOINED, begin=JOINED)]
    assert not actions.enrol_members(again, by=SYSTEM)[0].away


def test_roster_with_a_wrong_day_or_place_is_refused_whole(cast: Cast) -> None:
    home = place("430200")
    entry = Enrolment(
        person=Person(name="张伟", place=home, path=home.path), organisation=cast.county, applied=JOINED, begin=JOINED
    )
    with pytest.raises(ForbiddenError):
        actions.enrol_members([entry], by=cast.actor("secretary"))
    for wrong in ({"begin": date(2019, 1, 1)}, {"end": date(2019, 1, 1)}, {"begin": today() + timedelta(days=1)}):
        with pytest.raises(InputError):
            actions.enrol_members([Enrolment(**{**vars(entry), **wrong})], by=SYSTEM)
    assert not Person.objects.whole_network(reason=ALL).exists()


def test_everyone_but_nobody_may_be_the_actor(cast: Cast) -> None:
    person = cast.person("张伟明")
    with pytest.raises(ForbiddenError):
        actions.apply_membership(person, by=Actor.nobody(), organisation=cast.county, applied=JOINED)
    assert [line.action for line in journal.of(person)] == ["network.person.register"]
