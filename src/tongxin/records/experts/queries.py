"""Reads of experts."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q, QuerySet

from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.naming import named_record
from tongxin.network.models import Organisation, Person, Place
from tongxin.network.queries.firms import kept, named_at, parted, with_code
from tongxin.network.queries.likeness import plain_unit
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.experts.models import (
    COUNTED,
    PUBLIC_TALKS,
    Check,
    Contact,
    Expert,
    Match,
    Offer,
    Opinion,
    Request,
    Speaker,
    Statement,
    Talk,
    TalkFirm,
    Team,
)
from tongxin.records.experts.rules import Asked, Listed, Suggestion, Waits, suggestions, waits

TEAM_PAGE, EXPERT_PAGE = "teams", "expert"
"""The public page of a team, and the one at which an expert answers."""
OUT = (Request.State.DECLINED, Request.State.WITHDRAWN)


def experts_of(team: Team, *, scope: Scope) -> QuerySet[Expert]:
    """Return the roster of a team this scope may read, the head first."""
    rows = Expert.objects.visible_to(scope).filter(team=team)
    return rows.select_related("person", "region").order_by("-head", "begin", "id")


def in_term(day: date) -> Q:
    """Return the condition that an expert is of the team on a day."""
    return Q(begin__lte=day) & (Q(end=None) | Q(end__gt=day))


def expert_named(team: Team, text: str, *, scope: Scope, field: str) -> Expert:
    """Return the expert of a team's roster a name means; raise `InputError` for none or several."""
    rows = experts_of(team, scope=scope)
    now = rows.filter(in_term(today()))
    named = rows.filter(person__name=text.strip())
    found: Expert = named_record(now if named.filter(in_term(today())).exists() else rows, text, by="person__name", field=field)  # fmt: skip
    return found


def offers_of(team: Team) -> QuerySet[Offer]:
    """Return what a team offers now, office hours in the order of the week last."""
    return Offer.objects.children_of(team).filter(state=Offer.State.OPEN).order_by("weekday", "begins", "id")


def statement_of(team: Team) -> Statement | None:
    """Return the statement in force."""
    return Statement.objects.children_of(team).filter(version=team.statement).first()


def teams_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these teams the scope may read."""
    found = Team.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def every_team(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every team the scope may read, with its short names."""
    rows = Team.objects.visible_to(scope).order_by("pk").values_list("pk", "name", "aliases", "path")
    for pk, name, aliases, path in rows:
        yield NamedRecord(id=pk, names=(name, *aliases), path=path)


def published(code: str) -> Team | None:
    """Return the team behind a public address."""
    return Team.objects.with_secret(public_code=code).select_related("organiser", "place").first()


def waits_of(team: Team) -> Waits:
    """Return how long firms waited for this team's answer; what was withdrawn or not taken up is left out. One query."""
    rows = Request.objects.children_of(team).exclude(state__in=OUT)
    return waits(list(rows.values_list("received", "answered")))


def request_followed(token_hash: str) -> Request | None:
    """Return the request followed at an address."""
    return Request.objects.with_secret(token_hash=token_hash).select_related("team__organiser", "firm").first()


def match_followed(token_hash: str) -> Match | None:
    """Return the proposal behind an expert's address."""
    rows = Match.objects.with_secret(token_hash=token_hash)
    return rows.select_related("request__team", "request__firm_place", "expert__person").first()


def open_match(request: Request) -> Match | None:
    """Return the proposal that stands for a request that was read or checked."""
    rows = Match.objects.children_of(request).exclude(state=Match.State.DECLINED)
    return rows.select_related("expert__person", "request").first()


def matches_of(request: Request, *, scope: Scope) -> QuerySet[Match]:
    """Return the proposals for a request this scope may read."""
    return Match.objects.visible_to(scope).filter(request=request).select_related("expert__person").order_by("-id")


def contact_of(request: Request, *, scope: Scope) -> Contact | None:
    """Return whom to speak to, for those who may read persons."""
    return Contact.objects.visible_to(scope).filter(request=request).first()


def service_for(request: Request) -> Talk | None:
    """Return the service arranged for a request that was read or checked."""
    return Talk.objects.children_of(request).exclude(state=Talk.State.CANCELLED).first()


