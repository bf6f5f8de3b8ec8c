"""Read a spreadsheet somebody handed in - .xlsx, .xls, .ods, .csv - with limits on everything that can grow.

What a reader of cells does not tell is read from the file itself: hidden rows, formulas never computed. A single value
in the last corner of a sheet would make readers lay out billions of empty cells, so its reach is measured first.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final
from xml.etree.ElementTree import ParseError

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 50 * 2**20
MOST_UNPACKED: Final = 500 * 2**20
MOST_ENTRIES: Final = 5_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_SHEETS: Final = 50
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_FAR_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{6,})"')
_FAR_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{2,})\d+"[^>/]*>')
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is|f)\b")
_HIDDEN: Final = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_UNCOMPUTED: Final = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REPEATED: Final = re.compile(
    rb'number-(?:rows|columns)-repeated="(\d{4,})"[^>]*>\s*<text:p|value="[^"]*"[^>]*repeated="(\d{4,})"'
)
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cell = object
"""str, int, float, bool, date, datetime, time or timedelta; "" for an empty one."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet. `rows` begin at the line numbered `first`, as the spreadsheet program counts.

    `merged` are the ranges ((row, column), (row, column)), counted from zero at the sheet's corner.
    """

    name: str
    rows: list[list[Cell]]
    first: int = 1
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden: frozenset[int] = frozenset()
    uncomputed: tuple[str, ...] = ()


@dataclass
class _Marks:
    """What the XML of a sheet says beyond its cells."""

    hidden: frozenset[int] = frozenset()
    uncomputed: tuple[str, ...] = field(default_factory=tuple)


def read_sheets(content: bytes, *, name: str) -> list[Sheet]:
    """Return the sheets that hold anything; raise `InputError` in one sentence for anything that is no spreadsheet."""
    if len(content) > MOST_BYTES:
        raise InputError(f"文件超过 {MOST_BYTES // 2**20} MB，请拆成几个再上传。", field="file")
    if not content:
        raise InputError("文件是空的，请重新选择。", field="file")
    suffix = PurePath(name).suffix.lower()
    if suffix in {".csv", ".txt"}:
        return _read_csv(content)
    if suffix not in {".xlsx", ".xls", ".ods", ".et"}:
        raise InputError("请上传 .xlsx、.xls、.ods 或 .csv 表格；其他格式请先另存为 .xlsx。", field="file")
    sheets = _read_workbook(content)
    if not any(sheet.rows for sheet in sheets):
        raise InputError("表格里没有内容，请检查是否选错了文件。", field="file")
    return [sheet for sheet in sheets if sheet.rows]


def _read_workbook(content: bytes) -> list[Sheet]:
    marks = _inspect(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            if len(book.sheet_names) > MOST_SHEETS:
                raise InputError(f"工作表超过 {MOST_SHEETS} 张，请删去用不到的。", field="file")
            return [_sheet(book, title, marks.get(title, _Marks())) for title in book.sheet_names]
    except PasswordError:
        raise InputError("文件有密码，请取消密码后再上传。", field="file") from None
    except (CalamineError, ZipError, ValueError, OSError):
        raise InputError("文件打不开，可能已损坏：请用 Excel 或 WPS 打开后另存为 .xlsx。", field="file") from None


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
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _sheet(book: CalamineWorkbook, title: str, marks: _Marks) -> Sheet:
    sheet = book.get_sheet_by_name(title)
    if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS:
        raise _too_large(title)
    start = sheet.start or (0, 0)
    rows: list[list[Cell]] = [[""] * start[1] + list(row) for row in sheet.to_python(skip_empty_area=True)]
    return Sheet(
        name=title,
        rows=rows,
        first=start[0] + 1,
        merged=tuple(sheet.merged_cell_ranges or ()),
        hidden=marks.hidden,
        uncomputed=marks.uncomputed,
    )


def _too_large(title: str) -> InputError:
    return InputError(
        f"工作表「{title[:31]}」超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列，请拆分，或删去右边、下边多余的内容。",
        field="file",
    )


def _read_csv(content: bytes) -> list[Sheet]:
    if b"\x00" in content[:4096]:
        raise InputError("这不是文本表格，请另存为 .xlsx 或 UTF-8 的 .csv。", field="file")
    text = _decoded(content)
    head = text[:10_000]
    delimiter = max(",\t;，", key=head.split("\n", 1)[0].count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_large("CSV")
            rows.append(list(row))
    except csv.Error:
        raise InputError(f"CSV 第 {len(rows) + 1} 行读不出，请检查引号是否成对。", field="file") from None
    if not any(cell for row in rows for cell in row):
        raise InputError("表格里没有内容，请检查是否选错了文件。", field="file")
    return [Sheet(name="CSV", rows=rows)]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("文字编码认不出来，请用 Excel 或 WPS 另存为 .xlsx。", field="file")


def _inspect(content: bytes) -> dict[str, _Marks]:
    """Refuse what would hurt to open, and return what each sheet's XML says beyond its cells."""
    if content[:4] == _OLE:
        if _ENCRYPTED in content:
            raise InputError("文件有密码，请取消密码后再上传。", field="file")
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise InputError("文件解压后过大，不像一份正常的表格，请检查来源。", field="file")
            names = {entry.filename for entry in entries}
            if any(name.endswith("vbaProject.bin") for name in names):
                raise InputError("文件带有宏，请另存为不带宏的 .xlsx 再上传。", field="file")
            if "content.xml" in names:
                _refuse_repeated(archive.read("content.xml"))
                return {}
            titles = _titles(archive)
            return {
                titles.get(name, name): _marks(archive.read(name), name) for name in names if _SHEET.fullmatch(name)
            }
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        ParseError,
        etree.XMLSyntaxError,
        KeyError,
        EOFError,
    ):
        raise InputError("文件打不开，可能已损坏：请用 Excel 或 WPS 打开后另存为 .xlsx。", field="file") from None


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the sheet titles by the name of their part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {one.get("Id"): f"xl/{one.get('Target', '').removeprefix('/xl/')}" for one in relations}
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    sheets = book.findall("{*}sheets/{*}sheet")
    return {targets.get(sheet.get(_RELATION), ""): sheet.get("name", "") for sheet in sheets}


def _marks(xml: bytes, name: str) -> _Marks:
    for row in _FAR_ROW.finditer(xml):
        if int(row[1]) > MOST_ROWS:
            if _VALUE.search(xml, row.end()):
                raise _too_large(name.rpartition("/")[2])
            break
    for cell in _FAR_CELL.finditer(xml):
        if column_position(cell[1].decode()) >= MOST_COLUMNS:
            raise _too_large(name.rpartition("/")[2])
    return _Marks(
        hidden=frozenset(int(row[1]) for row in _HIDDEN.finditer(xml)),
        uncomputed=tuple(cell[1].decode() for cell in _UNCOMPUTED.finditer(xml)) if b"<f" in xml else (),
    )


def _refuse_repeated(xml: bytes) -> None:
    if _REPEATED.search(xml):
        raise InputError("表格里有重复上千次的内容，不像一份正常的名册，请检查后另存为 .xlsx。", field="file")
