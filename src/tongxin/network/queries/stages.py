"""How far an association has come: 建起来, 转起来, 活起来, computed from the records of the last twelve months."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final, TypeAlias

from django.db.models import Count, Q

from tongxin.access import site
from tongxin.kernel.period import Period, Step
from tongxin.kernel.places import ancestors
from tongxin.network.models import BaseStep, Organisation, StageRule
from tongxin.network.models.bases import State
from tongxin.ports.activity import ActivityCount, ActivityCounts
from tongxin.ports.room import rooms

Stage: TypeAlias = StageRule.Stage
Signal: TypeAlias = StageRule.Signal
Counts: TypeAlias = Mapping[Signal, int]
NOT_REACHED: Final = "none"
_NUMBERS: Final = 2**31  # more associations than there will ever be: a row is numbered by its day and theirs
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
    organisations: Sequence[Organisation],
    *,
    day: date,
    sources: Sequence[ActivityCounts] | None = None,
    using: str | None = None,
) -> dict[int, Standing]:
    """Return the standing of each association on this day, in a number of queries that does not grow with them.

    `sources` are the rooms' answers about activity, those of the installed rooms when None. `using` names the database
    alias of a consistent read. Records count by their own days, however late they were put on file.
    """
    ids = [organisation.pk for organisation in organisations]
    asked = [room.activity for room in rooms() if room.activity] if sources is None else sources
    through = {} if using is None else {"using": using}
    activity = [one for source in asked for one in source(ids, last_year(day), **through)] if ids else []
    counts = _counts(activity)
    for pk, number in _bases(ids, day=day, using=using):
        counts[pk][Signal.BASES] = number
    rules = list(StageRule.objects.public().using(using))
    for organisation in organisations:
        own = counts[organisation.pk]
        own[Signal.FOUNDED] = int(organisation.beginning <= day)
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


def _bases(organisations: Sequence[int], *, day: date, using: str | None) -> Iterable[tuple[int, int]]:
    """Yield how many bases named on a day look to each association."""
    lasting = Q(end=None) | Q(end__gt=day)
    return (
        BaseStep.objects.counted()
        .using(using)
        .filter(lasting, base__association__in=organisations, state=State.NAMED, begin__lte=day)
        .order_by()
        .values_list("base__association")
        .annotate(number=Count("base", distinct=True))
    )


def stage_rows(using: str) -> Iterator[tuple[object, ...]]:
    """Yield the stage of every association at each quarter's end, and on the site's day: the rows of a fact.

    Number, association, place, from this day until (not including) the next one, stage. A quarter takes as many queries
    as one page of organisations, however many there are.
    """
    associations = [
        *Organisation.objects.public().using(using).filter(kind=Organisation.Kind.ASSOCIATION).order_by("pk")
    ]
    days = quarter_ends(min((one.beginning for one in associations), default=None), until=site.current().day)
    for day, after in zip_longest(days, days[1:]):
        there = [one for one in associations if one.beginning <= day and (one.closed is None or one.closed > day)]
        reached = standings(there, day=day, using=using)
        for one in there:
            end = min(filter(None, (after, one.closed)), default=None)
            stage = reached[one.pk].stage or NOT_REACHED
            yield day.toordinal() * _NUMBERS + one.pk, one.pk, one.place_id, day, end, str(stage)


def quarter_ends(first: date | None, *, until: date) -> list[date]:
    """Return the last days of the quarters from `first` on, and `until` itself; none where there is no first day."""
    if first is None or first > until:
        return []
    found, day = [], Period.calendar(first, Step.QUARTER).last
    while day < until:
        found.append(day)
        day = Period.calendar(day + timedelta(days=1), Step.QUARTER).last
    return [*found, until]
