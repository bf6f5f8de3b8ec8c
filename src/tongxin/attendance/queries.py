"""Reads of attendance."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongxin.attendance.models import (
    Evidence,
    HeadCount,
    Leave,
    Occasion,
    Participation,
    Registration,
    Session,
)
from tongxin.attendance.rosters import LeftOut, RosterLine, read_roster
from tongxin.attendance.timetables import SessionLine, written_timetable
from tongxin.kernel.characters import same_name
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.lives import life_named
from tongxin.network.models import Person
from tongxin.network.models.privacy import blind_index
from tongxin.network.models.readings import normal_name
from tongxin.network.queries.likeness import plain_unit


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


@dataclass(frozen=True)
class _Candidate:
    person_id: int
    unit: str
    mobile_index: str


def owner_of(occasion: Occasion) -> Any:
    """Return the record an occasion belongs to, such as a class: its title, organiser, place and days are there."""
    return life_named(occasion.kind).model.objects.children_of(occasion).get()


def owners_of(occasions: Iterable[Occasion]) -> dict[int, Any]:
    """Return the records many occasions belong to, by the number of the occasion; one query for each kind of record."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in occasions:
        numbers[one.kind].append(one.pk)
    found: dict[int, Any] = {}
    for kind, listed in numbers.items():
        owners: Any = life_named(kind).model.objects.children_of_numbered(Occasion, listed)
        found |= {owner.occasion_id: owner for owner in owners}
    return found


def match(lines: Sequence[RosterLine], *, scope: Scope) -> list[MatchedLine]:
    """Match roster lines to the persons this scope may read; a line that fits nobody or several stays unresolved."""
    if not scope.may_anywhere(Verb.MEMBERS):
        return [MatchedLine(line=line, doubt="您没有人员信息权限，先按姓名保留") for line in lines]
    named: dict[str, list[_Candidate]] = defaultdict(list)
    names = {normal_name(line.name) for line in lines}
    mobiles = {blind_index(line.phone) for line in lines if line.phone}
    sought = Person.objects.visible_to(scope).filter(Q(name__in=names) | Q(mobile_index__in=mobiles))
    for person_id, name, unit, mobile_index in sought.values_list("id", "name", "unit", "mobile_index"):
        named[same_name(name)].append(_Candidate(person_id, unit, mobile_index))
    held = {one.mobile_index for several in named.values() for one in several}
    often = Counter(same_name(line.name) for line in lines)
    return [
        _matched(line, named.get(name, []), alone=often[name] == 1, held=held)
        for line, name in ((line, same_name(line.name)) for line in lines)
    ]


def _matched(line: RosterLine, candidates: list[_Candidate], *, alone: bool, held: set[str]) -> MatchedLine:
    """Match one line to those of its name; `alone` says that no other line of the roster has the name.

    `held` are the mobile numbers of persons found, whatever their name.
    """
    if not candidates:
        other = line.phone and blind_index(line.phone) in held
        return MatchedLine(line=line, doubt="这个手机号在人员库中是别的姓名" if other else "人员库中没有找到")
    fitting = candidates
    if line.phone:
        index = blind_index(line.phone)
        fitting = [one for one in candidates if one.mobile_index == index] or [
            one for one in candidates if not one.mobile_index
        ]
        if not fitting:
            return MatchedLine(line=line, doubt="手机号与人员库中的不同")
    if len(fitting) > 1 or not (alone or line.phone):
        unit = plain_unit(line.unit)
        fitting = [one for one in fitting if unit and plain_unit(one.unit) == unit]
    if len(fitting) != 1:
        return MatchedLine(line=line, doubt="有同名的人，请补手机号")
    return MatchedLine(line=line, person_id=fitting[0].person_id)


def roster(occasion: Occasion) -> QuerySet[Participation]:
    """Return every line of one occasion, for actions and sums; pages that show names use `visible_roster`."""
    return Participation.objects.children_of(occasion)


def visible_roster(occasion: Occasion, *, scope: Scope) -> QuerySet[Participation]:
    """Return the lines whose names this scope may read, in the order they were entered; none without 人员信息."""
    return Participation.objects.visible_to(scope).filter(occasion=occasion).select_related("person").order_by("id")


def days(occasion: Occasion) -> QuerySet[Session]:
    """Return the sessions of one occasion in order."""
    return Session.objects.children_of(occasion).order_by("day", "part")


def length(occasion: Occasion) -> int:
    """Return how many days the occasion has."""
    counted: int = Session.objects.children_of(occasion).aggregate(number=Count("day", distinct=True))["number"]
    return counted


def days_of(occasion: Occasion) -> list[Session]:
    """Return the sessions of one occasion in order, for actions that change them."""
    return list(days(occasion))


