"""From characters to one written figure: number, marker inside it, range, percent, vague words. Knows no context."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tongxin.claims.claim import Form, Written
from tongxin.claims.markers import marker_after, marker_before
from tongxin.claims.units import MEASURES_OF, Measures, per_at, unit_at
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.numerals import SCALES, Numeral, read_numeral, scale_at

_DIGITS: Final = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_MORE: Final = frozenset("多余")
_VAGUE: Final = frozenset("上数几")
_NONCLAIMS: Final = word_lists("tongxin.claims", "nonclaims.txt")
_NOT_VAGUE_AFTER: Final = {
    "上": _NONCLAIMS["not 上 behind"],
    "数": _NONCLAIMS["not 数 behind"],
    "几": _NONCLAIMS["not 几 behind"],
}
_NOT_SHARE: Final = frozenset(_NONCLAIMS["not after 成"])
_NOT_HALF: Final = frozenset(_NONCLAIMS["not after 半"])
_ARABIC: Final = frozenset("0123456789")
_WHOLES: Final = {**_DIGITS, "十": 10}
_RANGE_SIGNS: Final = ("至", "到", "~", "—", "-")
_UNFOLDED: Final = {"％": "%"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as read: [start, end) with marker and unit; `number_start` is where the number itself begins."""

    start: int
    number_start: int
    end: int
    form: Form
    unit: str
    written: Written


@dataclass(frozen=True, slots=True)
class _Number:
    written: Written
    end: int
    form: Form | None = None
    unit: str = ""


def _space(text: str, index: int) -> int:
    return index + 1 if text[index : index + 1] == " " else index


def written_of(numeral: Numeral, *, factor: int = 1, inside: bool = False) -> Written:
    """Return a numeral as it is written, times what its unit says (万元)."""
    value, last, nonzero = numeral.value, numeral.last, numeral.last_nonzero
    if factor > 1:
        value, last, nonzero = value * factor, last * factor, nonzero * factor
    scale = factor if factor > 1 else numeral.scale
    return Written(value, scale, last, nonzero, marker_inside=inside, arabic=numeral.arabic)


def _vague(text: str, start: int) -> _Number | None:
    """Read 上百, 数百, 几十, 几千万."""
    word = text[start : start + 1]
    if word not in _VAGUE or text[start - 1 : start] in set(_NOT_VAGUE_AFTER[word]):
        return None
    product, end = scale_at(text, start + 1)
    if product == 1:
        return None
    base = Fraction(product)
    return _Number(Written(base, product, base, base, word=word, arabic=False), end, Form.VAGUE)


def _share(text: str, start: int) -> _Number | None:
    """Read 六成, 八成六, 七成半, 六成多; 六至七成 is a range and read elsewhere."""
    digit = _DIGITS.get(text[start : start + 1]) or (10 if text.startswith("十", start) else 0)
    if not digit and text[start : start + 1].isascii() and text[start : start + 1].isdigit():
        digit = int(text[start])
    if not digit or text[start + 1 : start + 2] != "成" or text[start + 2 : start + 3] in _NOT_SHARE:
        return None
    if digit == 1 and text.startswith("为", start + 2):
        return None  # 之一成为, 统一成为
    following = text[start + 2 : start + 3]
    second = 5 if following == "半" else _DIGITS.get(following, 0)
    place = Fraction((5 if following == "半" else 1) if second else 10)
    end = start + (3 if second else 2)
    more = text[end : end + 1] in _MORE
    written = Written(Fraction(digit * 10 + second), 1, place, place, arabic=False)
    return _Number(written, end + more, Form.MORE if more else None, "%")


