"""Reads of gifts, their ledgers, what is decided of them, and what they are known by."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from tongxin.kernel.chain import Break, Link, first_break
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.giving.models import COUNTED, SEALED, Book, Cause, Gift, Giver, Line, Match, Use, as_sealed
from tongxin.records.giving.rules import TOLD, Decided, Told, alike, totals_with

MOST = 200
"""So many pairs are shown at once."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Two gifts that may be one, and why."""

    one: Gift
    other: Gift
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The first pairs, and how many there are."""

    pairs: list[Candidate]
    every: int


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a ledger comes to, in fen and lines."""

    received: int = 0
    used: int = 0
    gifts: int = 0
    lines: int = 0


def lines_of(gift: Gift) -> QuerySet[Line]:
    """Return what the ledger says of a gift, in order."""
    return Line.objects.children_of(gift).order_by("id")


def uses_of(gift: Gift) -> QuerySet[Use]:
    """Return what a gift was used for, in order of time."""
    return Use.objects.children_of(gift).order_by("day", "id")


def matches_of(gift: Gift) -> QuerySet[Match]:
    """Return what was decided of a gift and others, apart from what was undone."""
    kept = Match.objects.children_of(gift, field="kept")
    other = Match.objects.children_of(gift, field="other")
    return (kept | other).exclude(state=Match.State.UNDONE).order_by("id")


def giver_of(gift: Gift, *, scope: Scope) -> Giver | None:
    """Return who gave, for those who may read persons."""
    readable = Giver.objects.visible_to(scope).values("pk")
    return Giver.objects.children_of(gift).filter(pk__in=readable).select_related("person").first()


def book_of(gift: Gift) -> Book | None:
    """Return the ledger of the organisation that tells of a gift."""
    return Book.objects.children_of_numbered(type(gift.organiser), [gift.organiser_id]).first()


def totals_of(book: Book) -> Totals:
    """Return what a ledger comes to: its last line says it, so that a long ledger is as quick as a short one."""
    last = Line.objects.children_of(book).order_by("-number").first()
    if last is None:
        return Totals()
    return Totals(received=last.received, used=last.used, gifts=last.gifts, lines=last.number)


def broken(book: Book) -> Break | None:
    """Return the first line of a ledger at which its chain does not hold, or whose balance is not that of the lines."""
    wrong: list[int] = []
    found = first_break(_links(book, wrong=wrong))
    return found or next((Break(number=one, why=f"第 {one} 行的累计与各行之和不符") for one in wrong), None)


def _links(book: Book, *, wrong: list[int]) -> Iterator[Link]:
    """Yield the lines of a ledger as values; add the numbers of those with a wrong balance to `wrong`."""
    totals = (0, 0, 0)
    fields = (*SEALED, "received", "used", "gifts", "previous", "seal")
    rows = Line.objects.children_of(book).order_by("number").values_list(*fields)
    for *sealed, received, used, gifts, previous, seal in rows.iterator(chunk_size=5_000):
        _, number, _, kind, _, _, value, pieces, *_ = sealed
        totals = totals_with(totals, kind=kind, value=value, pieces=pieces)
        if totals != (received, used, gifts):
            wrong.append(number)
        yield Link(number=number, said=as_sealed(tuple(sealed)), previous=previous, seal=seal)


def books() -> QuerySet[Book]:
    """Return every ledger, for the check of them all."""
    return Book.objects.for_worker().select_related("organiser").order_by("path", "id")


def candidates(scope: Scope, *, gift: Gift | None = None, most: int = MOST) -> Candidates:
    """Return pairs of gifts that two organisations may have told of both, the latest first; four queries, however many gifts.

    They have value, form and cause in common, are at most a month apart, and one stands above the other or both name the
    same recipient. What was decided before, or follows from it, is not asked again.
    """
    rows = Gift.objects.visible_to(scope).filter(state__in=COUNTED)
    if gift is not None:
        rows = rows.filter(value=gift.value, form=gift.form, cause=gift.cause_id)
    told = [Told(*row) for row in rows.order_by("-received", "-id").values_list(*TOLD)]
    pairs = list(alike(told, decided=_decided(scope), of=gift.pk if gift is not None else None))
    shown = pairs[:most]
    numbers = {number for one, other, _ in shown for number in (one, other)}
    found = (
        Gift.objects.visible_to(scope).filter(pk__in=numbers).select_related("organiser").in_bulk() if numbers else {}
    )
    return Candidates(
        pairs=[Candidate(one=found[one], other=found[other], reasons=why) for one, other, why in shown],
        every=len(pairs),
    )


def _decided(scope: Scope) -> Decided:
    rows = Match.objects.visible_to(scope).exclude(state=Match.State.UNDONE)
    return Decided.of(rows.values_list("kept_id", "other_id", "state"))


def causes_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these causes: they are known to all, and stand at the place they are kept at."""
    del scope
    found = Cause.objects.public().filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def every_cause(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every cause."""
    del scope
    rows = Cause.objects.public().order_by("pk").values_list("pk", "name", "aliases", "path", "begins")
    for pk, name, aliases, path, begins in rows:
        yield NamedRecord(id=pk, names=(name, *aliases), path=path, begins=begins)


def given_by(person_id: int) -> Iterator[PersonalRecord]:
    """Tell a person the gifts he or she made."""
    rows = (
        Giver.objects.children_of_numbered(Person, [person_id])
        .select_related("gift__organiser", "gift__recipient")
        .order_by("-gift__pledged", "-id")
    )
    for one in rows:
        gift = one.gift
        detail = f"捐给{gift.recipient}，{gift.get_form_display()}，{gift.get_state_display()}，{gift.organiser}登记"
        yield PersonalRecord(kind="捐赠", title=gift.title, detail=detail, day=gift.received or gift.pledged)
