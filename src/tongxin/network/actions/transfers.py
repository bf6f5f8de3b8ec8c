"""Members who go from one organisation to another: history kept, one day, both sides willing."""

from datetime import date
from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock, require_past, require_reason
from tongxin.network.actions.people import finish_membership
from tongxin.network.models import Charter, Membership, Organisation, Transfer
from tongxin.network.queries.charters import approver_path, charter_on, is_away, refuse_over_quota


def transfer_membership(membership: Membership, *, by: Actor, target: Organisation, day: date, reason: str) -> Transfer:
    """Move a member to another organisation on this day; where `by` may not admit there, ask the receiving side."""
    why = require_reason(reason)
    with transaction.atomic():
        lock(membership, by=by, verb=Verb.MEMBERS)
        _refuse_unfit(membership, target=target)
        require_past(day, field="day", since=membership.begin)
        transfer = Transfer(
            membership=membership,
            source_path=membership.path,
            target=target,
            path=target.path,
            asked=today(),
            day=day,
            reason=why,
        )
        create(transfer, by=by, action="network.transfer.ask", reason=why)
        charter = charter_on(target, day=day)
        if by.scope.may(Verb.MEMBERS, approver_path(target, charter=charter)):
            _complete(transfer, by=by, day=day, charter=charter)
    return transfer


def accept_transfer(transfer: Transfer, *, by: Actor, day: date) -> Transfer:
    """Take the member in from this day: the receiving side's word, after the giving side asked."""
    with transaction.atomic():
        charter = charter_on(transfer.target, day=day)
        _lock_waiting(transfer, by=by, path=approver_path(transfer.target, charter=charter))
        _refuse_unfit(transfer.membership, target=transfer.target)
        require_past(day, field="day", since=max(transfer.asked, transfer.membership.begin or day))
        return _complete(transfer, by=by, day=day, charter=charter)


def decline_transfer(transfer: Transfer, *, by: Actor, reason: str) -> Transfer:
    """Refuse to take the member in; the old membership goes on."""
    why = require_reason(reason)
    with transaction.atomic():
        _lock_waiting(transfer, by=by, path=transfer.path)
        values = {"state": Transfer.State.DECLINED}
        return change(transfer, by=by, action="network.transfer.decline", values=values, reason=why)


def withdraw_transfer(transfer: Transfer, *, by: Actor) -> Transfer:
    """Take the request back: the giving side's word."""
    with transaction.atomic():
        _lock_waiting(transfer, by=by, path=transfer.source_path)
        values = {"state": Transfer.State.WITHDRAWN}
        return change(transfer, by=by, action="network.transfer.withdraw", values=values)


def _lock_waiting(transfer: Transfer, *, by: Actor, path: str) -> None:
    lock(transfer, by=by, verb=Verb.MEMBERS, path=path)
    if transfer.state != Transfer.State.WAITING:
        raise ConflictError(f"这份转会{transfer.get_state_display()}，不需要再办理。")


def _refuse_unfit(membership: Membership, *, target: Organisation) -> None:
    if membership.state != Membership.State.ADMITTED:
        raise ConflictError(f"这份会籍{membership.get_state_display()}，不能转会。")
    if target.closed:
        raise ConflictError(f"「{target.name}」已注销，不能再吸纳会员。", field="target")
    if target.pk == membership.organisation_id:
        raise ConflictError("转入的组织就是现在的组织，请改选。", field="target")


def _complete(transfer: Transfer, *, by: Actor, day: date, charter: Charter | None) -> Transfer:
    """End the one membership and begin the other. The giving side's right was checked when it asked."""
    old, target = transfer.membership, transfer.target
    refuse_over_quota(target, charter=charter, day=day)
    finish_membership(old, by=by, day=day, ending=Membership.Ending.TRANSFERRED, reason=transfer.reason)
    new = Membership(
        person=old.person,
        organisation=target,
        path=target.path,
        state=Membership.State.ADMITTED,
        applied=min(transfer.asked, day),
        begin=day,
        away=is_away(old.person, target),
    )
    create(new, by=by, action="network.membership.admit", reason=transfer.reason)
    values: dict[str, Any] = {"state": Transfer.State.DONE, "day": day, "begun": new}
    return change(transfer, by=by, action="network.transfer.complete", values=values)
