"""A finding: one claim beside what the records say of it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.claim import Claim, Form
from tongxin.claims.naming import Untold
from tongxin.claims.readings import Nearest, Reading
from tongxin.claims.verdict import Verdict
from tongxin.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Derived:
    """What a figure is worked out from: the records it comes of, and the arithmetic as it is shown (186 − 164 = 22)."""

    of: tuple[Candidate, ...]
    arithmetic: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim and what the records say of it.

    `fitted` is the older time at which a computed measure had the stated value (verdict `stale`).
    `value` is the recorded value in the stated unit, None when nothing answers, `put` the same as the
    text puts a change: a recorded rise of −3 is a fall of 3. `equal` are readings the text does not
    tell apart from the first, `others` lower-ranked ones, `would_fit` the first of these that the words would fit.
    `override` says that a person, not the text, chose the candidate (or that there is none). `needless` says that the
    text writes 据不完全统计 of records that are all there. `untold` tells why a recorded name beside the claim keeps
    it from being held against anything, `unread` are the words of a time nobody here can read, so that no time is asked for. `nearest` is the record
    nearest to a figure without one, `heard` the name of the candidate the text was found to say, `derived` tells of a figure no record states how it comes of recorded ones.
    """

    claim: Claim
    verdict: Verdict
    place: str
    stated_period: Period | None = None
    candidate: Candidate | None = None
    answer: Answer | None = None
    value: Fraction | None = None
    put: Fraction | None = None
    period: Period | None = None
    fitted: Period | None = None
    equal: tuple[Reading, ...] = ()
    others: tuple[Reading, ...] = ()
    would_fit: Candidate | None = None
    override: bool = False
    needless: bool = False
    unread: str = ""
    nearest: Nearest | None = None
    derived: Derived | None = None
    untold: Untold | None = None
    heard: str = ""

    @property
    def phrase(self) -> tuple[str, str] | None:
        """The kept phrase the candidate was found by, and whose it is."""
        kept = self.candidate.kept if self.candidate and not self.override else ()
        return next((one for one in kept if one[0] == self.heard), None)

    @property
    def is_reversed(self) -> bool:
        """Whether a recorded change goes the other way than the text says."""
        changes = self.claim.form in _CHANGES or self.put != self.value
        return changes and self.put is not None and self.put < 0 <= self.claim.written.value


_CHANGES: Final = frozenset({Form.GROWTH, Form.POINTS})
