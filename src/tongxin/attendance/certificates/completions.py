"""What a certificate of completion says: the record people took part in, as it stands now, and the name on its roster."""

from collections.abc import Iterable
from typing import Any

from tongxin.attendance.certificates.claimed import Claimed, source_of
from tongxin.attendance.models import Participation
from tongxin.kernel.period import chinese_date


def completion_claims(lines: Iterable[Participation], *, record: Any) -> list[Claimed]:
    """Return what is certified of those who completed a record with a roster; `lines` are read with their persons."""
    days = _days(record)
    body = f"于{days}参加{record.organiser.name}主办的“{record.title}”，完成规定的培训要求，准予结业。"
    facts = (("名称", record.title), ("主办单位", record.organiser.name), ("时间", days))
    return [
        Claimed(
            source=source_of(line),
            holder=line.shown_name,
            event=record.title,
            body=(body, "特发此证。"),
            facts=facts,
            person_id=line.person_id,
        )
        for line in lines
    ]


def _days(record: Any) -> str:
    """Write the days: 2026年5月10日至12日."""
    first, last = record.first_day, record.last_day
    if first == last:
        return chinese_date(first)
    end = chinese_date(last)
    if first.year == last.year:
        end = end.partition("年")[2]
        end = end.partition("月")[2] if first.month == last.month else end
    return f"{chinese_date(first)}至{end}"
