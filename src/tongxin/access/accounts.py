"""Looking after accounts that hold roles: who may, one-time passwords, stopping, starting, unlocking.

An account is looked after by whoever administers every place it works at: nobody sets the password of somebody above. One
without roles is a member's: its organisation ends it and invites anew.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from tongxin.access import journal, signing_in
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_ELSEWHERE: Final = "这个账号在您管理的地区以外还有角色，请上级管理员办理。"


def accounts(scope: Scope) -> QuerySet[Account]:
    """Return the accounts that hold or held a role at a place this scope administers."""
    held = Grant.objects.visible_to(scope, verb=Verb.ADMINISTER)
    return Account.objects.filter(pk__in=held.values("account_id"))


def places_of(account: Account) -> tuple[str, ...]:
    """Return where an account works: by the roles it holds or will hold, else by those it held; nowhere without any."""
    grants = list(Grant.objects.children_of(account))
    living = [one.path for one in grants if one.end is None or one.end > today()]
    return tuple(sorted(set(living or [one.path for one in grants])))


def may_look_after(account: Account, *, scope: Scope) -> bool:
    """Tell whether this scope administers every place an account works at; for none of them the whole network."""
    return all(scope.may(Verb.ADMINISTER, path) for path in places_of(account) or ("",))


def home_of(account: Account) -> str:
    """Return the place at or above all an account works at: whoever administers it reads of the account in the journal."""
    levels = zip(*(path.split("/")[:-1] for path in places_of(account)), strict=False)
    shared = takewhile(lambda level: len(set(level)) == 1, levels)
    return "".join(f"{level[0]}/" for level in shared)


def reset_password(account: Account, *, by: Actor, reason: str, without_second_step: bool = False) -> str:
    """Return a new password to be told once: signing in with it leads to setting an own one. Whoever is signed in is out.

    `without_second_step` also takes off what a lost telephone held: codes and passkeys.
    """
    with _looking_after(account, by=by, reason=reason, action="access.account.reset"):
        password = one_time_password()
        account.set_password(password)
        account.must_change = True
        account.save(update_fields=["password", "must_change"])
        if without_second_step:
            Authenticator.objects.filter(user=account).delete()
    signing_in.unlock(account.get_username())
    return password


def one_time_password() -> str:
    """Return a password one can read out on the telephone."""
    letters = [secrets.choice(_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def close_account(account: Account, *, by: Actor, reason: str) -> Account:
    """Stop an account from signing in; whoever is signed in with it is out."""
    with _looking_after(account, by=by, reason=reason, action="access.account.close"):
        if not account.is_active:
            raise ConflictError(f"账号「{account.get_username()}」已经停用。")
        account.is_active = False
        account.save(update_fields=["is_active"])
    return account


def reopen_account(account: Account, *, by: Actor, reason: str) -> Account:
    """Let an account sign in again, with the roles it still holds."""
    with _looking_after(account, by=by, reason=reason, action="access.account.reopen"):
        if account.is_active:
            raise ConflictError(f"账号「{account.get_username()}」没有停用。")
        account.is_active = True
        account.save(update_fields=["is_active"])
    return account


def unlock_account(account: Account, *, by: Actor) -> Account:
    """Forget how often a wrong password was tried for an account, everywhere."""
    with _looking_after(account, by=by, reason="解除登录锁定", action="access.account.unlock"):
        signing_in.unlock(account.get_username())
    return account


@contextmanager
def _looking_after(account: Account, *, by: Actor, reason: str, action: str) -> Iterator[None]:
    """Check who, lock the account, do what is inside, and tell the journal."""
    if not reason.strip():
        raise InputError("请写明原因。", field="reason")
    with transaction.atomic():
        account.refresh_from_db(from_queryset=Account.objects.select_for_update())
        if not may_look_after(account, scope=by.scope):
            raise ForbiddenError(_ELSEWHERE)
        if by.account_id == account.pk:
            raise ConflictError(
                "这是您自己的账号：请在右上角的「修改密码」和「登录安全」里办理，或请另一位管理员办理。"
            )
        before = journal.values_of(account)
        yield
        journal.write(account, by=by, action=action, path=home_of(account), before=before, reason=reason)
