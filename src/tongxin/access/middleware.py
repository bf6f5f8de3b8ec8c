"""Builds the asker's scope once per request, and turns the errors a user causes into a page or JSON with one sentence."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tongxin.access.actor import Actor
from tongxin.access.models import Account
from tongxin.access.scopes import actor_of
from tongxin.kernel.errors import TongxinError
from tongxin.web.errors import page

if TYPE_CHECKING:
    from tongxin.kernel.scope import Scope

Respond = Callable[[HttpRequest], HttpResponse]


class ScopedRequest(HttpRequest):
    """A request after `ScopeMiddleware`: `actor` writes, `scope` reads."""

    actor: Actor
    scope: "Scope"


class ScopeMiddleware:
    """Sets `request.actor` and `request.scope`, built on first use and at most once."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach who asks."""
        actor = SimpleLazyObject(lambda: _actor(request))
        request.actor = actor  # type: ignore[attr-defined]  # typed for readers by ScopedRequest
        request.scope = SimpleLazyObject(lambda: actor.scope)  # type: ignore[attr-defined]  # as above
        response = self._respond(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            said = page(request, status=HTTPStatus.METHOD_NOT_ALLOWED)
            response.content, response["Content-Type"] = said.content, said["Content-Type"]
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `TongxinError` with its status and sentence; anything else is a fault of ours and goes on."""
        if not isinstance(exception, TongxinError):
            return None
        return page(request, status=int(exception.http_status), message=exception.message)


def _actor(request: HttpRequest) -> Actor:
    account = getattr(request, "user", None)  # Django's lazy object; `isinstance` looks through it
    return actor_of(account) if isinstance(account, Account) else Actor.nobody()
