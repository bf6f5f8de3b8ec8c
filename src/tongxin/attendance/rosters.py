"""Reads a pasted roster: one participant a line, as it comes out of WPS, Excel or a chat window. Plain Python."""

import re
from dataclasses import dataclass
from typing import Any, TypedDict, cast

from tongxin.kernel.errors import InputError

MOST_LINES = 2_000
LONGEST_UNIT = 60
_BREAK = re.compile(r"[\s,，、;；|]+")
_SERIAL = re.compile(r"^\s*\d{1,4}[\s.．、)）,，]\s*")
_PHONE = re.compile(r"(?:\+?86-?)?(1[3-9]\d{9})")
_DAYS = re.compile(r"(\d{1,3})天")
_NAME = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff·•]{2,30}|[A-Za-z][A-Za-z·'.-]{1,29}")


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """One participant as read. `days` is the number of days attended; None where the line does not say: all of them."""

    number: int
    name: str
    phone: str = ""
    unit: str = ""
    days: int | None = None


def parse_roster(text: str) -> tuple[RosterLine, ...]:
    """Read every participant of a pasted roster, in order.

    A line holds a name, then in any order a mobile number, a unit and “2天”. Leading serial numbers, heading lines and
    repeated lines are dropped. Raises `InputError` (field `roster`) naming the line that cannot be read.
    """
    rows = text.splitlines()
    if len(rows) > MOST_LINES:
        raise InputError(f"名册一次最多 {MOST_LINES} 行，收到 {len(rows)} 行，请分批登记。", field="roster")
    lines: dict[tuple[str, str, str], RosterLine] = {}
    for number, row in enumerate(rows, start=1):
        words = [word for word in _BREAK.split(_SERIAL.sub("", row)) if word]
        if words and "姓名" not in words:
            line = _read(words, number=number)
            lines.setdefault((line.name, line.phone, line.unit), line)
    return tuple(lines.values())


def _read(words: list[str], *, number: int) -> RosterLine:
    phone, days, rest = "", None, []
    for word in words:
        if found := _PHONE.fullmatch(word):
            phone = found[1]
        elif found := _DAYS.fullmatch(word):
            days = int(found[1])
        else:
            rest.append(word)
    name, *unit = _join_spaced_name(rest) or [""]
    if not _NAME.fullmatch(name):
        raise InputError(
            f"名册第 {number} 行「{' '.join(words)[:20]}」没有读出姓名，请按「姓名 手机号 单位」每人一行填写。",
            field="roster",
        )
    return RosterLine(number=number, name=name, phone=phone, unit=" ".join(unit)[:LONGEST_UNIT], days=days)


def _join_spaced_name(words: list[str]) -> list[str]:
    """Return the words with “张 三”, as typed to align columns, made one name."""
    if len(words) > 1 and len(words[0]) == len(words[1]) == 1:
        return [words[0] + words[1], *words[2:]]
    return words


class Proof(TypedDict, total=False):
    """What shows that something took place: a roster, where the signed one is kept, how many were counted."""

    roster: str
    signed_roster: str
    head_count: int | None


def taken_proof(details: dict[str, Any]) -> Proof:
    """Take out of the details of a record what shows that it took place."""
    return cast("Proof", {name: details.pop(name) for name in Proof.__annotations__ if name in details})


def is_proof(proof: Proof) -> bool:
    """Tell whether anything but a number of people is given."""
    return bool(proof.get("roster", "").strip() or proof.get("signed_roster", "").strip())