def visible_leaves(occasion: Occasion, *, scope: Scope) -> QuerySet[Leave]:
    """Return the leave of an occasion whose holders this scope may read, newest first; none without 人员信息."""
    rows = Leave.objects.visible_to(scope).filter(occasion=occasion).order_by("-id")
    return rows.select_related("participation__person", "registration__person").prefetch_related("sessions")


def called(holder: Participation | Registration) -> str:
    """Return what somebody on a roster or registered is called; for those who may read persons."""
    return holder.person.name if holder.person else holder.name


def line_of(session: Session) -> SessionLine:
    """Return a session as a line of a timetable."""
    return SessionLine(
        day=session.day,
        begins=session.begins,
        ends=session.ends,
        title=session.title,
        venue=session.venue,
        capacity=session.capacity,
        in_field=session.form == Session.Form.FIELD,
    )


def programme_values(occasions: Sequence[Occasion]) -> dict[int, dict[str, Any]]:
    """Return what the form of a programme holds for each occasion, by its number; one query.

    The timetable is empty where it says no more than the days do.
    """
    rows = Session.objects.children_of_numbered(Occasion, [one.pk for one in occasions]).order_by("day", "part")
    lines: dict[int, list[SessionLine]] = defaultdict(list)
    for session in rows:
        lines[session.occasion_id].append(line_of(session))
    return {
        one.pk: {
            "field_days": tuple(dict.fromkeys(line.day for line in lines[one.pk] if line.in_field)),
            "days_needed": one.days_needed,
            "timetable": "" if _says_only_days(lines[one.pk]) else written_timetable(lines[one.pk]),
            "rule": one.rule,
            "share": f"{one.share_part}/{one.share_whole}",
            "leave_counts": one.leave_counts,
        }
        for one in occasions
    }


def _says_only_days(lines: Sequence[SessionLine]) -> bool:
    """Tell whether there is one session on each day from the first to the last, without times, name or room."""
    days = [line.day for line in lines]
    each = all(line == SessionLine(day=line.day, in_field=line.in_field) for line in lines)
    return each and all((later - earlier).days == 1 for earlier, later in pairwise(days))


def roster_facts(occasion: Occasion) -> RosterFacts:
    """Return the sums of one roster."""
    done = Q(completed=True)
    sums = roster(occasion).aggregate(
        all_lines=Count("id"),
        done_lines=Count("id", filter=done),
        nameless=Count("id", filter=done & Q(person=None)),
        **{f"by_{evidence}": Count("id", filter=done & Q(evidence=evidence)) for evidence in Evidence.values},
    )
    heads = HeadCount.objects.children_of(occasion).order_by("-id").first()
    return RosterFacts(
        listed=sums["all_lines"],
        completed=sums["done_lines"],
        unresolved=sums["nameless"],
        by_evidence=tuple((one.label, sums[f"by_{one.value}"]) for one in Evidence if sums[f"by_{one.value}"]),
        heads=heads.number if heads else 0,
    )


@dataclass(frozen=True, kw_only=True)
class PreviewLine:
    """A roster line as it will be kept: who it was matched to, or why nobody. `again` says that this person stands above."""

    matched: MatchedLine
    person: Person | None
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How a roster is understood: its lines, those that cannot be handed in included, and what was left out."""

    lines: tuple[PreviewLine, ...]
    left_out: tuple[LeftOut, ...]
    faults: tuple[str, ...]


def preview(text: str, *, scope: Scope, length: int | None = None) -> Preview:
    """Return how a pasted roster is understood, without writing anything. `length` is the number of days, where known."""
    reading = read_roster(text, length=length)
    lines = match(reading.lines, scope=scope)
    wanted = [line.person_id for line in lines if line.person_id]
    persons = Person.objects.visible_to(scope).filter(pk__in=wanted).select_related("place").in_bulk()
    met: set[int | None] = {None}
    shown = []
    for line in lines:
        shown.append(
            PreviewLine(matched=line, person=persons.get(line.person_id or 0), again=line.person_id in met - {None})
        )
        met.add(line.person_id)
    return Preview(lines=tuple(shown), left_out=reading.left_out, faults=reading.faults)


def with_person_times(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return records with a roster, each with `person_times`: the number of lines that met the completion rule."""
    completed = (
        Participation.objects.counted()
        .filter(occasion=OuterRef("occasion"), completed=True)
        .order_by()
        .values("occasion")
        .annotate(number=Count("id"))
        .values("number")
    )
    found: QuerySet[Any] = rows.annotate(person_times=Coalesce(Subquery(completed, output_field=IntegerField()), 0))
    return found
