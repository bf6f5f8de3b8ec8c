"""Which issued figures rest on numbers that were restated since."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet

from tongxin.figures import Registry
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.kernel.period import SHANGHAI, Period, Step, next_first
from tongxin.kernel.places import ancestors
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import address_of
from tongxin.ports.citations import Citation, Restated
from tongxin.ports.desk import registry, store
from tongxin.ports.marks import Mark, mark_of
from tongxin.reports.models import Issue, IssuedFigure
from tongxin.reports.queries.reports import reports
from tongxin.returns.models import Restatement


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A figure of an issue, and the restatements made since that it rests on."""

    figure: IssuedFigure
    restatements: tuple[Restatement, ...]


def flags(issue: Issue) -> list[Flag]:
    """Return the figures of an issue that rest on numbers restated since its snapshot: two queries however many figures."""
    known = registry()
    figures = list(_figures(Q(issue=issue, measure__in=[measure.code for measure in known.measures])))
    if not figures:
        return []
    rows = Restatement.objects.whole_network(
        reason="that a locked number was restated is as public as a figure on it"
    ).filter(_since(issue), first_day__lte=max(one.last_day for one in figures))
    since = [(row, row.change) for row in rows.select_related("of__place").order_by("at", "id")]
    found = (
        Flag(figure=one, restatements=tuple(row for row, change in since if rests_on(one, change, known=known)))
        for one in figures
    )
    return [flag for flag in found if flag.restatements]


def cites(changes: Sequence[Restated], *, scope: Scope) -> Iterator[Citation]:
    """Yield the reports on a snapshot of before one of the changes, and not withdrawn, with a figure that rests on it.

    Only those the asker may read: a figure of a report above is no business of the units below.
    """
    known = registry()
    places = {path for one in changes for path in (*ancestors(one.path), one.path)}
    kinds = {f"{one.kind}.return" for one in changes}
    measures = [measure.code for measure in known.measures if measure.expected in kinds]
    resting: dict[int, list[IssuedFigure]] = defaultdict(list)
    for figure in _figures(
        Q(
            measure__in=measures,
            place_path__in=places,
            issue__withdrawn_at=None,
            issue__report__in=reports(scope).values("pk"),
        )
    ):
        if any(_is_since(one, figure.issue) and rests_on(figure, one, known=known) for one in changes):
            resting[figure.issue_id].append(figure)
    for figures in resting.values():
        issue = figures[0].issue
        yield Citation(
            title=issue.report.title,
            number=issue.number,
            url=address_of(issue.report),
            figures=tuple(one.label for one in figures),
        )


def rests_on(figure: IssuedFigure, change: Restated, *, known: Registry) -> bool:
    """Tell whether a figure covers the place and time of a change to the kind of record it is made of."""
    within = change.path.startswith(figure.place_path)
    if (
        known.measure(figure.measure).expected != f"{change.kind}.return"
        or figure.measure in change.unchanged
        or not within
    ):
        return False
    last = change.period.last
    if figure.stock:
        return last <= figure.last_day < _speaks_until(change.period)
    return figure.first_day <= last and change.period.start <= figure.last_day


def _since(issue: Issue) -> Q:
    """Return the restatements the snapshot of an issue did not know: by their numbers, whatever the clock said."""
    mark = _mark(issue.snapshot)
    return Q(at__gt=_taken(issue)) if mark is None else mark.later


def _is_since(change: Restated, issue: Issue) -> bool:
    mark = _mark(issue.snapshot)
    return change.at > _taken(issue) if mark is None else mark.is_before(change.number)


def _mark(snapshot: str) -> Mark | None:
    """Return what the snapshot knew; None where it is older than marks, or can no longer be read."""
    try:
        return _kept_mark(str(store().root), snapshot)
    except (NotFoundError, UnavailableError):
        return None


@lru_cache(maxsize=256)
def _kept_mark(_root: str, snapshot: str) -> Mark | None:
    return mark_of(store().peek(snapshot), Restatement)


def _taken(issue: Issue) -> datetime:
    """Return when the snapshot of an issue was taken: its name begins with it."""
    return datetime.strptime(issue.snapshot[:15], "%Y%m%d-%H%M%S").replace(tzinfo=SHANGHAI)


def _figures(which: Q) -> QuerySet[IssuedFigure]:
    rows = IssuedFigure.objects.whole_network(reason="where an issued figure speaks of, without its value")
    return rows.filter(which).select_related("issue__report").order_by("issue_id", "id")


def _speaks_until(period: Period) -> date:
    """Return the day from which the next period's return speaks for what is true on a day: its own last day."""
    return next_first(period.end, period.step or Step.MONTH) - timedelta(days=1)
