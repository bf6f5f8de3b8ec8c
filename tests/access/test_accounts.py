"""Looking after accounts: one-time passwords, stopping, starting, unlocking; nobody does it to somebody above."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.cast import CITY, COUNTY, NEIGHBOUR, PROVINCE
from tongxin.access import accounts, actions, signing_in
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Entry, Grant
from tongxin.access.scopes import actor_of, scope_of
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today

PASSWORD, OWN = "同心-tongxin-2022", "我自己的-密码-8461"
READ = "the test reads the whole journal"


def opened(name: str, *posts: tuple[str, str], **more: Any) -> Account:
    account = Account.objects.create_user(name, password=PASSWORD, first_name=f"{name}同志")
    for role, path in posts:
        Grant.objects.create(account=account, role=role, path=path, begin=today() - timedelta(days=9), **more)
    return account


@pytest.fixture
def administrator(db: None) -> Actor:
    """The administrator of Changsha."""
    return actor_of(opened("guanli", ("administrator", CITY)))


@pytest.fixture
def secretary(db: None) -> Account:
    return opened("mishu", ("secretary", COUNTY))


def journal() -> list[Entry]:
    return list(Entry.objects.whole_network(reason=READ).order_by("id"))


def signs_in(password: str, name: str = "mishu", **where: str) -> Client | None:
    client = Client(**where)
    answer = client.post("/accounts/login/", {"login": name, "password": password})
    return client if answer.status_code == 302 and answer["Location"] == "/work/" else None


def test_reset_gives_a_password_once_that_opens_only_the_page_to_set_an_own_one(
    administrator: Actor, secretary: Account
) -> None:
    before = signs_in(PASSWORD)
    assert before is not None
    given = accounts.reset_password(secretary, by=administrator, reason="本人忘记")
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", given)
    assert before.get("/work/").status_code == 302, "whoever was signed in is out"
    assert signs_in(PASSWORD) is None
    client = signs_in(given)
    assert client is not None
    for page in ("/work/", "/training/", "/", "/accounts/2fa/"):
        assert client.get(page)["Location"] == "/accounts/password/change/", page
    refused = client.get("/api/v1/records/")
    assert refused.status_code == 403
    assert "设置自己的密码" in refused.json()["message"]
    shown = client.get("/accounts/password/change/").content.decode()
    assert "一次性密码" in shown
    same = client.post("/accounts/password/change/", {"oldpassword": given, "password1": given, "password2": given})
    assert "新密码和现在的一样，请换一个。" in same.content.decode()
    done = client.post("/accounts/password/change/", {"oldpassword": given, "password1": OWN, "password2": OWN})
    assert done["Location"] == "/work/"
    assert client.get("/work/").status_code == 200
    assert signs_in(given) is None
    assert signs_in(OWN) is not None


def test_what_is_done_with_an_account_is_told_without_its_password(administrator: Actor, secretary: Account) -> None:
    given = accounts.reset_password(secretary, by=administrator, reason="本人忘记")
    client = signs_in(given)
    assert client is not None
    client.post("/accounts/password/change/", {"oldpassword": given, "password1": OWN, "password2": OWN})
    accounts.close_account(secretary, by=administrator, reason="退休")
    accounts.reopen_account(secretary, by=administrator, reason="返聘")
    accounts.unlock_account(secretary, by=administrator)
    told = [(one.action, one.actor, one.path, one.reason, one.before, one.after) for one in journal()]
    who, himself = "guanli同志", "mishu同志"
    assert told == [
        ("access.account.reset", who, COUNTY, "本人忘记", {"must_change": False}, {"must_change": True}),
        ("access.account.password", himself, COUNTY, "", {"must_change": True}, {"must_change": False}),
        ("access.account.close", who, COUNTY, "退休", {"is_active": True}, {"is_active": False}),
        ("access.account.reopen", who, COUNTY, "返聘", {"is_active": False}, {"is_active": True}),
        ("access.account.unlock", who, COUNTY, "解除登录锁定", {}, {}),
    ]


def test_journal_keeps_nothing_of_the_password_of_an_account_without_roles(db: None) -> None:
    opened("huiyuan")
    client = signs_in(PASSWORD, "huiyuan")
    assert client is not None
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})
    assert signs_in(OWN, "huiyuan") is not None
    assert journal() == []


ACTS = [
    lambda account, by: accounts.reset_password(account, by=by, reason="x"),
    lambda account, by: accounts.close_account(account, by=by, reason="x"),
    lambda account, by: accounts.reopen_account(account, by=by, reason="x"),
    lambda account, by: accounts.unlock_account(account, by=by),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "posts",
    [
        [("officer", PROVINCE)],
        [("secretary", COUNTY), ("reader", PROVINCE)],
        [("secretary", COUNTY), ("reader", NEIGHBOUR)],
        [("officer", NEIGHBOUR)],
        [],
    ],
)
def test_nobody_looks_after_an_account_above_or_beside(administrator: Actor, act: Any, posts: Any) -> None:
    other = opened("shang", *posts)
    with pytest.raises(ForbiddenError, match="上级管理员"):
        act(other, administrator)
    other.refresh_from_db()
    assert other.is_active
    assert other.check_password(PASSWORD)
    assert journal() == []


def test_role_that_ended_elsewhere_takes_nobody_out_of_reach(administrator: Actor, secretary: Account) -> None:
    Grant.objects.create(account=secretary, role="officer", path=PROVINCE, begin=today(), end=today())
    assert accounts.places_of(secretary) == (COUNTY,)
    assert accounts.may_look_after(secretary, scope=administrator.scope)
    Grant.objects.create(account=secretary, role="reader", path="43/4301/430121/", begin=today())
    assert accounts.home_of(secretary) == CITY
    retired = opened("tui", ("officer", NEIGHBOUR), end=today())
    assert accounts.places_of(retired) == (NEIGHBOUR,)
    assert not accounts.may_look_after(retired, scope=administrator.scope)


def test_own_account_is_looked_after_by_somebody_else(administrator: Actor) -> None:
    own = Account.objects.get(pk=administrator.account_id)
    for act in ACTS:
        with pytest.raises(ConflictError, match="您自己的账号"):
            act(own, administrator)


def test_account_is_stopped_and_started_once_and_with_a_reason(administrator: Actor, secretary: Account) -> None:
    with pytest.raises(InputError, match="原因"):
        accounts.close_account(secretary, by=administrator, reason=" ")
    with pytest.raises(ConflictError, match="没有停用"):
        accounts.reopen_account(secretary, by=administrator, reason="x")
    client = signs_in(PASSWORD)
    assert client is not None
    accounts.close_account(secretary, by=administrator, reason="退休")
    with pytest.raises(ConflictError, match="已经停用"):
        accounts.close_account(secretary, by=administrator, reason="退休")
    assert client.get("/work/").status_code == 302
    assert signs_in(PASSWORD) is None
    assert not scope_of(secretary.pk).grants
    accounts.reopen_account(secretary, by=administrator, reason="返聘")
    assert signs_in(PASSWORD) is not None
    assert scope_of(secretary.pk).grants


def test_reset_takes_off_the_second_step_only_where_asked(administrator: Actor, secretary: Account) -> None:
    Authenticator.objects.create(user=secretary, type=Authenticator.Type.TOTP, data={"secret": "x"})
    accounts.reset_password(secretary, by=administrator, reason="x")
    assert Authenticator.objects.count() == 1
    accounts.reset_password(secretary, by=administrator, reason="x", without_second_step=True)
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("undo", ["unlock", "reset"])
def test_lock_is_seen_and_undone_everywhere(administrator: Actor, secretary: Account, undo: str) -> None:
    places = [f"203.0.113.{number}" for number in range(1, 8)]
    for place in places:
        for _ in range(6):
            signs_in("wrong", " ＭＩＳＨＵ", REMOTE_ADDR=place)
    ends = signing_in.locked_until("mishu")
    assert ends is not None
    assert signing_in.locked_until("other") is None
    assert all(signs_in(PASSWORD, REMOTE_ADDR=place) is None for place in places)
    given = PASSWORD
    if undo == "unlock":
        accounts.unlock_account(secretary, by=administrator)
    else:
        given = accounts.reset_password(secretary, by=administrator, reason="x")
    assert signing_in.locked_until("mishu") is None
    assert all(signs_in(given, REMOTE_ADDR=place) is not None for place in places)


def test_lock_of_a_minute_ago_is_none_any_more(
    administrator: Actor, secretary: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        signs_in("wrong")
    ends = signing_in.locked_until("mishu")
    assert ends is not None
    monkeypatch.setattr(signing_in.time, "time", lambda: ends.timestamp() + 1)
    assert signing_in.locked_until("mishu") is None


def test_account_opened_for_somebody_begins_with_a_password_to_change(administrator: Actor) -> None:
    post = actions.Post(role="reader", path=COUNTY)
    values = {"by": administrator, "password": PASSWORD, "post": post}
    assert actions.open_account("xin", name="新", first=True, **values).must_change
    assert not actions.open_account("yanshi", name="演示", **values).must_change
