"""How many forms one network address and one link take in an hour. Only a hash of the address is kept, in the cache alone."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest

from tongxin.access import throttle
from tongxin.kernel.errors import TooManyError

_HOUR = 3600


def refuse_flood(request: HttpRequest, *, form: str, most: int, instead: str) -> None:
    """Count one form of a kind from this address; raise `TooManyError` beyond `most`, saying what to do `instead`."""
    _count(
        f"{form}.from",
        throttle.caller(request),
        most=most,
        sentence=f"这个网络地址一小时内提交的申请太多，请过一小时再试，{instead}。",
    )


def refuse_full_link(token: str, *, form: str, most: int) -> None:
    """Count one form that comes through a link; raise `TooManyError` beyond `most`."""
    _count(f"{form}.through", token, most=most, sentence="这个链接一小时内收到的太多，请过一小时再提交。")


def _count(name: str, what: str, *, most: int, sentence: str) -> None:
    secret = sha256(f"{settings.SECRET_KEY}{what}".encode("utf-8", "surrogatepass")).hexdigest()
    try:
        throttle.count(f"{name}.{secret}", most=most, seconds=_HOUR)
    except TooManyError:
        raise TooManyError(sentence) from None
