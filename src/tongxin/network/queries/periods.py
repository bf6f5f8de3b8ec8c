"""When somebody was a member of an organisation: no two periods of one person in one organisation overlap."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import chinese_date
from tongxin.network.models import Membership, Person


@dataclass(frozen=True, kw_only=True)
class Held:
    """A membership that counts, from `begin` until (not including) `end`; without an end it goes on."""

    membership: int
    begin: date
    end: date | None

    def overlaps(self, begin: date, end: date | None) -> bool:
        """Tell whether a day lies in both periods; an empty period overlaps nothing."""
        if end is not None and end <= begin:
            return False
        until, other = self.end or date.max, end or date.max
        return self.begin < until and begin < until and self.begin < other


Periods = Mapping[tuple[int, int], Sequence[Held]]


def periods_of(people: Collection[int]) -> Periods:
    """Return the periods of these persons by person and organisation: one query, none where there are no persons."""
    found: dict[tuple[int, int], list[Held]] = defaultdict(list)
    if not people:
        return found
    rows = Membership.objects.children_of_numbered(Person, people).exclude(begin=None).order_by("begin", "id")
    columns = ("id", "person_id", "organisation_id", "begin", "end")
    for number, person, organisation, begin, end in rows.values_list(*columns):
        assert begin is not None  # excluded above  # noqa: S101
        found[person, organisation].append(Held(membership=number, begin=begin, end=end))
    return found


def refuse_overlap(
    held: Sequence[Held], *, begin: date, end: date | None = None, besides: int | None = None, field: str = "begin"
) -> None:
    """Raise `ConflictError` where a period, of the membership `besides` or a new one, overlaps another one."""
    for one in held:
        if one.membership != besides and one.overlaps(begin, end):
            until = f"到{chinese_date(one.end)}为止" if one.end else "还没有结束"
            raise ConflictError(
                f"这个人在本组织已有会籍，从{chinese_date(one.begin)}起，{until}：时间不能重叠，请核对入会日期。",
                field=field,
            )


def refuse_overlapping(membership: Membership, *, begin: date, end: date | None = None, field: str = "begin") -> None:
    """Raise `ConflictError` where a membership, saved or not, would overlap another one of its person."""
    held = periods_of([membership.person_id]).get((membership.person_id, membership.organisation_id), ())
    refuse_overlap(held, begin=begin, end=end, besides=membership.pk, field=field)
