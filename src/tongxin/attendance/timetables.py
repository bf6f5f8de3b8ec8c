"""Reads and writes a timetable: one session a line, as people type it. Plain Python.

`5月10日 9:00-11:30 开班式` · `下午2:30-5:00 现场教学 参观 @创新园 限80人`: a line without a date goes on with the day above.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from tongxin.kernel.errors import InputError

MOST_LINES: Final = 300
LONGEST_TITLE, LONGEST_VENUE, LARGEST_ROOM = 80, 120, 100_000
FIELD_WORD: Final = "现场教学"
_DAY = re.compile(
    r"^(?:(?P<year>\d{4})\s*[年./-]\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*(?:[日号]|(?!\d))"
    r"(?:\s*[(（]?(?:周|星期)[一二三四五六日天][)）]?)?"
)
_NUMBERED = re.compile(r"^第\s*(?P<number>\d{1,3}|[一二三四五六七八九十])\s*天")
_CLOCK = r"(?P<noon{0}>上午|下午|晚上|中午)?\s*(?P<hour{0}>\d{{1,2}})\s*(?:[:：点时]\s*(?P<half{0}>半)?(?P<minute{0}>\d{{1,2}})?(?:分(?=[\s,，至到~～－—–-]|$))?)"
_TIMES = re.compile(_CLOCK.format(1) + r"\s*(?:[-~－—–―〜]+|至|到)\s*" + _CLOCK.format(2))
_BEGINS = re.compile(_CLOCK.format(1))
_ROOM = re.compile(r"(?:限|名额)[:：\s]*(\d{1,6})\s*[人名]?(?=\s|$)")
_VENUE = re.compile(r"(?:@|地点[:：\s])\s*(\S+)")
_FIELD = re.compile(rf"(?:^|\s){FIELD_WORD}(?=\s|$)")
# What is typed in full width where it means a number or a sign of this form; names keep their own punctuation.
_PLAIN = str.maketrans("０１２３４５６７８９＠／－．", "0123456789@/-.")
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}


class TimetableError(InputError):
    """What cannot be read, all faults at once: one sentence a line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("".join(self.faults), field="timetable")


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """One session as read. Without times it takes the whole day, or the part its title names."""

    day: date
    begins: time | None = None
    ends: time | None = None
    title: str = ""
    venue: str = ""
    capacity: int | None = None
    in_field: bool = False


class _Fault(Exception):  # noqa: N818 - a sentence about one line, gathered with the others
    """Why one line cannot be read."""


def parse_timetable(text: str, *, first_day: date, last_day: date) -> tuple[SessionLine, ...]:
    """Return the sessions of a timetable in order of day and time; raise `TimetableError` with every fault.

    A date without a year is of the programme's own days. Days outside them are faults.
    """
    rows = [" ".join(row.translate(_PLAIN).split()) for row in text.splitlines()]
    if len(rows) > MOST_LINES:
        raise TimetableError([f"日程最多写 {MOST_LINES} 行，收到 {len(rows)} 行，请合并。"])
    found: list[SessionLine] = []
    faults: list[str] = []
    day: date | None = first_day if first_day == last_day else None
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        try:
            day, rest = _day(row, before=day, first_day=first_day, last_day=last_day)
            found.append(_line(day, rest))
        except _Fault as fault:
            faults.append(f"日程第 {number} 行「{row[:20]}」{fault}。")
    if faults:
        raise TimetableError(faults)
    return in_order(found)


def in_order(lines: Iterable[SessionLine]) -> tuple[SessionLine, ...]:
    """Return sessions by day and time; those without a time stay where they were written, before the others."""
    return tuple(sorted(lines, key=lambda line: (line.day, line.begins or time.min)))


def written_timetable(lines: Iterable[SessionLine]) -> str:
    """Return the text that reads as these sessions."""
    return "\n".join(" ".join(_words(line)) for line in lines)


def _words(line: SessionLine) -> Iterator[str]:
    yield line.day.isoformat()
    if line.begins:
        yield f"{line.begins:%H:%M}" + (f"-{line.ends:%H:%M}" if line.ends else "")
    if line.title:
        yield line.title
    if line.in_field:
        yield FIELD_WORD
    if line.venue:
        yield f"@{line.venue}"
    if line.capacity:
        yield f"限{line.capacity}人"


def _day(row: str, *, before: date | None, first_day: date, last_day: date) -> tuple[date, str]:
    """Return the day of a line and what follows it."""
    if found := _NUMBERED.match(row):
        word = found["number"]
        number = _DIGITS.get(word) or int(word)
        day = date.fromordinal(first_day.toordinal() + number - 1)
    elif found := _DAY.match(row):
        day = _dated(found, first_day=first_day, last_day=last_day)
    elif before is not None:
        return before, row
    else:
        raise _Fault("没有读出日期，请写成「5月10日 9:00-11:30 开班式」的样子")
    if not first_day <= day <= last_day:
        raise _Fault("的日期不在起止日期之内")
    return day, row[found.end() :].strip(" ,，:：、")


def _dated(found: re.Match[str], *, first_day: date, last_day: date) -> date:
    month, number = int(found["month"]), int(found["day"])
    years = [int(found["year"])] if found["year"] else [first_day.year, last_day.year]
    try:
        days = [date(year, month, number) for year in years]
    except ValueError:
        raise _Fault("的日期不存在") from None
    return next((day for day in days if first_day <= day <= last_day), days[0])


def _line(day: date, rest: str) -> SessionLine:
    begins, ends, rest = _times(rest)
    rest, capacity = _taken(_ROOM, rest)
    rest, venue = _taken(_VENUE, rest)
    in_field = _FIELD.search(rest) is not None
    title = " ".join(_FIELD.sub(" ", rest).split()).strip(" ,，:：、;；")
    if len(title) > LONGEST_TITLE:
        raise _Fault(f"的名称超过 {LONGEST_TITLE} 字")
    if len(venue) > LONGEST_VENUE:
        raise _Fault(f"的地点超过 {LONGEST_VENUE} 字")
    room = int(capacity) if capacity else None
    if room is not None and not 1 <= room <= LARGEST_ROOM:
        raise _Fault(f"的名额应在 1 至 {LARGEST_ROOM} 之间")
    return SessionLine(day=day, begins=begins, ends=ends, title=title, venue=venue, capacity=room, in_field=in_field)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return a text without the first thing of this form, and what it holds."""
    found = pattern.search(text)
    return (text, "") if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found[1])


def _times(text: str) -> tuple[time | None, time | None, str]:
    if found := _TIMES.search(text):
        begins = _clock(found, "1", noon="")
        ends = _clock(found, "2", noon=found["noon1"] or "")
        if ends <= begins:
            raise _Fault("的结束时间不晚于开始时间")
        return begins, ends, f"{text[: found.start()]} {text[found.end() :]}"
    if found := _BEGINS.match(text):
        return _clock(found, "1", noon=""), None, text[found.end() :]
    return None, None, text


def _clock(found: re.Match[str], which: str, *, noon: str) -> time:
    hour, minute = int(found[f"hour{which}"]), int(found[f"minute{which}"] or 0)
    minute = 30 if found[f"half{which}"] else minute
    if (found[f"noon{which}"] or noon) in {"下午", "晚上"} and hour < 12:
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        raise _Fault("的时间不存在") from None
