import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.network.life import ALL, MOBILE, PASSWORD, handed_in, link_of, linked
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.models import Consent, EventIdentity, Membership, Office, Person, PersonRequest, Transfer
from tongxin.network.models.identity import Need, normal_identity
from tongxin.network.queries.organisations import members_on
from tongxin.network.queries.own import onlookers, person_of, refused, with_consent

NUMBER = "11010519491231002X"  # the specimen number of GB 11643


def details(**changes: str) -> dict[str, str]:
    return {"name": "例甲", "mobile": MOBILE, "unit": "甲公司", "position": "", "group": "", **changes}


@pytest.fixture
def person(cast: Cast) -> Person:
    return cast.person("例甲", mobile=MOBILE, unit="甲公司")


@pytest.fixture
def own(cast: Cast, person: Person) -> Actor:
    return linked(cast, person)


def fresh(person: Person) -> Person:
    return Person.objects.whole_network(reason=ALL).get(pk=person.pk)


def test_invited_person_opens_an_account_without_any_role(cast: Cast, person: Person) -> None:
    for who in ("city", "neighbour", "member"):
        with pytest.raises(ForbiddenError):
            actions.invite_person(person, by=cast.actor(who))
    first = actions.invite_person(person, by=cast.actor("secretary"))
    second = actions.invite_person(person, by=cast.actor("secretary"))
    with pytest.raises(ConflictError, match="新的邀请"):
        actions.accept_invitation(first.link, by=Actor.nobody(), username="lijia", password=PASSWORD)
    with pytest.raises(InputError):
        actions.accept_invitation(second.link, by=Actor.nobody(), username="lijia", password="1")
    actions.accept_invitation(second.link, by=Actor.nobody(), username="lijia", password=PASSWORD)
    account = Account.objects.get(username="lijia")
    assert person_of(account.pk) == person
    assert str(second.link) == f"会员账号 {second.link.pk}"
    with pytest.raises(ConflictError, match="已经有账号"):
        actions.invite_person(person, by=SYSTEM)
    with pytest.raises(ConflictError, match="新的邀请"):
        actions.link_own_account(second.link, by=SYSTEM, account=account)
    assert "lijia" not in str(
        list(Entry.objects.whole_network(reason=ALL).values_list("after", "actor", "record_label"))
    )


def test_invitation_runs_out(person: Person) -> None:
    invitation = actions.invite_person(person, by=SYSTEM)
    invitation.link.expires = today() - timedelta(days=1)
    invitation.link.save()
    with pytest.raises(ConflictError, match="过期"):
        actions.accept_invitation(invitation.link, by=Actor.nobody(), username="lijia", password=PASSWORD)


def test_account_is_linked_to_one_person(cast: Cast, person: Person, own: Actor) -> None:
    assert person_of(own.account_id) == person
    assert person_of(None) is None
    other = actions.invite_person(cast.person("例乙"), by=SYSTEM)
    with pytest.raises(ConflictError, match="已关联另一个人"):
        actions.link_own_account(other.link, by=own, account=cast.accounts["member"])


def test_linked_account_is_taken_off_with_a_reason(cast: Cast, person: Person, own: Actor) -> None:
    link = link_of(person)
    with pytest.raises(InputError):
        actions.end_person_account(link, by=SYSTEM, reason="")
    with pytest.raises(ForbiddenError):
        actions.end_person_account(link, by=cast.actor("neighbour"), reason="x")
    actions.end_person_account(link, by=cast.actor("secretary"), reason="关联错了")
    assert person_of(own.account_id) is None
    assert not Account.objects.get(pk=own.account_id).is_active
    with pytest.raises(ConflictError, match="现在是「已解除」，不能解除会员账号"):
        actions.end_person_account(link, by=SYSTEM, reason="x")


def test_account_with_a_role_keeps_working_when_the_link_ends(cast: Cast, person: Person) -> None:
    linked(cast, person, name="secretary")
    actions.end_person_account(link_of(person), by=SYSTEM, reason="关联错了")
    assert Account.objects.get(username="secretary").is_active
    unused = actions.invite_person(person, by=SYSTEM)
    actions.end_person_account(unused.link, by=SYSTEM, reason="不再邀请")


def test_consent_is_given_and_withdrawn_by_the_person_or_the_home_side(cast: Cast, person: Person, own: Actor) -> None:
    consent = actions.give_consent(person, by=own, purpose="display")
    assert (consent.version, str(consent)) == (1, f"同意 {consent.pk}")
    assert "公开页面" in consent.text
    assert with_consent([person.pk], "display") == {person.pk}
    with pytest.raises(ConflictError, match="已经同意过"):
        actions.give_consent(person, by=cast.actor("secretary"), purpose="display")
    with pytest.raises(ForbiddenError):
        actions.withdraw_consent(person, by=cast.actor("neighbour"), purpose="display")
    assert refused([person.pk], "display") == set()
    actions.withdraw_consent(person, by=own, purpose="display")
    with pytest.raises(ConflictError, match="已经撤回"):
        actions.withdraw_consent(person, by=own, purpose="display")
    assert with_consent([person.pk], "display") == set()
    assert refused([person.pk], "display") == {person.pk}
    with pytest.raises(InputError, match="没有这项用途"):
        actions.give_consent(person, by=own, purpose="advertising")


