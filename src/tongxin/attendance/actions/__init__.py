"""Writes of attendance. Owners call these inside their own transaction; every call checks verb and scope again."""

from tongxin.attendance.actions.folding import fold, fold_late, fold_onto
from tongxin.attendance.actions.heads import Heads, count_heads, drop_counts
from tongxin.attendance.actions.lines import add_lines, correct_line, enter_roster, rematch_roster
from tongxin.attendance.actions.programmes import Programme, correct_programme, move_occasion, open_occasion
from tongxin.attendance.actions.proof import prove_held

__all__ = [
    "Heads",
    "Programme",
    "add_lines",
    "correct_line",
    "correct_programme",
    "count_heads",
    "drop_counts",
    "enter_roster",
    "fold",
    "fold_late",
    "fold_onto",
    "move_occasion",
    "open_occasion",
    "prove_held",
    "rematch_roster",
]
