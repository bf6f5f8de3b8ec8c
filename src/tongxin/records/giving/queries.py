"""Reads of giving."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q, QuerySet, Sum

from tongxin.kernel.chain import Break, Link, first_break
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.giving.models import COUNTED, IN_VALUE, Book, Cause, Gift, Giver, Line, Match, Use
from tongxin.records.giving.rules import common_path

APART = 31
"""Days by which two tellings of one gift may differ."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Two gifts that may be one, and why."""

    one: Gift
    other: Gift
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a ledger comes to, in fen and lines."""

    received: int
    used: int
    gifts: int
    lines: int


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
    """Return what a ledger comes to: one query."""
    used = Q(kind__in=(Line.Kind.USED, Line.Kind.USE_VOIDED))
    own = Q(kind__in=IN_VALUE) & ~Q(kind__in=(Line.Kind.MATCHED, Line.Kind.UNMATCHED))
    found = Line.objects.counted().filter(book=book).aggregate(
        received=Sum("value", filter=own, default=0),
        used=Sum("value", filter=used, default=0),
        gifts=Sum("pieces", filter=own, default=0),
    )  # fmt: skip
    return Totals(**found, lines=Line.objects.counted().filter(book=book).count())


def broken(book: Book) -> Break | None:
    """Return the first line of a ledger at which its chain does not hold."""
    rows = Line.objects.children_of(book).order_by("number").iterator(chunk_size=5_000)
    return first_break(Link(number=one.number, said=one.said(), previous=one.previous, seal=one.seal) for one in rows)


def books() -> QuerySet[Book]:
    """Return every ledger, for the check of them all."""
    return Book.objects.for_worker().select_related("organiser").order_by("path", "id")


def candidates(scope: Scope, *, gift: Gift | None = None) -> list[Candidate]:
    """Return pairs of gifts that two organisations may have told of both; two queries, however many gifts.

    They have value, form and cause in common, are at most a month apart, and one stands above the other or both name the
    same recipient. What was decided before is not asked again.
    """
    rows = Gift.objects.visible_to(scope).filter(state__in=COUNTED).select_related("organiser", "recipient")
    if gift is not None:
        rows = rows.filter(value=gift.value, form=gift.form, cause=gift.cause_id)
    alike: dict[tuple[int, str, int], list[Gift]] = defaultdict(list)
    for one in rows.order_by("received", "id"):
        alike[one.value, one.form, one.cause_id].append(one)
    decided = _decided(scope)
    found = []
    for group in alike.values():
        for one, other in combinations(group, 2):
            if gift is not None and gift.pk not in (one.pk, other.pk):
                continue
            if frozenset((one.pk, other.pk)) not in decided and (reasons := _reasons(one, other)):
                found.append(Candidate(one=one, other=other, reasons=reasons))
    return found


def _decided(scope: Scope) -> set[frozenset[int]]:
    rows = Match.objects.visible_to(scope).exclude(state=Match.State.UNDONE)
    return {frozenset(pair) for pair in rows.values_list("kept_id", "other_id")}


def _reasons(one: Gift, other: Gift) -> tuple[str, ...]:
    """Return why two gifts of one value, form and cause may be one; none where they are not."""
    assert one.received is not None  # noqa: S101 - both count
    assert other.received is not None  # noqa: S101 - both count
    days = abs((one.received - other.received).days)
    if one.organiser_id == other.organiser_id or days > APART:
        return ()
    above = common_path(one.path, other.path) in (one.path, other.path)
    same_recipient = one.recipient_id == other.recipient_id
    if not above and not same_recipient:
        return ()
    said = ["金额、形式和缘由相同", f"接收日期相差 {days} 天" if days else "同一天接收"]
    if same_recipient:
        said.append("受赠方相同")
    if one.receipt == other.receipt:
        said.append("收据号相同")
    if above:
        said.append("上下级单位")
    return tuple(said)


def causes_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these causes: they are known to all, and stand at the place they are kept at."""
    del scope
    found = Cause.objects.public().filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def every_cause(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every cause."""
    del scope
    for pk, name, path in Cause.objects.public().order_by("pk").values_list("pk", "name", "path"):
        yield NamedRecord(id=pk, names=(name,), path=path)


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
