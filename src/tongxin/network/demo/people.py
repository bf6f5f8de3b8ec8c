"""Loads the members: every planned one, those in two organisations, those who left, those who applied."""

from array import array
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.places import Level, parent_path
from tongxin.network.actions.people import Enrolment, enrol_members
from tongxin.network.demo import names
from tongxin.network.demo.organisations import REASON, Organisations
from tongxin.network.demo.plan import LAST_ENTRY, Association, Network
from tongxin.network.models import Membership, Office, Organisation, Person, Place

T = TypeVar("T")
CHUNK = 5_000
_UP_EVERY, _TOP_EVERY, _ELSEWHERE_EVERY = 36, 42, 180  # one in so many also belongs to city, province, another county
_LEFT_EVERY, _WAITING_EVERY = 50, 40  # for so many members one who left, one who applied
_GROUPS = tuple(Person.Group)
_OFFICES = (
    Office.Title.PRESIDENT,
    Office.Title.EXECUTIVE_VICE_PRESIDENT,
    Office.Title.VICE_PRESIDENT,
    Office.Title.VICE_PRESIDENT,
    Office.Title.SECRETARY_GENERAL,
    Office.Title.CHIEF_SUPERVISOR,
    Office.Title.DIRECTOR,
    Office.Title.DIRECTOR,
)
_TERM = timedelta(days=5 * 365)


def chunks(items: Iterable[T], *, size: int = CHUNK) -> Iterator[list[T]]:
    """Cut a stream into lists of this size."""
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk


def load_people(network: Network, *, organisations: Organisations, places: dict[int, Place], by: Actor) -> "array[int]":
    """Write persons, memberships and offices in bounded memory; returns the person id at every position."""
    ids = array("q")
    seats: dict[int, int] = {}
    people = _People(network, organisations=organisations, places=places)
    for members in chunks(people.members()):
        entries = [entry for joined in members for entry in joined]
        rows = enrol_members(entries, by=by)
        ids.extend(joined[0].person.pk for joined in members)
        together = zip(entries, rows, strict=True)
        _appoint([row for entry, row in together if row.begin == entry.organisation.founded], seats=seats, by=by)
    for left in chunks(people.left()):
        enrol_members(left, by=by)
    for waiting in chunks(people.waiting()):
        _apply(waiting, by=by)
    return ids


