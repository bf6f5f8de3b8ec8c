"""Writes of whole rosters of members: taken over as they are, in a constant number of statements per thousand lines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Unpack

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.privacy import blind_index
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, TongxinError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, require_past, require_reason
from tongxin.network.actions.people import (
    Enrolment,
    appoint_office,
    correct_person,
    enrol_members,
)
from tongxin.network.models import Membership, Office, Organisation, Person
from tongxin.network.models.people import SINGLE_OFFICES
from tongxin.network.models.rules import PersonDetails, person_values, refuse_memberless
from tongxin.network.queries.periods import periods_of, refuse_overlap, refuse_overlapping
from tongxin.network.queries.rosters import office_held, terms_end

_BATCH = 2_000
_DETAILS = ("name", "unit", "position", "group", "place", "mobile")


class MemberDetails(PersonDetails):
    """A line of a roster. `title` is the office held since `office_begin`, empty for none."""

    organisation: Organisation
    applied: date
    begin: date
    title: str
    office_begin: date | None


class RosterLine(MemberDetails):
    """A line with `same`, the number of the person on record it is about; None for someone new."""

    same: int | None


def enrol_member(*, by: Actor, same: int | None = None, **details: Unpack[MemberDetails]) -> Membership:
    """Take one member over as on a roster."""
    line: RosterLine = {**details, "same": same}
    for error in member_refusals([line], by=by).values():
        raise error
    return enrol_roster([line], by=by)[0]


def enrol_roster(rows: Sequence[RosterLine], *, by: Actor) -> list[Membership]:
    """Put members on record: persons who are new, memberships, offices. The caller has asked `member_refusals`."""
    with transaction.atomic():
        numbers = _resolved(rows, by=by)
        known = _persons([number for number in numbers if number])
        new: dict[object, Person] = {}
        entries = [
            Enrolment(
                person=known[number] if number else _newcomer(row, new),
                organisation=row["organisation"],
                applied=row["applied"],
                begin=row["begin"],
            )
            for row, number in zip(rows, numbers, strict=True)
        ]
        memberships = enrol_members(entries, by=by)
        holding = [(one, row) for one, row in zip(memberships, rows, strict=True) if row["title"]]
        begins = [row["office_begin"] or row["begin"] for _, row in holding]
        ends = terms_end([(one.organisation_id, begin) for (one, _), begin in zip(holding, begins, strict=True)])
        offices = [
            Office(
                membership=membership,
                organisation=membership.organisation,
                person=membership.person,
                path=membership.path,
                title=row["title"],
                begin=begin,
                due=due,
            )
            for (membership, row), begin, due in zip(holding, begins, ends, strict=True)
        ]
        Office.objects.insert_rows(offices)
        journal.write_many(offices, by=by, action="network.office.appoint")
    return memberships


def correct_member(membership: Membership, *, by: Actor, reason: str, **details: Unpack[MemberDetails]) -> Membership:
    """Correct a member's own record and the days of the membership; an office can be added, not changed."""
    with act("network.membership.correct", membership, by=by, reason=require_reason(reason)) as doer:
        if details["organisation"].pk != membership.organisation_id:
            raise InputError("所在组织不能更正：请办理转会，或结束会籍后重新登记。", field="organisation")
        held = office_held([membership.pk]).get(membership.pk, ("", None))[0]
        if held and details["title"] != held:
            raise InputError("职务变动请在人员页面办理离任和任职，不能用表格更正。", field="title")
        person = membership.person
        own = _details(details)
        if any(getattr(person, name) != own[name] for name in _DETAILS):  # type: ignore[literal-required]
            correct_person(person, by=doer, reason=doer.reason, **own)
        begin = require_past(details["begin"], field="begin", since=details["applied"])
        refuse_overlapping(membership, begin=begin, end=membership.end)
        change(membership, by=doer, values={"applied": details["applied"], "begin": begin})
        if details["title"] and not held:
            appoint_office(membership, by=doer, title=details["title"], begin=details["office_begin"] or begin)
    return membership