def _half(text: str, start: int, *, marked: bool) -> _Number | None:
    """Read 半数以上, 过半, 近半, 超过一半, 占一半: half states a share only with a marker or behind 占."""
    if (most := _MOST.match(text, start)) and text[max(start - 2, 0) : start].rstrip("了到比").endswith("占"):
        return _Number(_fraction(Fraction(1, 2)), most.end(), Form.OVER, "%")
    word = next((word for word in ("一半", "半数", "半") if text.startswith(word, start)), "")
    end = start + len(word)
    if not word or (word == "半" and (not marked or text[end : end + 1] in _NOT_HALF)):
        return None
    if not (marked or marker_after(text, end) or text[max(start - 2, 0) : start].rstrip("了到比").endswith("占")):
        return None
    return _Number(_fraction(Fraction(1, 2)), end, None, "%")


_MOST: Final = re.compile("(?:一大|大|多)半(?!年|天|个|夜|日|截)")
"""More than half, behind 占 alone: 多半是 is a guess."""


def _fraction(share: Fraction) -> Written:
    """A fraction in words is a round share: what it can mean is a row of its own in the interval table."""
    return Written(share * 100, 1, Fraction(10), Fraction(10), word="分之", arabic=False)


def _spoken_fraction(text: str, start: int) -> _Number | None:
    """Read 三分之二, 四分之一, 十分之三, 3/4 is left to dates and scores."""
    end = start + 3
    if not text.startswith("分之", start + 1):
        return None
    whole, part = _WHOLES.get(text[start]), _DIGITS.get(text[end : end + 1])
    if not whole or not part or part >= whole or text[end + 1 : end + 2] in SCALES:
        return None
    return _Number(_fraction(Fraction(part, whole)), end + 1, None, "%")


def _percent(text: str, start: int) -> _Number | None:
    """Read 百分之八十六, 百分之百, 千分之三 and 万分之三."""
    for words, unit, of in (("百分之", "%", 1), ("千分之", "‰", 1), ("万分之", "%", 100)):
        if text.startswith(words, start):
            numeral = read_numeral(text, start + len(words), implied_one=True)
            if numeral is None or (of > 1 and numeral.value == 1):  # 万分之一 is a way to say hardly
                return None
            read = written_of(numeral)
            read = replace(read, value=read.value / of, last=read.last / of, last_nonzero=read.last_nonzero / of)
            return _Number(read, numeral.end, None, unit)
    return None


def _spoken_range(text: str, start: int) -> _Number | None:
    """Read 三四百, 二三十: two neighbouring digits before a scale or a unit."""
    low, high = _DIGITS.get(text[start : start + 1]), _DIGITS.get(text[start + 1 : start + 2])
    if not low or high != low + 1:
        return None
    factor, end = scale_at(text, start + 2)
    if factor == 1 and not unit_at(text, end):
        return None
    place = Fraction(factor)
    return _Number(Written(low * place, factor, place, place, high * place, arabic=False), end, Form.RANGE)


def _compound(text: str, start: int) -> _Number | None:
    """Read 一万五千亿 and 十几二十: what is more than one numeral."""
    if (large := _OF_HUNDRED_MILLIONS.match(text, start)) and not _RUN_ON.match(text, large.end()):
        numeral = read_numeral(large[1])
        if numeral and numeral.end == len(large[1]):
            return _Number(written_of(numeral, factor=10**8), large.end())
    if teens := _TEENS_OR_TWENTY.match(text, start):
        return _Number(
            Written(Fraction(11), 1, Fraction(1), Fraction(1), Fraction(20), arabic=False), teens.end(), Form.RANGE
        )
    return None


def _rest(text: str, first: Numeral) -> _Number | None:
    """Read what goes on below the closing scale of a numeral: 3万|4000, 1千|零20, 一万|六七千."""
    spoken = _spoken_range(text, first.end)
    if spoken and spoken.written.upper and spoken.written.upper < first.scale:
        low, high = first.value + spoken.written.value, first.value + spoken.written.upper
        return _Number(replace(spoken.written, value=low, upper=high), spoken.end, Form.RANGE)
    zero = text[first.end : first.end + 1] in {"零", "〇"}
    second = read_numeral(text, first.end + zero)
    if second is None or second.scale > 1 or second.value >= first.scale or second.last < 1:
        return None
    if not zero and (not second.arabic or second.end - first.end != _DIGITS_BELOW.get(first.scale)):
        return None
    scale = 1 if zero else first.scale
    value = first.value + second.value
    return _Number(Written(value, scale, second.last, second.last_nonzero, arabic=first.arabic), second.end)


