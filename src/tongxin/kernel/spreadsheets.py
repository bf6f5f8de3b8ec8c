"""Read a spreadsheet somebody handed in - .xlsx, .xls, .ods, .csv - with limits on everything that can grow.

The reader lays a sheet out from its first to its last filled cell, so a single value in the last corner would ask for
billions of cells: how far a sheet reaches is measured before it is opened. What cells do not tell is read from the file
itself: hidden rows, formulas never computed.
"""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO, Final, TextIO, cast

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, ZipError

from tongxin.kernel.archives import unpacked_size
from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 50 * 2**20
MOST_OLD_BYTES: Final = 10 * 2**20
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_CELLS: Final = 6_000_000
MOST_SHEETS: Final = 50
WORKBOOKS: Final = frozenset({".xlsx", ".xls", ".ods"})
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OLD_SECONDS: Final = 20
_OLD_READER: Final = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from tongxin.kernel.spreadsheets import write_cells
write_cells(sys.stdin.buffer, sys.stdout)
"""
# A sheet may lie anywhere in the archive; the parts that hold texts and looks do not have cells.
_SHEET: Final = re.compile(r"(?!.*(?:sharedStrings|styles|theme)).*\.xml")
_OPEN: Final = rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']"""
_FAR_ROW: Final = re.compile(_OPEN + rb"""[A-Za-z]{1,7}(\d{5,9})["'][^>]*(?<!/)>""")
_FAR_COLUMN: Final = re.compile(_OPEN + rb"""([A-Za-z]{2,7})\d{1,9}["'][^>]*(?<!/)>""")
_HIDDEN: Final = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_UNCOMPUTED: Final = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# In .ods rows and cells say how often they repeat; the last ones of a sheet repeat to its edge and are empty.
_ODS_CELL: Final = re.compile(rb"<table:(?:(table-row)|(?:covered-)?table-cell)\b([^>]*)>")
_REPEATED: Final = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})""")
_ODS_CONTENT: Final = re.compile(rb"<text:p|office:value")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NEAR_ROWS, _NEAR_COLUMNS = 10_000, 26  # below these no cell needs to be looked at one by one

Cell = object
"""str, int, float, bool, date, datetime, time or timedelta; "" for an empty one. An .xls gives days as text."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet. `rows` begin at the line numbered `first`, as the spreadsheet program counts, and in its first column.

    `merged` are the ranges ((row, column), (row, column)), counted from zero at the sheet's corner.
    """

    name: str
    rows: list[list[Cell]]
    first: int = 1
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden: frozenset[int] = frozenset()
    uncomputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Marks:
    """What the XML of a sheet says beyond its cells."""

    hidden: frozenset[int] = frozenset()
    uncomputed: tuple[str, ...] = ()


def read_sheets(content: bytes, *, name: str, visible_only: bool = False) -> list[Sheet]:
    """Return the sheets that hold anything; raise `InputError` in one sentence for anything that is no spreadsheet.

    `visible_only` leaves out hidden sheets. A .csv is one nameless sheet.
    """
    if len(content) > MOST_BYTES:
        raise InputError(f"表格超过 {MOST_BYTES // 2**20} MB，请拆成几个文件。", field="file")
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv":
        sheets = _read_csv(content)
    elif suffix in WORKBOOKS:
        sheets = _read_workbook(content, visible_only=visible_only)
    else:
        raise InputError("表格请用 .xlsx、.xls、.ods 或 .csv；其他格式请先另存为 .xlsx。", field="file")
    found = [sheet for sheet in sheets if any(cell != "" for row in sheet.rows for cell in row)]
    if not found:
        raise InputError("表格里没有内容，请检查是否选错了文件。", field="file")
    return found


def column_letters(position: int) -> str:
    """Return what the spreadsheet program calls the column at this position, from zero: 0 is A, 26 is AA."""
    letters = ""
    while position >= 0:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
    return letters


def column_position(letters: str) -> int:
    """Return the position of a column from zero; the inverse of `column_letters`."""
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def filled(sheet: Sheet) -> list[list[Cell]]:
    """Return the rows with every cell of a merged range holding what stands in its corner."""
    rows = [list(row) for row in sheet.rows]
    offset = sheet.first - 1
    for (top, left), (bottom, right) in sheet.merged:
        if 0 <= top - offset < len(rows) and left < len(rows[top - offset]):
            corner = rows[top - offset][left]
            for row in rows[top - offset : bottom - offset + 1]:
                row[left : right + 1] = [corner] * len(row[left : right + 1])
    return rows


def _read_workbook(content: bytes, *, visible_only: bool) -> list[Sheet]:
    try:
        if content.startswith(_OLE):
            return _read_old(content)
        marks = _inspect(content)
        return [_sheet(one, marks) for one in _calamine_sheets(content, visible_only=visible_only)]
    except (CalamineError, ZipError, OSError, ValueError, KeyError, etree.LxmlError, subprocess.SubprocessError):
        raise InputError(
            "表格打不开：文件已损坏或已加密，请取消密码，用 Excel 或 WPS 重新保存为 .xlsx。", field="file"
        ) from None


def _calamine_sheets(content: bytes, *, visible_only: bool) -> Iterator[CalamineSheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        wanted = [
            one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible or not visible_only
        ]
        if len(wanted) > MOST_SHEETS:
            raise InputError(f"工作表超过 {MOST_SHEETS} 张，请删去用不到的。", field="file")
        for title in wanted:
            yield book.get_sheet_by_name(title)


def _sheet(one: CalamineSheet, marks: dict[str, _Marks]) -> Sheet:
    start = one.start or (0, 0)
    known = marks.get(one.name, _Marks())
    rows: list[list[Cell]] = cast("Any", one.to_python(skip_empty_area=True))
    return Sheet(
        name=one.name,
        rows=[[""] * start[1] + row for row in rows] if start[1] else rows,
        first=start[0] + 1,
        merged=tuple(one.merged_cell_ranges or ()),
        hidden=known.hidden,
        uncomputed=known.uncomputed,
    )


def _read_old(content: bytes) -> list[Sheet]:
    """Read an .xls in a process of its own: how far its cells reach shows only when its reader has taken the memory."""
    if len(content) > MOST_OLD_BYTES:
        raise InputError("旧格式（.xls）的表格过大，请另存为 .xlsx。", field="file")
    words = [sys.executable, "-c", _OLD_READER]
    finished = subprocess.run(words, input=content, capture_output=True, check=True, timeout=_OLD_SECONDS)  # noqa: S603 - our own words
    return [
        Sheet(name=name, rows=rows, first=first, merged=tuple(merged))
        for name, rows, first, merged in json.loads(finished.stdout)
    ]


def write_cells(source: BinaryIO, target: TextIO) -> None:
    """Write the visible sheets of a workbook as JSON, days as text; the other half of `_read_old`."""
    sheets = [_sheet(one, {}) for one in _calamine_sheets(source.read(), visible_only=True)]
    json.dump([[one.name, one.rows, one.first, one.merged] for one in sheets], target, default=str)


def _read_csv(content: bytes) -> list[Sheet]:
    if b"\x00" in content[:4096]:
        raise InputError("表格不是文本文件，请另存为 .xlsx 或 UTF-8 的 .csv。", field="file")
    text = _decoded(content)
    separator = max(",，;\t", key=text[:2000].count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(list(row))
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_large()
    except csv.Error:
        raise InputError(
            f"CSV 第 {len(rows) + 1} 行读不出：有一格的文字过长或引号不成对，请用 Excel 或 WPS 重新保存。", field="file"
        ) from None
    return [Sheet(name="", rows=rows)]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("表格的文字编码认不出来，请用 Excel 或 WPS 另存为 .xlsx。", field="file")


def _too_large() -> InputError:
    return InputError(
        f"表格太大，或有格子写在很远的位置：最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列；请拆分，或删去表格以外的内容。",
        field="file",
    )


def _inspect(content: bytes) -> dict[str, _Marks]:
    """Refuse what would hurt to open, and return what each sheet's XML says beyond its cells, by title."""
    if not content.startswith(_ZIP):
        raise ValueError(content[:4])
    unpacked_size(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if any(name.endswith("vbaProject.bin") for name in names):
            raise InputError("文件带有宏，请另存为不带宏的 .xlsx 再上传。", field="file")
        if "content.xml" in names:
            if _ods_cells(archive.read("content.xml")) > MOST_CELLS:
                raise _too_large()
            return {}
        titles = _titles(archive)
        return {titles.get(name, name): _marks(archive.read(name)) for name in names if _SHEET.fullmatch(name)}


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the sheet titles by the name of their part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {one.get("Id"): f"xl/{one.get('Target', '').removeprefix('/xl/')}" for one in relations}
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    return {targets.get(one.get(_RELATION), ""): one.get("name", "") for one in book.findall("{*}sheets/{*}sheet")}


def _marks(xml: bytes) -> _Marks:
    rows = max((int(cell[1]) for cell in _FAR_ROW.finditer(xml)), default=_NEAR_ROWS)
    far = (column_position(letters.decode()) + 1 for letters in set(_FAR_COLUMN.findall(xml)))
    columns = max(far, default=_NEAR_COLUMNS)
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise _too_large()
    return _Marks(
        frozenset(int(row[1]) for row in _HIDDEN.finditer(xml)),
        tuple(cell[1].decode() for cell in _UNCOMPUTED.finditer(xml)) if b"<f" in xml or b":f" in xml else (),
    )


def _ods_cells(content: bytes) -> int:
    """Return how many cells lie up to the last filled row and column of the largest sheet of an .ods."""
    most = 0
    for table in content.split(b"</table:table>"):
        ends = [found.start() for found in _ODS_CONTENT.finditer(table)]
        rows = columns = widest = 0
        for found in _ODS_CELL.finditer(table, 0, ends[-1] if ends else 0):
            repeated = _REPEATED.search(found[2])
            times = int(repeated[1]) if repeated else 1
            rows, columns = (rows + times, 0) if found[1] else (rows, columns + times)
            widest = max(widest, columns)
        most = max(most, rows * widest)
    return most
