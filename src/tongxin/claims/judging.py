"""From readings to findings: asks for values only now that the readings are ranked."""

from datetime import date
from fractions import Fraction
from typing import Final

from tongxin.claims.ageing import fitted_before
from tongxin.claims.answers import COMPLETE, EMPTY, INCOMPLETE, Answer, Answers, Candidate
from tongxin.claims.finding import Finding
from tongxin.claims.fitting import asked_period, is_mean, signed_value, spoken_tone
from tongxin.claims.readings import Apart, Match, Nearest
from tongxin.claims.units import read_unit
from tongxin.claims.verdict import Verdict, in_stated_unit, judge
from tongxin.claims.weights import WEIGHTS
from tongxin.kernel.numerals import plain
from tongxin.kernel.period import Period


class Judge:
    """Holds the claims of one text against one answer source."""

    def __init__(self, answers: Answers, *, published: date) -> None:
        self.answers, self.published = answers, published
        self.siblings: dict[tuple[str, str | None], list[Candidate]] = {}
        for candidate in answers.candidates():
            self.siblings.setdefault((candidate.name, candidate.place), []).append(candidate)

    def ask(self, match: Match, candidate: Candidate) -> tuple[Answer | None, Fraction | None, Period]:
        """Return what is recorded for the time a claim is of, in its unit."""
        period = candidate.period or asked_period(match.context, candidate, published=self.published)
        answer = self.answers.answer(candidate, place=match.place, period=period)
        value = in_stated_unit(match.claim, candidate, answer) if answer else None
        return answer, value, period

    def value_at(self, match: Match, candidate: Candidate, period: Period) -> Fraction | None:
        """Return what is recorded of a computed candidate at another time, in the unit of a claim."""
        answer = self.answers.answer(candidate, place=match.place, period=period)
        known = answer is not None and answer.status in {"", COMPLETE}
        return in_stated_unit(match.claim, candidate, answer) if answer and known else None

    @staticmethod
    def judged(match: Match, candidate: Candidate, value: Fraction) -> Verdict:
        """Say what the words are to a value, told as the text tells it."""
        put = signed_value(value, candidate, match.context, kind=match.kind)
        return judge(match.claim, put, mean=is_mean(candidate) or spoken_tone(match.context, sentence="").mean)

    def finding(self, match: Match) -> Finding:
        """Return what the records say of a claim."""
        mention = match.context.mention
        stated = mention.period if mention else None
        if not match.readings:
            return Finding(match.claim, Verdict.UNSUPPORTED, match.place, stated, nearest=match.nearest)
        first = match.readings[0].candidate
        if match.untold:
            return Finding(
                match.claim,
                Verdict.UNSUPPORTED,
                match.place,
                stated,
                candidate=first,
                others=match.readings[1:],
                untold=match.untold,
            )
        if match.context.unread and first.period is None:
            words = match.context.unread
            return Finding(
                match.claim, Verdict.AMBIGUOUS, match.place, candidate=first, others=match.readings[1:], unread=words
            )
        answer, value, period = self.ask(match, first)
        verdict = self._verdict(match, answer, value)
        fitted = self._fitted(match, first, period) if verdict is Verdict.CONTRADICTED else None
        would_fit = self._would_fit(match) if verdict is Verdict.CONTRADICTED and not fitted else None
        if would_fit is not None and (_loosely_said(match, would_fit) or _is_rival(match, would_fit)):
            verdict = Verdict.AMBIGUOUS
        put = value and signed_value(value, first, match.context, kind=match.kind)
        if verdict is Verdict.CONTRADICTED and not fitted and _is_another(match, put):
            nearest = Nearest(first, Apart.VALUE, value)
            return Finding(
                match.claim, Verdict.UNSUPPORTED, match.place, stated, others=match.readings, nearest=nearest
            )
        return Finding(
            claim=match.claim,
            verdict=Verdict.STALE if fitted else verdict,
            place=match.place,
            stated_period=stated,
            candidate=first,
            answer=answer,
            value=value,
            put=put,
            period=period,
            equal=match.equal[1:],
            others=match.readings[1:],
            would_fit=would_fit,
            heard=match.readings[0].name,
            fitted=fitted,
            needless=match.context.estimated and answer is not None and answer.status == COMPLETE,
        )

    def _verdict(self, match: Match, answer: Answer | None, value: Fraction | None) -> Verdict:
        if value is None:
            return _WITHOUT_VALUE.get(answer.status if answer else "", Verdict.UNSUPPORTED)
        if answer and answer.status == EMPTY and match.claim.written.value and not match.by_hand:
            return Verdict.UNSUPPORTED
        verdict = self.judged(match, match.readings[0].candidate, value)
        if self._disagree(match, verdict):
            return Verdict.AMBIGUOUS
        return _held_open(match, verdict, value) if answer and answer.status == INCOMPLETE else verdict

    def _disagree(self, match: Match, verdict: Verdict) -> bool:
        rivals = [(reading.candidate, self.ask(match, reading.candidate)[1]) for reading in match.equal[1:]]
        return any(value is not None and self.judged(match, one, value) is not verdict for one, value in rivals)

    def _fitted(self, match: Match, first: Candidate, period: Period) -> Period | None:
        return fitted_before(match.claim, first, answers=self.answers, place=match.place, period=period)

    def _would_fit(self, match: Match) -> Candidate | None:
        """Look among lower readings and the same measure's other times: an older figure may have been copied."""
        first = match.readings[0].candidate
        lower = [reading.candidate for reading in match.readings[1:]]
        same = self.siblings[first.name, None if first.of else first.place]
        for candidate in (*same, *lower) if first.of else (*lower, *same):
            _, value, _ = self.ask(match, candidate)
            if candidate is not first and value is not None and self.judged(match, candidate, value) is Verdict.FIT:
                return candidate
        return None


