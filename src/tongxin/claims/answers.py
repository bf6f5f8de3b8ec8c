"""What can answer a figure: a supplied table of facts, or a register that computes one when asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Protocol

from tongxin.claims.said import Record
from tongxin.kernel.period import Period

INCOMPLETE: Final = "incomplete"
COMPLETE: Final = "complete"
UNAVAILABLE: Final = "unavailable"
EMPTY: Final = "empty"
"""Nothing is recorded there and until then, which does not say that there was none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may answer a figure, described in words only; its value is asked for after ranking.

    `place` and `period` are None where the answer is computed for the place and period the text names. `day` marks a
    stock on a date (its period is that day). `share` marks a numerator over a denominator. `words` are
    further measure words the figure may be stated in; `definition` is quoted where a figure does not fit. `of` is the
    one record it is narrowed to; `place` is then where that record belongs, if anywhere, and `period` the days of an event. `single`
    marks what is true of one event only, so that a text must name it. `since` is where a running total begins that is
    stated without a time. `said_with` are words of which the sentence must say one. `kept` are the names among `names` that a
    person kept, each with whose it is.
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
    of: Record | None = None
    single: bool = False
    since: date | None = None
    said_with: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of what is counted."""
        return self.names[0]

    @property
    def title(self) -> str:
        """The name a finding shows, with the one record it is narrowed to."""
        return f"{self.name}（按“{self.of.name}”计算）" if self.of else self.name


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded value in the candidate's unit, exact; a share carries numerator and denominator.

    `value` is None when the record gives no figure (`status` says why: undefined, withheld, incomplete, unavailable, empty). With a value
    the status may be `INCOMPLETE` (too few of the units that owed a return have reported) or `COMPLETE` (all have).
    """

    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    status: str = ""
    source: str = ""


class Narrowing(Protocol):
    """What a register knows of the records its figures can be narrowed to."""

    def named(self) -> Iterable[tuple[str, Record]]:
        """Yield every name with the record that bears it."""
        ...

    def narrowed(self, candidate: Candidate, record: Record) -> Candidate | None:
        """Return the candidate for this record alone; None where it cannot be, itself where that would say nothing."""
        ...


class Answers(Protocol):
    """Two implementations: `FactsTable` here, `RegisterAnswers` over the measure catalogue."""

    @property
    def narrowing(self) -> Narrowing | None:
        """How names said in a text narrow what is asked; None where they do not."""
        ...

    @property
    def notice(self) -> str:
        """The sentence whoever shows an answer has to say (the records are not the newest); empty for none."""
        ...

    def candidates(self) -> Sequence[Candidate]:
        """List what can be asked for."""
        ...

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        """Give the recorded value for a place name and a period (a stock: for its last day); None when there is none."""
        ...
