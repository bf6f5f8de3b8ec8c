from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, place
from tests.network.life import ALL, MOBILE, handed_in, opened, typed
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.actions import joining
from tongxin.network.models import Application, Consent, Membership, Person
from tongxin.network.models.tokens import hashed

STRANGER = Actor.nobody()


def persons() -> list[Person]:
    return list(Person.objects.whole_network(reason=ALL).order_by("id"))


def charter(cast: Cast, **rules: Any) -> None:
    settled = {"approver": "own", "yearly_quota": None, "term_years": 5, **rules}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), **settled)


def test_stranger_applies_by_link_and_is_no_person_yet(cast: Cast) -> None:
    receipt = actions.apply_by_link(opened(cast.county), by=STRANGER, **typed())
    application = receipt.application
    assert (application.state, application.source, application.path) == ("waiting", "link", cast.county.path)
    assert application.token_hash == hashed(receipt.token)
    assert application.consents == {"contact": 1, "display": 1}
    assert str(application) == f"入会申请 {application.pk}"
    assert persons() == []


def test_link_is_opened_once_and_closed_by_those_who_keep_members(cast: Cast) -> None:
    for who in ("city", "neighbour", "member", "stranger"):
        with pytest.raises(ForbiddenError):
            actions.open_joining_link(cast.county, by=cast.actor(who))
    link = actions.open_joining_link(cast.county, by=cast.actor("secretary"))
    assert str(link) == f"入会申请链接 {link.pk}"
    with pytest.raises(ConflictError, match="已有开放"):
        opened(cast.county)
    with pytest.raises(ForbiddenError):
        actions.close_joining_link(link, by=cast.actor("neighbour"))
    actions.close_joining_link(link, by=cast.actor("secretary"))
    with pytest.raises(ConflictError, match="已经关闭"):
        actions.close_joining_link(link, by=SYSTEM)
    with pytest.raises(ConflictError, match="已经关闭"):
        actions.apply_by_link(link, by=STRANGER, **typed())
    assert opened(cast.county).token != link.token


def test_link_takes_so_many_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_AN_HOUR", 1)
    link = opened(cast.county)
    actions.apply_by_link(link, by=STRANGER, **typed())
    with pytest.raises(ConflictError, match="过一小时"):
        actions.apply_by_link(link, by=STRANGER, **typed())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "请填写姓名"), ({"mobile": ""}, "请填写手机号"), ({"unit": ""}, "请填写工作单位"),
        ({"mobile": "123"}, "11 位"), ({"consents": []}, "会务联系"), ({"consents": ["contact", "x"]}, "没有这项用途"),
    ],
)  # fmt: skip
def test_application_must_hold_what_the_charter_asks_for(cast: Cast, changes: Any, sentence: str) -> None:
    charter(cast, required_fields=["mobile", "unit"])
    with pytest.raises(InputError, match=sentence):
        handed_in(cast.county, **changes)


def test_closed_organisation_takes_nobody(cast: Cast) -> None:
    link, application = opened(cast.county), handed_in(cast.county).application
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="合并")
    kept = Application.objects.whole_network(reason=ALL).get()
    assert (kept.state, kept.name, kept.mobile, kept.answer) == ("declined", "", "", "组织已注销")
    with pytest.raises(ConflictError, match="已经关闭"):
        actions.apply_by_link(link, by=STRANGER, **typed())
    with pytest.raises(ConflictError, match="现在是「未通过」，不能批准申请"):
        actions.admit_application(application, by=SYSTEM, day=today())
    for act in (actions.open_joining_link, lambda one, by: handed_in(one)):
        with pytest.raises(ConflictError, match="已注销"):
            act(cast.county, by=SYSTEM)


def test_in_person_entry_needs_the_verb(cast: Cast) -> None:
    with pytest.raises(ForbiddenError):
        actions.apply_at_desk(cast.county, by=cast.actor("city"), **typed())
    assert actions.apply_at_desk(cast.county, by=cast.actor("secretary"), **typed()).application.source == "desk"


def test_admission_registers_a_person_and_erases_the_form(cast: Cast) -> None:
    application = handed_in(cast.county).application
    membership = actions.admit_application(application, by=cast.actor("secretary"), day=today())
    assert (membership.state, membership.begin, membership.away) == ("admitted", today(), False)
    assert (membership.person.name, membership.person.mobile) == ("欧阳娜娜", MOBILE)
    assert membership.person.path == cast.county.path
    kept = Application.objects.whole_network(reason=ALL).get()
    assert (kept.name, kept.mobile, kept.mobile_index, kept.unit, kept.state) == ("", "", "", "", "admitted")
    given = Consent.objects.whole_network(reason=ALL).filter(person=membership.person)
    assert {one.purpose for one in given} == {"contact", "display"}
    with pytest.raises(ConflictError, match="现在是「已通过」，不能批准申请"):
        actions.admit_application(application, by=SYSTEM, day=today())


