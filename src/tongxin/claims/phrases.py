"""What a person kept: the words a text says for a measure or an indicator of a table, as one name more of it.

Never learnt: a phrase is there because somebody wrote it down, and a finding that rests on it names whose it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongxin.claims.answers import Answer, Answers, Candidate, Narrowing
from tongxin.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Phrase:
    """`said` means what is called `name`: the measure `measure` of the register, or (none) an indicator of a table. `source` says whose it is."""

    said: str
    name: str
    measure: str = ""
    source: str = ""


class Phrased:
    """Answers whose candidates are also called by kept phrases."""

    def __init__(self, answers: Answers, phrases: Sequence[Phrase]) -> None:
        self._answers = answers
        kept: dict[tuple[bool, str], dict[str, Phrase]] = {}
        for one in phrases:  # the newest first: where one was kept twice, its words count
            kept.setdefault((bool(one.measure), one.measure or one.name), {}).setdefault(one.said, one)
        self._candidates = tuple(
            _called(one, tuple(kept.get((False, one.name) if one.period else (True, one.key), {}).values()))
            for one in answers.candidates()
        )

    @property
    def narrowing(self) -> Narrowing | None:
        """How names said in a text narrow what is asked."""
        return self._answers.narrowing

    @property
    def notice(self) -> str:
        """What has to be said of the answers."""
        return self._answers.notice

    def candidates(self) -> Sequence[Candidate]:
        """List what can be asked for, with the kept phrases among the names."""
        return self._candidates

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        """Give the recorded value."""
        return self._answers.answer(candidate, place=place, period=period)


def _called(candidate: Candidate, phrases: Sequence[Phrase]) -> Candidate:
    new = [one for one in phrases if one.said not in candidate.names]
    if not new:
        return candidate
    names = (*candidate.names, *(one.said for one in new))
    return replace(candidate, names=names, kept=tuple((one.said, one.source) for one in new))


def with_phrases(answers: Answers, phrases: Sequence[Phrase]) -> Answers:
    """Return the answers with kept phrases, as they are where there are none."""
    return Phrased(answers, phrases) if phrases else answers
