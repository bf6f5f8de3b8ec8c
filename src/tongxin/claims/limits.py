"""How much a visitor without an account may ask of 核数, and how large anything handed in may be."""

from http import HTTPStatus
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from tongxin.kernel.errors import TongxinError

PER_MINUTE: Final = {"check": 20, "follow": 120}
"""New checks, and what follows from one: choices and downloads."""
MOST_UPLOADED: Final = 17 * 2**20


class TooOftenError(TongxinError):
    """More checks in a minute than a visitor without an account may ask for (HTTP 429)."""

    http_status = HTTPStatus.TOO_MANY_REQUESTS


def require_patience(request: HttpRequest, kind: str = "check") -> None:
    """Count what a visitor asks of this kind by address, as the sign-in page counts its attempts; an account is not counted.

    The counter lives in the cache, so with several worker processes the limit is one per process.
    """
    if request.user.is_authenticated:
        return
    name = f"claims.{kind}.{get_adapter(request).get_client_ip(request)}"
    cache.add(name, 0, 60)
    try:
        count = cache.incr(name)
    except ValueError:  # it expired between the two lines
        count = 1
    if count > PER_MINUTE[kind]:
        raise TooOftenError(f"一分钟内最多 {PER_MINUTE[kind]} 次，请稍等一分钟，或登录后再核对。")
