"""Who on record may be the person a new row means: a constant number of queries for every five thousand rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Membership, Person
from tongxin.network.models.privacy import blind_index, normal_mobile
from tongxin.network.models.readings import name_sound, plain_name
from tongxin.network.queries.likeness import Face, Likeness, match, plain_unit

CHUNK = 5_000
_MOST = 5  # nobody chooses among more
_MOST_NUMBERS = 20_000  # parameters of one statement
_ELSEWHERE = Likeness(person=None, score=60, reasons=("其他地区已有人登记这个手机号",))
_LIVING = (Membership.State.APPLIED, Membership.State.ADMITTED)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A new row as typed. `mobile` may be empty or unreadable, `organisation` is the id of the one joined, if any.

    `place` is the path of the home place, which decides between equals; `person` names the record this row itself is of, which is then no candidate.
    """

    name: str
    mobile: str = ""
    unit: str = ""
    organisation: int | None = None
    place: str = ""
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """An earlier row of the same batch that may mean the same person."""

    row: int
    score: int
    reasons: tuple[str, ...]


def candidates(rows: Sequence[Newcomer], *, scope: Scope) -> list[list[Likeness]]:
    """Return for each new row who of the persons this scope may read it may mean, best first, at most five.

    A likeness without a person says that somebody outside the scope has the same mobile number, and no more than that.
    """
    found: list[list[Likeness]] = []
    for start in range(0, len(rows), CHUNK):
        found += _Chunk(rows[start : start + CHUNK], scope=scope).likenesses()
    return found


def repeats(rows: Sequence[Newcomer]) -> list[list[Repeat]]:
    """Return for each row the earlier rows of the same batch that may mean the same person; asks no database."""
    blocks: dict[tuple[object, ...], list[int]] = {}
    faces = [_face(row) for row in rows]
    found: list[list[Repeat]] = []
    for index, (row, face) in enumerate(zip(rows, faces, strict=True)):
        earlier = {other for key in _keys(row, face) for other in _join(blocks, key, index)}
        matched = (
            (other, match(face, faces[other], together=_together(row, rows[other]))) for other in sorted(earlier)
        )
        likely = [Repeat(row=other, score=pair[0], reasons=pair[1]) for other, pair in matched if pair]
        found.append(sorted(likely, key=lambda one: (-one.score, one.row))[:_MOST])
    return found


def _keys(row: Newcomer, face: Face) -> Iterator[tuple[object, ...]]:
    """Yield what a row must share with another one for the two to be compared at all."""
    if face.mobile_index:
        yield "mobile", face.mobile_index
    if face.unit:
        yield "unit", face.sound, face.unit
    if row.organisation is not None:
        yield "organisation", face.sound, row.organisation


def _join(blocks: dict[tuple[object, ...], list[int]], key: tuple[object, ...], index: int) -> list[int]:
    """Return the first rows of a block and add this one; a number typed in every row is not compared all with all."""
    block = blocks.setdefault(key, [])
    earlier = block[:]
    if len(block) < _MOST:
        block.append(index)
    return earlier


def _together(one: Newcomer, other: Newcomer) -> bool:
    return one.organisation is not None and one.organisation == other.organisation


def _face(row: Newcomer) -> Face:
    try:
        mobile = normal_mobile(row.mobile)
    except InputError:
        mobile = ""  # an unreadable number is an error of its row, told where the row is validated
    name = plain_name(row.name)
    return Face(name=name, sound=name_sound(name), unit=plain_unit(row.unit), mobile_index=blind_index(mobile))


class _Chunk:
    """Some thousand new rows and all on record that could be compared with them."""

    def __init__(self, rows: Sequence[Newcomer], *, scope: Scope) -> None:
        self._rows = rows
        self._scope = scope
        self._faces = [_face(row) for row in rows]
        self._known: dict[int, Face] = {}
        self._places: dict[int, str] = {}
        self._by_mobile: dict[str, list[int]] = defaultdict(list)
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        self._joined = self._memberships()
        self._read()
        self._elsewhere = self._unseen()

    def likenesses(self) -> list[list[Likeness]]:
        """Return the likenesses of every row."""
        return [self._of(row, face) for row, face in zip(self._rows, self._faces, strict=True)]

    def _of(self, row: Newcomer, face: Face) -> list[Likeness]:
        near = {*self._by_mobile.get(face.mobile_index, ()), *self._by_sound.get(face.sound, ())} - {row.person}
        likely = [one for number in near if (one := self._likeness(row, face, number))]
        likely.sort(key=lambda one: (-one.score, self._places[one.person or 0] != row.place, one.person or 0))
        return likely[:_MOST] + [_ELSEWHERE] * (face.mobile_index in self._elsewhere)

    def _likeness(self, row: Newcomer, face: Face, number: int) -> Likeness | None:
        pair = match(face, self._known[number], together=(number, row.organisation) in self._joined)
        return Likeness(person=number, score=pair[0], reasons=pair[1]) if pair else None

    def _read(self) -> None:
        """Read the visible persons with one of the mobile numbers, or a name that sounds alike and something else in common."""
        rows = Person.objects.visible_to(self._scope).order_by()
        columns = ("id", "name", "sound", "unit", "mobile_index", "path")
        self._add(rows.filter(mobile_index__in=self._mobiles()).values_list(*columns))
        alike = self._alike()
        for start in range(0, len(alike), _MOST_NUMBERS):
            self._add(rows.filter(pk__in=alike[start : start + _MOST_NUMBERS]).values_list(*columns))

    def _alike(self) -> list[int]:
        """Return the numbers of those who sound alike and share employer or organisation: one query of an index alone.

        Common names have thousands of bearers; only those whom a rule could bring together are read whole.
        """
        units = {(face.sound, face.unit) for face in self._faces if face.unit}
        joined = {person for person, _ in self._joined}
        rows = Person.objects.whole_network(
            reason="numbers only; whoever is shown is read through the scope after this"
        )
        near = rows.filter(sound__in={face.sound for face in self._faces}).order_by()
        return [
            number
            for number, sound, unit in near.values_list("id", "sound", "unit")
            if number in joined or (sound, plain_unit(unit)) in units
        ]

    def _add(self, found: Iterable[tuple[int, str, str, str, str, str]]) -> None:
        for number, name, sound, unit, mobile_index, place in found:
            if number in self._known:
                continue
            face = Face(name=plain_name(name), sound=sound, unit=plain_unit(unit), mobile_index=mobile_index)
            self._known[number] = face
            self._places[number] = place
            self._by_sound[sound].append(number)
            if mobile_index:
                self._by_mobile[mobile_index].append(number)

    def _memberships(self) -> set[tuple[int, int | None]]:
        """Return (person, organisation) of those who sound alike in the organisations the rows name: one query."""
        organisations = {row.organisation for row in self._rows if row.organisation is not None}
        sounds = {face.sound for face in self._faces}
        rows = Membership.objects.visible_to(self._scope).filter(state__in=_LIVING)
        return set(
            rows.filter(organisation__in=organisations, person__sound__in=sounds)
            .order_by()
            .values_list("person_id", "organisation_id")
        )

    def _unseen(self) -> set[str]:
        """Return the mobile numbers somebody outside the scope has: one query, numbers hashed, persons untold."""
        rows = Person.objects.whole_network(reason="whether a mobile number is taken elsewhere, never by whom")
        taken = rows.filter(mobile_index__in=self._mobiles(), merged_into=None).order_by()
        return {index for number, index in taken.values_list("id", "mobile_index") if number not in self._known}

    def _mobiles(self) -> set[str]:
        return {face.mobile_index for face in self._faces if face.mobile_index}
