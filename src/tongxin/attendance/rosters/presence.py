"""What a line says of being there: 只参加2天, 缺席, 9.15请假, 半天, ×. Counted in half-days, told in whole ones."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tongxin.kernel.numerals import read_numeral

_NUMBER: Final = r"[0-9]{1,4}(?:\.[05])?|[一二两三四五六七八九十]{1,3}|半"
_ABSENT: Final = "未请假|没请假|无故缺席|无故未到|因[故事]未到|缺席|缺勤|缺课|未到场?|未参加|未参训|未出席|未签到?|没到场?|没来|没参加|没签到?|不参加|旷课"
_LEAVE: Final = "请[病事公]?假|事假|病假|公假|产假|婚假|丧假|年假|休假|告假"
_AWAY: Final = f"{_ABSENT}|{_LEAVE}|缺"
_DAY: Final = (
    r"(?:(?<![0-9.])[0-9]{1,2}[./月][0-9]{1,2}[日号]?|(?<![0-9.])[0-9]{1,2}[日号]|第\s?[一二三四五六七八九十0-9]{1,2}\s?[天日]|"
    "(?:周|星期|礼拜)[一二三四五六日天])"
)
_NTH: Final = r"第\s?[一二三四五六七八九十0-9]{1,2}(?:\s?[、,，和及]\s?[一二三四五六七八九十0-9]{1,2}){0,10}\s?[天日]"
_DAYS: Final = rf"{_DAY}(?:\s?[-—–至到~、,，和及]\s?{_DAY}){{0,30}}"
_PART: Final = "上午|下午|晚上|半天"
_THERE: Final = "(?:参加|参训|参会|出席|签到|到课|到会|到场|听课|到|来|听|上)"
_YES: Final = "√✓✔☑✅"
_NO: Final = "×✗✘✕✖❌╳☓"


class Kind(StrEnum):
    """What a word on being there says."""

    DAYS = "days"
    MISSED = "missed"
    ABSENT = "absent"
    LEAVE = "leave"
    PRESENT = "present"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Mark:
    """One such word: `halves` are half-days there or away, `word` is the kind of leave, or what is not clear.

    `ticks` is how many there are in a row of them, 「√×√」: they are days where the class had as many.
    """

    kind: Kind
    halves: int = 0
    word: str = ""
    ticks: int = 0


@dataclass(frozen=True, kw_only=True)
class Presence:
    """What the marks of one person come to; see `RosterLine`. `unclear` is a word that says partly there, and not for how long."""

    days: int | None = None
    missed: int = 0
    leave: str = ""
    notes: tuple[str, ...] = ()
    unclear: str = ""


# In this order: what is found is taken out of the line before the next is looked for.
PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    (Kind.UNCLEAR, re.compile(rf"(?:{_AWAY})[了课]?\s?(?:{_NUMBER})\s?(?:次|节|场)课?")),
    (Kind.MISSED, re.compile(rf"(?P<days>{_DAYS})\s?(?P<part>{_PART})?\s?(?:因[病事公]?)?(?P<why>{_AWAY})")),
    (Kind.MISSED, re.compile(rf"(?P<why>{_AWAY})\s?[(:]?\s?(?P<days>{_DAYS})(?P<part>{_PART})?")),
    (Kind.MISSED, re.compile(rf"(?P<why>{_AWAY})了?\s?(?P<number>{_NUMBER})\s?天(?P<half>半)?")),
    (Kind.MISSED, re.compile(rf"(?<![\w.])(?P<number>{_NUMBER})天(?P<half>半)?(?P<why>{_AWAY})")),
    (Kind.MISSED, re.compile(rf"(?P<part>上午|下午|晚上)\s?(?P<why>{_AWAY})")),
    (Kind.DAYS, re.compile(rf"(?:[只仅]{_THERE}?|{_THERE})了?\s?[(:]?\s?(?P<dates>{_DAYS})\s?(?P<part>{_PART})?")),
    (Kind.DAYS, re.compile(rf"(?P<dates>{_DAYS})\s?(?P<part>{_PART})?\s?[只仅]?(?:{_THERE}了?)(?![一-龥])")),
    (Kind.DAYS, re.compile(rf"[只仅]{_THERE}?了?\s?(?P<part>{_PART})")),
    (Kind.DAYS, re.compile(r"(?<![0-9./])(?P<number>[0-9]{1,2})/[0-9]{1,2}\s?天(?P<half>半)?(?![\w])")),
    (Kind.DAYS, re.compile(rf"(?P<ticks>[{_YES}{_NO}](?:\s?[{_YES}{_NO}])+)")),
    (
        Kind.UNCLEAR,
        re.compile(
            rf"(?<![\w]){_NTH}(?:\s?[-—–至到~、,，和及]\s?{_NTH}){{0,30}}(?![\w])|(?<![\w])(?:上午|下午|晚上)(?![\w])|[未没不]结业|中途(?:退出|退场)"
        ),
    ),
    (
        Kind.DAYS,
        re.compile(
            rf"(?:[只仅][到来听上学]?|[共实])?(?:参加|参训|参会|到课|到会|听课|出勤)?了?\s?(?<![0-9.])(?P<number>[0-9]{{1,4}}(?:\.[05])?)\s?天(?P<half>半)?(?![^\W全])"
            rf"|(?:(?:[只仅][到来听上学]?|[共实])(?:参加|参训|参会|到课|到会|听课|出勤)?了?|(?:参加|参训|到课|出勤)了?|(?<![\w]))"
            rf"(?P<spoken>{_NUMBER})\s?天(?P<more>半)?(?![\w])"
        ),
    ),
    (Kind.ABSENT, re.compile(rf"{_ABSENT}|(?<![\w])[缺旷](?![\w])|[{_NO}]|(?<![\w])[xX](?![\w])")),
    (Kind.LEAVE, re.compile(rf"(?:因[病事公故]?)?(?P<why>{_LEAVE})[了条]?")),
    (
        Kind.PRESENT,
        re.compile(
            r"全勤|全程(?:参加)?|已到|到场|已签到?|已参加|(?<![\w])(?:到|出席|签到|参加)(?![\w])|[" + _YES + "]"
        ),
    ),
)


def mark_of(kind: Kind, found: "re.Match[str]") -> Mark:
    """Return what a word found by one of the patterns says."""
    said = found.groupdict()
    why = said.get("why") or ""
    if kind is Kind.UNCLEAR:
        return Mark(kind, word=found[0])
    if kind is Kind.DAYS and (ticks := said.get("ticks")):
        marks = [one for one in ticks if not one.isspace()]
        there = sum(one in _YES for one in marks)
        if there in {0, len(marks)}:
            return Mark(Kind.PRESENT if there else Kind.ABSENT)
        return Mark(kind, 2 * there, word=ticks, ticks=len(marks))
    if kind is Kind.DAYS and said.get("dates"):
        return Mark(kind, away_for(said["dates"] or "", part=bool(said.get("part"))))
    if kind is Kind.DAYS and said.get("part"):
        return Mark(kind, 1)
    if kind is Kind.DAYS:
        return Mark(
            kind, halves_of(said["number"] or said.get("spoken") or "") + bool(said["half"] or said.get("more"))
        )
    if kind is Kind.MISSED:
        return Mark(kind, _away(said), _leave_of(why))
    return Mark(kind, word=_leave_of(why)) if kind is Kind.LEAVE else Mark(kind)


def presence(marks: Iterable[Mark], *, length: int | None) -> Presence:
    """Return days, leave and what should be looked at. `length` is the number of days of the class, None where unknown.

    Half a day is no day: what is told in half-days is rounded down to the whole days that were attended.
    """
    every = tuple(marks)
    said = [one.halves for one in every if one.kind is Kind.DAYS and _fits(one, length)]
    missed = sum(one.halves for one in every if one.kind is Kind.MISSED)
    leave = next((one.word for one in every if one.word and one.kind in {Kind.LEAVE, Kind.MISSED}), "")
    notes = _notes(every)
    if said:
        return Presence(days=said[0] // 2, leave=leave, notes=notes)
    if any(one.kind in {Kind.ABSENT, Kind.LEAVE} for one in every):
        return Presence(days=0, leave=leave, notes=notes)
    unclear = next((one.word for one in every if one.kind is Kind.UNCLEAR or not _fits(one, length)), "")
    if unclear or not missed:
        return Presence(notes=notes, unclear=unclear)
    away = -(-missed // 2)
    if length is None:
        return Presence(missed=away, leave=leave, notes=(*notes, f"缺 {away} 天，按起止日期折算参加天数"))
    return Presence(days=max(length - away, 0), leave=leave, notes=notes)


def _fits(mark: Mark, length: int | None) -> bool:
    """Tell whether a row of ticks may be days: there are as many as the class had. Anything else fits."""
    return not mark.ticks or length is None or mark.ticks == length


def away_for(days: str, *, part: bool = False) -> int:
    """Return how many half-days a list of days comes to: 「9.15、9.16」 and 「9.15至9.16」 are four."""
    found = re.findall(_DAY, days)
    count = len(found)
    if count == 2 and re.search(r"[-—–至到~]", days):
        count = _between(*found)
    return count if part else 2 * count


def _notes(marks: Sequence[Mark]) -> tuple[str, ...]:
    kinds = {one.kind for one in marks}
    said = {one.halves for one in marks if one.kind is Kind.DAYS}
    halves = [one for one in marks if one.halves % 2]
    notes = []
    if halves:
        notes.append("半天不算一天，只计整天")
    if len(said) > 1 or (Kind.PRESENT in kinds and kinds & {Kind.ABSENT, Kind.LEAVE}):
        notes.append("出勤写得前后不一，请核对天数")
    return tuple(notes)


def _away(said: dict[str, str | None]) -> int:
    if said.get("days"):
        return away_for(said["days"] or "", part=bool(said.get("part")))
    if said.get("number"):
        return halves_of(said["number"] or "") + bool(said.get("half"))
    return 1


def _between(first: str, last: str) -> int:
    """Return how many days 「9.15」 to 「9.17」 are; two where they are not dates of one year in order."""
    numbers = [[int(one) for one in re.findall("[0-9]+", day)] for day in (first, last)]
    month = numbers[0][0] if len(numbers[0]) == 2 else 1
    try:
        begin, end = (date(2000, *((month, *one) if len(one) == 1 else one)) for one in numbers)  # a leap year
    except (TypeError, ValueError):
        return 2
    return (end - begin).days + 1 if end > begin else 2


def halves_of(number: str) -> int:
    """Return the half-days a number is: 「1.5」 is three, 「半」 one, 「两」 four."""
    if number == "半":
        return 1
    whole, _, part = number.partition(".")
    if whole.isascii():
        return 2 * int(whole) + (part == "5")
    found = read_numeral(whole)
    return 2 * int(found.value) if found else 0


def _leave_of(why: str) -> str:
    """Return the kind of leave in one word; nothing where nobody asked for leave."""
    if not re.fullmatch(_LEAVE, why):
        return ""
    return why if why == "请假" else why.removeprefix("请")
