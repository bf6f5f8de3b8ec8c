"""Writes of returns. Each is one transaction: check verb and scope, save, tell the journal."""

from tongxin.returns.actions.asserted import assert_figure, correct_asserted
from tongxin.returns.actions.duties import end_duty, impose, impose_duties, impose_duty, set_calendar
from tongxin.returns.actions.restating import LockedNumbers, restate_return
from tongxin.returns.actions.returns import (
    Approval,
    Locking,
    approve_return,
    approve_returns,
    confirm,
    confirm_nil,
    confirm_return,
    lock,
    lock_returns,
    send_back,
)

__all__ = [
    "Approval",
    "LockedNumbers",
    "Locking",
    "approve_return",
    "approve_returns",
    "assert_figure",
    "confirm",
    "confirm_nil",
    "confirm_return",
    "correct_asserted",
    "end_duty",
    "impose",
    "impose_duties",
    "impose_duty",
    "lock",
    "lock_returns",
    "restate_return",
    "send_back",
    "set_calendar",
]
