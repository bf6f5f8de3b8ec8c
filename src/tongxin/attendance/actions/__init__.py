"""Writes of attendance. Owners call these inside their own transaction; every call checks verb and scope again."""

from tongxin.attendance.actions.folding import fold, fold_late, fold_onto
from tongxin.attendance.actions.heads import Heads, count_heads, drop_counts
from tongxin.attendance.actions.leaves import grant_leave, withdraw_leave
from tongxin.attendance.actions.lines import add_lines, correct_line, enter_roster, rematch_roster
from tongxin.attendance.actions.programmes import Programme, correct_programme, move_occasion, open_occasion
from tongxin.attendance.actions.proof import prove_held
from tongxin.attendance.actions.timetables import add_session, change_session, remove_session

__all__ = [
    "Heads",
    "Programme",
    "add_lines",
    "add_session",
    "change_session",
    "correct_line",
    "correct_programme",
    "count_heads",
    "drop_counts",
    "enter_roster",
    "fold",
    "fold_late",
    "fold_onto",
    "grant_leave",
    "move_occasion",
    "open_occasion",
    "prove_held",
    "rematch_roster",
    "remove_session",
    "withdraw_leave",
]
