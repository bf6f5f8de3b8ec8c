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
_TRUE: Final = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√"})
_LARGEST_EXACT: Final = 10**15

Reader = Callable[[object], str]


def reader_of(field: forms.Field) -> Reader:
    """Return the function that turns a cell into the text this field takes; it raises `InputError` naming the fault."""
    if isinstance(field, forms.DateField):
        return _day
    if isinstance(field, forms.BooleanField):
        return _flag
    if isinstance(field, forms.ChoiceField):
        return _chooser(field)
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
    text = _plain(cell)
    if compact := _COMPACT_DAY.fullmatch(text):
        return "-".join(compact.groups())
    if loose := _LOOSE_DAY.fullmatch(text):
        year, month, day = map(int, loose.groups())
        return f"{year:04}-{month:02}-{day:02}"
    if text.isdigit() and int(text) in _SERIALS:
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    return text


def _flag(cell: object) -> str:
    return "on" if _plain(cell).lower() in _TRUE else ""


def _number(cell: object) -> str:
    return _plain(cell).replace(",", "").replace("，", "")


def _chooser(field: forms.ChoiceField) -> Reader:
    codes: Mapping[str, str] = {
        plain(str(word)): str(code)
        for code, label in cast("Iterable[tuple[Any, Any]]", field.choices)
        if code != ""
        for word in (code, label)
    }
    labels = "、".join(
        dict.fromkeys(str(label) for code, label in cast("Iterable[tuple[Any, Any]]", field.choices) if code != "")
    )

    def choose(cell: object) -> str:
        text = _plain(cell)
        if text and text not in codes:
            raise InputError(f"「{text[:20]}」不在可选范围内，请填：{labels}。")
        return codes.get(text, "")

    return choose
