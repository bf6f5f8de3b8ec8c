"""Linking an account to a person: an officer invites, the person takes the invitation up."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tongxin.access.actions import open_bare_account, retire_account
from tongxin.access.actor import Actor
from tongxin.access.models import Account
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.network.models import Person, PersonAccount
from tongxin.network.models.tokens import hashed, new_token

VALID_DAYS = 14
OWN = "会员本人"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """An invitation, and the token of its address: shown once, kept only as a hash."""

    link: PersonAccount
    token: str


def invite_person(person: Person, *, by: Actor) -> Invitation:
    """Invite a person to an own page; an earlier invitation nobody took up is replaced."""
    with transaction.atomic():
        lock(person, by=by, verb=Verb.MEMBERS)
        rows = PersonAccount.objects.children_of(person)
        if earlier := rows.filter(ended=None).first():
            if earlier.account_id is not None:
                raise ConflictError("这个人已经有账号，不用再邀请。")
            change(earlier, by=by, action="network.account.replace", values={"ended": timezone.now()})
        token = new_token()
        link = PersonAccount(
            person=person,
            path=person.path,
            token_hash=hashed(token),
            invited=today(),
            expires=today() + timedelta(days=VALID_DAYS),
        )
        return Invitation(link=create(link, by=by, action="network.account.invite"), token=token)


def accept_invitation(link: PersonAccount, *, by: Actor, username: str, password: str) -> PersonAccount:
    """Take an invitation up with a new account that holds no role. Its unguessable address is the right to do so."""
    with transaction.atomic():
        _lock_open(link)
        account = open_bare_account(username, by=by, password=password)
        return _link(link, by=by.under_name(OWN, account_id=account.pk), account=account)


def link_own_account(link: PersonAccount, *, by: Actor, account: Account) -> PersonAccount:
    """Take an invitation up with the account one has already signed in with."""
    with transaction.atomic():
        _lock_open(link)
        return _link(link, by=by.under_name(OWN), account=account)


def end_person_account(link: PersonAccount, *, by: Actor, reason: str) -> PersonAccount:
    """Take the account off a person; one that holds no role can no longer sign in."""
    with act("network.account.end", link, by=by, reason=require_reason(reason)) as doer:
        if link.account is not None:
            retire_account(link.account, by=doer)
        return change(link, by=doer, values={"ended": timezone.now()})


def _lock_open(link: PersonAccount) -> None:
    rows = PersonAccount.objects.same_as(link)
    link.refresh_from_db(from_queryset=rows.select_for_update())
    if link.ended is not None or link.account_id is not None or link.expires < today():
        raise ConflictError("这个邀请已使用或已过期，请向组织索取新的邀请。")


def _link(link: PersonAccount, *, by: Actor, account: Account) -> PersonAccount:
    values = {"account": account, "linked": timezone.now()}
    return change(link, by=by, action="network.account.link", values=values)
