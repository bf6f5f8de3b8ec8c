"""Text to copy into a chat: who comes, and who must say whether they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongxin.attendance.models import Registration
from tongxin.kernel.period import chinese_date
from tongxin.web.format import moment

State = Registration.State


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One text with whom it is for."""

    title: str
    text: str
    number: int


def reminders(owner: Any, rows: Sequence[Registration]) -> list[Reminder]:
    """Return the texts for those registered, and for those whose offer waits for an answer."""
    venue = f"，地点：{owner.venue}" if getattr(owner, "venue", "") else ""
    when = f"{chinese_date(owner.first_day)}{venue}"
    coming = [one for one in rows if one.state == State.REGISTERED]
    offered = [one for one in rows if one.state == State.OFFERED]
    found = []
    if coming:
        text = f"【提醒】{owner}，{when}。请已报名的各位准时参加，来不了的请在报名页取消：\n{_named(coming)}"
        found.append(Reminder(title="已报名", text=text, number=len(coming)))
    if offered:
        until = min(one.offered_until for one in offered if one.offered_until)
        text = (
            f"【候补递补】{owner}，{when}。以下各位有名额了，请在{moment(until)}前打开报名页确认：\n{_named(offered)}"
        )
        found.append(Reminder(title="待确认递补", text=text, number=len(offered)))
    return found


def _named(rows: Sequence[Registration]) -> str:
    return "、".join(one.shown_name for one in rows)
