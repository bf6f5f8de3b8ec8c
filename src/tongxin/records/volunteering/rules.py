"""Plain rules of volunteering: amounts in words, when a claim is silent, and what a public text must not say."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

from tongxin.kernel.characters import plain as plain_text
from tongxin.kernel.errors import InputError
from tongxin.kernel.numerals import plain
from tongxin.records.volunteering.models.tasks import PARTS, Task

_NUMBERED = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_GAPS = re.compile(r"[\s\-‐‑–—.·]+")
_SHORTEST_NAME = 2
MOST_SILENT_DAYS = 30


def amount_words(parts: int, unit: str) -> str:
    """Return an amount kept in hundredths as written: 「12.5箱」."""
    return f"{plain(Fraction(parts, PARTS))}{unit}"


def silent_before(now: datetime, *, days: int) -> datetime:
    """Return the moment before which a claim must not have been heard of last: so many days of 24 hours ago."""
    return now - timedelta(days=days)


def is_silent(task: Task, *, now: datetime) -> bool:
    """Tell whether a claimed task has not been heard of for as long as its action allows."""
    if task.state != Task.State.CLAIMED or task.heard is None:
        return False
    return task.heard <= silent_before(now, days=task.action.silent_days)


def refuse_private(*texts: tuple[str, str], of: Iterable[tuple[str, str]] = ()) -> None:
    """Raise `InputError` where a public text, given with its field, holds a mobile or ID number, or a name or number `of` those who asked."""
    known = [word for pair in of for word in pair if len(word) >= _SHORTEST_NAME]
    for field, text in texts:
        joined = _GAPS.sub("", plain_text(text))
        if _NUMBERED.search(joined):
            raise InputError("这一项会公开，请不要写手机号或证件号，联系方式写在求助里。", field=field)
        if any(word in joined for word in known):
            raise InputError("这一项会公开，请不要写求助人的姓名或电话，可以写「一户老人」。", field=field)