def member_refusals(rows: Sequence[RosterLine], *, by: Actor) -> dict[int, TongxinError]:
    """Return, by position, why a line cannot be put on record; lines not named can."""
    numbers = _resolved(rows, by=by)
    known = _persons([number for number in numbers if number])
    joined = _open_memberships(known)
    held = periods_of([one for one in known if one is not None])
    holders = _holders(rows)
    refused: dict[int, TongxinError] = {}
    for position, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        try:
            if number and (number not in known or known[number].merged_into_id):
                raise ConflictError("这个人的记录已经合并到另一条，请重新预览。", field="name")
            _refuse(row, number, by=by, joined=joined)
            refuse_overlap(held.get((number or 0, row["organisation"].pk), ()), begin=row["begin"])
            _refuse_office(row, holders)
        except TongxinError as error:
            refused[position] = error
    return refused


def _refuse(row: RosterLine, number: int | None, *, by: Actor, joined: dict[tuple[int, int], str]) -> None:
    """Refuse a line; one about a person on record, `number`, needs a right over the organisation alone."""
    organisation = row["organisation"]
    for path in (organisation.path,) if number else (organisation.path, row["place"].path):
        if not by.scope.may(Verb.MEMBERS, path):
            raise ForbiddenError("您没有这个地区的「人员信息」权限，请联系上级管理员授权。", field="organisation")
    if organisation.closed:
        raise ConflictError(f"「{organisation.name}」已注销，不能再登记会员。", field="organisation")
    refuse_memberless(organisation)
    require_past(row["applied"], field="applied", since=organisation.founded)
    require_past(row["begin"], field="begin", since=row["applied"])
    if number and (state := joined.get((number, organisation.pk))):
        raise ConflictError(f"这个人在本组织的会籍{state}，不用再登记。", field="organisation")
    if number:
        joined[number, organisation.pk] = "在前面一行已登记"


def _refuse_office(row: RosterLine, holders: set[tuple[int, str]]) -> None:
    organisation = row["organisation"]
    if row["title"]:
        require_past(row["office_begin"] or row["begin"], field="office_begin", since=row["begin"])
        if row["title"] in SINGLE_OFFICES:
            if (organisation.pk, row["title"]) in holders:
                raise ConflictError(
                    f"「{organisation.name}」的{Office.Title(row['title']).label}已有人担任。", field="title"
                )
            holders.add((organisation.pk, row["title"]))


def _details(row: Mapping[str, Any]) -> PersonDetails:
    return {
        "name": row["name"],
        "unit": row["unit"],
        "position": row["position"],
        "group": row["group"],
        "place": row["place"],
        "mobile": row["mobile"],
    }


def _persons(numbers: Sequence[int]) -> dict[int | None, Person]:
    rows = Person.objects.whole_network(reason="persons of a roster, found through the scope of whoever hands it in")
    return dict(rows.in_bulk(numbers))


def _newcomer(row: RosterLine, new: dict[object, Person]) -> Person:
    """Return the person of a line; two lines with one name and number are about one person."""
    key = (row["name"], row["mobile"]) if row["mobile"] else object()
    if key not in new:
        new[key] = Person(**person_values(_details(row)))
    return new[key]


def _open_memberships(people: Collection[int | None]) -> dict[tuple[int, int], str]:
    found = Membership.objects.children_of_numbered(Person, [one for one in people if one is not None])
    known = found.filter(state__in=("applied", "admitted"))
    labels = dict(Membership.State.choices)
    return {
        (person, organisation): str(labels[state])
        for person, organisation, state in known.values_list("person_id", "organisation_id", "state")
    }


def _resolved(rows: Sequence[RosterLine], *, by: Actor) -> list[int | None]:
    """Return who each line is about: the person named, or the one on record with its very name and number by now."""
    indexes = {blind_index(row["mobile"]): row["mobile"] for row in rows if row["mobile"] and not row["same"]}
    people = Person.objects.visible_to(by.scope).filter(mobile_index__in=indexes)
    known = {(name, indexes[index]): number for number, name, index in people.values_list("id", "name", "mobile_index")}
    return [row["same"] or known.get((row["name"], row["mobile"])) for row in rows]


def _holders(rows: Sequence[RosterLine]) -> set[tuple[int, str]]:
    wanted = {row["organisation"].pk for row in rows if row["title"] in SINGLE_OFFICES}
    held = Office.objects.children_of_numbered(Organisation, wanted)
    return set(held.filter(end=None, title__in=SINGLE_OFFICES).values_list("organisation_id", "title"))
