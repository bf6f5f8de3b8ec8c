"""Reads of volunteering."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from tongxin.access import site
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.period import Period, today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.evidence import files_of
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.models import Person
from tongxin.network.models.tokens import hashed
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.volunteering.models import (
    ACTIVE,
    COUNTED,
    WAITING,
    HelpRequest,
    Hold,
    Task,
    Urgency,
    Volunteer,
    VolunteerAction,
)
from tongxin.records.volunteering.rules import MOST_SILENT_DAYS, silent_before

MOST_SHOWN = 200
PUBLIC_PREFIX = "volunteering"
GONE = (Volunteer.State.WITHDRAWN, Volunteer.State.ERASED)
_UNKNOWN = "没有找到这次志愿服务，或者它没有公开。"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """How many tasks wait at a place, and how many of them are urgent."""

    place: int
    code: str
    name: str
    path: str
    waiting: int
    urgent: int


def published(code: str) -> VolunteerAction:
    """Return the action behind a public address; raises `NotFoundError`."""
    one = VolunteerAction.objects.with_secret(public_code=code).select_related("organiser").first()
    if one is None:
        raise NotFoundError(_UNKNOWN)
    return one


def is_open(one: VolunteerAction) -> bool:
    """Tell whether people may sign up and ask for help now."""
    return one.state in ACTIVE and one.last_day >= today()


def refuse_over(one: VolunteerAction) -> None:
    """Raise `ConflictError` where an action is over."""
    if not is_open(one):
        raise ConflictError(f"「{one}」已经结束，不再接收，谢谢。")


def tasks_of(one: VolunteerAction) -> QuerySet[Task]:
    """Return the tasks of an action: the urgent first."""
    return Task.objects.children_of(one).select_related("place").order_by("-urgency", "id")


def volunteers_of(one: VolunteerAction, *, scope: Scope) -> QuerySet[Volunteer]:
    """Return who signed up, for those who may read persons."""
    return Volunteer.objects.visible_to(scope).filter(action=one).exclude(state__in=GONE).order_by("id")


def requests_of(one: VolunteerAction, *, scope: Scope) -> QuerySet[HelpRequest]:
    """Return who asked for help, for those who may read persons."""
    return HelpRequest.objects.visible_to(scope).filter(action=one).select_related("task").order_by("-id")


def askers_of(task: Task) -> QuerySet[HelpRequest]:
    """Return the requests a task answers."""
    return HelpRequest.objects.children_of(task).order_by("id")


def volunteer_with(token: str) -> Volunteer:
    """Return the sign-up that is followed at this address."""
    one = Volunteer.objects.with_secret(token_hash=hashed(token)).select_related("action__organiser").first()
    if one is None or one.state == Volunteer.State.ERASED:
        raise NotFoundError("没有找到这份报名，可能已到期删除，请核对地址。")
    return one


def request_with(token: str) -> HelpRequest:
    """Return the request that is followed at this address."""
    one = HelpRequest.objects.with_secret(token_hash=hashed(token)).select_related("action", "task").first()
    if one is None or one.state == HelpRequest.State.ERASED:
        raise NotFoundError("没有找到这份求助，可能已到期删除，请核对地址。")
    return one


def claims_of(volunteer: Volunteer) -> QuerySet[Task]:
    """Return the tasks somebody has claimed and not finished."""
    return Task.objects.children_of(volunteer).filter(state=Task.State.CLAIMED).select_related("place", "action")


def signed_up(person: Person, one: VolunteerAction) -> Volunteer | None:
    """Return how a person signed up for an action."""
    return Volunteer.objects.of_self(person).filter(action=one).exclude(state__in=GONE).first()


def waiting_tasks(scope: Scope, *, now: datetime) -> QuerySet[Task]:
    """Return what waits to be done, with `holder`: the name of whoever is working on it this minute; one query."""
    held = Hold.objects.counted().filter(task=OuterRef("pk"), until__gt=now)
    name = Coalesce(NullIf("account__first_name", Value("")), "account__username")
    holder = Subquery(held.annotate(called=name).values("called")[:1])
    rows: QuerySet[Task] = Task.objects.visible_to(scope).filter(state__in=WAITING)
    return rows.select_related("action", "place").annotate(holder=Coalesce(holder, Value("")))


def silent(rows: QuerySet[Task], *, now: datetime) -> QuerySet[Task]:
    """Narrow to the claims that have not been heard of for as long as their actions allow."""
    late = Q(pk__in=())
    for days in range(1, MOST_SILENT_DAYS + 1):
        late |= Q(action__silent_days=days, heard__lte=silent_before(now, days=days))
    return rows.filter(late, state=Task.State.CLAIMED)


def has_photo(record: VolunteerAction | Task) -> bool:
    """Tell whether a photo is on file of a record."""
    return files_of(record).filter(kind=EvidenceFile.Kind.PHOTO, withdrawn_at=None, removed_at=None).exists()


def holder_of(task: Task, *, now: datetime) -> Hold | None:
    """Return who is working on a task this minute."""
    return Hold.objects.children_of(task).filter(until__gt=now).select_related("account").first()


def spots(rows: QuerySet[Task]) -> list[Spot]:
    """Return the places of tasks with how many wait at each; one query."""
    found = (
        rows.order_by()
        .values("place_id", "place__code", "place__name", "place__path")
        .annotate(waiting=Count("pk"), urgent=Count("pk", filter=Q(urgency=Urgency.AT_ONCE)))
        .order_by("place__path")
    )
    return [
        Spot(
            place=one["place_id"],
            code=one["place__code"],
            name=one["place__name"],
            path=one["place__path"],
            waiting=one["waiting"],
            urgent=one["urgent"],
        )
        for one in found
    ]


def counts_of(one: VolunteerAction) -> Mapping[str, int]:
    """Return how many tasks of an action are in which state; one query."""
    rows = Task.objects.children_of(one).order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def actions_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these actions the scope may read."""
    found = VolunteerAction.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "title", "path")
    return {pk: Known(name=title, path=path) for pk, title, path in found}


