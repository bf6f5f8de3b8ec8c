"""What can answer a figure: a supplied table of facts, or a register that computes one when asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

from tongxin.kernel.period import Period

INCOMPLETE: Final = "incomplete"
COMPLETE: Final = "complete"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may answer a figure, described in words only; its value is asked for after ranking.

    `place` and `period` are None where the answer is computed for the place and period the text names. `day` marks a
    stock on a date (its period is that day). `share` marks a numerator over a denominator. `words` are
    further measure words the figure may be stated in; `definition` is quoted where a figure does not fit.
    """

    key: str
    names: tuple[str, ...]
    unit: str
    place: str | None = None
    period: Period | None = None
    day: bool = False
    share: bool = False
    words: tuple[str, ...] = ()
    definition: str = ""

    @property
    def name(self) -> str:
        """The name a finding shows."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded value in the candidate's unit, exact; a share carries numerator and denominator.

    `value` is None when the record gives no figure (`status` says why: undefined, withheld, incomplete). With a value
    the status may be `INCOMPLETE` (too few of the units that owed a return have reported) or `COMPLETE` (all have).
    """

    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    status: str = ""
    source: str = ""


class Answers(Protocol):
    """Two implementations: `FactsTable` here, `RegisterAnswers` over the measure catalogue."""

    def candidates(self) -> Sequence[Candidate]:
        """List what can be asked for."""
        ...

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        """Give the recorded value for a place name and a period (a stock: for its last day); None when there is none."""
        ...
