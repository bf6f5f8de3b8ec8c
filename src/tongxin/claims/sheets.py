"""A table file as rows of cells per sheet: .xlsx, .xls, .ods and .csv, opened with limits on size and extent."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import BinaryIO, Final, TextIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from tongxin.claims.cells import Cell
from tongxin.claims.files import decode, unpacked_size
from tongxin.kernel.errors import InputError

Rows = Sequence[Sequence[Cell]]

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 2_000_000
MOST_OLD_BYTES: Final = 10 * 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OLD_SECONDS: Final = 20
_OLD_READER: Final = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from tongxin.claims.sheets import write_sheets
write_sheets(sys.stdin.buffer, sys.stdout)
"""
_CHUNK: Final = 2**20
_OVERLAP: Final = 2**12
# The reader lays a sheet out from its first to its last filled cell, so one cell far away asks for the whole memory.
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]{1,7})(\d{1,9})["'][^>]*(?<!/)>""")
# In .ods rows and cells say how often they repeat; the last ones of a sheet repeat to its edge and are empty.
_OPEN_CELL: Final = re.compile(rb"<table:(?:(table-row)|(?:covered-)?table-cell)\b([^>]*)>")
_REPEATED: Final = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})""")
_OPEN_CONTENT: Final = re.compile(rb"<text:p|office:value")


def read_sheets(content: bytes, *, name: str) -> Mapping[str, Rows]:
    """Return the visible sheets of a workbook, or the one nameless sheet of a .csv; merged cells all hold their value."""
    if PurePath(name).suffix.lower() == ".csv":
        return {"": _csv_rows(content, name=name)}
    try:
        if content.startswith(_OLE):
            return _old_sheets(content)
        _bounded(content)
        return _sheets(content)
    except (CalamineError, OSError, ValueError, subprocess.SubprocessError) as error:
        raise InputError(
            "打不开事实表：文件已损坏或已加密，请取消密码，用 Excel 或 WPS 重新保存为 .xlsx。", field="facts"
        ) from error


def _sheets(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
    return {sheet: _rows(book.get_sheet_by_name(sheet)) for sheet in seen}


def _old_sheets(content: bytes) -> dict[str, Rows]:
    """Read an .xls in a process of its own: how far its cells reach shows only when its reader has taken the memory."""
    if len(content) > MOST_OLD_BYTES:
        raise InputError("旧格式（.xls）的事实表过大，请另存为 .xlsx。", field="facts")
    words = [sys.executable, "-c", _OLD_READER]
    finished = subprocess.run(words, input=content, capture_output=True, check=True, timeout=_OLD_SECONDS)  # noqa: S603 - our own words
    sheets: dict[str, Rows] = json.loads(finished.stdout)
    return sheets


def write_sheets(source: BinaryIO, target: TextIO) -> None:
    """Write the sheets of a workbook as JSON, dates as text; the other half of `_old_sheets`."""
    json.dump(_sheets(source.read()), target, default=str)


def _csv_rows(content: bytes, *, name: str) -> Rows:
    text = decode(content, name=name)
    head = text[:2000]
    separator = max(",，;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError(
            "打不开事实表：有一格的文字过长或引号不成对，请用 Excel 或 WPS 重新保存。", field="facts"
        ) from error


def _bounded(content: bytes) -> None:
    """Refuse what is no workbook, and a workbook that would not fit into memory, before the reader opens it."""
    if not content.startswith(_ZIP):
        raise InputError("打不开事实表：不是 Excel 文件或已加密，请另存为未加密的 .xlsx。", field="facts")
    unpacked_size(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.filename == "content.xml":
                too_far = entry.file_size > MOST_OLD_BYTES or _open_cells(archive.read(entry)) > MOST_CELLS
            else:
                too_far = entry.filename.endswith(".xml") and _cells(archive, entry.filename) > MOST_CELLS
            if too_far:
                raise InputError(
                    "事实表有格子写在很远的位置，请删去表格以外的内容，或把数据复制到一张新表。", field="facts"
                )


def _cells(archive: zipfile.ZipFile, entry: str) -> int:
    """Return how many cells lie up to the last filled row and column of an .xlsx sheet."""
    rows = columns = 0
    for chunk in _chunks(archive, entry):
        for column, row in _CELL.findall(chunk):
            rows, columns = max(rows, int(row)), max(columns, _column(column))
    return rows * columns


def _open_cells(content: bytes) -> int:
    """Return the same for the largest sheet of an .ods."""
    most = 0
    for table in content.split(b"</table:table>"):
        filled = [found.start() for found in _OPEN_CONTENT.finditer(table)]
        rows = columns = widest = 0
        for found in _OPEN_CELL.finditer(table, 0, filled[-1] if filled else 0):
            repeated = _REPEATED.search(found[2])
            times = int(repeated[1]) if repeated else 1
            rows, columns = (rows + times, 0) if found[1] else (rows, columns + times)
            widest = max(widest, columns)
        most = max(most, rows * widest)
    return most


def _chunks(archive: zipfile.ZipFile, entry: str) -> Iterator[bytes]:
    """Yield an entry piece by piece; pieces overlap, so that a cell at a border is met whole."""
    with archive.open(entry) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _rows(sheet: CalamineSheet) -> Rows:
    rows: list[list[Cell]] = [[*row] for row in sheet.to_python(skip_empty_area=False)[: MOST_ROWS + 1]]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows
