"""What a person took part in, in words for the person's own page."""

from collections.abc import Callable, Iterator
from typing import Any

from tongxin.access.guard import Guarded
from tongxin.attendance.models import Occasion, Participation
from tongxin.network.models import Person
from tongxin.ports.personal import PersonalRecord


def roster_of(
    owner: type[Guarded], *, kind: str, done: str, not_done: str
) -> Callable[[int], Iterator[PersonalRecord]]:
    """Return what tells a person the records of a table he or she was on the roster of; two queries.

    `done` and `not_done` say whether the completion rule was met.
    """

    def records(person_id: int) -> Iterator[PersonalRecord]:
        lines = Participation.objects.children_of_numbered(Person, [person_id])
        listed = {
            row.occasion_id: row for row in lines.filter(**{f"occasion__{owner._meta.model_name}__isnull": False})
        }
        rows: Any = owner.objects.children_of_numbered(Occasion, listed)
        rows = rows.select_related("organiser")
        for row in sorted(rows, key=lambda one: (one.first_day, one.pk), reverse=True):
            line = listed[row.occasion_id]
            detail = (
                f"{row.organiser.name}主办，{done if line.completed else not_done}，依据{line.get_evidence_display()}"
            )
            yield PersonalRecord(kind=kind, title=str(row), detail=detail, day=row.first_day)

    return records
