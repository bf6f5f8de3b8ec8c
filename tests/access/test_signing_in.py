from typing import Any

import pytest
from django.test import Client

from tongxin.access import signing_in
from tongxin.access.models import Account

PASSWORD = "同心-tongxin-2022"
LOCKED = "登录失败的次数太多，请等 "


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create_user("secretary", password=PASSWORD)


def at(number: int) -> Client:
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def tried(client: Client, password: str = "wrong-wrong", name: str = "secretary") -> str:
    """Try a password and say what came of it."""
    answer = client.post("/accounts/login/", {"login": name, "password": password})
    if answer.status_code == 302:
        client.post("/accounts/logout/")
        return "in"
    return "locked" if LOCKED in answer.content.decode() else "wrong"


def failed(client: Client, times: int, name: str = "secretary") -> list[str]:
    return [tried(client, name=name) for _ in range(times)]


def test_name_is_locked_where_five_passwords_were_wrong_and_only_there(account: Account) -> None:
    assert failed(at(1), 7) == ["wrong"] * 5 + ["locked"] * 2
    assert tried(at(1), PASSWORD) == "locked"
    assert tried(at(2), PASSWORD) == "in"


def test_lock_says_how_long_it_lasts(account: Account) -> None:
    failed(at(1), 5)
    page = at(1).post("/accounts/login/", {"login": "secretary", "password": PASSWORD}).content.decode()
    assert "登录失败的次数太多，请等 15 分钟后再试。" in page


def test_spelling_of_the_name_opens_no_second_count(account: Account) -> None:
    assert [*failed(at(1), 3), tried(at(1), name=" ＳＥＣＲＥＴＡＲＹ"), tried(at(1), name="Secretary")] == [
        "wrong"
    ] * 5
    assert tried(at(1)) == "locked"


def test_strangers_who_know_the_name_lock_out_no_known_device_or_address(account: Account) -> None:
    device, office = at(1), at(2)
    assert tried(device, PASSWORD) == "in"
    assert tried(office, PASSWORD) == "in"
    strangers = [outcome for number in range(100, 107) for outcome in failed(at(number), 5)]
    assert strangers == ["wrong"] * 30 + ["locked"] * 5
    assert tried(at(120), PASSWORD) == "locked", "somebody at a new place waits"
    moved = Client(REMOTE_ADDR="198.51.100.1")
    moved.cookies = device.cookies
    assert tried(moved, PASSWORD) == "in", "the device is known at any address"
    assert tried(Client(REMOTE_ADDR="203.0.113.2"), PASSWORD) == "in", "the address is known on any device"


def test_hammering_from_one_place_locks_only_that_place(account: Account) -> None:
    failed(at(1), 45)
    assert tried(at(2), PASSWORD) == "in"


def test_device_is_known_for_the_account_that_signed_in_there_and_no_other(account: Account) -> None:
    Account.objects.create_user("other", password=PASSWORD)
    device = at(1)
    assert tried(device, PASSWORD, name="other") == "in"
    for number in range(100, 106):
        failed(at(number), 5)
    moved = Client(REMOTE_ADDR="198.51.100.1")
    moved.cookies = device.cookies
    assert tried(moved, PASSWORD) == "locked"


def test_device_nobody_gave_a_name_to_is_none(account: Account) -> None:
    client = at(1)
    client.cookies[signing_in.DEVICE] = "x" * 43
    failed(client, 5)
    assert tried(at(1), PASSWORD) == "locked"
    assert signing_in.Attempt.of("a", _asked("y" * 44)).device == ""


def _asked(device: str) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.COOKIES[signing_in.DEVICE] = device
    return request


def test_device_keeps_its_name_and_shows_it_to_the_sign_in_page_alone(account: Account, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = at(1)
    client.post("/accounts/login/", {"login": "secretary", "password": PASSWORD})
    cookie = client.cookies[signing_in.DEVICE]
    assert (cookie["path"], cookie["httponly"], cookie["secure"], cookie["samesite"]) == (
        "/accounts/",
        True,
        True,
        "Lax",
    )
    first = cookie.value
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "secretary", "password": PASSWORD})
    assert client.cookies[signing_in.DEVICE].value == first


def test_sign_in_that_succeeds_counts_nowhere(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "FROM_ONE_ADDRESS", signing_in.Limit(most=4, seconds=60))
    assert [tried(at(1), PASSWORD) for _ in range(8)] == ["in"] * 8


def test_network_behind_a_proxy_is_not_one_visitor(account: Account, settings: Any) -> None:
    settings.TONGXIN_PROXIES = 1
    assert failed(Client(REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="203.0.113.1"), 6)[-1] == "locked"
    assert tried(Client(REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="203.0.113.2"), PASSWORD) == "in"


def test_one_address_that_tries_many_names_is_refused(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "FROM_ONE_ADDRESS", signing_in.Limit(most=6, seconds=600))
    assert [tried(at(1), name=f"name{number}") for number in range(8)] == ["wrong"] * 6 + ["locked"] * 2
    assert tried(at(1), PASSWORD) == "locked"
    assert tried(at(2), PASSWORD) == "in"


def test_second_factor_is_limited_by_account_for_all_processes(account: Account) -> None:
    from allauth.account import app_settings

    assert app_settings.RATE_LIMITS["login_failed"] == "5/300s/key"
    assert app_settings.RATE_LIMITS["login"] is None
