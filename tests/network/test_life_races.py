"""Two officers decide at once about the same applicant, member or request: once, and one person is made."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.network.life import ALL, handed_in, linked
from tests.network.test_races import lines, race
from tongxin.access.actor import Actor
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.models import (
    Application,
    JoiningLink,
    Membership,
    Person,
    PersonAccount,
    PersonRequest,
    Transfer,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def read(pk: int) -> Application:
    rows = Application.objects.whole_network(reason=ALL).select_related("organisation__parent", "organisation__place")
    return rows.get(pk=pk)


def test_application_is_decided_once(cast: Cast) -> None:
    pk = handed_in(cast.county).application.pk
    outcomes = race(
        lambda: actions.admit_application(read(pk), by=SYSTEM, day=today()),
        lambda: actions.decline_application(read(pk), by=SYSTEM, day=today(), reason="材料不全"),
    )
    assert outcomes[0] == "done"
    assert "现在是「" in outcomes[1]
    assert lines("network.application.admit") + lines("network.application.decline") == 1


def test_one_applicant_at_two_organisations_is_one_person(cast: Cast) -> None:
    keys = [handed_in(organisation).application.pk for organisation in (cast.county, cast.neighbour)]
    outcomes = race(*(lambda pk=pk: actions.admit_application(read(pk), by=SYSTEM, day=today()) for pk in keys))
    assert outcomes == ["done", "done"]
    assert Person.objects.whole_network(reason=ALL).count() == 1
    assert Membership.objects.whole_network(reason=ALL).count() == 2


def test_link_is_opened_once(cast: Cast) -> None:
    outcomes = race(*(lambda: actions.open_joining_link(cast.county, by=SYSTEM) for _ in range(2)))
    assert outcomes[0] == "done"
    assert outcomes[1] != "done"
    assert JoiningLink.objects.whole_network(reason=ALL).count() == 1


def test_transfer_is_accepted_once(cast: Cast) -> None:
    member = cast.join(cast.person("例甲"), cast.county)
    waiting = actions.transfer_membership(
        member, by=cast.actor("secretary"), target=cast.neighbour, day=date(2022, 1, 1), reason="调动"
    )
    rows = Transfer.objects.whole_network(reason=ALL).select_related("membership__person", "target__parent")
    copies = [rows.get(pk=waiting.pk) for _ in range(2)]
    outcomes = race(*(lambda one=one: actions.accept_transfer(one, by=SYSTEM, day=today()) for one in copies))
    assert outcomes[0] == "done"
    assert "现在是「已转入」，不能接收" in outcomes[1]
    assert Membership.objects.whole_network(reason=ALL).filter(organisation=cast.neighbour).count() == 1


def test_request_is_decided_once(cast: Cast) -> None:
    person = cast.person("例甲")
    asked = actions.ask_erasure(person, by=linked(cast, person))
    rows = PersonRequest.objects.whole_network(reason=ALL).select_related("person__place")
    copies = [rows.get(pk=asked.pk) for _ in range(2)]
    outcomes = race(*(lambda one=one: actions.decide_request(one, by=SYSTEM, accept=True) for one in copies))
    assert outcomes[0] == "done"
    assert "现在是「已办理」" in outcomes[1]
    assert lines("network.person.erase") == 1


def test_invitation_is_taken_up_once(cast: Cast) -> None:
    invitation = actions.invite_person(cast.person("例甲"), by=SYSTEM)
    rows = PersonAccount.objects.whole_network(reason=ALL)
    copies = [rows.get(pk=invitation.link.pk) for _ in range(2)]
    outcomes = race(
        *(
            lambda one=one, name=name: actions.accept_invitation(
                one, by=Actor.nobody(), username=name, password="同心-tongxin-2022"
            )
            for one, name in zip(copies, ("jia", "yi"), strict=True)
        )
    )
    assert outcomes[0] == "done"
    assert "已使用" in outcomes[1]
    assert lines("network.account.link") == 1
