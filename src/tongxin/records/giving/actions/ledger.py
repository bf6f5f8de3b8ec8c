"""The ledgers: opened with the first gift, and written to at their end alone."""

from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.chain import BEGINNING, commitment, seal
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock
from tongxin.network.models import Organisation, Place
from tongxin.records.giving.models import Book, Gift, Giver, Line
from tongxin.records.giving.rules import FOUR_EYES_FROM, follow


def open_book(organiser: Organisation, *, by: Doer) -> Book:
    """Return the ledger of an organisation, made where it has none yet."""
    lock(organiser, by=by, verb=Verb.RECORD)  # two first gifts at once open one ledger
    found = Book.objects.children_of(organiser).first()
    if found is not None:
        return found
    book = Book(organiser=organiser, path=organiser.path, four_eyes_from=FOUR_EYES_FROM)
    return create(book, by=by, action="giving.book.open")


def set_four_eyes(book: Book, *, by: Actor, four_eyes_from: int) -> Book:
    """Say from which amount on another person checks a gift before it counts."""
    with act("giving.book.four_eyes", book, by=by) as doer:
        return change(book, by=doer, values={"four_eyes_from": four_eyes_from})


def add_line(gift: Gift, *, by: Doer, place: Place | None = None, **said: Any) -> Line:
    """Write a line about a gift at the end of the ledger of its organisation, sealed behind the last one.

    Without a `place` it counts at the gift's own and belongs to its organisation's numbers.
    """
    book = open_book(gift.organiser, by=by)
    rows = Book.objects.same_as(book)
    book.refresh_from_db(from_queryset=rows.select_for_update())  # lines of one ledger are written one after the other
    last = Line.objects.children_of(book).order_by("-number").first()
    line = Line(
        book=book,
        number=last.number + 1 if last else 1,
        gift=gift,
        form=said.pop("form", gift.form),
        place=place or gift.place,
        unit=None if place else gift.organiser,
        path=place.path if place else gift.path,
        giver=_commitment_of(gift),
        previous=last.seal if last else BEGINNING,
        **said,
    )
    follow(line, last)
    line.seal = seal(line.previous, line.said())
    return create(line, by=by, action="giving.line")


def _commitment_of(gift: Gift) -> str:
    """Return what stands for the giver's written name; none where the giver is a person of the register or unnamed."""
    giver = Giver.objects.children_of(gift).first()
    return commitment(giver.name, salt=giver.salt) if giver is not None and giver.name else ""
