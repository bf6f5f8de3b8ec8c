"""Numbers as Chinese documents write them, read exactly: 392, 6,218, １.６, 8.15万, 两百, 一万六千, 一点二亿, 二〇二二.

A numeral keeps more than its value: how precisely it was written decides what it can mean, so the place values of the
last written and of the last non-zero digit and the closing scale word are kept beside it.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import prod
from typing import Final

from tongxin.kernel.errors import InputError

MAX_DIGITS: Final = 24
_FULL_WIDTH: Final = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_ARABIC: Final = {**{str(digit): str(digit) for digit in range(10)}, **_FULL_WIDTH}
_RUN: Final = re.compile(f"[0-9０-９]{{1,{MAX_DIGITS + 1}}}")
_GROUP: Final = re.compile("[0-9０-９]{3}(?![0-9０-９])")
_POINTS: Final = frozenset(".．")
_CHINESE: Final = {
    **{character: digit for digit, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
}
_SMALL: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE: Final = {"万": 10**4, "亿": 10**8}
SCALES: Final = {**_SMALL, **_LARGE}
# 百分点, 千克, 千米 … are units that begin with a scale word.
_UNIT_STARTS: Final = {"百": "分", "千": "克米瓦卡伏赫"}


@dataclass(frozen=True)
class Numeral:
    """A number read from text. `scale` is the closing scale word (万 = 10000), 1 when the last character is a digit.

    `last` is the place value of the last written digit, `last_nonzero` that of the last digit that is not zero;
    both equal 10 in 「十」 and differ in 「4000」 (1 and 1000). `end` is where reading stopped.
    """

    value: Fraction
    scale: int
    last: Fraction
    last_nonzero: Fraction
    end: int
    arabic: bool


_Places = list[tuple[int, int | Fraction]]  # digits, each with its place value


def _gathered(places: _Places, *, scale: int, end: int) -> Numeral:
    last = places[-1][1]
    nonzero = next((place for digit, place in reversed(places) if digit), last)
    value = sum(digit * place for digit, place in places)
    return Numeral(Fraction(value), scale, Fraction(last), Fraction(nonzero), end, arabic=False)


def digit_of(character: str) -> str | None:
    """Return the ASCII digit for a half- or full-width digit, None for anything else."""
    return _ARABIC.get(character)


def scale_at(text: str, start: int) -> tuple[int, int]:
    """Read scale words (万, 百万, 千, 亿) and return their product and where they end; `(1, start)` for none."""
    product, index = 1, start
    while index < len(text) and text[index] in SCALES and product < 10**12:
        following = text[index + 1 : index + 2]
        if following and following in _UNIT_STARTS.get(text[index], ""):
            break
        product *= SCALES[text[index]]
        index += 1
    return product, index


def _arabic_literal(text: str, start: int) -> tuple[str, int, int] | None:
    """Read 1286403, 6,218, ６，２１８ or 12.5 without a scale: its digits, how many are decimals, where it ends.

    None when there is none or it is absurdly long.
    """
    run = _RUN.match(text, start)
    if run is None:
        return None
    whole, index = run[0], run.end()
    if len(whole) <= 3:
        # A full-width comma separates thousands only among full-width digits; elsewhere it ends a clause.
        comma = "，" if text[index - 1] in _FULL_WIDTH and text[index : index + 1] == "，" else ","
        while text[index : index + 1] == comma and (group := _GROUP.match(text, index + 1)):
            whole, index = whole + group[0], group.end()
    decimals = _RUN.match(text, index + 1) if text[index : index + 1] in _POINTS else None
    if decimals is None:
        return (whole, 0, index) if len(whole) <= MAX_DIGITS else None
    digits = whole + decimals[0]
    return (digits, len(decimals[0]), decimals.end()) if len(digits) <= MAX_DIGITS else None


def _read_arabic(text: str, start: int) -> Numeral | None:
    """Read an Arabic literal with its scale words; 1亿2000万 and 3千5百 go on downward."""
    value, last, nonzero = Fraction(0), Fraction(0), None
    scale, index = 1, start
    while literal := _arabic_literal(text, index):
        digits, decimals, end = literal
        factor, end = scale_at(text, end)
        if last and (factor == 1 or factor * 10 ** (len(digits) - decimals) > scale):
            break
        number, part = int(digits), 10**decimals
        value = value + Fraction(number * factor, part) if last else Fraction(number * factor, part)
        last = _place(factor, part)
        if number:
            nonzero = _place(factor * 10 ** _closing_zeros(number), part)
        scale, index = factor, end
        if factor == 1:
            break
    return Numeral(value, scale, last, nonzero or last, index, arabic=True) if last else None


@cache
def _place(numerator: int, denominator: int) -> Fraction:
    """Return the value of a decimal place; there are no more of them than `MAX_DIGITS` and the scales allow."""
    return Fraction(numerator, denominator)


def _closing_zeros(number: int) -> int:
    written = str(number)
    return len(written) - len(written.rstrip("0"))


def _positional(text: str, start: int) -> tuple[_Places, int] | None:
    """Read digits written one after another (二〇二二, 五); 二三十 means an estimate and is no numeral."""
    index = start
    while index < len(text) and text[index] in _CHINESE and index - start < MAX_DIGITS:
        index += 1
    count = index - start
    if not count or (count > 1 and text[index : index + 1] in SCALES):
        return None
    return [(_CHINESE[text[start + n]], 10 ** (count - 1 - n)) for n in range(count)], index


def _small_scale(text: str, index: int) -> int | None:
    """Return 10, 100 or 1000 for a small scale word at `index` that does not begin a unit such as 千克."""
    following = text[index + 1 : index + 2]
    if following and following in _UNIT_STARTS.get(text[index : index + 1], ""):
        return None
    return _SMALL.get(text[index : index + 1])


def _section(text: str, start: int, *, implied_one: bool) -> tuple[_Places, int] | None:
    """Read the part below 万: 三千五百二十一, 一百零二, 十二, 五, and the spoken 两百五 = 250."""
    places: _Places = []
    floor, index = 10**4, start
    if text[index : index + 1] == "十" or (implied_one and _small_scale(text, index)):
        floor = _SMALL[text[index]]
        places, index = [(1, floor)], index + 1
    while True:
        zero = bool(places) and text[index : index + 1] in {"零", "〇"}
        digit = _CHINESE.get(text[index + zero : index + zero + 1])
        if not digit:
            break
        scale = _small_scale(text, index + zero + 1)
        if scale and scale < floor:
            places.append((digit, scale))
            floor, index = scale, index + zero + 2
            continue
        if not places:
            return _positional(text, index)
        if floor > 1 and not scale:
            places.append((digit, 1 if zero or floor == 10 else floor // 10))
            index += zero + 1
        break
    return (places, index) if places else _positional(text, index)


def _decimals(text: str, start: int) -> tuple[_Places, int]:
    """Read 点二五 after a whole part; nothing when no digit follows the point."""
    if text[start : start + 1] != "点":
        return [], start
    places: _Places = []
    index = start + 1
    while index < len(text) and text[index] in _CHINESE and len(places) < MAX_DIGITS:
        places.append((_CHINESE[text[index]], Fraction(1, 10 ** (len(places) + 1))))
        index += 1
    return (places, index) if places else ([], start)


def _read_chinese(text: str, start: int, *, implied_one: bool) -> Numeral | None:
    """Read sections and their 万 or 亿 from the largest down; the spoken 一万二 is 12000."""
    gathered: _Places = []
    scale, ceiling, index = 1, 10**16, start
    while True:
        zero = bool(gathered) and text[index : index + 1] in {"零", "〇"}
        section = _section(text, index + zero, implied_one=implied_one and not gathered)
        if section is None and implied_one and not gathered and text[index : index + 1] in _LARGE:
            section = [(1, 1)], index
        if section is None:
            break
        places, end = section
        fraction, end = _decimals(text, end)
        factor, stop = _large_scale(text, end)
        if factor >= ceiling:
            break
        spoken = factor == 1 and len(places) == 1 and places[0][1] == 1 and gathered and not zero
        lift = ceiling // 10 if spoken else factor
        gathered += [(digit, place * lift) for digit, place in places + fraction]
        scale = factor if factor > 1 else SCALES.get(text[end - 1], 1)
        index, ceiling = stop, factor
        if factor == 1 or fraction:
            break
    return _gathered(gathered, scale=scale, end=index) if gathered else None


def _large_scale(text: str, start: int) -> tuple[int, int]:
    """Read 万, 亿 or 万亿."""
    for word in ("万亿", "亿", "万"):
        if text.startswith(word, start):
            return prod(_LARGE[character] for character in word), start + len(word)
    return 1, start


def read_numeral(text: str, start: int = 0, *, implied_one: bool = False) -> Numeral | None:
    """Read the longest numeral that begins at `start`; None when none does.

    `implied_one` lets 百, 千, 万 stand for one of them, as in 「百余名」 and 「万余人次」; 十 always does.
    """
    if text[start : start + 1] in _ARABIC:
        return _read_arabic(text, start)
    return _read_chinese(text, start, implied_one=implied_one)


def parse_numeral(text: str, *, field: str | None = None) -> Numeral:
    """Read a text that is one numeral and nothing else; raise `InputError` otherwise."""
    trimmed = text.strip()
    numeral = read_numeral(trimmed)
    if numeral is None or numeral.end != len(trimmed):
        raise InputError(f"「{text[:20]}」不是能读懂的数字，请写成 1234、1.2万 或 一百二十 的样子。", field=field)
    return numeral


def grouped(value: int | Fraction, *, decimals: int = 0) -> str:
    """Write a number with thousands separators and a fixed count of decimals, rounded half away from zero."""
    scaled = abs(Fraction(value)) * 10**decimals
    units = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    sign = "-" if value < 0 and units else ""
    whole, part = divmod(units, 10**decimals)
    return f"{sign}{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")


def plain(value: int | Fraction, *, decimals: int = 12) -> str:
    """Write a number without separators and without trailing zeros: 38000000, 85.25, 0.5."""
    text = grouped(value, decimals=decimals).replace(",", "")
    return text.rstrip("0").rstrip(".") if decimals else text


def in_wan(value: int | Fraction, *, decimals: int = 2) -> str:
    """Write a number in 万 with a fixed count of decimals: 38000000 is 「3,800.00万」."""
    return f"{grouped(Fraction(value) / 10**4, decimals=decimals)}万"


def _chinese_section(value: int) -> str:
    """Write 1 to 9999 in Chinese."""
    written, gap = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + word
        gap = not digit
    return written


def chinese(value: int) -> str:
    """Write a whole number from 0 to 10^12 - 1 in Chinese characters: 16000 is 「一万六千」, 12 is 「十二」."""
    if not 0 <= value < 10**12:
        msg = f"no Chinese numeral is written for {value}"
        raise ValueError(msg)
    written = ""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = value // scale % 10**4
        if section:
            written += ("零" if written and section < 1000 else "") + _chinese_section(section) + word
    return (written.removeprefix("一") if written.startswith("一十") else written) or "零"
