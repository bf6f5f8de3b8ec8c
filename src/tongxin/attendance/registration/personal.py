"""What a person registered for, in words for the person's own page."""

from collections.abc import Iterator

from tongxin.attendance.models import Registration
from tongxin.attendance.queries import owners_of
from tongxin.network.models import Person
from tongxin.ports.personal import PersonalRecord


def registrations_of(person_id: int) -> Iterator[PersonalRecord]:
    """Yield the registrations of a person, newest first; one query, and one for each kind of record."""
    rows = Registration.objects.children_of_numbered(Person, [person_id]).select_related("occasion").order_by("-id")
    found = list(rows)
    owners = owners_of(row.occasion for row in found)
    for row in found:
        if owner := owners.get(row.occasion_id):
            detail = f"{row.get_state_display()}，{row.get_source_display()}"
            yield PersonalRecord(kind="报名", title=str(owner), detail=detail, day=owner.first_day)
