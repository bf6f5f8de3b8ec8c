"""From a stated interval and a recorded value to a verdict. Exact arithmetic; the value is never rounded first."""

from enum import StrEnum
from fractions import Fraction

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.claim import Claim, Form
from tongxin.claims.intervals import meaning
from tongxin.claims.units import Measures, factor_between, read_unit


class Verdict(StrEnum):
    """What the check says of a figure. Stable strings of the public JSON."""

    FIT = "fit"
    LOOSE = "loose"
    CONTRADICTED = "contradicted"
    AMBIGUOUS = "ambiguous"
    UNSUPPORTED = "unsupported"
    STALE = "stale"
    INCOMPLETE = "incomplete"
    WITHHELD = "withheld"


def in_stated_unit(claim: Claim, candidate: Candidate, answer: Answer) -> Fraction | None:
    """Return the recorded value in the unit the text uses (per cent for shares); None when units do not convert."""
    if answer.value is None:
        return None
    if claim.unit in {"%", "‰"}:
        whole = 100 if claim.unit == "%" else 1000
        if candidate.share:
            return answer.value * whole
        unit = read_unit(candidate.unit)
        factor = factor_between(claim.unit, unit.word) if unit.measures is Measures.PERCENT else None
        return answer.value * factor if factor else None
    unit = read_unit(candidate.unit)
    factor = factor_between(claim.unit, unit.word) if claim.unit else Fraction(1)
    return None if factor is None else answer.value * unit.factor * factor


def judge(claim: Claim, value: Fraction, *, mean: bool = False) -> Verdict:
    """Say whether an exact value, in the stated unit, is what these words mean; a mean is read to its last digit."""
    read = meaning(Form.GROWTH if mean and claim.form is Form.EXACT else claim.form, claim.written)
    if value in read.fit:
        return Verdict.FIT
    return Verdict.LOOSE if value in read.true else Verdict.CONTRADICTED
