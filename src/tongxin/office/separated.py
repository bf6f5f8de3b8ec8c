"""Read a .csv: cells between commas, semicolons or tabs, in UTF-8 or GB18030."""

import csv
import io
from collections import Counter
from itertools import islice
from typing import Any, Final

from tongxin.kernel.errors import InputError
from tongxin.office.plain_text import decoded

MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
MOST_CELLS: Final = 6_000_000
_SEPARATORS: Final = ",\t;，"
_LOOKED_AT: Final = 50  # rows, by which the separator is known


def read(content: bytes) -> list[dict[str, Any]]:
    """Return the fields of its one nameless sheet (`sheet.Sheet`), nothing where no cell holds anything."""
    text = decoded(
        content,
        binary="表格不是文本文件，请另存为 .xlsx 或 UTF-8 的 .csv。",
        unknown="表格的文字编码认不出来，请用 Excel 或 WPS 另存为 .xlsx。",
    )
    separator = _separator(text)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            cells += len(row)
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
                raise too_large()
    except csv.Error:
        raise InputError(
            f"CSV 第 {len(rows) + 1} 行读不出：有一格的文字过长或引号不成对，请用 Excel 或 WPS 重新保存。", field="file"
        ) from None
    if not any(cell for row in rows for cell in row):
        return []
    return [{"name": "", "rows": rows, "first": 1, "merged": (), "hidden": (), "uncomputed": ()}]


def _separator(text: str) -> str:
    """Return what parts the first rows into equally many cells: a note may hold more commas than the file has cells."""
    return max(_SEPARATORS, key=lambda one: _evenness(text, one))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """Return how many of the first rows have the usual number of cells, and that number; nothing where it is one."""
    try:
        rows = list(islice(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator), _LOOKED_AT))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    (width, times), *_ = widths.most_common(1) or [(0, 0)]
    return times, width


def too_large() -> InputError:
    """Say that a table is too large, or seems to be."""
    return InputError(
        f"表格太大，或有格子写在很远的位置：最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列；请拆分，或删去表格以外的内容。",
        field="file",
    )
