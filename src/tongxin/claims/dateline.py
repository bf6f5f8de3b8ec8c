"""The day a report says it was written: the line under its title or its last lines, as GB/T 9704 and newsrooms place it."""

import re
import unicodedata
from datetime import date
from itertools import chain

from tongxin.kernel.numerals import read_numeral
from tongxin.kernel.period import EARLIEST

_LINES = 6  # from either end; further in, a day on a line of its own speaks of something else
_LONGEST = 80
_DIGITS = "0-9〇○零一二三四五六七八九"
_DAY = re.compile(
    rf"(?:^|[\s(:号])(?:([{_DIGITS}]{{4}})\s*年\s*([{_DIGITS}十]{{1,3}})\s*月\s*([{_DIGITS}十]{{1,3}})\s*日"
    r"|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2}))(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*\)?$"
)
_PROSE = re.compile("[。；，、！？]")


def dateline(text: str) -> date | None:
    """Return the day of the first line near the beginning, else near the end, that ends with one and is no sentence."""
    lines = [line for line in text.split("\n") if line.strip()]
    for line in chain(lines[:_LINES], lines[_LINES:][-_LINES:]):
        day = day_at_end(line)
        if day is not None:
            return day
    return None


def day_at_end(line: str) -> date | None:
    """Return the day a line that is no sentence ends with."""
    if len(line) > _LONGEST or _PROSE.search(line):
        return None
    found = _DAY.search(unicodedata.normalize("NFKC", line.strip()))
    if found is None:
        return None
    year, month, day = (_number(part) for part in (found.groups()[:3] if found[1] else found.groups()[3:]))
    try:
        written = date(year, month, day)
    except ValueError:
        return None
    return written if EARLIEST <= written < date(2200, 1, 1) else None


def _number(digits: str) -> int:
    numeral = read_numeral(digits.replace("○", "〇"))
    return int(numeral.value) if numeral is not None and numeral.end == len(digits) else 0
