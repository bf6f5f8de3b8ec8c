"""Turn a spreadsheet's cell into the text a form field takes, as somebody would have typed it.

A workbook says 44449 or 13800138000.0 where a person wrote 2021-09-10 or a telephone number; and people write one thing in
many ways: full-width digits, 2021年9月9日, the label of a choice instead of its code.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast

from django import forms

from tongxin.kernel.characters import plain, visible
from tongxin.kernel.errors import InputError

_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(18_264, 109_575)  # 1950 to 2199, as day numbers of a spreadsheet
_COMPACT_DAY: Final = re.compile(r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_LOOSE_DAY: Final = re.compile(
    r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_MONTH: Final = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*(?:月(?:份)?)?")
_ALMOST_DAY: Final = (
    (re.compile(r"(?:\d{4}\s*年)?\s*\d{1,2}\s*月\s*(?:份)?\s*[上中下]旬"), "只写到旬，没有写是哪一天"),
    (re.compile(r"(?:\d{4}\s*年|今年|去年)?\s*(?:\d{1,2}\s*月|年)?\s*[初中末底]"), "没有写是哪一天"),
    (_MONTH, "只写到月，没有写是哪一天"),
    (re.compile(r"\d{4}\s*年?"), "只写到年，没有写是哪一天"),
    (re.compile(r"\d{1,2}\s*[月./]\s*\d{1,2}\s*[日号]?(?:\s*(?:[-~—–至到]|--)\s*(?:\d{1,2}\s*[月./]\s*)?\d{1,2}\s*[日号]?)?"), "没有写是哪一年"),
    (re.compile(r"(?:约|大约)?.*\d.*(?:左右|前后)"), "不是确定的一天"),
)  # fmt: skip
_JANUARY_OR_OCTOBER: Final = re.compile(r"\d{4}\.1")
_MONTHS: Final = 12
_DAYS: Final = 31
_SPAN: Final = re.compile(
    r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?\s*(?:--|——|[-~—–至到])\s*"
    r"(?:(?:(\d{4})\s*[年./\-]\s*)?(\d{1,2})\s*[月./\-]\s*)?(\d{1,2})\s*[日号]?"
)
_COUNTED: Final = re.compile(r"(\d+)\s*(?:人次|[人名位个家场期件篇次])")
_ABOUT: Final = re.compile(
    r".*(?:约|近|大概|左右|余|多|来[人名位个]|几|以上|以下|以内|超过|不足|不到|至少|最多|上下|[\d百千万]\s*[-~—–至到]\s*\d).*"
)
_TRUE: Final = frozenset({"是", "有", "对", "y", "yes", "true", "on", "1", "√"})
_LARGEST_EXACT: Final = 10**15

Reader = Callable[[object], str]


class UnlistedError(InputError):
    """A word that is none of a closed list; `text` is the word."""

    def __init__(self, text: str, labels: str) -> None:
        super().__init__(f"「{text[:20]}」不在可选范围内，请填：{labels}。")
        self.text = text


def reader_of(field: forms.Field, *, words: Mapping[str, str] | None = None) -> Reader:
    """Return the function that turns a cell into the text this field takes; it raises `InputError` naming the fault.

    `words` are other words for the choices of a closed list, plainly written, by the code each means.
    """
    if isinstance(field, forms.DateField):
        return _day
    if isinstance(field, forms.BooleanField):
        return _flag
    if isinstance(field, forms.ChoiceField):
        return _chooser(field, words or {})
    if isinstance(field, forms.IntegerField):
        return _number
    return _text


def _text(cell: object) -> str:
    """Write a cell as text: whole numbers without a decimal point, days as days."""
    if isinstance(cell, str):
        if _SCIENTIFIC.fullmatch(cell.strip()):
            raise InputError(f"「{cell.strip()[:20]}」是科学计数法，末几位已经丢失：请把这一列设为文本后重新填写。")
        return visible(cell).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _float(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _float(cell: float) -> str:
    if cell != cell or abs(cell) >= _LARGEST_EXACT:  # noqa: PLR0124 - not a number is the one value unlike itself
        raise InputError(f"数字「{cell}」超出表格能精确保存的范围：请把这一列设为文本后重新填写。")
    return str(int(cell)) if cell.is_integer() else repr(cell)


def _plain(cell: object) -> str:
    return plain(_text(cell))


def _day(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return (_EPOCH + timedelta(days=int(cell))).isoformat()
    return _written_day(_plain(cell))


def _written_day(text: str) -> str:
    if compact := _COMPACT_DAY.fullmatch(text):
        return "-".join(compact.groups())
    if loose := _LOOSE_DAY.fullmatch(text):
        year, month, day = map(int, loose.groups())
        _require_existing(text, month, day)
        return f"{year:04}-{month:02}-{day:02}"
    if text.isdigit() and int(text) in _SERIALS:
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    if _SPAN.fullmatch(text):
        raise InputError(f"「{text[:30]}」写了从哪天到哪天，这一栏只要一天，请写成 2022-03-01 的样子。")
    if month_alone := _MONTH.fullmatch(text):
        _require_existing(text, int(month_alone[2]))
    for almost, why in _ALMOST_DAY:
        if almost.fullmatch(text):
            raise InputError(f"「{text[:30]}」{why}，请写成 2022-03-01 的样子。")
    return text


def _require_existing(text: str, month: int, day: int = 1) -> None:
    """Raise `InputError` for a month no year has, and for a day no month has; the form knows which month has which."""
    if not 1 <= month <= _MONTHS:
        raise InputError(f"「{text[:30]}」里的月份不对：没有 {month} 月，请核对后改正。")
    if not 1 <= day <= _DAYS:
        raise InputError(f"「{text[:30]}」里的日子不对：没有 {day} 日，请核对后改正。")


def first_of_month(text: str) -> str:
    """Return the first day of what names a month alone, 2020.5; empty for anything else.

    2020.1 is none: a workbook that took 2020.10 for a number wrote the same.
    """
    found = _MONTH.fullmatch(plain(text))
    if found is None or not 1 <= int(found[2]) <= _MONTHS or _JANUARY_OR_OCTOBER.fullmatch(plain(text)):
        return ""
    return f"{found[1]}-{int(found[2]):02}-01"


def span_of(cell: object) -> tuple[str, str] | None:
    """Return the first and the last day of what names both, 2022年3月1日-3日; None for anything else.

    Raises `InputError` for days that do not exist or go backwards. What leaves out the year is not guessed.
    """
    if not isinstance(cell, str) or not (found := _SPAN.fullmatch(plain(cell))):
        return None
    year, month, day, last_year, last_month, last_day = found.groups()
    try:
        first = date(int(year), int(month), int(day))
        last = date(int(last_year or year), int(last_month or month), int(last_day))
    except ValueError:
        raise InputError(f"「{cell.strip()[:30]}」里有不存在的日期，请核对。") from None
    if last < first:
        raise InputError(f"「{cell.strip()[:30]}」的结束早于开始，请核对。")
    return first.isoformat(), last.isoformat()


def _flag(cell: object) -> str:
    return "on" if _plain(cell).lower() in _TRUE else ""


def _number(cell: object) -> str:
    text = _plain(cell).replace(",", "").replace("，", "")
    if counted := _COUNTED.fullmatch(text):
        return counted[1]
    if _ABOUT.fullmatch(text):
        raise InputError(
            f"「{text[:20]}」不是确切的数：请填确数，例如 40；只知道大概的这一栏留空，有「最少」「最多」的填在那里。"
        )
    return text


def choices_of(field: forms.ChoiceField) -> list[tuple[str, str]]:
    """Return code and label of each choice, without the one that says nothing."""
    return [(str(code), str(label)) for code, label in cast("Iterable[tuple[Any, Any]]", field.choices) if code != ""]


def _chooser(field: forms.ChoiceField, words: Mapping[str, str]) -> Reader:
    choices = choices_of(field)
    known = {code for code, _ in choices}
    codes = {word: code for word, code in words.items() if code in known}
    codes |= {plain(word): code for code, label in choices for word in (code, label)}
    labels = "、".join(dict.fromkeys(label for _, label in choices))

    def choose(cell: object) -> str:
        text = _plain(cell)
        if text and text not in codes:
            raise UnlistedError(text, labels)
        return codes.get(text, "")

    return choose
