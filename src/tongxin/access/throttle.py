"""How often something may be done in a span of time, counted in the cache."""

from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from tongxin.kernel.errors import TooManyError


def caller(request: HttpRequest) -> str:
    """Return a name for the network address that asks, of which nothing but this hash is kept, and only in the cache.

    Behind the proxy the installation trusts, the address is the last one the proxy has written down.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    return sha256(f"{settings.SECRET_KEY}{address}".encode("utf-8", "surrogatepass")).hexdigest()


def count(name: str, *, most: int, seconds: int) -> None:
    """Count one more; raises `TooManyError` beyond `most` within a span that began up to `seconds` ago."""
    key = f"tongxin.throttle.{name}"
    cache.add(key, 0, seconds)
    try:
        done = cache.incr(key)
    except ValueError:  # the span ended between the two lines
        return
    if done > most:
        raise TooManyError(f"请求太频繁，请等 {seconds} 秒后再试。")
