"""Writes of contests. Whoever locks several rows locks the contest first, then the round, then what hangs on it."""

from tongxin.records.contests.actions.calls import (
    call_contest,
    cancel_contest,
    close_entries,
    correct_contest,
    draw_numbers,
    plan_rounds,
)
from tongxin.records.contests.actions.certifying import certify_awards
from tongxin.records.contests.actions.entries import (
    check_entry,
    correct_entry,
    enter,
    name_entrants,
    refuse_entry,
    withdraw_entry,
)
from tongxin.records.contests.actions.judges import (
    address_judge,
    appoint_judges,
    as_judge,
    recuse_judge,
    release_judge,
    stand_aside,
)
from tongxin.records.contests.actions.outcomes import (
    award_prizes,
    decide_objection,
    object_to,
    publish_result,
    revoke_award,
)
from tongxin.records.contests.actions.screens import open_screen, reveal_next
from tongxin.records.contests.actions.sealing import judge_anew, seal_round
from tongxin.records.contests.actions.sheets import correct_sheet, decide_sheet, give_scores, hand_in_sheet, key_again

__all__ = [
    "address_judge",
    "appoint_judges",
    "as_judge",
    "award_prizes",
    "call_contest",
    "cancel_contest",
    "certify_awards",
    "check_entry",
    "close_entries",
    "correct_contest",
    "correct_entry",
    "correct_sheet",
    "decide_objection",
    "decide_sheet",
    "draw_numbers",
    "enter",
    "give_scores",
    "hand_in_sheet",
    "judge_anew",
    "key_again",
    "name_entrants",
    "object_to",
    "open_screen",
    "plan_rounds",
    "publish_result",
    "recuse_judge",
    "refuse_entry",
    "release_judge",
    "reveal_next",
    "revoke_award",
    "seal_round",
    "stand_aside",
    "withdraw_entry",
]
