"""Which issued figures rest on numbers that were restated since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.figures import Registry
from tongxin.intake.desk import registry
from tongxin.kernel.divisions import path_of_code
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, Step, next_first
from tongxin.reports.models import Issue
from tongxin.reports.paper import Number, Paper, Series
from tongxin.returns.models import Restatement

_WHY = "that a locked number was restated is public wherever a figure resting on it is"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A figure of an issue, and the restatements made since that it rests on."""

    figure: Number | Series
    restatements: tuple[Restatement, ...]


def restatements_since(issue: Issue) -> list[Restatement]:
    """Return the restatements made after a report was issued, oldest first."""
    rows = Restatement.objects.whole_network(reason=_WHY).filter(at__gt=issue.issued_at)
    return list(rows.select_related("of__place").order_by("at", "id"))


def flags(issue: Issue) -> list[Flag]:
    """Return the figures of an issue that rest on restated numbers: two queries however many figures."""
    since = restatements_since(issue)
    if not since:
        return []
    known = registry()
    found = (
        Flag(figure=one, restatements=tuple(row for row in since if rests_on(one, row, known=known)))
        for one in _figures(issue)
    )
    return [flag for flag in found if flag.restatements]


def issues_resting_on(restatements: Iterable[Restatement], *, issues: Iterable[Issue]) -> list[Issue]:
    """Return the issues with a figure that rests on one of the restatements and was issued before it."""
    rows, known = list(restatements), registry()
    return [
        issue
        for issue in issues
        if any(row.at > issue.issued_at and rests_on(one, row, known=known) for one in _figures(issue) for row in rows)
    ]


def _figures(issue: Issue) -> tuple[Number | Series, ...]:
    paper = Paper.from_json(issue.paper)
    return (*paper.numbers, *paper.series)


def rests_on(figure: Number | Series, row: Restatement, *, known: Registry) -> bool:
    """Tell whether a figure covers the place and time of a restatement of the kind of record it is made of."""
    try:
        expected = known.measure(figure.measure).expected
        within = row.path.startswith(path_of_code(figure.place.code))
    except InputError:
        return False
    if expected != f"{row.kind}.return" or not within:
        return False
    if figure.as_of is not None:
        return row.last_day <= date.fromisoformat(figure.as_of) < _speaks_until(row.period)
    return date.fromisoformat(str(figure.begin)) <= row.last_day <= date.fromisoformat(str(figure.end))


def _speaks_until(period: Period) -> date:
    """Return the day from which the next period's return speaks for what is true on a day: its own last day."""
    return next_first(period.end, period.step or Step.MONTH) - timedelta(days=1)
