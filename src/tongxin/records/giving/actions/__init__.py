"""Writes of giving. A line of a ledger is never changed: what is wrong is reversed, and entered anew."""

from tongxin.records.giving.actions.causes import correct_cause, name_cause
from tongxin.records.giving.actions.gifts import (
    allocate,
    check,
    correct,
    drop,
    give_back,
    pledge,
    receive,
    refuse,
    reverse,
)
from tongxin.records.giving.actions.ledger import set_four_eyes
from tongxin.records.giving.actions.matching import decide, undo
from tongxin.records.giving.actions.uses import (
    correct_project,
    correct_use,
    finish_project,
    report_use,
    start_project,
    use,
    void_use,
)

__all__ = [
    "allocate",
    "check",
    "correct",
    "correct_cause",
    "correct_project",
    "correct_use",
    "decide",
    "drop",
    "finish_project",
    "give_back",
    "name_cause",
    "pledge",
    "receive",
    "refuse",
    "report_use",
    "reverse",
    "set_four_eyes",
    "start_project",
    "undo",
    "use",
    "void_use",
]
