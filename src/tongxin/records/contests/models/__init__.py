"""Tables of contests."""

from tongxin.records.contests.models.calls import COUNTED, Contest, Criterion, Round
from tongxin.records.contests.models.entries import TAKES_PART, Entrant, Entry
from tongxin.records.contests.models.halls import HallScreen
from tongxin.records.contests.models.outcomes import Award, Objection, Result
from tongxin.records.contests.models.scores import Judge, Recusal, ScoreSheet, SheetVersion

__all__ = [
    "COUNTED",
    "TAKES_PART",
    "Award",
    "Contest",
    "Criterion",
    "Entrant",
    "Entry",
    "HallScreen",
    "Judge",
    "Objection",
    "Recusal",
    "Result",
    "Round",
    "ScoreSheet",
    "SheetVersion",
]
