"""Writes of volunteering."""

from tongxin.records.volunteering.actions.asking import (
    accept_request,
    ask_for_help,
    decline_request,
    link_request,
    withdraw_request,
)
from tongxin.records.volunteering.actions.calls import (
    call_action,
    cancel_action,
    close_action,
    correct_action,
    count_action,
    hide_action,
    hold_action,
    publish_action,
)
from tongxin.records.volunteering.actions.expiring import forget_volunteer, purge
from tongxin.records.volunteering.actions.helping import (
    ask_for_record,
    claim_own,
    hear_own,
    issue_record,
    join_as_member,
    release_own,
    sign_up,
    withdraw_own,
    withdraw_volunteer,
)
from tongxin.records.volunteering.actions.holding import hold_task
from tongxin.records.volunteering.actions.tasks import (
    ask_task,
    claim_task,
    close_task,
    correct_task,
    finish_task,
    follow_task,
    progress_task,
    release_task,
)

__all__ = [
    "accept_request",
    "ask_for_help",
    "ask_for_record",
    "ask_task",
    "call_action",
    "cancel_action",
    "claim_own",
    "claim_task",
    "close_action",
    "close_task",
    "correct_action",
    "correct_task",
    "count_action",
    "decline_request",
    "finish_task",
    "follow_task",
    "forget_volunteer",
    "hear_own",
    "hide_action",
    "hold_action",
    "hold_task",
    "issue_record",
    "join_as_member",
    "link_request",
    "progress_task",
    "publish_action",
    "purge",
    "release_own",
    "release_task",
    "sign_up",
    "withdraw_own",
    "withdraw_request",
    "withdraw_volunteer",
]
