"""How a contest is computed: plain Python over whole numbers, no database, so that anybody can do it again from a file."""

from tongxin.records.contests.rules.drawing import draw
from tongxin.records.contests.rules.placing import Placed, Sheet, Tally, goes_on, place
from tongxin.records.contests.rules.plans import Level, PlannedRound, read_levels, read_rounds
from tongxin.records.contests.rules.reveals import Reveal, reveals
from tongxin.records.contests.rules.scores import ScoreItem, read_score, read_scores, total_of, written
from tongxin.records.contests.rules.scoring import LATEST, RULES, Rule, rule_named
from tongxin.records.contests.rules.sealed import (
    Away,
    Given,
    Inputs,
    Replay,
    inputs_of,
    outcome,
    read_sealed,
    replay,
    sealed,
)

__all__ = [
    "LATEST",
    "RULES",
    "Away",
    "Given",
    "Inputs",
    "Level",
    "Placed",
    "PlannedRound",
    "Replay",
    "Reveal",
    "Rule",
    "ScoreItem",
    "Sheet",
    "Tally",
    "draw",
    "goes_on",
    "inputs_of",
    "outcome",
    "place",
    "read_levels",
    "read_rounds",
    "read_score",
    "read_scores",
    "read_sealed",
    "replay",
    "reveals",
    "rule_named",
    "sealed",
    "total_of",
    "written",
]
