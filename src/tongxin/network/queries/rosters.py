"""Reads of rosters of members: what a line of one holds, and who on it is on record already."""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from tongxin.intake.door import Found, Likeness
from tongxin.kernel.characters import plain
from tongxin.kernel.scope import Scope
from tongxin.network.models import Charter, Membership, Office, Organisation, Person
from tongxin.network.models.privacy import blind_index
from tongxin.network.models.readings import name_sound, plain_name
from tongxin.network.queries.candidates import Newcomer, candidates
from tongxin.network.queries.charters import years_later
from tongxin.network.queries.likeness import Likeness as Alike
from tongxin.network.queries.likeness import plain_unit

_TERM_YEARS = 5
_LANDLINE = re.compile(r"(?:\(?0\d{2,3}\)?[\s\-]?)?[2-8]\d{6,7}(?:[\s\-转]+\d{1,5})?|400[\s\-]?\d{3}[\s\-]?\d{4}")
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
    rows = Office.objects.children_of_numbered(Membership, memberships)
    rank = {title: place for place, title in enumerate(Office.Title.values)}
    held: dict[int, tuple[str, date]] = {}
    for membership, title, begin in rows.filter(end=None).values_list("membership_id", "title", "begin"):
        if membership not in held or rank[title] < rank[held[membership][0]]:
            held[membership] = (title, begin)
    return held


def member_key(values: Mapping[str, Any]) -> Hashable:
    """Return what makes two lines of a roster the same; None for a line that says too little to tell."""
    known = values.get("mobile") or values.get("unit")
    return (plain_name(values["name"]), known, values["organisation"].pk) if known else None


def person_key(values: Mapping[str, Any]) -> Hashable:
    """Return what makes two lines of a list of persons the same; a line with nothing but a name is as good as its place."""
    known = values.get("mobile") or plain_unit(values.get("unit") or "")
    return (plain_name(values["name"]), known, "" if values.get("mobile") else values["place"].pk)


def joined(people: Sequence[int], rows: Sequence[Mapping[str, Any]], scope: Scope) -> list[int | None]:
    """Return for each person the membership in the organisation of its row, where there is one by now."""
    found = _admitted(set(people), scope=scope)
    return [found.get((person, row["organisation"].pk)) for person, row in zip(people, rows, strict=True)]


def landline(text: str) -> str:
    """Return why a number is not taken for a mobile one: empty for any that is none of a fixed line."""
    return "是固定电话，不是手机号" if _LANDLINE.fullmatch(plain(text)) else ""


def person_on_record(values: Mapping[str, Any], *, scope: Scope) -> Person | None:
    """Return who is surely the person these columns are of: name and mobile number agree, or without a number all of them.

    Asked where one is about to be put on record; whoever only may be the same is left to `find_persons`.
    """
    rows = Person.objects.visible_to(scope)
    if values["mobile"]:
        sound = name_sound(plain_name(values["name"]))
        return rows.filter(mobile_index=blind_index(values["mobile"]), sound=sound).order_by("id").first()
    alike = {name: values[name] for name in ("name", "unit", "position", "group", "place")}
    return rows.filter(**alike, mobile_index="").order_by("id").first()


def find_persons(rows: Sequence[Mapping[str, Any]], scope: Scope) -> list[Found]:
    """Return who on a list of persons is on record already, in a constant number of queries for some thousand lines."""
    newcomers = [
        Newcomer(name=row["name"], mobile=row["mobile"], unit=row["unit"], place=row["place"].path) for row in rows
    ]
    alike = candidates(newcomers, scope=scope)
    labels = _labels({one.person for likely in alike for one in likely if one.person is not None}, scope=scope)
    return [
        Found(record=likely[0].person) if likely and likely[0].is_sure else Found(likely=_likely(likely, labels))
        for likely in alike
    ]


def find_members(rows: Sequence[Mapping[str, Any]], scope: Scope) -> list[Found]:
    """Return who on a roster is on record already, in a constant number of queries for some thousand lines."""
    newcomers = [
        Newcomer(
            name=row["name"],
            mobile=row["mobile"],
            unit=row["unit"],
            organisation=row["organisation"].pk,
            place=row["place"].path,
        )
        for row in rows
    ]
    alike = candidates(newcomers, scope=scope)
    people = {one.person for likely in alike for one in likely if one.person is not None}
    joined = _admitted(people, scope=scope)
    labels = _labels(people, scope=scope)
    return [
        _found(likely, organisation=row["organisation"].pk, joined=joined, labels=labels)
        for row, likely in zip(rows, alike, strict=True)
    ]


def _found(
    alike: Sequence[Alike], *, organisation: int, joined: Mapping[tuple[int, int], int], labels: Mapping[int, str]
) -> Found:
    if alike and alike[0].is_sure and alike[0].person is not None:
        person = alike[0].person
        return Found(record=joined.get((person, organisation)), same=person)
    return Found(likely=_likely(alike, labels))


def _likely(alike: Sequence[Alike], labels: Mapping[int, str]) -> tuple[Likeness, ...]:
    return tuple(
        Likeness(record=one.person, label=labels[one.person], strength=one.score, reasons=one.reasons)
        for one in alike
        if one.person is not None
    )


def _admitted(people: Collection[int], *, scope: Scope) -> dict[tuple[int, int], int]:
    rows = Membership.objects.visible_to(scope).filter(person__in=people, state=Membership.State.ADMITTED)
    return {
        (person, organisation): number
        for number, person, organisation in rows.values_list("id", "person_id", "organisation_id")
    }


def _labels(people: Collection[int], *, scope: Scope) -> dict[int, str]:
    """Return what persons are called where one chooses among them: name and employer."""
    rows = Person.objects.visible_to(scope).filter(pk__in=people).values_list("id", "name", "unit")
    return {number: f"{name} {unit}".strip() for number, name, unit in rows}


def terms_end(offices: Sequence[tuple[int, date]]) -> list[date]:
    """Return when offices of these organisations, begun on these days, run out by the charter in force then."""
    rows = Charter.objects.children_of_numbered(Organisation, {organisation for organisation, _ in offices})
    charters: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for organisation, begin, years in rows.order_by("begin", "id").values_list(
        "organisation_id", "begin", "term_years"
    ):
        charters[organisation].append((begin, years))
    return [
        years_later(day, next((years for begin, years in reversed(charters[one]) if begin <= day), _TERM_YEARS))
        for one, day in offices
    ]
