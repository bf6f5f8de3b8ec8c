"""From an account's grants to its scope: the same for a session, a token, a job and a command."""

from collections import defaultdict

from django.core.exceptions import ObjectDoesNotExist

from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.access.roles import role
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb


def scope_of(account_id: int | None) -> Scope:
    """Return what the account may do today; an empty scope for nobody."""
    if account_id is None:
        return Scope()
    day = today()
    granted: dict[str, set[Verb]] = defaultdict(set)
    for grant in Grant.objects.children_of_numbered(Account, [account_id]).filter(account__is_active=True):
        if grant.valid_on(day):
            granted[grant.path] |= role(grant.role).verbs
    return Scope.of(granted)


def actor_of(account: Account) -> Actor:
    """Return the actor an account is when it writes."""
    return Actor(scope=scope_of(account.pk), name=str(account), account_id=account.pk)


def actor_named(username: str) -> Actor:
    """Return the actor of the account with this sign-in name, for commands run on somebody's behalf."""
    try:
        return actor_of(Account.objects.get(username=username, is_active=True))
    except ObjectDoesNotExist:
        raise NotFoundError(f"没有「{username[:30]}」这个账号。", field="as") from None
