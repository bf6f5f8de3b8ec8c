from datetime import timedelta

import pytest

from tongxin.access import accounts, actions
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Entry, Grant
from tongxin.access.scopes import actor_named, actor_of, scope_of
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.actions import end_role

pytestmark = pytest.mark.django_db
CITY, COUNTY, OTHER_CITY = "43/4301/", "43/4301/430121/", "43/4302/"
PASSWORD = "同心-tongxin-2022"


@pytest.fixture
def city_administrator() -> Actor:
    return Actor(scope=Scope.of({CITY: {Verb.ADMINISTER}}), name="市管理员")


def open_secretary(by: Actor, **changes: object) -> Account:
    values = {"name": "县秘书", "password": PASSWORD, "post": actions.Post(role="secretary", path=COUNTY), **changes}
    return actions.open_account("secretary", by=by, **values)


def entries() -> list[Entry]:
    return list(Entry.objects.whole_network(reason="the test reads the whole journal").order_by("id"))


def test_account_opened_holds_its_role_below_its_place(city_administrator: Actor) -> None:
    account = open_secretary(city_administrator)
    scope = scope_of(account.pk)
    assert scope.may(Verb.RECORD, COUNTY)
    assert not scope.may(Verb.RECORD, CITY)
    assert not scope.may(Verb.ADMINISTER, COUNTY)
    assert account.check_password(PASSWORD)
    assert [entry.action for entry in entries()] == ["access.account.open", "access.grant.give"]
    assert PASSWORD not in str([entry.after for entry in entries()])
    assert account.password not in str([entry.after for entry in entries()])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"post": actions.Post(role="secretary", path=OTHER_CITY)}, ForbiddenError),
        ({"post": actions.Post(role="king", path=COUNTY)}, InputError),
        ({"password": "12345"}, InputError),
    ],
)
def test_account_opened_wrongly_leaves_nothing(
    city_administrator: Actor, changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        open_secretary(city_administrator, **changes)
    assert not Account.objects.exists()
    assert not entries()


def test_account_needs_a_free_login_name(city_administrator: Actor) -> None:
    open_secretary(city_administrator)
    with pytest.raises(ConflictError, match="已有人使用"):
        open_secretary(city_administrator)
    with pytest.raises(InputError, match="登录名"):
        actions.open_account(
            "  ", by=city_administrator, name="", password=PASSWORD, post=actions.Post(role="reader", path=CITY)
        )


def test_role_ends_today_and_stays_in_the_record(city_administrator: Actor) -> None:
    account = open_secretary(city_administrator)
    grant = Grant.objects.visible_to(city_administrator.scope).get()
    with pytest.raises(InputError, match="原因"):
        end_role(grant, by=city_administrator, reason=" ")
    end_role(grant, by=city_administrator, reason="调离")
    assert scope_of(account.pk) == Scope()
    assert entries()[-1].reason == "调离"
    assert entries()[-1].before == {"end": None}
    assert entries()[-1].action == "access.grant.end"
    before = len(entries())
    with pytest.raises(ConflictError, match="现在是「已结束」，不能收回授权"):
        end_role(grant, by=city_administrator, reason="再次")
    assert len(entries()) == before


def test_role_that_has_not_begun_can_be_taken_back(city_administrator: Actor) -> None:
    account = open_secretary(city_administrator)
    post = actions.Post(role="reader", path=CITY)
    later = actions.give_role(account, by=city_administrator, post=post, begin=today() + timedelta(days=9))
    end_role(later, by=city_administrator, reason="不用了")
    assert later.end == later.begin
    with pytest.raises(ConflictError, match="已结束"):
        end_role(later, by=city_administrator, reason="再次")


def test_role_elsewhere_is_not_taken_back(city_administrator: Actor) -> None:
    open_secretary(city_administrator)
    grant = Grant.objects.visible_to(city_administrator.scope).get()
    for verbs in ({OTHER_CITY: {Verb.ADMINISTER}}, {CITY: {Verb.VIEW, Verb.RECORD, Verb.CONFIRM}}):
        with pytest.raises(ForbiddenError):
            end_role(grant, by=Actor(scope=Scope.of(verbs), name="旁人"), reason="越权")
    assert entries()[-1].action == "access.grant.give"


def test_role_given_for_a_time_holds_in_that_time_only(city_administrator: Actor) -> None:
    account = open_secretary(city_administrator)
    post = actions.Post(role="reader", path=CITY)
    actions.give_role(account, by=city_administrator, post=post, begin=today() + timedelta(days=1))
    assert not scope_of(account.pk).may(Verb.VIEW, CITY)
    actions.give_role(account, by=city_administrator, post=post, end=today() + timedelta(days=1))
    assert scope_of(account.pk).may(Verb.VIEW, CITY)
    with pytest.raises(InputError, match="晚于"):
        actions.give_role(account, by=city_administrator, post=post, end=today())


def test_account_closed_can_do_nothing(city_administrator: Actor) -> None:
    account = open_secretary(city_administrator)
    neighbour = Actor(scope=Scope.of({OTHER_CITY: {Verb.ADMINISTER}}), name="邻市管理员")
    with pytest.raises(ForbiddenError):
        accounts.close_account(account, by=neighbour, reason="越权")
    with pytest.raises(InputError):
        accounts.close_account(account, by=city_administrator, reason="")
    accounts.close_account(account, by=city_administrator, reason="退休")
    assert scope_of(account.pk) == Scope()
    with pytest.raises(NotFoundError):
        actor_named("secretary")


def test_account_without_any_role_is_closed_by_the_whole_network_only(city_administrator: Actor) -> None:
    account = Account.objects.create(username="nobody")
    with pytest.raises(ForbiddenError):
        accounts.close_account(account, by=city_administrator, reason="空账号")
    accounts.close_account(account, by=Actor.system("测试"), reason="空账号")


def test_actor_of_an_account_carries_its_name(city_administrator: Actor) -> None:
    account = open_secretary(city_administrator)
    assert actor_named("secretary").name == "县秘书" == actor_of(account).name
    assert scope_of(None) == Scope()
