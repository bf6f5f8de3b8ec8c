"""Identity numbers for one event each: kept, read, and deleted in time. Needs the verb 人员信息 at the event's place."""

from datetime import date, timedelta

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import create
from tongxin.network.actions.joining import expire_applications
from tongxin.network.models import EventIdentity, Person, PersonAccount
from tongxin.network.models.identity import Need, normal_identity

LONGEST = 90


def keep_identity(person: Person, *, by: Actor, number: str, need: Need) -> EventIdentity:
    """Keep the identity number of a person for one event; it goes `keep_days` after the event's last day."""
    by.scope.require(Verb.MEMBERS, need.path)
    if not 0 <= need.keep_days <= LONGEST:
        raise InputError(f"身份证号最多在活动结束后保存 {LONGEST} 天。", field="keep_days")
    expires = need.last_day + timedelta(days=need.keep_days)
    if expires < today():
        raise InputError("这次活动已过保存期限，不能再登记身份证号。", field="last_day")
    with transaction.atomic():
        identity = EventIdentity(
            person=person,
            path=need.path,
            number=normal_identity(number),
            purpose=EventIdentity.Purpose(need.purpose),
            occasion=need.occasion,
            expires=expires,
        )
        return create(identity, by=by, action="network.identity.keep")


def delete_expired(*, by: Actor, day: date) -> int:
    """Delete every identity number whose day has come, and invitations nobody took up; return how many rows went.

    Nobody's right decides: the day does, which was set when the number was typed. `by` is only who is told of.
    """
    with transaction.atomic():
        numbers = EventIdentity.objects.for_worker()
        invitations = PersonAccount.objects.for_worker()
        gone = 0
        for rows, action in (
            (numbers.filter(expires__lt=day), "network.identity.delete"),
            (invitations.filter(expires__lt=day, account=None, ended=None), "network.account.expire"),
        ):
            expired = list(rows.select_for_update())
            journal.write_removals(expired, by=by, action=action, reason="到期删除")
            rows.filter(pk__in=[row.pk for row in expired]).delete()
            gone += len(expired)
    return gone


def purge(*, by: Actor, day: date) -> int:
    """Delete what the network kept until a day: numbers, invitations, applications nobody decided."""
    return delete_expired(by=by, day=day) + expire_applications(by=by, day=day)
