"""A program signs in with a token: never more than its account, never longer than it was given for."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.cast import CITY, COUNTY, NEIGHBOUR, PROVINCE, Cast
from tests.cast import cast as build
from tongxin.access import throttle, tokens
from tongxin.access.actor import Actor
from tongxin.access.models import Entry, Grant, Token
from tongxin.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    TooManyError,
    UnknownAskerError,
)
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb

MEASURES = "/api/v1/measures"


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def issue(cast: Cast, who: str = "city", *, verbs: Iterable[Verb] = (Verb.VIEW,), path: str = "") -> tokens.Issued:
    expires = today() + timedelta(days=30)
    return tokens.issue(by=cast.actor(who), label="报表同步", verbs=list(verbs), path=path, expires=expires)


def ask(secret: str, address: str = MEASURES) -> int:
    return Client().get(address, headers={"Authorization": f"Bearer {secret}"}).status_code


def stored(token: Token) -> Token:
    return Token.objects.whole_network(reason="the test reads every token").get(pk=token.pk)


def change(token: Token, **values: object) -> None:
    Token.objects.whole_network(reason="the test lets time pass").filter(pk=token.pk).update(**values)


def test_token_acts_for_its_account_and_says_so(cast: Cast) -> None:
    issued = issue(cast, verbs=[Verb.VIEW, Verb.RECORD])
    actor = tokens.actor_with(issued.secret)
    assert actor.account_id == cast.accounts["city"].pk
    assert actor.name == "city（令牌：报表同步）"
    assert actor.scope.prefixes(Verb.RECORD) == (CITY,)
    assert stored(issued.token).last_used == today()


def test_token_is_narrower_than_its_account(cast: Cast) -> None:
    actor = tokens.actor_with(issue(cast, "province", path=CITY).secret)
    assert actor.scope.may(Verb.VIEW, COUNTY)
    assert not actor.scope.may(Verb.VIEW, NEIGHBOUR)
    assert not actor.scope.may(Verb.VIEW, PROVINCE)
    assert not actor.scope.may_anywhere(Verb.RECORD)
    assert not actor.scope.may_anywhere(Verb.MEMBERS)


def test_token_loses_what_its_account_loses(cast: Cast) -> None:
    secret = issue(cast, path=COUNTY).secret
    assert tokens.actor_with(secret).scope.may(Verb.VIEW, COUNTY)
    grants = Grant.objects.whole_network(reason="the test ends the account's roles")
    grants.filter(account=cast.accounts["city"]).update(end=today())
    assert not tokens.actor_with(secret).scope.grants


def test_secret_is_kept_nowhere(cast: Cast) -> None:
    issued = issue(cast)
    line = Entry.objects.whole_network(reason="the test reads the journal").get(action="access.token.issue")
    assert issued.secret not in str(line.after)
    assert stored(issued.token).secret_hash not in str(line.after)
    assert issued.secret != stored(issued.token).secret_hash


@pytest.mark.parametrize(
    ("who", "verbs", "path"),
    [
        ("city", [Verb.MEMBERS], ""),
        ("city", [Verb.VIEW], NEIGHBOUR),
        ("secretary", [Verb.VIEW, Verb.ADMINISTER], COUNTY),
        ("member", [Verb.VIEW], ""),
    ],
)
def test_token_beyond_the_account_is_refused(cast: Cast, who: str, verbs: list[Verb], path: str) -> None:
    with pytest.raises(ForbiddenError, match="不能比本人大"):
        issue(cast, who, verbs=verbs, path=path)
    assert not Token.objects.whole_network(reason="the test counts tokens").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": " "}, "哪个程序"),
        ({"verbs": []}, "至少选择一项"),
        ({"expires": date(2000, 1, 1)}, "有效期"),
        ({"expires": date(2190, 1, 1)}, "有效期"),
    ],
)
def test_token_asked_for_wrongly_is_refused(cast: Cast, changes: dict[str, object], sentence: str) -> None:
    values = {"label": "同步", "verbs": [Verb.VIEW], "path": "", "expires": today() + timedelta(days=1), **changes}
    with pytest.raises(InputError, match=sentence):
        tokens.issue(by=cast.actor("city"), **values)


def test_nobody_without_an_account_gets_a_token(db: None) -> None:
    with pytest.raises(ForbiddenError, match="请先登录"):
        tokens.issue(
            by=Actor.system("命令行"), label="x", verbs=[Verb.VIEW], path="", expires=today() + timedelta(days=1)
        )


def test_token_that_is_over_answers_401(cast: Cast) -> None:
    for values in (
        {"expires": today(), "begin": today() - timedelta(days=9)},
        {"revoked": "2022-01-01T00:00Z"},
        {"begin": today() + timedelta(days=1)},
    ):
        issued = issue(cast)
        assert ask(issued.secret) == 200
        change(issued.token, **values)
        assert ask(issued.secret) == 401
        with pytest.raises(UnknownAskerError, match="无效或已停用"):
            tokens.actor_with(issued.secret)


def test_token_of_a_closed_account_answers_401(cast: Cast) -> None:
    secret = issue(cast).secret
    cast.accounts["city"].is_active = False
    cast.accounts["city"].save()
    assert ask(secret) == 401


@pytest.mark.parametrize("secret", ["", "x", "tongxin_", "界", "x" * 5_000])
def test_wrong_secret_answers_401_with_one_sentence(cast: Cast, secret: str) -> None:
    answer = Client().get(MEASURES, headers={"Authorization": f"bearer {secret}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "无效或已停用" in answer.json()["message"]


def test_wrong_token_is_refused_even_with_a_good_session(cast: Cast) -> None:
    assert cast.client("city").get(MEASURES, headers={"Authorization": "Bearer x"}).status_code == 401


def test_token_opens_no_page(cast: Cast) -> None:
    secret = issue(cast, "administrator", verbs=[Verb.ADMINISTER]).secret
    for page in ("/tokens/", "/tokens/new/", "/manage/accounts/", "/organisations/"):
        answer = Client().get(page, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 302


def test_guessing_tokens_is_slowed_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.access.middleware._WRONG_TOKENS_A_MINUTE", 2)
    assert [ask("x") for _ in range(3)] == [401, 401, 429]
    assert ask(issue(cast).secret) == 200


def test_token_used_too_often_is_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "REQUESTS_A_MINUTE", 2)
    one, other = issue(cast).secret, issue(cast).secret
    assert [ask(one) for _ in range(3)] == [200, 200, 429]
    assert ask(other) == 200


def test_count_that_ends_meanwhile_lets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    throttle.count("x", most=1, seconds=60)
    with pytest.raises(TooManyError, match="60 秒"):
        throttle.count("x", most=1, seconds=60)
    throttle.count("y", most=0, seconds=0)


def test_request_with_a_token_needs_no_csrf_mark(cast: Cast) -> None:
    secret = issue(cast, verbs=[Verb.VIEW]).secret
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.accounts["city"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/api/v1/").status_code == 403
    assert client.post("/api/v1/", headers={"Authorization": f"Bearer {secret}"}).status_code == 405


def test_token_is_stopped_by_its_owner_or_an_administrator(cast: Cast) -> None:
    own, theirs = issue(cast), issue(cast, path=COUNTY)
    with pytest.raises(InputError, match="原因"):
        tokens.revoke(own.token, by=cast.actor("city"), reason=" ")
    with pytest.raises(ForbiddenError):
        tokens.revoke(theirs.token, by=cast.actor("secretary"), reason="停")
    tokens.revoke(own.token, by=cast.actor("city"), reason="不用了")
    tokens.revoke(theirs.token, by=cast.actor("administrator"), reason="人员调离")
    with pytest.raises(ConflictError, match="已经停用"):
        tokens.revoke(own.token, by=cast.actor("city"), reason="再次")
    assert ask(own.secret) == ask(theirs.secret) == 401
    rows = Entry.objects.whole_network(reason="the test reads the journal").filter(action="access.token.revoke")
    assert {line.reason for line in rows} == {"不用了", "人员调离"}


def test_token_of_somebody_else_does_not_exist(cast: Cast) -> None:
    token = issue(cast, path=CITY).token
    assert tokens.visible_token(token.pk, by=cast.actor("city")) == token
    assert tokens.visible_token(token.pk, by=cast.actor("administrator")) == token
    for who in ("province", "secretary", "neighbour", "stranger"):
        with pytest.raises(NotFoundError):
            tokens.visible_token(token.pk, by=cast.actor(who))
    with pytest.raises(NotFoundError):
        tokens.visible_token(2**63, by=cast.actor("city"))


def test_token_is_made_on_its_page_and_shown_once(cast: Cast) -> None:
    client = cast.client("city")
    assert "还没有访问令牌" in client.get("/tokens/").content.decode()
    form = client.get("/tokens/new/").content.decode()
    assert "登记" in form
    assert "人员信息</" not in form
    answer = client.post("/tokens/new/", {"label": "同步", "verbs": ["view"], "place": "430182", "days": "90"})
    assert answer["Cache-Control"] == "no-store"
    secret = answer.content.decode().partition('id="secret">')[2].partition("<")[0]
    assert tokens.actor_with(secret).scope.prefixes(Verb.VIEW) == (COUNTY,)
    page = client.get("/tokens/").content.decode()
    assert "同步" in page
    assert "宁乡市" in page
    assert secret not in page


def test_token_page_stops_it_and_lists_each_state(cast: Cast) -> None:
    tokens_made = [issue(cast).token for _ in range(3)]
    change(tokens_made[0], begin=today() - timedelta(days=9), expires=today())
    client = cast.client("city")
    address = f"/tokens/{tokens_made[1].pk}/"
    assert "报表同步" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "不用了"}).status_code == 302
    page = client.get("/tokens/").content.decode()
    assert all(word in page for word in ("可用", "已停用", "已到期", "本人的全部地区"))


@pytest.mark.parametrize(
    ("changes", "sentence", "status"),
    [
        ({"verbs": ["members"]}, "", 400),
        ({"place": "439999"}, "没有代码为 439999", 400),
        ({"place": "430200"}, "不能比本人大", 403),
    ],
)
def test_token_entered_wrongly_keeps_what_was_typed(
    cast: Cast, changes: dict[str, object], sentence: str, status: int
) -> None:
    values = {"label": "每月同步", "verbs": ["view"], "place": "", "days": "30", **changes}
    answer = cast.client("city").post("/tokens/new/", values)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "每月同步" in answer.content.decode()


def test_account_without_any_right_gets_no_token(cast: Cast) -> None:
    assert cast.client("member").get("/tokens/new/").status_code == 403


def test_token_list_takes_the_same_queries_for_one_and_three(cast: Cast, django_assert_num_queries: object) -> None:
    client = cast.client("city")
    client.get("/tokens/")
    for _ in range(2):
        issue(cast)
        with django_assert_num_queries(4):  # session, account, grants, tokens
            assert client.get("/tokens/").status_code == 200
        issue(cast)
