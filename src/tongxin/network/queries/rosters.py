"""Reads of rosters of members: what a line of one holds, and who on it is on record already."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from tongxin.access.privacy import blind_index
from tongxin.intake.door import Found, Likeness
from tongxin.kernel.scope import Scope
from tongxin.network.models import Charter, Membership, Office, Person

_TERM_YEARS = 5
_PARTS = ("name", "mobile", "unit", "position", "group", "place")


def member_values(memberships: Sequence[Membership]) -> list[dict[str, Any]]:
    """Return what a roster says of each membership: the person, the organisation, since when, the office now held."""
    held = office_held([membership.pk for membership in memberships])
    found = []
    for membership in memberships:
        title, begin = held.get(membership.pk, ("", None))
        found.append(
            {
                **{name: getattr(membership.person, name) for name in _PARTS},
                "organisation": membership.organisation,
                "applied": membership.applied,
                "begin": membership.begin,
                "title": title,
                "office_begin": begin,
            }
        )
    return found


def office_held(memberships: Sequence[int]) -> dict[int, tuple[str, date]]:
    """Return the office now held through each membership and since when; the highest where there are several."""
    rows = Office.objects.whole_network(reason="offices of memberships read through the asker's scope")
    rank = {title: place for place, title in enumerate(Office.Title.values)}
    held: dict[int, tuple[str, date]] = {}
    for membership, title, begin in rows.filter(membership__in=memberships, end=None).values_list(
        "membership_id", "title", "begin"
    ):
        if membership not in held or rank[title] < rank[held[membership][0]]:
            held[membership] = (title, begin)
    return held


def member_key(values: Mapping[str, Any]) -> Hashable:
    """Return what makes two lines of a roster the same; None for a line that says too little to tell."""
    known = values.get("mobile") or values.get("unit")
    return (values["name"], known, values["organisation"].pk) if known else None


def find_members(rows: Sequence[Mapping[str, Any]], scope: Scope) -> list[Found]:
    """Return who on a roster is on record already, in three queries however long it is."""
    alike = _alike(rows, scope)
    people = {person.pk for row in alike for person, *_ in row}
    joined: dict[tuple[int, int], int] = {}
    for number, person, organisation in (
        Membership.objects.visible_to(scope)
        .filter(person__in=people, state=Membership.State.ADMITTED)
        .values_list("id", "person_id", "organisation_id")
    ):
        joined[person, organisation] = number
    return [_found(row, found, joined) for row, found in zip(rows, alike, strict=True)]


_Alike = tuple[Person, int, tuple[str, ...]]
_SURE = 100


def _alike(rows: Sequence[Mapping[str, Any]], scope: Scope) -> list[list[_Alike]]:
    visible = Person.objects.visible_to(scope).only("id", "name", "unit", "mobile_index")
    names, numbers = defaultdict(list), defaultdict(list)
    indexes = [blind_index(row["mobile"]) for row in rows]
    for person in visible.filter(name__in={row["name"] for row in rows}):
        names[person.name].append(person)
    for person in visible.filter(mobile_index__in={index for index in indexes if index}):
        numbers[person.mobile_index].append(person)
    return [
        sorted(
            {
                person.pk: likeness
                for person in (*numbers.get(index, ()), *names.get(row["name"], ()))
                if (likeness := _likeness(row, index, person))
            }.values(),
            key=lambda one: -one[1],
        )
        for row, index in zip(rows, indexes, strict=True)
    ]


def _likeness(row: Mapping[str, Any], index: str, person: Person) -> _Alike | None:
    """Weigh one person on record: a number in common says most, a different one rules the name out."""
    same_name, same_unit = person.name == row["name"], bool(row["unit"]) and person.unit == row["unit"]
    if index and person.mobile_index == index:
        return (person, _SURE, ("姓名和手机号相同",)) if same_name else (person, 60, ("手机号相同，姓名不同",))
    if index and person.mobile_index:
        return None
    return (person, 80, ("姓名和工作单位相同",)) if same_unit else (person, 40, ("姓名相同",))


def _found(row: Mapping[str, Any], alike: Sequence[_Alike], joined: Mapping[tuple[int, int], int]) -> Found:
    if alike and alike[0][1] == _SURE:
        person = alike[0][0].pk
        return Found(record=joined.get((person, row["organisation"].pk)), same=person)
    return Found(
        likely=tuple(
            Likeness(record=person.pk, label=f"{person.name} {person.unit}".strip(), strength=strength, reasons=why)
            for person, strength, why in alike
        )
    )


def terms_end(offices: Sequence[tuple[int, date]]) -> list[date]:
    """Return when offices of these organisations, begun on these days, run out by the charter in force then."""
    rows = Charter.objects.whole_network(reason="settings of the organisations that give the offices")
    charters: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for organisation, begin, years in (
        rows.filter(organisation__in={organisation for organisation, _ in offices})
        .order_by("begin", "id")
        .values_list("organisation_id", "begin", "term_years")
    ):
        charters[organisation].append((begin, years))
    return [
        _years_later(day, next((years for begin, years in reversed(charters[one]) if begin <= day), _TERM_YEARS))
        for one, day in offices
    ]


def _years_later(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
