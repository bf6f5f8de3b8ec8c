"""Writes of persons, memberships and offices. All of them need the verb 人员信息."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.network.models import Charter, Membership, Office, Organisation, Person, Place
from tongxin.network.models.rules import PersonDetails, person_values, refuse_memberless
from tongxin.network.queries.alike import refuse_alike
from tongxin.network.queries.candidates import Newcomer
from tongxin.network.queries.charters import approver_path, charter_on, is_away, refuse_over_quota
from tongxin.network.queries.merges import refuse_merged
from tongxin.network.queries.periods import periods_of, refuse_overlap, refuse_overlapping
from tongxin.network.queries.rosters import person_on_record, terms_end


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """One line of a roster of members taken over as it is: a person, saved or not, in an organisation since a day."""

    person: Person
    organisation: Organisation
    applied: date
    begin: date
    end: date | None = None
    ending: str = ""


def register_person(
    *, by: Actor, distinct: bool = False, asked: bool = False, **details: Unpack[PersonDetails]
) -> Person:
    """Put someone on record at the home place, once: of several at once the first.

    Raises `ConflictError` for one surely on record there already, unless it is said to be somebody `distinct`. Where
    whoever enters it can be `asked`, one who only may be the same is refused too, as an `AlikeError` that names them.
    """
    with act("network.person.register", by=by, path=details["place"].path) as doer:
        values = person_values(details)
        Place.objects.select_for_update(no_key=True).get(pk=details["place"].pk)
        known = None if distinct else person_on_record(values, scope=by.scope)
        if asked and not distinct:
            row = Newcomer(name=values["name"], mobile=values["mobile"], unit=values["unit"], place=values["path"])
            refuse_alike(row, scope=by.scope, same=known)
        if known:
            raise ConflictError(
                f"「{known.name}」已经登记，编号 {known.pk}，没有重复登记；如果是另一个人，请核对手机号，或补全工作单位和职务。",
                field="name",
            )
        return create(Person(**values), by=doer)


def correct_person(person: Person, *, by: Actor, reason: str, **details: Unpack[PersonDetails]) -> Person:
    """Correct a person's record; another home place needs 人员信息 on both sides."""
    by.scope.require(Verb.MEMBERS, details["place"].path)
    with act("network.person.correct", person, by=by, reason=require_reason(reason)) as doer:
        refuse_merged(person)
        moved = person.place_id != details["place"].pk
        change(person, by=doer, values=person_values(details))
        if moved:
            _mark_away(person, by=doer)
    return person


def apply_membership(person: Person, *, by: Actor, organisation: Organisation, applied: date) -> Membership:
    """Record that a person applied to an organisation: the right asked is that over the organisation."""
    by.scope.require(Verb.MEMBERS, organisation.path)
    with transaction.atomic():
        require_past(applied, field="applied", since=organisation.founded)
        if organisation.closed:
            raise ConflictError(f"「{organisation.name}」已注销，不能再吸纳会员。", field="organisation")
        refuse_memberless(organisation)
        refuse_merged(person)
        membership = Membership(
            person=person,
            organisation=organisation,
            path=organisation.path,
            applied=applied,
            away=is_away(person, organisation),
        )
        return create(membership, by=by, action="network.membership.apply")


def admit_member(membership: Membership, *, by: Actor, day: date, reason: str = "") -> Membership:
    """Admit an applicant, if the year's places are not taken. The charter says who decides, the organisation or its parent."""
    with transaction.atomic():
        Organisation.objects.same_as(membership.organisation).select_for_update().get()  # first, as whoever closes it
        with act("network.membership.admit", membership, by=by, reason=reason) as doer:
            charter = _deciding_charter(membership, by=doer, day=day)
            refuse_over_quota(membership.organisation, charter=charter, day=day)
            refuse_overlapping(membership, begin=day, field="day")
            return change(membership, by=doer, values={"state": Membership.State.ADMITTED, "begin": day})


