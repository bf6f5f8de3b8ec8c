"""The months in which something can be had: twelve bits from January, read and written as people say them."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from tongxin.kernel.errors import InputError

WHOLE_YEAR: Final = 4095
_ALL: Final = ("全年", "四季", "常年")
_SPAN: Final = re.compile(r"(\d{1,2})(?:[-~—–至到](\d{1,2}))?")
_BREAK: Final = re.compile(r"[\s,，、;；和及]+")


def month_bit(month: int) -> int:
    """Return the bit of a month, 1 to 12."""
    return 1 << (month - 1)


def months_in(text: str) -> int:
    """Return the months a text names: 「7-8月」, 「11月至2月」, 「5月、7月」, 「全年」; raise `InputError` where it names none."""
    plain = unicodedata.normalize("NFKC", text).replace("月份", "").replace("月", "").strip()
    if plain in _ALL:
        return WHOLE_YEAR
    found = 0
    for word in filter(None, _BREAK.split(plain)):
        span = _SPAN.fullmatch(word)
        ends = [int(one) for one in span.groups() if one] if span else [0]
        if not all(1 <= one <= 12 for one in ends):
            raise InputError(
                f"没有看懂供应月份「{text[:20]}」，请写成 7-8月、11-2月、5月、7月 或 全年。", field="months"
            )
        for month in _between(ends[0], ends[-1]):
            found |= month_bit(month)
    if not found:
        raise InputError("请填写供应月份，例如 7-8月。", field="months")
    return found


def season_words(months: int) -> str:
    """Write months: 「7-8月」, 「11-2月」, 「5月、7-8月」, 「全年」."""
    if months == WHOLE_YEAR:
        return "全年"
    return "、".join(f"{first}月" if first == last else f"{first}-{last}月" for first, last in _runs(months))


def months_until(first: date, last: date) -> int:
    """Return the months from one day to another, both counted; none where the last is before the first."""
    number = (last.year - first.year) * 12 + last.month - first.month
    found = 0
    for step in range(min(number, 11) + 1):
        found |= month_bit((first.month - 1 + step) % 12 + 1)
    return found if last >= first else 0


def _between(first: int, last: int) -> Iterator[int]:
    """Yield the months from one to another, around the turn of the year where the second is earlier."""
    for step in range((last - first) % 12 + 1):
        yield (first - 1 + step) % 12 + 1


def _runs(months: int) -> Iterator[tuple[int, int]]:
    """Yield first and last month of each run; one that goes around the turn of the year is one."""
    inside = [bool(months & month_bit(month)) for month in range(1, 13)]
    for month in range(1, 13):
        if inside[month - 1] and not inside[month - 2]:
            last = month
            while inside[last % 12]:
                last = last % 12 + 1
            yield month, last
