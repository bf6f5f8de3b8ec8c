"""Spreadsheets somebody handed in - .xlsx, .xls, .ods, .csv - as sheets of plain cells."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, Final

from tongxin.kernel.errors import InputError
from tongxin.office.limits import MEGABYTE, Limits
from tongxin.office.reading import read
from tongxin.office.sheet import Sheet

MOST_BYTES: Final = 50 * MEGABYTE
WORKBOOKS: Final = frozenset({".xlsx", ".xls", ".ods"})
_NEW, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_sheets(
    content: bytes,
    *,
    name: str,
    visible_only: bool = False,
    percents: bool = False,
    limits: Limits | None = None,
    isolated: bool = True,
) -> list[Sheet]:
    """Return the sheets that hold anything; raise `InputError` in one sentence for anything that is no spreadsheet.

    `visible_only` leaves out hidden sheets, `percents` asks which cells are shown as percentages. A .csv is one nameless
    sheet. What a file is shows in how it begins, not in its name: a web page or text named .xls is read as such. An .xls
    is always read apart: how far its cells reach shows only when its reader has taken the memory.
    """
    if len(content) > MOST_BYTES:
        raise InputError(f"表格超过 {MOST_BYTES // MEGABYTE} MB，请拆成几个文件。", field="file")
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv" and not content.startswith((_NEW, _OLD)):
        found = read("separated", content, limits=limits, isolated=isolated)
    elif suffix in WORKBOOKS or suffix == ".csv":
        apart = isolated or content.startswith(_OLD)
        found = read(
            "workbook",
            content,
            options={"visible_only": visible_only, "percents": percents},
            limits=limits,
            isolated=apart,
        )
    else:
        raise InputError("表格请用 .xlsx、.xls、.ods 或 .csv；其他格式请先另存为 .xlsx。", field="file")
    sheets = [_sheet(**one) for one in found]
    if not sheets:
        raise InputError("表格里没有内容，请检查是否选错了文件。", field="file")
    return sheets


def _sheet(
    *,
    merged: Iterable[Any],
    hidden: Iterable[int],
    uncomputed: Iterable[str],
    percent: Iterable[str] = (),
    **rest: Any,
) -> Sheet:
    ranges = tuple(((top, left), (bottom, right)) for (top, left), (bottom, right) in merged)
    return Sheet(
        merged=ranges, hidden=frozenset(hidden), uncomputed=tuple(uncomputed), percent=frozenset(percent), **rest
    )
