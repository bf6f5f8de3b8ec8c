"""Members who go from one organisation to another: history kept, one day, both sides willing."""

from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.network.actions.people import end_membership
from tongxin.network.actions.rights import entitled
from tongxin.network.models import Charter, Membership, Organisation, Transfer
from tongxin.network.models.rules import refuse_memberless
from tongxin.network.queries.charters import approver_path, charter_on, is_away, refuse_over_quota
from tongxin.network.queries.periods import refuse_overlapping


def transfer_membership(membership: Membership, *, by: Actor, target: Organisation, day: date, reason: str) -> Transfer:
    """Move a member to another organisation on this day; where `by` may not admit there, ask the receiving side."""
    why = require_reason(reason)
    with act("network.membership.transfer", membership, by=by, reason=why) as doer:
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
        create(transfer, by=doer, action="network.transfer.ask")
        charter = charter_on(target, day=day)
        if doer.scope.may(Verb.MEMBERS, approver_path(target, charter=charter)):
            _complete(transfer, by=doer, day=day, charter=charter)
    return transfer


def accept_transfer(transfer: Transfer, *, by: Actor, day: date) -> Transfer:
    """Take the member in from this day: the receiving side's word, after the giving side asked."""
    with act("network.transfer.complete", transfer, by=by) as doer:
        charter = charter_on(transfer.target, day=day)
        doer.scope.require(Verb.MEMBERS, approver_path(transfer.target, charter=charter))
        _refuse_unfit(transfer.membership, target=transfer.target)
        require_past(day, field="day", since=max(transfer.asked, transfer.membership.begin or day))
        return _complete(transfer, by=doer, day=day, charter=charter)


def decline_transfer(transfer: Transfer, *, by: Actor, reason: str) -> Transfer:
    """Refuse to take the member in; the old membership goes on."""
    with act("network.transfer.decline", transfer, by=by, reason=require_reason(reason)) as doer:
        return change(transfer, by=doer, values={"state": Transfer.State.DECLINED})


def withdraw_transfer(transfer: Transfer, *, by: Actor) -> Transfer:
    """Take the request back: the giving side's word."""
    with act("network.transfer.withdraw", transfer, by=by) as doer:
        return change(transfer, by=doer, values={"state": Transfer.State.WITHDRAWN})


def _refuse_unfit(membership: Membership, *, target: Organisation) -> None:
    if membership.state != Membership.State.ADMITTED:
        raise ConflictError(f"这份会籍{membership.get_state_display()}，不能转会。")
    if target.closed:
        raise ConflictError(f"「{target.name}」已注销，不能再吸纳会员。", field="target")
    refuse_memberless(target, field="target")
    if target.pk == membership.organisation_id:
        raise ConflictError("转入的组织就是现在的组织，请改选。", field="target")


def _complete(transfer: Transfer, *, by: Actor, day: date, charter: Charter | None) -> Transfer:
    """End the one membership and begin the other. The giving side's right was checked when it asked."""
    old, target = transfer.membership, transfer.target
    refuse_over_quota(target, charter=charter, day=day)
    giving = entitled(by=by, path=old.path)
    end_membership(old, by=giving, day=day, ending=Membership.Ending.TRANSFERRED, reason=transfer.reason)
    new = Membership(
        person=old.person,
        organisation=target,
        path=target.path,
        state=Membership.State.ADMITTED,
        applied=min(transfer.asked, day),
        begin=day,
        away=is_away(old.person, target),
    )
    refuse_overlapping(new, begin=day, field="day")
    create(new, by=by, action="network.membership.admit", reason=transfer.reason)
    values: dict[str, Any] = {"state": Transfer.State.DONE, "day": day, "begun": new}
    return change(transfer, by=by, action="network.transfer.complete", values=values)
