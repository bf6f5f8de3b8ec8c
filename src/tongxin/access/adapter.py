"""How allauth signs people in here: accounts come from administrators alone, attempts are counted by `signing_in`."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse

from tongxin.access import signing_in, throttle
from tongxin.access.models import Account
from tongxin.kernel.errors import TooManyError


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody opens an account for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Accounts are opened by administrators."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that asks, as the whole product tells it."""
        return throttle.address_of(request) or "-"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave it to `authenticate`, which knows what came of it."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Look at the password, unless it was tried too often."""
        tried = signing_in.Attempt.of(str(credentials.get("username", "")), request)
        try:
            tried.begin()
        except TooManyError as error:
            raise ValidationError(error.message) from error
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None:
            tried.succeeded()
        return account

    def post_login(self, request: HttpRequest, user: Account, **details: Any) -> HttpResponse:
        """Know the device the next time."""
        response: HttpResponse = super().post_login(request, user, **details)
        signing_in.remember_device(request, response, username=user.get_username())
        return response