_BARE: Final = frozenset(SCALES) - {"十"}
_NUMERAL: Final = "〇零一二两三四五六七八九十百千"
_OF_HUNDRED_MILLIONS: Final = re.compile(f"([{_NUMERAL}0-9.,]+万[{_NUMERAL}]+)亿")
_RUN_ON: Final = re.compile(f"[{_NUMERAL}0-9万]")
_TEENS_OR_TWENTY: Final = re.compile("十几二十")
_DIGITS_BELOW: Final = {10**4: 4, 10**8: 8, 1000: 3}


def _plain(text: str, start: int, *, implied_one: bool) -> _Number | None:
    """Read a numeral and a marker in or behind it: 4000多, 10多万, 一万六千余, 十几, 万余."""
    compound = _compound(text, start)
    numeral = None if compound else read_numeral(text, start, implied_one=True)
    if numeral and numeral.scale > 1 and (implied_one or text[start] not in _BARE):
        compound = _rest(text, numeral)
    if compound:
        return _marked(text, compound)
    if numeral is None:
        return None
    end = numeral.end
    following = text[end : end + 1]
    if following == "几" and numeral.scale == 10:
        return _teens(text, numeral)
    if following in _MORE:
        factor, stop = scale_at(text, end + 1)
        return _Number(written_of(numeral, factor=factor, inside=factor > 1), stop, Form.MORE)
    bare = text[start] in _BARE
    if bare and not implied_one:
        return None
    return _Number(written_of(numeral), end)


def _marked(text: str, number: _Number) -> _Number:
    """Return a number with 多 or 余 behind it."""
    more = number.form is None and text[number.end : number.end + 1] in _MORE
    return replace(number, end=number.end + 1, form=Form.MORE) if more else number


def _teens(text: str, numeral: Numeral) -> _Number:
    """Read 十几, 二十几万."""
    factor, end = scale_at(text, numeral.end + 1)
    value, place = numeral.value * factor, Fraction(10 * factor)
    written = Written(value, 10 * factor, place, place, word="十几", arabic=False)
    return _Number(written, end, Form.VAGUE)


def _number(text: str, start: int, *, implied_one: bool) -> _Number | None:
    if text[start : start + 1] in _ARABIC:
        return _share(text, start) or _plain(text, start, implied_one=implied_one)
    return (
        _percent(text, start)
        or _spoken_fraction(text, start)
        or _half(text, start, marked=implied_one)
        or _vague(text, start)
        or _share(text, start)
        or _spoken_range(text, start)
        or _plain(text, start, implied_one=implied_one)
    )


def _unit(text: str, number: _Number) -> tuple[str, int]:
    if number.unit:
        return number.unit, number.end
    start = _space(text, number.end)
    unit = unit_at(text, start)
    if not unit and number.written.last < 1 and text.startswith("年", start):
        unit = "年"  # 平均执业年限9.6年; a year with a decimal is no date
    unit += per_at(text, start + len(unit)) if unit else ""
    return (unit, start + len(unit)) if unit else ("", number.end)


def _range(text: str, start: int, first: _Number) -> tuple[_Number, str, int] | None:
    """Read the second half of 3至5个, 6000至9000元, 2元至3元, 63%~68%, 六至七成; None when there is none."""
    unit, end = _unit(text, first)
    sign = next((sign for sign in _RANGE_SIGNS if text.startswith(sign, end)), "")
    if not sign or (sign == "到" and set(text[max(start - 6, 0) : start]) & set("从由自")):
        return None
    low = first
    if not unit and _share(text, end + len(sign)):
        low = replace(first, written=replace(first.written, value=first.written.value * 10))
    second = _number(text, end + len(sign), implied_one=False)
    if second is None or second.form is not None:
        return None
    second_unit, stop = _unit(text, second)
    if not second_unit or (unit and unit != second_unit):
        return None
    value, upper = low.written.value, second.written.value
    if low.written.scale == 1 and second.written.scale > 1 and not unit:
        value *= second.written.scale
    if not value < upper:
        return None
    return _Number(replace(second.written, value=value, upper=upper), stop, Form.RANGE), second_unit, stop


