"""How often a password may be tried (ADR 43).

Three counts, each for all processes: one account from one device or address; one account from where nobody has signed in to
it before; one address, whatever the accounts. A device or address that has signed in to the account is outside the second
count, so that strangers who know the name lock nobody out. What succeeds is not counted.
"""

import re
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from tongxin.access.throttle import Limit, caller, hidden
from tongxin.kernel.characters import same_name
from tongxin.kernel.errors import TooManyError
from tongxin.kernel.period import SHANGHAI

FROM_ONE_PLACE: Final = Limit(most=5, seconds=15 * 60)
FROM_STRANGERS: Final = Limit(most=30, seconds=60 * 60)
FROM_ONE_ADDRESS: Final = Limit(most=100, seconds=10 * 60)
DEVICE: Final = "device"
_DEVICE: Final = re.compile(r"[\w-]{43}", re.ASCII)
_KNOWN_SECONDS: Final = 180 * 86_400
_REFUSED: Final = "登录失败的次数太多"
_MOST_LOCKS: Final = 50


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One password tried for one name; both are known by hashes alone."""

    account: str
    address: str
    device: str

    @classmethod
    def of(cls, username: str, request: HttpRequest) -> "Attempt":
        """Say who tries: the name as people mean it, the address, and the device where it has signed in before."""
        told = request.COOKIES.get(DEVICE, "")
        device = hidden(told) if _DEVICE.fullmatch(told) else ""
        return cls(account=_account(username), address=caller(request), device=device)

    def begin(self) -> None:
        """Count the attempt before the password is looked at; raises `TooManyError`, which says how long it lasts.

        An attempt that one count refuses is not counted further: hammering from one place locks only that place.
        """
        begun: list[tuple[Limit, str]] = []
        for limit, name in self._counts():
            try:
                limit.count(name, what=_REFUSED)
            except TooManyError:
                self._note(limit, name)
                for earlier, counted in begun:
                    earlier.forgive(counted)
                raise
            begun.append((limit, name))

    def _note(self, limit: Limit, name: str) -> None:
        """Note what keeps the account out, so that an administrator sees and can undo it; not what is about an address."""
        if name.startswith(f"signin.{self.account}"):
            locks = {**_locks(self.account), name: limit.ends(name)}
            cache.set(_lock_key(self.account), dict(list(locks.items())[-_MOST_LOCKS:]), FROM_STRANGERS.seconds)

    def succeeded(self) -> None:
        """Take the attempt back: only what fails counts."""
        for limit, name in self._counts():
            limit.forgive(name)

    def know(self) -> None:
        """Know the device and the address from now on: somebody has signed in there."""
        for place in self._places():
            cache.set(self._known(place), 1, _KNOWN_SECONDS)

    def _counts(self) -> Iterator[tuple[Limit, str]]:
        known = [place for place in self._places() if cache.get(self._known(place))]
        yield FROM_ONE_PLACE, f"signin.{self.account}.{known[0] if known else self.address}"
        if not known:
            yield FROM_STRANGERS, f"signin.{self.account}"
        yield FROM_ONE_ADDRESS, f"signin.{self.address}"

    def _places(self) -> Sequence[str]:
        return [place for place in (self.device, self.address) if place]

    def _known(self, place: str) -> str:
        return f"tongxin.known.{self.account}.{place}"


def locked_until(username: str) -> datetime | None:
    """Return until when a name cannot sign in from somewhere, None where it can from everywhere."""
    ends = [moment for moment in _locks(_account(username)).values() if moment > time.time()]
    return datetime.fromtimestamp(max(ends), tz=SHANGHAI) if ends else None


def unlock(username: str) -> None:
    """Forget what was tried for a name, wherever it is locked."""
    account = _account(username)
    for name in (*_locks(account), f"signin.{account}"):
        FROM_ONE_PLACE.forget(name)
    cache.delete(_lock_key(account))


def _account(username: str) -> str:
    return hidden(same_name(username))


def _locks(account: str) -> dict[str, float]:
    found: dict[str, float] = cache.get(_lock_key(account), {})
    return found


def _lock_key(account: str) -> str:
    return f"tongxin.locked.{account}"


def remember_device(request: HttpRequest, response: HttpResponse, *, username: str) -> None:
    """Give the device of somebody who has just signed in a name nobody can guess, which it shows from then on."""
    told = request.COOKIES.get(DEVICE, "")
    if not _DEVICE.fullmatch(told):
        told = secrets.token_urlsafe(32)
        response.set_cookie(
            DEVICE,
            told,
            max_age=_KNOWN_SECONDS,
            path="/accounts/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    request.COOKIES[DEVICE] = told
    Attempt.of(username, request).know()
