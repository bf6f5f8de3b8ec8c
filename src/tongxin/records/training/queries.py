"""Reads of training."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from tongxin.attendance import queries as attended
from tongxin.attendance.models import Participation
from tongxin.attendance.queries import MatchedLine
from tongxin.attendance.rosters import parse_roster
from tongxin.intake.about import Holding
from tongxin.intake.deeds import Deed
from tongxin.intake.reportable import Told, Touch
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Organisation, Person
from tongxin.records.training.models import COUNTING, OCCASION_KIND, TrainingClass

DEED = "training"
_FACTS = "facts are written whole; the engine applies the scope"


def classes(scope: Scope) -> QuerySet[TrainingClass]:
    """Return the classes this scope may read, each with `person_times`, the number of those who completed it."""
    completed = (
        Participation.objects.whole_network(reason="a sum without names, of classes the asker may read")
        .filter(occasion=OuterRef("occasion"), completed=True)
        .order_by()
        .values("occasion")
        .annotate(number=Count("id"))
        .values("number")
    )
    return (
        TrainingClass.objects.visible_to(scope)
        .select_related("organiser", "place", "occasion")
        .annotate(person_times=Coalesce(Subquery(completed, output_field=IntegerField()), 0))
    )


def overdue(rows: QuerySet[TrainingClass], *, day: date) -> QuerySet[TrainingClass]:
    """Narrow to classes that were planned to be over by this day and that nobody has spoken of since."""
    return rows.filter(state=TrainingClass.State.PLANNED, last_day__lt=day)


def organisers(scope: Scope) -> QuerySet[Organisation]:
    """Return the organisations this scope may record classes for."""
    return (
        Organisation.objects.visible_to(scope, verb=Verb.RECORD)
        .filter(closed=None, kind__in=(Organisation.Kind.ASSOCIATION, Organisation.Kind.COMMITTEE))
        .order_by("path", "id")
    )


@dataclass(frozen=True, kw_only=True)
class PreviewLine:
    """A roster line as it will be kept: who it was matched to, or why nobody."""

    matched: MatchedLine
    person: Person | None


def preview(text: str, *, scope: Scope) -> list[PreviewLine]:
    """Return how a pasted roster is understood, without writing anything."""
    lines = attended.match(parse_roster(text), scope=scope)
    wanted = [line.person_id for line in lines if line.person_id]
    persons = Person.objects.visible_to(scope).filter(pk__in=wanted).select_related("place").in_bulk()
    return [PreviewLine(matched=line, person=persons.get(line.person_id or 0)) for line in lines]


def class_values(classes: Sequence[TrainingClass]) -> list[dict[str, Any]]:
    """Return what the form of a class holds for each one on record; rosters are read by themselves."""
    prefetch_related_objects(classes, "co_organisers")
    field_days = attended.field_days([one.occasion_id for one in classes])
    return [
        {
            **{name: getattr(one, name) for name in ("title", "organiser", "first_day", "last_day", "venue", "kind")},
            "co_organisers": list(one.co_organisers.all()),
            "field_days": field_days.get(one.occasion_id, ()),
            "days_needed": one.occasion.days_needed,
            "signed_roster": one.signed_roster,
        }
        for one in classes
    ]


def class_rows(using: str) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the fact `training.class`: every class on its last day, whatever its state."""
    rows = TrainingClass.objects.whole_network(reason=_FACTS, using=using)
    return (
        rows.order_by("id")
        .values_list("id", "place_id", "last_day", "kind", "state")
        .iterator(chunk_size=attended.CHUNK)
    )


def participation_rows(using: str) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the fact `training.participation`: every roster line of a class that counts."""
    held = {
        occasion: (place, day, training_class)
        for occasion, place, day, training_class in TrainingClass.objects.whole_network(reason=_FACTS, using=using)
        .filter(state__in=COUNTING)
        .values_list("occasion_id", "place_id", "last_day", "id")
    }
    for key, occasion, person, evidence, completed in attended.participation_rows(OCCASION_KIND, using=using):
        if occasion in held:
            place, day, training_class = held[occasion]
            yield key, person, place, day, training_class, evidence, completed


def deeds(organisations: Sequence[int], period: Period) -> Iterator[Deed]:
    """Yield how many classes each organisation held in a period, alone or with others: one line of its stage."""
    held = TrainingClass.objects.whole_network(
        reason="numbers of classes by organisation, without their content"
    ).filter(state__in=COUNTING, last_day__gte=period.start, last_day__lt=period.end)
    classes_held, joint = Count("id", distinct=True), Count("id", filter=Q(co_organisers__isnull=False), distinct=True)
    own = held.filter(organiser__in=organisations).order_by().values_list("organiser")
    shared = held.filter(co_organisers__in=organisations).order_by().values_list("co_organisers")
    told = own.annotate(number=classes_held, joint=joint).union(
        shared.annotate(number=classes_held, joint=classes_held), all=True
    )
    for organisation, number, together in told:
        yield Deed(organisation=organisation, kind=DEED, number=number, joint=together)


def touched(persons: Collection[int]) -> Iterator[Touch]:
    """Yield where and when classes with these persons on the roster count."""
    lines = Participation.objects.whole_network(reason="places and days, no names, of the persons an action writes of")
    occasions = lines.filter(person__in=persons).values("occasion")
    rows = TrainingClass.objects.whole_network(reason="as for the lines").filter(occasion__in=occasions)
    for place, day in rows.values_list("place_id", "last_day"):
        yield Touch(place=place, day=day)


def told(places: Sequence[int], period: Period) -> Iterator[Told]:
    """Yield what each place's return on training states: classes and person-times, in three queries."""
    held = TrainingClass.objects.whole_network(reason="numbers of a place's own return, without content").filter(
        state__in=COUNTING, place__in=places, last_day__gte=period.start, last_day__lt=period.end
    )
    for place, number in held.order_by().values_list("place").annotate(number=Count("id")):
        yield Told(place=place, measure="training.classes", number=number)
    completed = Participation.objects.whole_network(reason="a number of roster lines, without names")
    lines = completed.filter(completed=True, occasion__in=held.values("occasion"))
    per_occasion = dict(lines.order_by().values_list("occasion").annotate(number=Count("id")))
    times: dict[int, int] = defaultdict(int)
    for place, occasion in held.values_list("place", "occasion"):
        times[place] += per_occasion.get(occasion, 0)
    for place, number in times.items():
        yield Told(place=place, measure="training.person_times", number=number)


def about(person_id: int) -> Iterator[Holding]:
    """Yield the classes a person was on the roster of, newest first: two queries, for the person's own page."""
    listed = attended.participations_of(person_id, kind=OCCASION_KIND)
    rows = TrainingClass.objects.whole_network(reason="classes on the asker's own record")
    classes = {row.occasion_id: row for row in rows.filter(occasion__in=list(listed)).select_related("organiser")}
    for row in sorted(classes.values(), key=lambda one: (one.first_day, one.pk), reverse=True):
        evidence, completed = listed[row.occasion_id]
        detail = f"{row.organiser.name}主办，{'已结业' if completed else '未结业'}，依据{evidence}"
        yield Holding(kind="培训", title=row.title, detail=detail, day=row.first_day)
