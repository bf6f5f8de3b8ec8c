"""How far an association has come: 建起来, 转起来, 活起来, computed from the records of the last twelve months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from django.db.models import Count

from tongxin.kernel.period import Period
from tongxin.kernel.places import ancestors
from tongxin.network.models import Base, Organisation, StageRule
from tongxin.network.models.bases import State
from tongxin.ports.activity import ActivityCount, ActivityCounts
from tongxin.ports.room import rooms

Stage: TypeAlias = StageRule.Stage
Signal: TypeAlias = StageRule.Signal
Counts: TypeAlias = Mapping[Signal, int]
_GOVERNANCE = {Signal.COUNCIL_MEETINGS: "council_meetings", Signal.RETURNS: "returns"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the checklist for one association: what is there, what is asked for."""

    rule: StageRule
    number: int

    @property
    def met(self) -> bool:
        """Whether there is enough."""
        return self.number >= self.rule.at_least


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The stage of one association and the checks behind it; None while not even 建起来 is reached."""

    stage: Stage | None
    checks: tuple[Check, ...]

    @property
    def label(self) -> str:
        """The stage on a page."""
        return self.stage.label if self.stage else "未达到“建起来”"


def last_year(day: date) -> Period:
    """Return the twelve months that end with this day, the day included."""
    end = day + timedelta(days=1)
    try:
        return Period(end.replace(year=end.year - 1), end)
    except ValueError:  # the day after is 29 February
        return Period(date(end.year - 1, 3, 1), end)


def standing(counts: Counts, rules: Iterable[StageRule]) -> Standing:
    """Return the highest stage of which every required line, and every one of the stages before it, is met."""
    checks = tuple(Check(rule=rule, number=counts.get(Signal(rule.signal), 0)) for rule in rules if rule.required)
    reached: Stage | None = None
    for stage in Stage:
        if not all(check.met for check in checks if check.rule.stage == stage):
            break
        reached = stage
    return Standing(stage=reached, checks=checks)


def rules_for(path: str, rules: Iterable[StageRule]) -> list[StageRule]:
    """Return the lines that hold at this path, in the order of stages: of equal lines the one nearest to the path."""
    heights = {above: height for height, above in enumerate((*ancestors(path), path))}
    nearest: dict[tuple[str, str], StageRule] = {}
    for rule in sorted((rule for rule in rules if rule.path in heights), key=lambda rule: heights[rule.path]):
        nearest[rule.stage, rule.signal] = rule
    stages, signals = list(Stage), list(Signal)
    return sorted(
        nearest.values(), key=lambda rule: (stages.index(Stage(rule.stage)), signals.index(Signal(rule.signal)))
    )


def standings(
    organisations: Sequence[Organisation], *, day: date, sources: Sequence[ActivityCounts] | None = None
) -> dict[int, Standing]:
    """Return the standing of each association on this day, in a number of queries that does not grow with them.

    `sources` are the rooms' answers about activity, those of the installed rooms when None.
    """
    ids = [organisation.pk for organisation in organisations]
    asked = [room.activity for room in rooms() if room.activity] if sources is None else sources
    activity = [one for source in asked for one in source(ids, last_year(day))] if ids else []
    counts = _counts(activity)
    for pk, number in _bases(ids):
        counts[pk][Signal.BASES] = number
    rules = list(StageRule.objects.public())
    for organisation in organisations:
        own = counts[organisation.pk]
        own[Signal.FOUNDED] = int(organisation.founded <= day)
        own[Signal.REGISTERED] = int(organisation.registered is not None and organisation.registered <= day)
    return {one.pk: standing(counts[one.pk], rules_for(one.path, rules)) for one in organisations}


def _counts(activity: Iterable[ActivityCount]) -> dict[int, dict[Signal, int]]:
    counts: dict[int, dict[Signal, int]] = defaultdict(lambda: defaultdict(int))
    kinds: dict[int, set[str]] = defaultdict(set)
    for one in activity:
        own = counts[one.organisation]
        if signal := next((signal for signal, kind in _GOVERNANCE.items() if kind == one.kind), None):
            own[signal] += one.number
            continue
        own[Signal.ACTIVITIES] += one.number
        own[Signal.JOINT_WORK] += one.joint
        if one.number:
            kinds[one.organisation].add(one.kind)
    for organisation, done in kinds.items():
        counts[organisation][Signal.PROGRAMMES] = len(done)
    return counts


def _bases(organisations: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield how many named bases look to each association."""
    return (
        Base.objects.counted()
        .filter(association__in=organisations, state=State.NAMED)
        .order_by()
        .values_list("association")
        .annotate(number=Count("id"))
    )