def read_figure(text: str, start: int) -> Figure | None:
    """Read the figure that begins at `start` of a folded text: marker, number, unit, marker. None when none does."""
    if text[start] in _SIGNS or text.startswith(_BELOW_ZERO, start):
        return _signed(text, start)
    before = marker_before(text, start)
    number_start = _space(text, before[1]) if before else start
    number = _number(text, number_start, implied_one=before is not None)
    if number is None:
        return None
    ranged = _range(text, start, number) if number.form is None else None
    if ranged:
        number, unit, end = ranged
    else:
        number, unit, end = _in_unit(text, number)
    after = marker_after(text, end) if unit else None
    after = after or _more_behind(text, end, unit)
    form = before[0] if before else number.form or (after[0] if after else bare_form(number.written, unit))
    if after:
        end = after[1]
    return Figure(start, number_start, end, form, unit, number.written)


def _in_unit(text: str, number: _Number) -> tuple[_Number, str, int]:
    """Read the unit of a number, and the 角 and 分 behind its 元."""
    unit, end = _unit(text, number)
    small = _SMALL_MONEY.match(text, end) if unit == "元" and number.written.scale == 1 else None
    if small is None:
        return number, unit, end
    tenths, cents = (_DIGITS[digit] if digit in _DIGITS else int(digit or 0) for digit in small.groups())
    last = Fraction(1, 100 if small[2] else 10)
    written = replace(
        number.written, value=number.written.value + Fraction(tenths * 10 + cents, 100), last=last, last_nonzero=last
    )
    return replace(number, written=written), unit, small.end()


_SMALL_MONEY: Final = re.compile("([0-9零一二三四五六七八九])角(?:([0-9零一二三四五六七八九])分)?")
_SIGNS: Final = frozenset("-¥")
_BELOW_ZERO: Final = "零下"
_WHOLE_FIGURES: Final = frozenset(
    {Measures.TIMES, Measures.WEIGHT, Measures.LENGTH, Measures.AREA, Measures.TIME, Measures.MONEY}
)


def _more_behind(text: str, end: int, unit: str) -> tuple[Form, int] | None:
    """Read 1倍多, 3公里多: behind what is measured, not counted."""
    more = MEASURES_OF.get(unit) in _WHOLE_FIGURES and text[end : end + 1] in _MORE
    return (Form.MORE, end + 1) if more else None


def _signed(text: str, start: int) -> Figure | None:
    """Read -2.6%, ¥3.5万 and 零下12度."""
    sign = _BELOW_ZERO if text.startswith(_BELOW_ZERO, start) else text[start]
    begin = start + len(sign)
    figure = read_figure(text, begin) if text[begin : begin + 1].isdigit() or sign == _BELOW_ZERO else None
    if figure is None:
        return None
    if sign == "¥":
        return None if figure.unit not in {"", "元"} else replace(figure, start=start, unit="元")
    if text[start - 1 : start].isdigit() or figure.form not in _SIGNED:
        return None
    return replace(
        figure, start=start, number_start=start, written=replace(figure.written, value=-figure.written.value)
    )


_SIGNED: Final = frozenset({Form.EXACT, Form.PERCENT, Form.POINTS})


def bare_form(written: Written, unit: str) -> Form:
    """Return how a number without a marker is worded."""
    if unit in {"%", "‰"}:
        return Form.PERCENT
    if unit.endswith(("百分点", "千分点")):
        return Form.POINTS
    if unit == "倍":
        return Form.TIMES
    return Form.SCALED if written.scale >= 10**4 or (written.arabic and written.scale > 1) else Form.EXACT
