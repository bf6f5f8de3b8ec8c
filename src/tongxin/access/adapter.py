"""How allauth signs people in here: accounts come from administrators alone, attempts are counted by `signing_in`."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse

from tongxin.access import journal, signing_in, throttle
from tongxin.access.accounts import home_of, places_of
from tongxin.access.models import Account
from tongxin.access.scopes import actor_of
from tongxin.kernel.errors import TooManyError


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody opens an account for themselves."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": "这个账号已停用，请联系管理员。",
        "username_password_mismatch": "登录名或密码不对，请核对大小写和输入法后重新输入。",
        "incorrect_password": "密码不对，请重新输入。",
        "enter_current_password": "请输入现在的密码。",
    }

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

    def clean_password(self, password: str, user: Account | None = None) -> str:
        """Refuse the password one has: a one-time password would never be changed."""
        if user is not None and user.check_password(password):
            raise ValidationError("新密码和现在的一样，请换一个。")
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def set_password(self, user: Account, password: str) -> None:
        """Set the own password and tell the journal; the journal keeps nothing of accounts without roles."""
        with transaction.atomic():
            row = Account.objects.select_for_update().get(pk=user.pk)  # `user` may be a lazy stand-in of the request
            before, row.must_change = journal.values_of(row), False
            super().set_password(row, password)
            user.password, user.must_change = row.password, row.must_change
            if places_of(row):
                by, path = actor_of(row), home_of(row)
                journal.write(row, by=by, action="access.account.password", path=path, before=before)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to work."""
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: Account, **details: Any) -> HttpResponse:
        """Know the device the next time."""
        response: HttpResponse = super().post_login(request, user, **details)
        signing_in.remember_device(request, response, username=user.get_username())
        return response
