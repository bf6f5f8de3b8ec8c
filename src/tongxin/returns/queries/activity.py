"""What returns say of an association's stage: how often it reported in time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from tongxin.kernel.period import SHANGHAI, Period
from tongxin.network.models import Organisation
from tongxin.ports.activity import ActivityCount
from tongxin.returns.models import Duty, Return
from tongxin.returns.queries.numbers import rules
from tongxin.web.format import plain_date


def returned_in_time(
    organisations: Sequence[int], period: Period, *, using: str | None = None
) -> Iterator[ActivityCount]:
    """Yield how many returns each organisation confirmed on each day of a period by their due day; two queries."""
    duties = Duty.objects.children_of_numbered(Organisation, organisations).using(using)
    rows = Return.objects.children_of_numbered(Duty, duties.values("pk")).using(using)
    begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (period.start, period.end))
    there = rows.filter(confirmed_at__gte=begin, confirmed_at__lt=end).exclude(state=Return.State.SENT_BACK)
    calendar = rules(using)
    in_time: Counter[tuple[int, date]] = Counter()
    for one in there.select_related("duty"):
        day = plain_date(one.confirmed_at)
        if day <= calendar.deadline(one.duty, one.period).due:
            in_time[one.duty.organisation_id, day] += 1
    for (organisation, day), number in in_time.items():
        yield ActivityCount(organisation=organisation, kind="returns", day=day, number=number)