def actions_named(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every action that took place and the scope may read, with its days."""
    rows = VolunteerAction.objects.visible_to(scope).filter(state__in=COUNTED).order_by("pk")
    for pk, title, path, first, last in rows.values_list("pk", "title", "path", "first_day", "last_day"):
        yield NamedRecord(id=pk, names=(title,), path=path, days=Period.between(first, last))


def own_sign_ups(person_id: int) -> Iterator[PersonalRecord]:
    """Tell a person which actions he or she signed up for: which, never how much."""
    rows: Any = Volunteer.objects.children_of_numbered(Person, [person_id]).select_related("action__organiser")
    for one in rows.order_by("-action__last_day", "-id"):
        detail = f"{one.action.organiser.name}，{one.get_state_display()}"
        yield PersonalRecord(kind="志愿服务", title=one.action.title, detail=detail, day=one.action.last_day)


def kinds_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these kinds of action, by their places in the list of kinds; everybody knows them."""
    del scope
    home = site.current().home_path
    return {number: Known(name=kind.label, path=home) for number, kind in kinds() if number in ids}


def every_kind(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every kind of action."""
    del scope
    home = site.current().home_path
    for number, kind in kinds():
        yield NamedRecord(id=number, names=(str(kind.label), f"{kind.label}志愿服务"), path=home)


def kinds() -> list[tuple[int, VolunteerAction.Kind]]:
    """Return the kinds of action, each with the number figures are narrowed by; a new kind comes last."""
    return list(enumerate(VolunteerAction.Kind, start=1))


def kind_number(path: str = "kind") -> Case:
    """Return the number of the kind of an action reached by this path."""
    whens = (When(**{path: kind.value}, then=Value(number)) for number, kind in kinds())
    return Case(*whens, output_field=IntegerField())
