"""Builds the asker's scope once per request, and turns the errors a user causes into a page or JSON with one sentence."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from tongxin.access import throttle, tokens
from tongxin.access.actor import Actor
from tongxin.access.guard import answering_a_request
from tongxin.access.models import Account
from tongxin.access.scopes import actor_of
from tongxin.kernel.errors import TongxinError, UnknownAskerError
from tongxin.web.errors import page
from tongxin.web.menu import forget_counts

if TYPE_CHECKING:
    from tongxin.kernel.scope import Scope

Respond = Callable[[HttpRequest], HttpResponse]
_API = "/api/"
_ACCOUNT_PAGES = ("/accounts/password/change/", "/accounts/logout/", "/accounts/reauthenticate/")
_SCHEME = "bearer "
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_WRONG_TOKENS_A_MINUTE = 30
_LATER: dict[int, str] = {HTTPStatus.TOO_MANY_REQUESTS: "60", HTTPStatus.SERVICE_UNAVAILABLE: "10"}  # seconds


class ScopedRequest(HttpRequest):
    """A request after `ScopeMiddleware`: `actor` writes, `scope` reads."""

    actor: Actor
    scope: "Scope"


class ScopeMiddleware:
    """Sets `request.actor` and `request.scope`, built on first use and at most once.

    Below `/api/` the header `Authorization: Bearer …` says who asks, whatever session comes with it. Pages know
    sessions only: no program can walk through them and give itself more than its token allows.
    """

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach who asks."""
        secret = _secret(request)
        try:
            actor = SimpleLazyObject(lambda: _actor(request)) if secret is None else _program(request, secret)
        except TongxinError as error:
            return _refusal(request, error)
        request.actor = actor  # type: ignore[attr-defined]  # typed for readers by ScopedRequest
        request.scope = SimpleLazyObject(lambda: actor.scope)  # type: ignore[attr-defined]  # as above
        with answering_a_request() as answering:
            response = _led_to_own_password(request, secret) or self._respond(request)
        if request.method not in _READING and secret is None and request.user.is_authenticated:
            forget_counts(request.user.pk)
        _say_how_long_it_is_kept(request, response, about_people=answering.about_people)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            said = page(request, status=HTTPStatus.METHOD_NOT_ALLOWED)
            response.content, response["Content-Type"] = said.content, said["Content-Type"]
        if response.status_code in _LATER:
            response.setdefault("Retry-After", _LATER[response.status_code])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `TongxinError` with its status and sentence; anything else is a fault of ours and goes on."""
        if not isinstance(exception, TongxinError):
            return None
        return _refusal(request, exception)


def _led_to_own_password(request: HttpRequest, secret: str | None) -> HttpResponse | None:
    """Answer whoever has signed in with a password somebody else gave: it opens the page that sets an own one alone."""
    if (
        secret is not None
        or not getattr(getattr(request, "user", None), "must_change", False)
        or request.path.startswith(_ACCOUNT_PAGES)
    ):
        return None
    if request.path.startswith(_API):
        return page(request, status=HTTPStatus.FORBIDDEN, message="请先登录网页，设置自己的密码。")
    return redirect("account_change_password")


def _say_how_long_it_is_kept(request: HttpRequest, response: HttpResponse, *, about_people: bool) -> None:
    """Let nothing keep an answer made from rows about people, and no cache on the way one made for somebody signed in.

    What a view says itself holds. Numbers of people are no rows: `counted()` gives none.
    """
    if response.has_header("Cache-Control"):
        return
    if about_people:
        response["Cache-Control"] = "private, no-store"
    elif request.user.is_authenticated or _secret(request) is not None:
        response["Cache-Control"] = "private, no-cache"


def _secret(request: HttpRequest) -> str | None:
    header = request.headers.get("Authorization", "")
    if request.path.startswith(_API) and header[: len(_SCHEME)].lower() == _SCHEME:
        return header[len(_SCHEME) :].strip()
    return None


def _program(request: HttpRequest, secret: str) -> Actor:
    """Return who the token says asks. Another site cannot make a browser send the header: it needs no CSRF mark."""
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 - how Django lets a middleware say so
    try:
        return tokens.actor_with(secret)
    except UnknownAskerError:
        throttle.count(f"wrong.{throttle.caller(request)}", most=_WRONG_TOKENS_A_MINUTE, seconds=60)
        raise


def _refusal(request: HttpRequest, error: TongxinError) -> HttpResponse:
    response = page(request, status=int(error.http_status), message=error.message)
    if isinstance(error, UnknownAskerError):
        response["WWW-Authenticate"] = "Bearer"
    return response


def _actor(request: HttpRequest) -> Actor:
    account = getattr(request, "user", None)  # Django's lazy object; `isinstance` looks through it
    return actor_of(account) if isinstance(account, Account) else Actor.nobody()