def decline_member(membership: Membership, *, by: Actor, day: date, reason: str) -> Membership:
    """Decline an application, saying why."""
    with act("network.membership.decline", membership, by=by, reason=require_reason(reason)) as doer:
        _deciding_charter(membership, by=doer, day=day)
        return change(membership, by=doer, values={"state": Membership.State.DECLINED})


def end_membership(membership: Membership, *, by: Actor, day: date, ending: str, reason: str = "") -> Membership:
    """End a membership from this day on, and the offices held through it."""
    with act("network.membership.end", membership, by=by, reason=reason) as doer:
        require_past(day, field="day", since=membership.begin)
        held = Office.objects.children_of(membership)
        for office in held.filter(end=None):
            end_office(office, by=doer, day=max(day, office.begin))
        values = {"state": Membership.State.ENDED, "end": day, "ending": Membership.Ending(ending)}
        return change(membership, by=doer, values=values)


def appoint_office(membership: Membership, *, by: Actor, title: str, begin: date, due: date | None = None) -> Office:
    """Give a member an office from a day; without `due` for the charter's term."""
    with act("network.membership.office", membership, by=by) as doer:
        require_past(begin, field="begin", since=membership.begin)
        office = Office(
            membership=membership,
            organisation=membership.organisation,
            person_id=membership.person_id,
            path=membership.path,
            title=Office.Title(title),
            begin=begin,
            due=due or terms_end([(membership.organisation_id, begin)])[0],
        )
        if office.due <= begin:
            raise InputError("任期届满日期应晚于任职日期。", field="due")
        return create(office, by=doer, action="network.office.appoint")


def end_office(office: Office, *, by: Actor, day: date, reason: str = "") -> Office:
    """Record that an office was given up on this day."""
    with act("network.office.end", office, by=by, reason=reason) as doer:
        require_past(day, field="day", since=office.begin)
        return change(office, by=doer, values={"end": day})


def enrol_members(entries: Sequence[Enrolment], *, by: Actor) -> list[Membership]:
    """Take over rosters of members as they are, in a constant number of statements per two thousand lines.

    Persons not yet saved are saved first. Quotas are not asked: these people were admitted before.
    """
    new_homes = {entry.person.path for entry in entries if entry.person.pk is None}
    for path in {entry.organisation.path for entry in entries} | new_homes:
        by.scope.require(Verb.MEMBERS, path)
    for entry in entries:
        refuse_memberless(entry.organisation)
        require_past(entry.begin, field="begin", since=entry.applied)
        require_past(entry.end or entry.begin, field="end", since=entry.begin)
    held = periods_of({entry.person.pk for entry in entries if entry.person.pk is not None})
    for entry in entries:
        known = held.get((entry.person.pk or 0, entry.organisation.pk), ())
        refuse_overlap(known, begin=entry.begin, end=entry.end)
    with transaction.atomic():
        new = list({id(entry.person): entry.person for entry in entries if entry.person.pk is None}.values())
        Person.objects.insert_rows(new)
        journal.write_many(new, by=by, action="network.person.register")
        rows = [
            Membership(
                person_id=entry.person.pk,
                organisation_id=entry.organisation.pk,
                path=entry.organisation.path,
                state=Membership.State.ENDED if entry.end else Membership.State.ADMITTED,
                applied=entry.applied,
                begin=entry.begin,
                end=entry.end,
                ending=entry.ending,
                away=is_away(entry.person, entry.organisation),
            )
            for entry in entries
        ]
        Membership.objects.insert_rows(rows)
        journal.write_many(rows, by=by, action="network.membership.enrol")
    return rows


def _deciding_charter(membership: Membership, *, by: Actor, day: date) -> Charter | None:
    """Return the charter of the day of the decision; whoever decides must have been the one to decide on that day too."""
    require_past(day, field="day", since=membership.applied)
    charter = charter_on(membership.organisation, day=day)
    by.scope.require(Verb.MEMBERS, approver_path(membership.organisation, charter=charter))
    return charter


def _mark_away(person: Person, *, by: Actor) -> None:
    rows = Membership.objects.children_of(person)
    for membership in rows.select_related("organisation"):
        values = {"away": is_away(person, membership.organisation)}
        change(membership, by=by, action="network.membership.away", values=values)
