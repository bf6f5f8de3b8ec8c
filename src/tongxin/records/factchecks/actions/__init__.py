"""Writes of fact-checks: taking claims in, finding out, publishing and changing what was published."""

from tongxin.records.factchecks.actions.desks import close_desk, open_desk, reopen_desk
from tongxin.records.factchecks.actions.intake import (
    correct,
    forget_asker,
    forget_own,
    hand_in,
    purge,
    receive,
)
from tongxin.records.factchecks.actions.publishing import amend, confirm, drop, publish, withdraw
from tongxin.records.factchecks.actions.research import (
    accept,
    add_source,
    ask_reply,
    link,
    record_reply,
    reopen,
    send_back,
    set_aside,
    submit,
    unlink,
    void_source,
)

__all__ = [
    "accept",
    "add_source",
    "amend",
    "ask_reply",
    "close_desk",
    "confirm",
    "correct",
    "drop",
    "forget_asker",
    "forget_own",
    "hand_in",
    "link",
    "open_desk",
    "publish",
    "purge",
    "receive",
    "record_reply",
    "reopen",
    "reopen_desk",
    "send_back",
    "set_aside",
    "submit",
    "unlink",
    "void_source",
    "withdraw",
]
