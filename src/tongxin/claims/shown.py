"""A check the way the page shows it: notes beside a marked text. JSON values, so that a draft can keep them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Self

from tongxin.claims.answers import Answers, Candidate
from tongxin.claims.check import WHOLE, Check, disagreements
from tongxin.claims.explain import LABELS, reason, shown, spoken_period, suggestion
from tongxin.claims.finding import Finding
from tongxin.claims.register import question_of
from tongxin.claims.verdict import Verdict
from tongxin.kernel.numerals import plain
from tongxin.ports.narrowed import figure_url

PART: Final = 20_000
"""Characters of text on one page of a long report."""
_REWORDED: Final = frozenset({Verdict.LOOSE, Verdict.CONTRADICTED})


@dataclass(frozen=True)
class Note:
    """One finding in words. `choices` are other candidates: key and label."""

    number: int
    start: int
    end: int
    text: str
    verdict: str
    sentence: str
    override: bool = False
    key: str = ""
    subject: str = ""
    place: str = ""
    period: str = ""
    recorded: str = ""
    definition: str = ""
    wording: str = ""
    url: str = ""
    choices: Sequence[Sequence[str]] = field(default_factory=tuple)
    disagrees: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Passage:
    """A stretch of the text: plain, or a figure with its note."""

    text: str
    note: Note | None = None


@dataclass(frozen=True)
class Tally:
    """How often a verdict was given."""

    verdict: str
    label: str
    count: int


@dataclass(frozen=True)
class Shown:
    """A whole check as the page shows it."""

    notes: Sequence[Note]
    incoherences: Sequence[str]
    notices: Sequence[str] = ()

    @classmethod
    def of(cls, check: Check, *, linked: bool) -> Self:
        """Put a check into words; `linked` findings lead to their figure pages."""
        notes = [
            replace(
                _note(number, finding, home=check.home, linked=linked),
                disagrees=disagreements(check, (finding.claim.start, finding.claim.end)),
            )
            for number, finding in enumerate(check.findings, 1)
        ]
        sentences = [found.sentence for found in check.notices]
        return cls(notes, [found.sentence for found in check.incoherences], sentences)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls([Note(**note) for note in values["notes"]], values["incoherences"], values.get("notices", ()))

    def as_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "notes": [asdict(note) for note in self.notes],
            "incoherences": list(self.incoherences),
            "notices": list(self.notices),
        }

    def tallies(self) -> list[Tally]:
        """Count the verdicts, in their fixed order."""
        counts = Counter(note.verdict for note in self.notes)
        return [Tally(verdict.value, LABELS[verdict], counts[verdict]) for verdict in Verdict if counts[verdict]]

    def note_at(self, span: tuple[int, int]) -> Note | None:
        """Return the note of the figure at this span."""
        return next((note for note in self.notes if (note.start, note.end) == span), None)

    def part(self, text: str, number: int) -> tuple[list[Note], list[Passage]]:
        """Return notes and passages of one part of the text; a figure across the border belongs to where it begins."""
        notes = [note for note in self.notes if part_of(note.start) == number]
        return notes, list(_passages(text, self._border(number - 1), self._border(number), notes=notes))

    def _border(self, number: int) -> int:
        border = number * PART
        return next((note.end for note in self.notes if note.start < border < note.end), border)


def part_of(position: int) -> int:
    """Return the number, from 1, of the part of a text that shows what begins here."""
    return position // PART + 1


def parts(text: str) -> int:
    """Return in how many parts a text is shown."""
    return max(1, -(-len(text) // PART))


def _passages(text: str, start: int, end: int, *, notes: Sequence[Note]) -> Iterator[Passage]:
    for note in notes:
        if start < note.start:
            yield Passage(text[start : note.start])
        yield Passage(text[note.start : note.end], note)
        start = note.end
    yield Passage(text[start:end])


def candidate_label(candidate: Candidate) -> str:
    """Name a candidate so that two of one name can be told apart."""
    period = spoken_period(candidate.period) if candidate.period else ""
    about = "，".join(part for part in (candidate.place, period) if part)
    return f"{candidate.title}（{about}）" if about else candidate.title


def _note(number: int, finding: Finding, *, home: str, linked: bool) -> Note:
    claim, candidate = finding.claim, finding.candidate
    said: dict[str, Any] = {}
    if candidate is not None:
        said = {
            "key": candidate.key,
            "subject": candidate.title,
            "place": candidate.place or finding.place,
            "period": spoken_period(finding.period) if finding.period else "",
            "recorded": recorded(finding),
            "definition": candidate.definition,
            "wording": wording(finding),
            "url": _figure_url(finding, home=home) if linked else "",
        }
    return Note(
        number=number,
        start=claim.start,
        end=claim.end,
        text=claim.text,
        verdict=finding.verdict.value,
        sentence=reason(finding),
        override=finding.override,
        choices=_choices(finding),
        **said,
    )


def recorded(finding: Finding) -> str:
    """Write the recorded value in the stated unit, a share with what it is a share of; empty where there is none."""
    if finding.value is None or finding.answer is None:
        return ""
    value, answer = shown(finding.value, finding.claim.unit), finding.answer
    if answer.numerator is None or answer.denominator is None:
        return value
    return f"{value}（{plain(answer.numerator)}/{plain(answer.denominator)}）"


def wording(finding: Finding) -> str:
    """Return words that would fit, where those of the text do not."""
    if finding.value is None or finding.verdict not in _REWORDED:
        return ""
    put = finding.value if finding.put is None else finding.put
    return "" if finding.is_reversed else suggestion(finding.claim, put)


def _choices(finding: Finding) -> list[list[str]]:
    found: dict[str, str] = {}
    for reading in (*finding.equal, *finding.others):
        found.setdefault(reading.candidate.key, candidate_label(reading.candidate))
    candidate = finding.candidate
    name = finding.untold.name if finding.untold else candidate.of.name if candidate and candidate.of else ""
    if candidate is not None and name:
        found[candidate.key + WHOLE] = f"{candidate.name}（不按“{name}”计算）"
    return [[key, label] for key, label in found.items()]


def search(answers: Answers, text: str, *, most: int) -> list[list[str]]:
    """Return key and label of the candidates that hold every word typed, in the order of the source."""
    wanted = text.lower().split()
    found = []
    for candidate in answers.candidates():
        label = candidate_label(candidate)
        heard = " ".join((label, candidate.key, *candidate.names)).lower()
        if all(word in heard for word in wanted):
            found.append([candidate.key, label])
            if len(found) == most:
                break
    return found


def _figure_url(finding: Finding, *, home: str) -> str:
    """Return the address of the figure page behind a finding answered by the register."""
    if finding.candidate is None or finding.answer is None or finding.period is None:
        return ""
    where = finding.candidate.place or finding.place
    return figure_url(question_of(finding.candidate, place=where, period=finding.period, home=home))