def test_admission_finds_the_person_on_record_wherever(cast: Cast) -> None:
    known = cast.person("欧阳娜娜", "430200", mobile=MOBILE)
    membership = actions.admit_application(handed_in(cast.county).application, by=cast.actor("secretary"), day=today())
    assert membership.person == known
    assert membership.away
    again = actions.admit_application(handed_in(cast.city).application, by=SYSTEM, day=today())
    assert again.person == known
    assert Consent.objects.whole_network(reason=ALL).filter(person=known).count() == 2
    with pytest.raises(ConflictError, match="已有会籍"):
        actions.admit_application(handed_in(cast.city).application, by=SYSTEM, day=today())


@pytest.mark.parametrize("changes", [{"name": "别人"}, {"mobile": "13900139000"}])
def test_other_name_or_number_is_another_person_unless_the_officer_says_so(cast: Cast, changes: Any) -> None:
    known = cast.person("欧阳娜娜", mobile=MOBILE)
    first = actions.admit_application(handed_in(cast.county, **changes).application, by=SYSTEM, day=today())
    assert first.person != known
    second = actions.admit_application(
        handed_in(cast.county, **changes).application, by=SYSTEM, day=today(), person=known
    )
    assert second.person == known


def test_without_a_number_nobody_is_recognised(cast: Cast) -> None:
    charter(cast, required_fields=[])
    known = cast.person("欧阳娜娜")
    application = handed_in(cast.county, mobile="", group="").application
    assert actions.admit_application(application, by=SYSTEM, day=today()).person != known


def test_person_is_kept_at_the_place_named_only_inside_the_reviewers_scope(cast: Cast) -> None:
    inside = handed_in(cast.province, place=place("430182"), mobile="13900139001").application
    assert actions.admit_application(inside, by=cast.actor("province"), day=today()).person.path == "43/4301/430182/"
    outside = handed_in(cast.county, place=place("430200"), mobile="13900139002").application
    assert actions.admit_application(outside, by=cast.actor("secretary"), day=today()).person.path == cast.county.path


def test_charter_says_who_reviews_and_how_many(cast: Cast) -> None:
    charter(cast, approver="parent", yearly_quota=1)
    first, second = handed_in(cast.county).application, handed_in(cast.county, mobile="13900139000").application
    with pytest.raises(ForbiddenError):
        actions.admit_application(first, by=cast.actor("secretary"), day=today())
    actions.admit_application(first, by=cast.actor("registrar"), day=today())
    with pytest.raises(ConflictError, match="名额"):
        actions.admit_application(second, by=cast.actor("registrar"), day=today())
    with pytest.raises(InputError):
        actions.decline_application(second, by=cast.actor("registrar"), day=today() - timedelta(days=1), reason="x")


def test_declined_and_withdrawn_leave_nothing_personal(cast: Cast) -> None:
    declined, withdrawn = (handed_in(cast.county, name=name).application for name in ("例甲", "例乙"))
    with pytest.raises(InputError, match="原因"):
        actions.decline_application(declined, by=SYSTEM, day=today(), reason=" ")
    with pytest.raises(ForbiddenError):
        actions.decline_application(declined, by=cast.actor("neighbour"), day=today(), reason="x")
    actions.decline_application(declined, by=cast.actor("secretary"), day=today(), reason="材料不全")
    actions.withdraw_application(withdrawn, by=STRANGER)
    for application in Application.objects.whole_network(reason=ALL):
        assert (application.name, application.mobile, application.unit, application.position) == ("", "", "", "")
    assert (declined.state, declined.answer, withdrawn.state) == ("declined", "材料不全", "withdrawn")
    with pytest.raises(ConflictError):
        actions.withdraw_application(declined, by=STRANGER)
    assert not Membership.objects.whole_network(reason=ALL).exists()


def test_journal_never_holds_what_the_applicant_wrote(cast: Cast) -> None:
    receipt = actions.apply_by_link(opened(cast.county), by=STRANGER, **typed())
    actions.admit_application(receipt.application, by=SYSTEM, day=today())
    lines = Entry.objects.whole_network(reason=ALL).values_list(
        "before", "after", "record_label", "actor", "detail__reason", "detail__said"
    )
    written = str(list(lines))
    for secret in ("欧阳娜娜", MOBILE, "某传媒公司", "编导", receipt.token):
        assert secret not in written
