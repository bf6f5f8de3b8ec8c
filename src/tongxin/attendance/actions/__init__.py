"""Writes of attendance. Owners call these inside their own transaction; every call checks verb and scope again."""

from tongxin.attendance.actions.heads import count_heads
from tongxin.attendance.actions.leaves import grant_leave, withdraw_leave
from tongxin.attendance.actions.lines import add_lines, correct_line, enter_roster, rematch_roster
from tongxin.attendance.actions.programmes import Programme, correct_programme, move_occasion, open_occasion
from tongxin.attendance.actions.proof import prove_held
from tongxin.attendance.actions.timetables import add_session, change_session, remove_session

__all__ = [
    "Programme",
    "add_lines",
    "add_session",
    "change_session",
    "correct_line",
    "correct_programme",
    "count_heads",
    "enter_roster",
    "grant_leave",
    "move_occasion",
    "open_occasion",
    "prove_held",
    "rematch_roster",
    "remove_session",
    "withdraw_leave",
]