def test_consent_on_paper_is_entered_as_given_and_as_withdrawn(cast: Cast, person: Person) -> None:
    secretary = cast.actor("secretary")
    actions.enter_consent(person, by=secretary, purpose="display", give=True)
    assert with_consent([person.pk], "display") == {person.pk}
    actions.enter_consent(person, by=secretary, purpose="display", give=False)
    assert refused([person.pk], "display") == {person.pk}


def test_correction_asked_for_is_done_by_the_home_side_alone(cast: Cast, person: Person, own: Actor) -> None:
    with pytest.raises(InputError, match="没有改动"):
        actions.ask_correction(person, by=own, details=details())
    with pytest.raises(InputError, match="姓名"):
        actions.ask_correction(person, by=own, details=details(name=" "))
    with pytest.raises(ForbiddenError, match="本人"):
        actions.ask_correction(person, by=cast.actor("secretary"), details=details(unit="乙公司"))
    request = actions.ask_correction(
        person, by=own, details=details(unit="乙公司", group="freelance"), reason="换了工作"
    )
    assert json.loads(request.proposed) == {"unit": "乙公司", "group": "freelance"}
    with pytest.raises(ConflictError, match="同样的请求"):
        actions.ask_correction(person, by=own, details=details(unit="丙公司"))
    with pytest.raises(ForbiddenError):
        actions.decide_request(request, by=cast.actor("neighbour"), accept=True)
    actions.decide_request(request, by=cast.actor("secretary"), accept=True)
    kept = fresh(person)
    assert (kept.unit, kept.group, kept.mobile) == ("乙公司", "freelance", MOBILE)
    assert (request.state, request.proposed, str(request)) == ("done", "", f"本人请求 {request.pk}")
    with pytest.raises(ConflictError, match="现在是「已办理」，不能办理请求"):
        actions.decide_request(request, by=SYSTEM, accept=True)
    with pytest.raises(ConflictError, match="不能撤回"):
        actions.withdraw_request(request, by=own)


def test_request_is_refused_with_a_reason_or_taken_back(cast: Cast, person: Person, own: Actor) -> None:
    request = actions.ask_correction(person, by=own, details=details(name="例丙"))
    with pytest.raises(InputError, match="原因"):
        actions.decide_request(request, by=SYSTEM, accept=False)
    actions.decide_request(request, by=SYSTEM, accept=False, reason="请带证件来办")
    assert (request.state, request.answer, fresh(person).name) == ("declined", "请带证件来办", "例甲")
    again = actions.ask_erasure(person, by=own)
    other = linked(cast, cast.person("例乙"), name="other")
    with pytest.raises(ForbiddenError):
        actions.withdraw_request(again, by=other)
    actions.withdraw_request(again, by=own)
    assert again.state == "withdrawn"


