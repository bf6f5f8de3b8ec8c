"""Read the tables of a web page: what many systems hand out under the name .xls."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree, html

from tongxin.kernel.errors import InputError
from tongxin.office.plain_text import decoded
from tongxin.office.separated import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, too_large

_MOST_TABLES: Final = 50
_UNREADABLE: Final = "这个文件其实是网页，里面的表格读不出，请用 Excel 或 WPS 打开后另存为 .xlsx。"
_NOT_SHOWN: Final = frozenset({"script", "style", "head", "title"})


def is_web_page(content: bytes) -> bool:
    """Tell whether a file begins like a web page with a table in it."""
    start = content[:4096].lower()
    return b"<table" in content.lower() and any(
        mark in start for mark in (b"<html", b"<table", b"<!doctype html", b"<meta")
    )


def read(content: bytes) -> list[dict[str, Any]]:
    """Return the fields of each table (`sheet.Sheet`) that holds anything; cells that span others are merged ones."""
    text = decoded(content, binary=_UNREADABLE, unknown=_UNREADABLE)
    try:
        tree = html.document_fromstring(text.removeprefix("\ufeff").encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.LxmlError as error:
        raise InputError(_UNREADABLE, field="file") from error
    tables = [one for one in tree.iter("table") if next(one.iterdescendants("table"), None) is None]
    if len(tables) > _MOST_TABLES:
        raise InputError(f"网页里的表格超过 {_MOST_TABLES} 张，请删去用不到的。", field="file")
    found, room = [], MOST_CELLS
    for number, table in enumerate(tables, start=1):
        rows, merged = _laid_out(table.iter("tr"), room=room)
        room -= sum(map(len, rows))
        if any(cell for row in rows for cell in row):
            name = "" if len(tables) == 1 else f"表{number}"
            found.append({"name": name, "rows": rows, "first": 1, "merged": merged, "hidden": (), "uncomputed": ()})
    return found


def _laid_out(lines: Iterable[Any], *, room: int) -> tuple[list[list[str]], list[Any]]:
    """Return the texts by row and column, and the ranges of the cells that span several."""
    rows: list[list[str]] = []
    merged: list[Any] = []
    taken: dict[int, int] = {}  # by column: the first row that no taller cell above reaches into
    for number, line in enumerate(lines):
        row: list[str] = []
        for cell in line.iterchildren("td", "th"):
            while taken.get(len(row), 0) > number:
                row.append("")
            high, wide = _span(cell, "rowspan", MOST_ROWS), _span(cell, "colspan", MOST_COLUMNS)
            left = len(row)
            row += [_text(cell), *[""] * (wide - 1)]
            room -= high * wide
            if number >= MOST_ROWS or len(row) > MOST_COLUMNS or room < 0:
                raise too_large()
            if high * wide > 1:
                merged.append(((number, left), (number + high - 1, left + wide - 1)))
                taken |= dict.fromkeys(range(left, left + wide), number + high)
        rows.append(row)
    return rows, [_cut(one, rows) for one in merged]


def _cut(merged: Any, rows: list[list[str]]) -> Any:
    (top, left), (bottom, right) = merged
    return (top, left), (min(bottom, len(rows) - 1), right)


def _span(cell: Any, name: str, most: int) -> int:
    given = str(cell.get(name, "1")).strip()
    return min(max(int(given), 1), most) if given.isascii() and given.isdigit() and len(given) <= len(str(most)) else 1


def _text(cell: Any) -> str:
    return " ".join("".join(_pieces(cell)).split())


def _pieces(element: Any) -> Iterator[str]:
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event != "start":
            yield (one.tail or "") if one is not element else ""
        elif one.tag not in _NOT_SHOWN:
            yield (" " if one.tag == "br" else "") + (one.text or "")