def _loosely_said(match: Match, whole: Candidate) -> bool:
    """Tell whether the name may stand for its whole place: 长沙市新联会会员, where all members in 长沙市 would fit.

    An organisation said to have done something is meant itself.
    """
    first, said = match.readings[0].candidate, match.context.said
    if said is None or first.of is None or match.by_hand or said.does or not first.of.acts:
        return False
    return whole.key == first.key and whole.of is None


def _is_surely(match: Match) -> bool:
    """Tell whether the record is what is meant, whatever its value: chosen by hand, named, or called in the figure's own words."""
    first = match.readings[0].candidate
    return match.by_hand or match.in_own_words or first.single or first.of is not None


def _is_rival(match: Match, other: Candidate) -> bool:
    """Tell whether a record of another name that fits may be what is meant."""
    return not _is_surely(match) and other.name != match.readings[0].candidate.name


def _is_another(match: Match, value: Fraction | None) -> bool:
    """Tell whether a record that disagrees is likely that of another thing, and accuses nobody.

    The figure's own words are not in its name, not all of its name is in the text, and the value is far off: who errs is
    mostly off by little, or by a slip of the pen.
    """
    if _is_surely(match) or match.in_full:
        return False
    stated = match.claim.written.value
    if not value or not stated:
        return False
    times = abs(value / stated)
    if max(times, 1 / times) < WEIGHTS.off:
        return False
    return match.claim.unit != read_unit(match.readings[0].candidate.unit).word or not _is_slip(abs(value), abs(stated))


def _is_slip(value: Fraction, stated: Fraction) -> bool:
    """Tell the same digits with another scale (万元 for 元) or in another order (6200 for 2600)."""
    times = max(value, stated) / min(value, stated)
    while times > _NEXT_SCALE:
        times /= 10
    if times < _SAME_DIGITS:
        return True
    return sorted(plain(value).replace(".", "").strip("0")) == sorted(plain(stated).replace(".", "").strip("0"))


_NEXT_SCALE: Final = Fraction(19, 2)
_SAME_DIGITS: Final = Fraction(21, 20)


def _held_open(match: Match, verdict: Verdict, value: Fraction) -> Verdict:
    """Return the verdict against records that are not all there: more may exist than is recorded, and a text must say so."""
    if verdict is Verdict.CONTRADICTED:
        return Verdict.INCOMPLETE if match.claim.written.value > value else verdict
    return verdict if match.context.estimated else Verdict.INCOMPLETE


_WITHOUT_VALUE: Final = {"withheld": Verdict.WITHHELD, INCOMPLETE: Verdict.INCOMPLETE}