def test_member_leaves_and_renews_without_leave(cast: Cast, person: Person, own: Actor) -> None:
    membership = cast.join(person, cast.neighbour)
    actions.appoint_office(membership, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    stranger = linked(cast, cast.person("例乙"), name="other")
    for act in (actions.leave_organisation, actions.renew_own_membership):
        with pytest.raises(ForbiddenError):
            act(membership, by=stranger)
    actions.renew_own_membership(membership, by=own)
    assert membership.renewed == today()
    actions.leave_organisation(membership, by=own)
    assert (membership.state, membership.ending, membership.end) == ("ended", "left", today())
    assert Office.objects.whole_network(reason=ALL).get().end == today()
    with pytest.raises(ConflictError, match="不能续期"):
        actions.renew_own_membership(membership, by=own)
    assert {line.actor for line in Entry.objects.whole_network(reason=ALL).filter(account_id=own.account_id)} == {
        "会员本人"
    }


def test_erased_person_leaves_figures_and_no_name(cast: Cast, person: Person, own: Actor) -> None:
    past = date(2021, 6, 1)
    member = cast.join(person, cast.county)
    cast.applicant(person, cast.city)
    cast.join(person, cast.neighbour)
    actions.appoint_office(member, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    transfer = actions.transfer_membership(
        member, by=cast.actor("secretary"), target=cast.neighbour, day=past, reason="调动"
    )
    actions.give_consent(person, by=own, purpose="contact")
    declined = actions.ask_correction(person, by=own, details=details(unit="秘密公司"), reason="秘密")
    actions.decide_request(declined, by=SYSTEM, accept=False, reason="秘密答复")
    need = Need(occasion="training.class:1", path=cast.county.path, purpose="insurance", last_day=today())
    actions.keep_identity(person, by=SYSTEM, number=NUMBER, need=need)
    before = members_on(cast.county, past)
    request = actions.ask_erasure(person, by=own)
    actions.decide_request(request, by=cast.actor("secretary"), accept=True)
    kept = fresh(person)
    assert (kept.unit, kept.position, kept.mobile, kept.mobile_index) == ("", "", "", "")
    assert kept.name == f"（已删除 {person.pk}）"
    assert members_on(cast.county, past) == before == 1
    states = Membership.objects.whole_network(reason=ALL).filter(person=person).values_list("state", flat=True)
    assert sorted(states) == ["declined", "ended", "ended"]
    transfer.refresh_from_db(from_queryset=Transfer.objects.whole_network(reason=ALL))
    assert transfer.state == "withdrawn"
    assert not Consent.objects.whole_network(reason=ALL).filter(withdrawn=None).exists()
    assert not EventIdentity.objects.whole_network(reason=ALL).exists()
    account = Account.objects.get(pk=own.account_id)
    assert (account.is_active, account.username) == (False, f"closed-{account.pk}")
    for row in PersonRequest.objects.whole_network(reason=ALL):
        assert (row.proposed, row.reason, row.answer) == ("", "", "")
    written = str(
        list(
            Entry.objects.whole_network(reason=ALL).values_list(
                "before", "after", "record_label", "detail__reason", "detail__said"
            )
        )
    )
    for secret in ("例甲", MOBILE, "甲公司", "秘密", NUMBER):
        assert secret not in written


def test_erasing_needs_the_home_side_and_works_without_an_account(cast: Cast, person: Person) -> None:
    with pytest.raises(ForbiddenError):
        actions.erase_person(person, by=cast.actor("neighbour"), reason="x")
    actions.invite_person(person, by=SYSTEM)
    actions.erase_person(person, by=cast.actor("secretary"), reason="本人书面要求")
    assert fresh(person).mobile == ""


def test_who_can_see_me_names_roles_and_places_only(cast: Cast, person: Person) -> None:
    cast.join(person, cast.neighbour)
    seen = {(one.role, one.place, one.accounts, one.through) for one in onlookers(person)}
    assert seen == {
        ("秘书", "宁乡市", 1, "登记地区"),
        ("人员管理员", "长沙市", 1, "登记地区"),
        ("人员管理员", "湖南省", 1, f"登记地区、{cast.neighbour.name}"),
        ("人员管理员", "株洲市", 1, cast.neighbour.name),
    }


@pytest.mark.parametrize(
    "number", [NUMBER, "11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_identity_number_is_read_however_typed(number: str) -> None:
    assert normal_identity(number) == NUMBER


@pytest.mark.parametrize(
    "number", ["", "110105194912310021", "11010519491331002X", "1101051949123100", "11010519491231002XX", "A" * 18]
)
def test_wrong_identity_number_is_refused(number: str) -> None:
    with pytest.raises(InputError, match="身份证号有误"):
        normal_identity(number)


def test_identity_number_is_kept_encrypted_for_one_event_and_deleted(cast: Cast, person: Person) -> None:
    need = Need(occasion="training.class:1", path=cast.county.path, purpose="ticket", last_day=today(), keep_days=3)
    with pytest.raises(ForbiddenError):
        actions.keep_identity(person, by=cast.actor("neighbour"), number=NUMBER, need=need)
    identity = actions.keep_identity(person, by=cast.actor("secretary"), number=NUMBER, need=need)
    assert str(identity) == f"活动用身份证号 {identity.pk}"
    with pytest.raises(ConflictError, match="已登记"):
        actions.keep_identity(person, by=SYSTEM, number=NUMBER, need=need)
    for wrong in (replace(need, keep_days=91), replace(need, last_day=today() - timedelta(days=9))):
        with pytest.raises(InputError):
            actions.keep_identity(person, by=SYSTEM, number=NUMBER, need=wrong)
    assert actions.delete_expired(by=SYSTEM, day=identity.expires) == 0
    actions.invite_person(person, by=SYSTEM)
    assert actions.delete_expired(by=SYSTEM, day=identity.expires + timedelta(days=30)) == 2
    assert not EventIdentity.objects.whole_network(reason=ALL).exists()


def test_person_applied_is_one_with_consents_of_its_own(cast: Cast) -> None:
    membership: Any = actions.admit_application(handed_in(cast.county).application, by=SYSTEM, day=today())
    assert with_consent([membership.person_id], "contact") == {membership.person_id}
