"""Reads of attendance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tongxin.attendance.models import Evidence, HeadCount, Occasion, Participation, Session
from tongxin.attendance.rosters import RosterLine
from tongxin.kernel.scope import Scope

CHUNK = 10_000


@dataclass(frozen=True, kw_only=True)
class MatchedLine:
    """A roster line and the member it was matched to; `doubt` says why it was not."""

    line: RosterLine
    person_id: int | None = None
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class RosterFacts:
    """What a roster amounts to, without a name: person-times by evidence, unresolved lines, head-counts."""

    listed: int
    completed: int
    unresolved: int
    by_evidence: tuple[tuple[str, int], ...]
    heads: int

    @property
    def resolved_share(self) -> tuple[int, int]:
        """Completed lines matched to a member, and all completed lines."""
        return self.completed - self.unresolved, self.completed


def roster(occasion: Occasion) -> QuerySet[Participation]:
    """Return every line of one occasion, for actions and sums; pages that show names use `visible_roster`."""
    return Participation.objects.whole_network(reason="the occasion's owner was read through the asker's scope").filter(
        occasion=occasion
    )


def visible_roster(occasion: Occasion, *, scope: Scope) -> QuerySet[Participation]:
    """Return the lines whose names this scope may read, in the order they were entered; none without 人员信息."""
    return (
        Participation.objects.visible_to(scope).filter(occasion=occasion).select_related("person").order_by("id")
    )


def days(occasion: Occasion) -> QuerySet[Session]:
    """Return the days of one occasion in order."""
    return (
        Session.objects.whole_network(reason="the occasion's owner was read through the asker's scope")
        .filter(occasion=occasion)
        .order_by("day")
    )


def roster_facts(occasion: Occasion) -> RosterFacts:
    """Return the sums of one roster."""
    lines = roster(occasion)
    done = Q(completed=True)
    sums = lines.aggregate(
        listed=Count("id"),
        completed=Count("id", filter=done),
        unresolved=Count("id", filter=done & Q(person=None)),
        **{evidence: Count("id", filter=done & Q(evidence=evidence)) for evidence in Evidence.values},
    )
    heads = HeadCount.objects.whole_network(reason="as for the roster").filter(occasion=occasion).order_by("-id").first()
    return RosterFacts(
        listed=sums["listed"],
        completed=sums["completed"],
        unresolved=sums["unresolved"],
        by_evidence=tuple((evidence.label, sums[evidence.value]) for evidence in Evidence if sums[evidence.value]),
        heads=heads.number if heads else 0,
    )


def participation_rows(kind: str, *, using: str) -> Iterator[tuple[int, int, int | None, str, bool]]:
    """Yield (id, occasion, person, evidence, completed) of every participation in occasions of this kind."""
    rows = Participation.objects.whole_network(reason="facts are written whole; scope is applied by the engine", using=using)
    return (
        rows.filter(occasion__kind=kind)
        .order_by("id")
        .values_list("id", "occasion_id", "person_id", "evidence", "completed")
        .iterator(chunk_size=CHUNK)
    )