def suggested(request: Request, *, scope: Scope) -> list[tuple[Expert, Suggestion]]:
    """Return the experts of the request's team with what speaks for and against each; three queries."""
    now = today()
    listed = {one.pk: one for one in experts_of(request.team, scope=scope).filter(in_term(request.wished or now))}
    busy: dict[int, set[date]] = defaultdict(set)
    taken = Speaker.objects.children_of_numbered(Expert, listed).exclude(talk__state=Talk.State.CANCELLED)
    for number, day in taken.values_list("expert_id", "talk__first_day"):
        busy[number].add(day)
    firm = plain_unit(request.firm_name)
    known = [_listed(one, request=request, busy=frozenset(busy[one.pk]), firm=firm) for one in listed.values()]
    place = request.firm_place
    asked = Asked(field=request.get_field_display(), place=place.name, path=place.path, day=request.wished)
    return [(listed[one.expert], one) for one in suggestions(asked, known, today=now)]


def _listed(one: Expert, *, request: Request, busy: frozenset[date], firm: str) -> Listed:
    return Listed(
        number=one.pk,
        field=one.get_field_display(),
        region=one.region.name,
        region_path=one.region.path,
        begin=one.begin,
        end=one.end,
        accepted=one.accepted == request.team.statement,
        interest=bool(one.person.unit) and plain_unit(one.person.unit) == firm,
        busy=busy,
    )


def speakers_of(talk: Talk, *, scope: Scope) -> QuerySet[Speaker]:
    """Return the speakers of a talk this scope may read."""
    rows = Speaker.objects.visible_to(scope).filter(talk=talk)
    return rows.select_related("expert__person").order_by("id")


def firms_at(talk: Talk) -> QuerySet[TalkFirm]:
    """Return the firms that were at a talk."""
    return TalkFirm.objects.children_of(talk).select_related("firm__place").order_by("id")


def firm_named(said: Organisation | str, *, place: Place) -> Organisation | None:
    """Return the firm on record that a `FirmField` was cleaned to; None for a name nobody bears at the place."""
    if isinstance(said, Organisation):
        return kept(said)
    name, code = parted(said)
    return with_code(code, name=name) or named_at(name, place)


def checks_of(talk: Talk) -> QuerySet[Check]:
    """Return when somebody looks, or looked, at what came of a service."""
    return Check.objects.children_of(talk).order_by("due")


def opinions_of(talk: Talk, *, scope: Scope) -> QuerySet[Opinion]:
    """Return what both sides said of a service, for the organiser's side."""
    return Opinion.objects.visible_to(scope).filter(talk=talk).order_by("id")


def has_said(talk: Talk, side: str) -> bool:
    """Tell whether a side has given its opinion of a service."""
    return Opinion.objects.counted().filter(talk=talk, side=side).exists()


def held_talks(team: Team) -> QuerySet[Talk]:
    """Return the talks of a team that were held, the earliest first: consultations are none."""
    rows: QuerySet[Talk] = Talk.objects.children_of(team).filter(state__in=COUNTED, kind__in=PUBLIC_TALKS)
    return rows.order_by("last_day", "id")


def talks_of_firm(firm: Organisation, *, scope: Scope) -> QuerySet[Talk]:
    """Return the talks a firm was at, as far as this scope may read them."""
    there = TalkFirm.objects.children_of(firm).values("talk")
    rows = Talk.objects.visible_to(scope).filter(pk__in=there, state__in=COUNTED)
    return rows.select_related("team").order_by("-last_day", "-id")


def serving(person_id: int) -> Iterator[PersonalRecord]:
    """Tell a person in which teams he or she is or was, and at which talks he or she spoke; two queries."""
    rosters = Expert.objects.children_of_numbered(Person, [person_id]).select_related("team__organiser")
    own = {row.pk: row for row in rosters.order_by("-begin", "-id")}
    for one in own.values():
        detail = f"{one.team.organiser.name}，{one.get_field_display()}{'，团长' if one.head else ''}"
        yield PersonalRecord(kind="专家服务团", title=one.team.name, detail=detail, day=one.begin)
    spoken = Speaker.objects.children_of_numbered(Expert, own).select_related("talk")
    for speaker in spoken.order_by("-talk__last_day", "-id"):
        talk = speaker.talk
        yield PersonalRecord(kind="专家宣讲", title=talk.title, detail=f"主讲，{talk.get_state_display()}", day=talk.first_day)  # fmt: skip
