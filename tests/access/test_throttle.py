from typing import Any

import pytest
from django.test import RequestFactory

from tongxin.access import throttle
from tongxin.access.throttle import Limit, address_of, caller, count
from tongxin.kernel.errors import TooManyError

DIRECT = "198.51.100.7"


def asked(rf: RequestFactory, forwarded: str | None = None, *, direct: str = DIRECT) -> Any:
    told = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return rf.get("/", REMOTE_ADDR=direct, **told)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, DIRECT),
        (0, "203.0.113.1", DIRECT),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "192.0.2.66, 203.0.113.1", "203.0.113.1"),
        (2, "192.0.2.66, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "203.0.113.1", DIRECT),
        (1, None, DIRECT),
        (1, "", DIRECT),
        (1, "unknown", DIRECT),
        (1, "203.0.113.1:4711", "203.0.113.1"),
        (1, "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.1", "203.0.113.1"),
    ],
)
def test_address_is_what_the_trusted_proxy_wrote_down(
    rf: RequestFactory, settings: Any, *, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TONGXIN_PROXIES = proxies
    assert address_of(asked(rf, forwarded)) == address


def test_address_over_a_socket_without_one_is_nothing(rf: RequestFactory) -> None:
    assert address_of(asked(rf, direct="")) == ""
    assert len(caller(asked(rf, direct=""))) == 64


def test_only_a_hash_of_the_address_is_kept(rf: RequestFactory) -> None:
    assert DIRECT not in caller(asked(rf))
    assert caller(asked(rf)) != caller(asked(rf, direct="198.51.100.8"))


def test_refusal_says_how_long_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = throttle.time.time()
    monkeypatch.setattr(throttle.time, "time", lambda: now)
    for _ in range(2):
        count("a", most=2, seconds=30)
    with pytest.raises(TooManyError, match=r"^请求太频繁，请等 30 秒后再试。$"):
        count("a", most=2, seconds=30)
    limit = Limit(most=0, seconds=600)
    with pytest.raises(TooManyError, match=r"^太多了，请等 10 分钟后再试。$"):
        limit.count("b", what="太多了")
    monkeypatch.setattr(throttle.time, "time", lambda: now + 500)
    with pytest.raises(TooManyError, match="请等 2 分钟后再试"):
        limit.count("b")
    monkeypatch.setattr(throttle.time, "time", lambda: now + 601)
    with pytest.raises(TooManyError, match="请等 10 分钟后再试"):
        limit.count("b")


def test_what_is_forgiven_does_not_count() -> None:
    limit = Limit(most=1, seconds=60)
    limit.forgive("a")
    for _ in range(3):
        limit.count("a")
        limit.forgive("a")
    limit.count("a")
    with pytest.raises(TooManyError):
        limit.count("a")