class _People:
    """Makes the people of the plan from their positions."""

    def __init__(self, network: Network, *, organisations: Organisations, places: dict[int, Place]) -> None:
        self._network = network
        self._rows = organisations
        self._places = places
        self._counties = [one for one in network.associations if one.spot.level is Level.COUNTY]

    def members(self) -> Iterator[list[Enrolment]]:
        """Yield each member's enrolments, the own association's first."""
        for one in self._network.associations:
            own = self._rows.of(one)
            for rank, position in enumerate(one.persons):
                begin = _joined(rank, one)
                first = Enrolment(
                    person=self._person(position, one=one),
                    organisation=own,
                    applied=begin - _days(20, one, begin),
                    begin=begin,
                )
                yield [first, *self._further(first, position=position, one=one)]

    def left(self) -> Iterator[Enrolment]:
        """Yield those who were members once."""
        position = self._network.total
        for one in self._network.associations:
            for rank in range(len(one.persons) // _LEFT_EVERY):
                position += 1
                begin = one.founded
                yield Enrolment(
                    person=self._person(position, one=one),
                    organisation=self._rows.of(one),
                    applied=begin,
                    begin=begin,
                    end=begin + (LAST_ENTRY - begin) * (rank % 7 + 1) // 9,
                    ending=(Membership.Ending.LEFT, Membership.Ending.LAPSED)[rank % 2],
                )

    def waiting(self) -> Iterator[tuple[Person, Organisation, int]]:
        """Yield those who applied and were not admitted (yet), with their place in the queue."""
        position = self._network.total * 2
        for one in self._network.associations:
            for rank in range(len(one.persons) // _WAITING_EVERY):
                position += 1
                yield self._person(position, one=one), self._rows.of(one), rank

    def _person(self, position: int, *, one: Association) -> Person:
        place = self._places[one.spot.id]
        return Person(
            name=names.person_name(position),
            unit=names.unit_name(position),
            position=("负责人", "合伙人", "骨干", "")[position % 4],
            group=_GROUPS[position % len(_GROUPS)],
            place=place,
            path=place.path,
            mobile=names.phone(position) if position % 5 else "",
        )

    def _further(self, first: Enrolment, *, position: int, one: Association) -> Iterator[Enrolment]:
        """Yield the second membership of those who have one: above, or in a county of another city."""
        if one.spot.level is not Level.COUNTY:
            return
        by_path = self._rows.by_path
        second = None
        if position % _UP_EVERY == 5:
            second = by_path.get(parent_path(one.spot.path))
        elif position % _TOP_EVERY == 9:
            second = by_path.get(one.spot.path[:3])
        elif position % _ELSEWHERE_EVERY == 100:
            second = self._elsewhere(one, position=position)
        if second is not None:
            begin = min(max(first.begin + timedelta(days=90), second.beginning), LAST_ENTRY)
            yield Enrolment(person=first.person, organisation=second, applied=begin, begin=begin)

    def _elsewhere(self, one: Association, *, position: int) -> Organisation | None:
        """Return a county association of another city; never one of the capital, whose own number is published."""
        capital = f"{one.spot.code[:2]}/{one.spot.code[:2]}01/"
        home = parent_path(one.spot.path)
        others = [other for other in self._counties if not other.spot.path.startswith((home, capital))]
        return self._rows.of(others[position % len(others)]) if others else None


def _joined(rank: int, one: Association) -> date:
    """Return when the member of this rank joined: two of five on the founding day, the others evenly since."""
    if rank < len(_OFFICES) or rank % 5 < 2:
        return one.founded
    return one.founded + (LAST_ENTRY - one.founded) * (rank * 37 % 1_000) // 1_000


def _days(count: int, one: Association, begin: date) -> timedelta:
    """Return how long before `begin` someone applied; founders on the very day."""
    return timedelta(days=0 if begin == one.founded else min(count, (begin - one.founded).days))


def _appoint(founders: list[Membership], *, seats: dict[int, int], by: Actor) -> None:
    """Give the first founders of every association its offices; `seats` counts those taken, organisation by organisation."""
    offices: list[Office] = []
    for row in founders:
        seat = seats.get(row.organisation_id, 0)
        seats[row.organisation_id] = seat + 1
        if seat < len(_OFFICES) and row.begin is not None:
            offices += _terms(row, title=_OFFICES[seat], begin=row.begin)
    Office.objects.insert_rows(offices)
    journal.write_many(offices, by=by, action="network.office.appoint", reason=REASON)


def _terms(row: Membership, *, title: Office.Title, begin: date) -> Iterator[Office]:
    """Yield the terms of an office; one that ran out was followed by another."""
    while begin <= LAST_ENTRY:
        due = begin + _TERM
        yield Office(
            membership=row,
            organisation=row.organisation,
            person=row.person,
            path=row.path,
            title=title,
            begin=begin,
            due=due,
            end=due if due <= LAST_ENTRY else None,
        )
        begin = due


def _apply(waiting: list[tuple[Person, Organisation, int]], *, by: Actor) -> None:
    people = Person.objects.insert_rows([person for person, _, _ in waiting])
    journal.write_many(people, by=by, action="network.person.register", reason=REASON)
    rows = Membership.objects.insert_rows(
        Membership(
            person=person,
            organisation=organisation,
            path=organisation.path,
            state=Membership.State.DECLINED if rank % 4 == 3 else Membership.State.APPLIED,
            applied=LAST_ENTRY - timedelta(days=rank % 50),
        )
        for person, organisation, rank in waiting
    )
    journal.write_many(rows, by=by, action="network.membership.apply", reason=REASON)
