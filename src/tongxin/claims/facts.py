"""A supplied table of facts as an `Answers`: each row answers for its own place and period."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.divisions import gazetteer
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a facts table; `value` is in `unit`, a share is `value` over `denominator`."""

    key: str
    measure: str
    unit: str
    place: str
    period: Period
    value: Fraction
    denominator: Fraction | None = None


class FactsTable:
    """Facts supplied by a user, ready to answer. A row answers as it stands, whatever names the text says."""

    narrowing = None
    notice = ""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts: dict[str, Fact] = {}
        for fact in facts:
            if fact.key in self._facts:
                raise InputError(f"事实表里编号「{fact.key[:20]}」出现了两次，请让每行编号不同。", field="编号")
            self._facts[fact.key] = fact
        innermost = gazetteer().innermost
        self._candidates = tuple(
            Candidate(
                key=fact.key,
                names=(fact.measure,),
                unit=fact.unit,
                place=innermost(fact.place),
                period=fact.period,
                day=fact.period.days == 1,
                share=fact.denominator is not None,
            )
            for fact in facts
        )

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The rows, in their order."""
        return tuple(self._facts.values())

    def candidates(self) -> Sequence[Candidate]:
        """List the rows."""
        return self._candidates

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        """Give the row's value; place and period are the row's own."""
        del place, period
        fact = self._facts[candidate.key]
        if fact.denominator is None:
            return Answer(fact.value)
        return Answer(fact.value / fact.denominator, fact.value, fact.denominator)
