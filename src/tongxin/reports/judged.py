"""What the register says of numbers somebody typed, and the figure that could stand there instead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tongxin.board.calendar import Time
from tongxin.claims.check import Check
from tongxin.claims.divisions import gazetteer
from tongxin.claims.explain import reason
from tongxin.claims.finding import Finding
from tongxin.claims.incoherence import true_of
from tongxin.claims.verdict import Verdict
from tongxin.figures import Desk, Question
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.scope import Scope
from tongxin.reports.checked import checked
from tongxin.reports.composing import Composition, Remark
from tongxin.reports.slots import Slot
from tongxin.reports.styles import Style, offered

_SPEAKS = frozenset({Verdict.FIT, Verdict.LOOSE, Verdict.CONTRADICTED, Verdict.STALE, Verdict.INCOMPLETE})
"""Verdicts by which one record answers."""
_DIFFERS = frozenset({Verdict.CONTRADICTED, Verdict.STALE})
"""Verdicts by which the record says another number."""


@dataclass(frozen=True, kw_only=True)
class Instead:
    """A figure that could stand where a number was typed: its token, and the words it would be shown with."""

    token: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A remark with the figure that would mend it, if any. `nth` tells it from the same words typed before in its line.

    `differs` tells that the register says another number than was typed.
    """

    remark: Remark
    instead: Instead | None = None
    nth: int = 0
    differs: bool = False


def told(found: Composition, *, desk: Desk, scope: Scope, said: Check | None = None) -> tuple[Told, ...]:
    """Return the remarks of a draft; those on typed numbers say what the register says, as 核数 reads the text.

    Numbers that differ from the register come first. `said` is the text as it was checked, if it was.
    """
    if not found.typed:
        return tuple(Told(remark=one) for one in found.remarks)
    said = said or checked(found, desk=desk, scope=scope)
    by_span = {(one.claim.start, one.claim.end): one for one in said.findings}
    home = found.paper.place.name
    judged = [_judged(one, by_span, desk=desk, scope=scope, home=home) for one in found.remarks]
    return tuple(sorted(judged, key=lambda one: not one.differs))


def _judged(remark: Remark, said: Mapping[tuple[int, int], Finding], *, desk: Desk, scope: Scope, home: str) -> Told:
    finding = said.get(remark.typed.span) if remark.typed else None
    if remark.typed is None or finding is None:
        return Told(remark=remark)
    differs = finding.verdict in _DIFFERS or _beyond(finding)
    by_hand = (
        "是手工写的数字，与记录不符" if differs and finding.verdict is not Verdict.CONTRADICTED else "是手工写的数字"
    )
    text = f"「{remark.typed.words}」{by_hand}。{reason(finding)}"
    made = Told(remark=replace(remark, text=text), nth=remark.typed.nth, differs=differs)
    if finding.verdict not in _SPEAKS:
        return made
    try:
        return replace(made, instead=_instead(finding, desk=desk, scope=scope, home=home))
    except TongxinError:
        return made


def _beyond(finding: Finding) -> bool:
    """Tell whether more was typed than is recorded so far, where not everything is reported."""
    recorded = finding.value if finding.put is None else finding.put
    if finding.verdict is not Verdict.INCOMPLETE or recorded is None:
        return False
    return recorded not in true_of(finding.claim)


def _instead(finding: Finding, *, desk: Desk, scope: Scope, home: str) -> Instead | None:
    """Return the figure of the record a finding names, worded as was typed where that fits, else by itself."""
    candidate, period = finding.candidate, finding.period
    if candidate is None or period is None or candidate.of is not None or finding.derived is not None:
        return None
    place = gazetteer().code(candidate.place or finding.place, home=home)
    time = Time(as_of=period.last) if candidate.day else Time(period=period)
    measure = desk.registry.measure(candidate.key)
    question = Question(measure=measure.code, place=place, period=time.period, as_of=time.as_of)
    result = desk.figure(question, scope=scope, fingerprint=False).result
    words = dict(offered(result, measure=measure))
    style = next((style for style, text in words.items() if text == finding.claim.text), Style.EXACT)
    return Instead(token=Slot(measure=measure.code, place=place, time=time, style=style).token, text=words[style])
