"""How often something may be done in a span of time: counted for all processes of this machine together."""

import time
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from tongxin.kernel.errors import TooManyError

_OF_ONE_CUSTOMER: Final = 64  # bits of an IPv6 address; whoever has one has all that begin alike


def address_of(request: HttpRequest) -> str:
    """Return the network address that asks; for IPv6 the network of one customer.

    Behind `TONGXIN_PROXIES` proxies it is what the outermost of them has written down. What a request says beyond that, or
    without having come through them, anybody could have made up.
    """
    proxies: int = settings.TONGXIN_PROXIES
    told = request.headers.get("X-Forwarded-For", "").split(",")
    forwarded = _normal(told[-proxies]) if 0 < proxies <= len(told) else ""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    return forwarded or _normal(direct) or direct


def caller(request: HttpRequest) -> str:
    """Return a name for the network address that asks, of which nothing but this hash is kept, and only in the cache."""
    return hidden(address_of(request))


def hidden(text: str) -> str:
    """Return a name for something that is to be counted and not to be read."""
    return sha256(f"{settings.SECRET_KEY}{text}".encode("utf-8", "surrogatepass")).hexdigest()


def count(name: str, *, most: int, seconds: int) -> None:
    """Count one more; raises `TooManyError` beyond `most` within a span that began up to `seconds` ago."""
    Limit(most=most, seconds=seconds).count(name)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many within how many seconds, from the first one on."""

    most: int
    seconds: int

    def count(self, name: str, *, what: str = "请求太频繁") -> None:
        """Count one more; raises `TooManyError`, which says when the span ends, where there were `most` already."""
        key = f"tongxin.throttle.{name}"
        if cache.add(key, 0, self.seconds):
            cache.set(f"{key}.ends", time.time() + self.seconds, self.seconds)
        try:
            done = cache.incr(key)
        except ValueError:  # the span ended between the two lines
            return
        if done > self.most:
            raise TooManyError(f"{what}，请等 {span_of(self.ends(name) - time.time())}后再试。")

    def ends(self, name: str) -> float:
        """Return when the span that is counted ends, as seconds since 1970."""
        return float(cache.get(f"tongxin.throttle.{name}.ends", time.time() + self.seconds))

    def forget(self, name: str) -> None:
        """Begin anew."""
        cache.delete_many([f"tongxin.throttle.{name}", f"tongxin.throttle.{name}.ends"])

    def forgive(self, name: str) -> None:
        """Take back what was counted last."""
        try:
            cache.decr(f"tongxin.throttle.{name}")
        except ValueError:
            return


def span_of(seconds: float) -> str:
    """Write a span of time in seconds or whole minutes, never less than it is."""
    whole = max(1, round(seconds))
    return f"{whole} 秒" if whole <= 60 else f"{-(-whole // 60)} 分钟"


def _normal(text: str) -> str:
    """Return an address as it is counted, "" for what is none; a port is left out."""
    bare = text.strip().rpartition("]")[0].lstrip("[") or text.strip()
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _OF_ONE_CUSTOMER), strict=False).network_address)
