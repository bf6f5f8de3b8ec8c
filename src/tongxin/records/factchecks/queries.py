"""Reads of fact-checks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, QuerySet

from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Organisation, Person
from tongxin.network.models.tokens import hashed
from tongxin.ports.personal import PersonalRecord
from tongxin.records.factchecks.models import SAID, Asker, Desk, FactCheck, Shingle, Source, Version
from tongxin.records.factchecks.rules.passages import Shared, numbers_of, shared_by
from tongxin.records.factchecks.rules.sources import lacking

PUBLIC_PREFIX: Final = "fact-checks"
CANDIDATES: Final = 40
_MOST_PLACES: Final = 20_000  # of passages looked up: what stands in nearly every claim tells nothing


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A check that may be of the same claim, and what the two share."""

    record: FactCheck
    shared: Shared


def sources_of(one: FactCheck) -> QuerySet[Source]:
    """Return what a check rests on, those voided included, as they were entered."""
    return Source.objects.children_of(one).select_related("file").order_by("id")


def standing_sources(one: FactCheck) -> list[Source]:
    """Return those that were not voided."""
    return list(sources_of(one).filter(voided=False))


def require_sources(one: FactCheck, *, exception: str) -> None:
    """Raise `ConflictError` where the sources of a check are not enough."""
    if missing := lacking(standing_sources(one), exception=exception):
        raise ConflictError(missing)


def as_kept(values: Mapping[str, Any]) -> dict[str, str]:
    """Return values as they are kept in a version: days as 2020-02-03, nothing as an empty text."""
    return {name: str(value or "") for name, value in values.items()}


def said_by(one: FactCheck) -> dict[str, str]:
    """Return what the public reads of a check, as a version keeps it."""
    return as_kept({name: getattr(one, name) for name in SAID})


def versions_of(one: FactCheck) -> QuerySet[Version]:
    """Return what the public was shown, in order."""
    return Version.objects.children_of(one).order_by("number")


def askers_of(one: FactCheck, *, scope: Scope) -> QuerySet[Asker]:
    """Return who asked, as far as this scope may read persons."""
    shown = Asker.objects.visible_to(scope).values("pk")
    return Asker.objects.children_of(one).filter(pk__in=shown).select_related("person").order_by("id")


def published_with(code: str) -> FactCheck:
    """Return the check whose public page has this code, those withdrawn included; raises `NotFoundError`."""
    found = FactCheck.objects.with_secret(public_code=code).select_related("organiser").first()
    if found is None:
        raise NotFoundError("没有找到这条核查，请核对网址是否完整。")
    return found


def newest_versions(*, most: int) -> list[Version]:
    """Return the newest versions of all checks, newest first, each with its check and organisation."""
    rows = Version.objects.public().select_related("factcheck__organiser")
    return list(rows.order_by("-day", "-id")[:most])


def desk_with(token: str) -> Desk:
    """Return the desk whose form has this address; raises `NotFoundError`."""
    found = Desk.objects.public().filter(token=token.replace("\x00", "")).select_related("organiser").first()
    if found is None:
        raise NotFoundError("没有找到这个表单，请核对网址是否完整。")
    return found


def asker_with(token: str) -> Asker | None:
    """Return whoever follows what was handed in by this token."""
    rows = Asker.objects.with_secret(token_hash=hashed(token))
    return rows.select_related("factcheck__organiser", "factcheck__same_as").first()


def alike(text: str, *, scope: Scope, but: int | None = None) -> list[Alike]:
    """Return the checks that may be of the same claim, likest first: those in scope, and those that were published.

    Four statements at most, whatever the number of claims. The least common passages are looked up first.
    """
    numbers = _numbers_sharing(numbers_of(text), but=but)
    rows: dict[int, FactCheck] = {
        one.pk: one for one in FactCheck.objects.visible_to(scope).filter(pk__in=numbers).select_related("organiser")
    }
    shown = Version.objects.public().filter(factcheck_id__in=[number for number in numbers if number not in rows])
    rows |= {one.factcheck_id: one.factcheck for one in shown.select_related("factcheck__organiser")}
    found = [Alike(record=one, shared=shared_by(text, one.claim)) for one in rows.values()]
    return sorted((one for one in found if one.shared.speaks), key=lambda one: (-one.shared.part, one.record.pk))


def _numbers_sharing(grams: Sequence[int], *, but: int | None) -> list[int]:
    """Return the numbers of the checks that share most of the least common passages."""
    index = Shingle.objects.counted
    places = dict(index().filter(gram__in=grams).values_list("gram").annotate(places=Count("pk")))
    rare: list[int] = []
    sum_of_places = 0
    for gram in sorted(places, key=lambda one: (places[one], one)):
        sum_of_places += places[gram]
        if rare and sum_of_places > _MOST_PLACES:
            break
        rare.append(gram)
    sharing: Any = (
        index().filter(gram__in=rare).exclude(factcheck_id__in=[but] if but else []).values_list("factcheck_id")
    )
    return [number for number, _ in sharing.annotate(many=Count("pk")).order_by("-many", "factcheck_id")[:CANDIDATES]]


def asked_by(person_id: int) -> Iterator[PersonalRecord]:
    """Tell a person the claims he or she asked about."""
    rows = Asker.objects.children_of_numbered(Person, [person_id]).select_related("factcheck__organiser")
    for row in rows.order_by("-factcheck__received", "-id"):
        one = row.factcheck
        detail = f"提出人，{one.organiser.name}，{one.get_state_display()}"
        yield PersonalRecord(kind="辟谣", title=one.title, detail=detail, day=one.received)


def days_to_answer(organiser: Organisation, *, scope: Scope) -> Iterator[tuple[date, int | None]]:
    """Yield when each claim of an organisation came and after how many days it was answered; a linked one with the first."""
    rows = FactCheck.objects.visible_to(scope).filter(organiser=organiser).order_by("received", "pk")
    for received, own, linked in rows.values_list("received", "answered", "same_as__answered"):
        answered = min((day for day in (own, linked) if day is not None), default=None)
        yield received, max((answered - received).days, 0) if answered else None
