"""Writes of room `access`: accounts and the roles they hold."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.access.roles import role as role_named
from tongxin.kernel.characters import visible
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb


@dataclass(frozen=True, kw_only=True)
class Post:
    """A role at a place: what an account is given."""

    role: str
    path: str


def open_account(username: str, *, by: Actor, name: str, password: str, post: Post, first: bool = False) -> Account:
    """Open an account with its first role. Only inside what the opener administers.

    A `first` password is one to begin with: whoever signs in with it sets an own one before anything else.
    """
    by.scope.require(Verb.ADMINISTER, post.path)
    role_named(post.role)
    with transaction.atomic():
        account = _open(username, name=name, password=password, must_change=first)
        journal.write(account, by=by, action="access.account.open", path=post.path)
        give_role(account, by=by, post=post)
    return account


def open_bare_account(username: str, *, by: Actor, password: str) -> Account:
    """Open an account without any role, for somebody who was invited by name; its name is the sign-in name alone.

    The caller has checked the invitation and tells the journal what the account is for: the sign-in name is the
    holder's own choice, and the journal keeps nothing personal.
    """
    del by
    return _open(username, name="", password=password)


def retire_account(account: Account, *, by: Actor) -> None:
    """Take away the sign-in name and the password of an account without roles; one with roles keeps working.

    The caller has checked why the account goes and tells the journal.
    """
    del by
    if Grant.objects.children_of(account).exists():
        return
    account.username, account.first_name, account.is_active = f"closed-{account.pk}", "", False
    account.set_unusable_password()
    account.save()


def _open(username: str, *, name: str, password: str, must_change: bool = False) -> Account:
    account = Account(username=visible(username).strip(), first_name=visible(name).strip(), must_change=must_change)
    if not account.username:
        raise InputError("请填写登录名。", field="username")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InputError("".join(error.messages), field="password") from error
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise ConflictError(f"登录名「{account.username}」已有人使用，请换一个。", field="username") from None
    return account


def give_role(account: Account, *, by: Actor, post: Post, begin: date | None = None, end: date | None = None) -> Grant:
    """Give an account a role at a place and below, from today or `begin` until (not including) `end`."""
    by.scope.require(Verb.ADMINISTER, post.path)
    role_named(post.role)
    first = begin or today()
    if end is not None and end <= first:
        raise InputError("授权的截止日期应晚于起始日期。", field="end")
    with transaction.atomic():
        grant = Grant.objects.create(account=account, role=post.role, path=post.path, begin=first, end=end)
        journal.write(grant, by=by, action="access.grant.give")
    return grant
