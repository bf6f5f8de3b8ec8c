"""Writes of persons, memberships and offices. All of them need the verb 人员信息."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock, require_past, require_reason
from tongxin.network.models import Membership, Office, Organisation, Person
from tongxin.network.models.rules import PersonDetails, person_values
from tongxin.network.queries.charters import approver_path, charter_on, is_away, refuse_over_quota
from tongxin.network.queries.merges import refuse_merged
from tongxin.network.queries.rosters import terms_end

_BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """One line of a roster of members taken over as it is: a person, saved or not, in an organisation since a day."""

    person: Person
    organisation: Organisation
    applied: date
    begin: date
    end: date | None = None
    ending: str = ""


def register_person(*, by: Actor, **details: Unpack[PersonDetails]) -> Person:
    """Put someone on record at the home place."""
    by.scope.require(Verb.MEMBERS, details["place"].path)
    with transaction.atomic():
        return create(Person(**person_values(details)), by=by, action="network.person.register")


def correct_person(person: Person, *, by: Actor, reason: str, **details: Unpack[PersonDetails]) -> Person:
    """Correct a person's record; another home place needs 人员信息 on both sides."""
    why = require_reason(reason)
    by.scope.require(Verb.MEMBERS, details["place"].path)
    with transaction.atomic():
        lock(person, by=by, verb=Verb.MEMBERS)
        refuse_merged(person)
        moved = person.place_id != details["place"].pk
        change(person, by=by, action="network.person.correct", values=person_values(details), reason=why)
        if moved:
            _mark_away(person, by=by, reason=why)
    return person


def apply_membership(person: Person, *, by: Actor, organisation: Organisation, applied: date) -> Membership:
    """Record that a person applied to an organisation."""
    by.scope.require(Verb.MEMBERS, organisation.path)
    with transaction.atomic():
        require_past(applied, field="applied", since=organisation.founded)
        if organisation.closed:
            raise ConflictError(f"「{organisation.name}」已注销，不能再吸纳会员。", field="organisation")
        refuse_merged(person)
        membership = Membership(
            person=person,
            organisation=organisation,
            path=organisation.path,
            applied=applied,
            away=is_away(person, organisation),
        )
        return create(membership, by=by, action="network.membership.apply")


def decide_membership(membership: Membership, *, by: Actor, admit: bool, day: date, reason: str = "") -> Membership:
    """Admit or decline an application. The charter says who decides, the organisation or its parent, and how many a year."""
    with transaction.atomic():
        charter = charter_on(membership.organisation, day=day)
        lock(membership, by=by, verb=Verb.MEMBERS, path=approver_path(membership.organisation, charter=charter))
        if membership.state != Membership.State.APPLIED:
            raise ConflictError(f"这份申请{membership.get_state_display()}，不需要再审核。")
        require_past(day, field="day", since=membership.applied)
        if not admit:
            values: dict[str, Any] = {"state": Membership.State.DECLINED}
            return change(
                membership, by=by, action="network.membership.decline", values=values, reason=require_reason(reason)
            )
        refuse_over_quota(membership.organisation, charter=charter, day=day)
        values = {"state": Membership.State.ADMITTED, "begin": day}
        return change(membership, by=by, action="network.membership.admit", values=values, reason=reason)


def end_membership(membership: Membership, *, by: Actor, day: date, ending: str, reason: str = "") -> Membership:
    """End a membership from this day on, and the offices held through it."""
    by.scope.require(Verb.MEMBERS, membership.path)
    return finish_membership(membership, by=by, day=day, ending=ending, reason=reason)


def finish_membership(membership: Membership, *, by: Actor, day: date, ending: str, reason: str = "") -> Membership:
    """End a membership and its offices for a caller who has checked why `by` may: a right, a transfer, the member."""
    with transaction.atomic():
        rows = Membership.objects.same_as(membership)
        membership.refresh_from_db(from_queryset=rows.select_for_update())
        if membership.state != Membership.State.ADMITTED or membership.begin is None:
            raise ConflictError(f"这份会籍{membership.get_state_display()}，不能办理结束。")
        require_past(day, field="day", since=membership.begin)
        held = Office.objects.children_of(membership)
        for office in held.filter(end=None):
            values: dict[str, Any] = {"end": max(day, office.begin)}
            change(office, by=by, action="network.office.end", values=values, reason=reason)
        values = {"state": Membership.State.ENDED, "end": day, "ending": Membership.Ending(ending)}
        return change(membership, by=by, action="network.membership.end", values=values, reason=reason)


def appoint_office(membership: Membership, *, by: Actor, title: str, begin: date, due: date | None = None) -> Office:
    """Give a member an office from a day; without `due` for the charter's term."""
    with transaction.atomic():
        lock(membership, by=by, verb=Verb.MEMBERS)
        if membership.state != Membership.State.ADMITTED or membership.begin is None:
            raise ConflictError("只有审核通过的会员才能任职，请先办理入会。")
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
        return create(office, by=by, action="network.office.appoint")


def end_office(office: Office, *, by: Actor, day: date, reason: str = "") -> Office:
    """Record that an office was given up on this day."""
    with transaction.atomic():
        lock(office, by=by, verb=Verb.MEMBERS)
        if office.end is not None:
            raise ConflictError("这项任职已经结束。")
        require_past(day, field="day", since=office.begin)
        return change(office, by=by, action="network.office.end", values={"end": day}, reason=reason)


def enrol_members(entries: Sequence[Enrolment], *, by: Actor) -> list[Membership]:
    """Take over rosters of members as they are, in a constant number of statements per two thousand lines.

    Persons not yet saved are saved first. Quotas are not asked: these people were admitted before.
    """
    new_homes = {entry.person.path for entry in entries if entry.person.pk is None}
    for path in {entry.organisation.path for entry in entries} | new_homes:
        by.scope.require(Verb.MEMBERS, path)
    for entry in entries:
        require_past(entry.begin, field="begin", since=entry.applied)
        require_past(entry.end or entry.begin, field="end", since=entry.begin)
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


def _mark_away(person: Person, *, by: Actor, reason: str) -> None:
    rows = Membership.objects.children_of(person)
    for membership in rows.select_related("organisation"):
        values = {"away": is_away(person, membership.organisation)}
        change(membership, by=by, action="network.membership.away", values=values, reason=reason)
