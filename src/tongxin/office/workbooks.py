"""Read a workbook - .xlsx, .xls, .ods - with limits on everything that can grow.

The reader lays a sheet out from its first to its last filled cell, so a single value in the last corner would ask for
billions of cells: how far a sheet reaches is measured before it is opened, and what dodges the measure meets the limit of
memory. What cells do not tell is read from the file itself: hidden rows, formulas never computed.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, ZipError

from tongxin.kernel.errors import InputError
from tongxin.office import separated, web_tables
from tongxin.office.archives import unpacked_size
from tongxin.office.separated import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, too_large
from tongxin.office.sheet import Range, column_position

MOST_OLD_BYTES: Final = 10 * 2**20
MOST_SHEETS: Final = 50
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_XML_WORKBOOK: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
# A sheet may lie anywhere in the archive; the parts that hold texts and looks do not have cells.
_SHEET: Final = re.compile(r"(?!.*(?:sharedStrings|styles|theme)).*\.xml")
# Only the first place of a cell is looked at, and nothing twice (atomic groups, possessive repeats): else a tag that says
# where it is ten thousand times would be read ten thousand times.
_OPEN: Final = rb"""<(?:\w++:)?c\b(?>[^<>]*?\br\s*=\s*["'])"""
_FAR_ROW: Final = re.compile(_OPEN + rb"""[A-Za-z]{1,7}(\d{5,9})["'][^<>]*+(?<!/)>""")
_FAR_COLUMN: Final = re.compile(_OPEN + rb"""([A-Za-z]{2,7})\d{1,9}["'][^<>]*+(?<!/)>""")
_HIDDEN: Final = re.compile(rb'<(?:\w++:)?row\b(?=(?>[^<>]*?\bhidden="(?:1|true)"))(?>[^<>]*?\br=")(\d+)"')
_STYLED: Final = re.compile(rb'<(?:\w++:)?c\b(?=(?>[^<>]*?\ss=")(\d{1,9})")(?>[^<>]*?\sr=")([A-Z]+\d+)"')
_UNCOMPUTED: Final = re.compile(
    rb'<(?:\w++:)?c\b(?>[^<>]*?\br=")([A-Z]+\d+)"[^<>]*+>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# In .ods rows and cells say how often they repeat; the last ones of a sheet repeat to its edge and are empty.
_ODS_CELL: Final = re.compile(rb"<table:(?:(table-row)|(?:covered-)?table-cell)\b([^<>]*)>")
_REPEATED: Final = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})""")
_ODS_CONTENT: Final = re.compile(rb"<text:p|office:value")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STYLES: Final = "xl/styles.xml"
_PERCENT_FORMATS: Final = frozenset({"9", "10"})  # 0% and 0.00%, which no file needs to declare
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')
_NEAR_ROWS, _NEAR_COLUMNS = 10_000, 26  # below these no cell needs to be looked at one by one


@dataclass(frozen=True)
class _Marks:
    """What the XML of a sheet says beyond its cells."""

    hidden: tuple[int, ...] = ()
    uncomputed: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()


def read(content: bytes, *, visible_only: bool = False, percents: bool = False) -> list[dict[str, Any]]:
    """Return the fields of each sheet (`sheet.Sheet`) that holds anything; also of what is a workbook by name alone; cells shown as percentages where asked for."""
    if not content.startswith((_ZIP[:2], _OLE)) and web_tables.is_web_page(content):
        return web_tables.read(content)
    if _XML_WORKBOOK in content[:2_000]:
        raise InputError("这是旧式的 XML 表格，请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。", field="file")
    if _is_text(content):
        return separated.read(content)
    try:
        marks = _inspect(content, percents=percents)
        sheets = [_sheet(one, marks) for one in _calamine_sheets(content, visible_only=visible_only)]
    except (CalamineError, ZipError, OSError, ValueError, KeyError, etree.LxmlError):
        raise InputError(
            "表格打不开：文件已损坏或已加密，请取消密码，用 Excel 或 WPS 重新保存为 .xlsx。", field="file"
        ) from None
    return [sheet for sheet in sheets if any(cell != "" for row in sheet["rows"] for cell in row)]


def _is_text(content: bytes) -> bool:
    """Tell whether this is a .csv under another name: text whose first line has several cells."""
    line = content[:4_096].partition(b"\n")[0]
    plain = not content.startswith((_ZIP[:2], _OLE)) and b"\0" not in content[:4_096]
    return plain and any(mark in line for mark in (b",", b"\t", b";", "，".encode()))


def _calamine_sheets(content: bytes, *, visible_only: bool) -> Iterator[CalamineSheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        wanted = [
            one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible or not visible_only
        ]
        if len(wanted) > MOST_SHEETS:
            raise InputError(f"工作表超过 {MOST_SHEETS} 张，请删去用不到的。", field="file")
        for title in wanted:
            yield book.get_sheet_by_name(title)


def _sheet(one: CalamineSheet, marks: dict[str, _Marks]) -> dict[str, Any]:
    start = one.start or (0, 0)
    if start[0] >= MOST_ROWS or start[1] >= MOST_COLUMNS:
        raise too_large()
    known = marks.get(one.name, _Marks())
    rows: list[list[Any]] = one.to_python(skip_empty_area=True)
    if start[1]:
        rows = [[""] * start[1] + row for row in rows]
    return {
        "name": one.name,
        "rows": rows,
        "first": start[0] + 1,
        "merged": list(_within(one.merged_cell_ranges or (), rows, offset=start[0])),
        "hidden": known.hidden,
        "uncomputed": known.uncomputed,
        "percent": known.percent,
    }


def _within(merged: Iterable[Range], rows: list[list[Any]], *, offset: int) -> Iterator[Range]:
    """Yield the ranges that begin within the rows, cut to them; refuse more than can lie beside each other.

    Whoever fills them would otherwise write every row once for each of a hundred thousand ranges over all rows.
    """
    height, width = len(rows), max(map(len, rows), default=0)
    room = height * width
    for (top, left), (bottom, right) in merged:
        if offset <= top < offset + height and left < width and top <= bottom and left <= right:
            last_row, last_column = min(bottom, offset + height - 1), min(right, width - 1)
            room -= (last_row - top + 1) * (last_column - left + 1)
            if room < 0:
                raise InputError("表格里的合并单元格互相重叠，请取消合并，重新保存后再试。", field="file")
            yield (top, left), (last_row, last_column)


def _inspect(content: bytes, *, percents: bool) -> dict[str, _Marks]:
    """Refuse what would hurt to open, and return what each sheet's XML says beyond its cells, by title."""
    if content.startswith(_OLE):
        if len(content) > MOST_OLD_BYTES:
            raise InputError("旧格式（.xls）的表格过大，请另存为 .xlsx。", field="file")
        return {}
    if not content.startswith(_ZIP):
        raise ValueError(content[:4])
    unpacked_size(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if any(name.endswith("vbaProject.bin") for name in names):
            raise InputError("文件带有宏，请另存为不带宏的 .xlsx 再上传。", field="file")
        if "content.xml" in names:
            if _ods_cells(archive.read("content.xml")) > MOST_CELLS:
                raise too_large()
            return {}
        titles = _titles(archive)
        shown = _percent_styles(archive) if percents and _STYLES in names else frozenset()
        return {titles.get(name, name): _marks(archive.read(name), shown) for name in names if _SHEET.fullmatch(name)}


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Return the numbers of the styles that show a percentage."""
    root = etree.fromstring(archive.read(_STYLES), etree.XMLParser(resolve_entities=False, no_network=True))
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iterfind("{*}numFmts/{*}numFmt")}
    percent = _PERCENT_FORMATS | {number for number, code in codes.items() if "%" in _QUOTED.sub("", code)}
    styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(b"%d" % number for number, one in styles if one.get("numFmtId") in percent)


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the sheet titles by the name of their part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {one.get("Id"): f"xl/{one.get('Target', '').removeprefix('/xl/')}" for one in relations}
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    return {targets.get(one.get(_RELATION), ""): one.get("name", "") for one in book.findall("{*}sheets/{*}sheet")}


def _marks(xml: bytes, percent: frozenset[bytes] = frozenset()) -> _Marks:
    rows = max((int(cell[1]) for cell in _FAR_ROW.finditer(xml)), default=_NEAR_ROWS)
    far = (column_position(letters.decode()) + 1 for letters in set(_FAR_COLUMN.findall(xml)))
    columns = max(far, default=_NEAR_COLUMNS)
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise too_large()
    return _Marks(
        tuple(sorted({int(row[1]) for row in _HIDDEN.finditer(xml)})),
        tuple(cell[1].decode() for cell in _UNCOMPUTED.finditer(xml)) if b"<f" in xml or b":f" in xml else (),
        tuple(cell.decode() for style, cell in _STYLED.findall(xml) if style in percent) if percent else (),
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
