"""Read a user's table of facts: a workbook, csv (UTF-8 or GB18030) or json. Every error names sheet, row and column."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from tongxin.claims import cells
from tongxin.claims.cells import Cell
from tongxin.claims.facts import Fact, FactsTable
from tongxin.claims.files import decode
from tongxin.claims.sheets import MOST_ROWS, Rows, read_sheets
from tongxin.claims.units import compatible, read_unit
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.office.plain_text import has_half_characters
from tongxin.office.spreadsheets import WORKBOOKS

_NEEDED: Final = {"measure": "指标", "value": "数值"}
_LABELS: Final = {
    "id": "编号",
    "measure": "指标",
    "unit": "单位",
    "place": "地区",
    "from": "起",
    "to": "止",
    "value": "数值",
    "denominator": "分母",
}
_LISTS: Final = word_lists("tongxin.claims", "tables.txt")
_ALIASES: Final = {column: _LISTS[column] for column in _LABELS}
_COLUMN_OF: Final = {alias: column for column, aliases in _ALIASES.items() for alias in aliases}
_HEADER_SEARCH: Final = 20
_TOTALS: Final = frozenset(_LISTS["totals"])
_UNIT_NOTE: Final = re.compile(r"(?:计量)?单位[:：](.{1,8})")
_NOTE: Final = re.compile(r"(?:注|备注|说明|附注|制表|填表|审核|数据来源)[:：人]")


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a row stands, for error sentences."""

    sheet: str
    row: int

    def error(self, column: str, problem: str) -> InputError:
        sheet = f"工作表「{self.sheet}」" if self.sheet else ""
        return InputError(f"{sheet}第{self.row}行「{_LABELS[column]}」{problem}", field=_LABELS[column])


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where the columns of a sheet stand; `unit` is the one the value's heading or a note above it gives."""

    row: int
    columns: Mapping[str, int]
    unit: str


def read_facts(content: bytes, *, name: str, home: str, isolated: bool = True) -> FactsTable:
    """Read a facts table from a file's bytes; `home` stands in for an empty 地区. Raise `InputError` for anything unclear.

    `isolated=False` parses in this process, for somebody's own file only.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json":
        facts = _from_json(content, home=home)
    elif suffix == ".csv" or suffix in WORKBOOKS:
        facts = _from_sheets(read_sheets(content, name=name, isolated=isolated), home=home)
    else:
        raise InputError(
            f"事实表请用 .xlsx、.xls、.ods、.csv 或 .json 文件，收到的是「{PurePath(name).name[:40]}」。", field="facts"
        )
    if not facts:
        raise InputError("事实表里没有一行数据，请在表头下面逐行填写。", field="facts")
    return FactsTable(facts)


def _from_json(content: bytes, *, home: str) -> list[Fact]:
    try:
        # Whole numbers stay as written: there is no limit to their digits in JSON, but there is one in Python.
        loaded = json.loads(decode(content, name="json"), parse_int=str)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError("事实表不是合法的 JSON，请检查括号和引号。", field="facts") from error
    rows = loaded.get("facts") if isinstance(loaded, dict) else loaded
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError("JSON 事实表应是一个列表，每项含 measure、value 等键。", field="facts")
    if len(rows) > MOST_ROWS:
        raise InputError(f"事实表超过 {MOST_ROWS} 行，请拆成几个文件。", field="facts")
    return facts_from_rows(rows, home=home)


def facts_from_rows(rows: Iterable[Mapping[str, object]], *, home: str) -> list[Fact]:
    """Read facts from mappings with English or Chinese keys, as the JSON form of the table has them."""
    facts = []
    for number, row in enumerate(rows, 1):
        known = {_COLUMN_OF[key]: _cell(value) for key, value in row.items() if key in _COLUMN_OF}
        fact = _fact(known, _Where("", number), unit="", home=home)
        if fact:
            facts.append(fact)
    return facts


def _cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float) or value is None else json.dumps(value, ensure_ascii=False)


def _from_sheets(sheets: Mapping[str, Rows], *, home: str) -> list[Fact]:
    """Read every sheet that has the needed headings; a workbook without one is refused."""
    found = {sheet: heading for sheet, rows in sheets.items() if (heading := _heading(rows))}
    if not found:
        missing = "、".join(f"「{label}」" for label in _NEEDED.values())
        raise InputError(f"事实表里找不到表头，至少要有{missing}两列。", field="facts")
    facts: list[Fact] = []
    for sheet, heading in found.items():
        rows = sheets[sheet]
        if len(rows) > MOST_ROWS:
            raise InputError(f"事实表超过 {MOST_ROWS} 行，请拆成几个文件。", field="facts")
        for number, row in enumerate(rows[heading.row :], heading.row + 1):
            known = {column: row[index] for column, index in heading.columns.items() if index < len(row)}
            prefix = sheet if len(found) > 1 else ""
            fact = _fact(known, _Where(sheet, number), unit=heading.unit, home=home, prefix=prefix)
            if fact:
                facts.append(fact)
    return facts


def _heading(rows: Rows) -> _Heading | None:
    """Find the heading below merged title rows; 数值（万元） or 单位：万元 above it gives the unit of the column."""
    noted = ""
    for number, row in enumerate(rows[:_HEADER_SEARCH], 1):
        columns: dict[str, int] = {}
        unit = ""
        for index, cell in enumerate(row):
            name, bracket = _title(cell)
            column = _COLUMN_OF.get(name.lower())
            if column and column not in columns:
                columns[column] = index
                unit = bracket if column == "value" else unit
        if _NEEDED.keys() <= columns.keys():
            return _Heading(number, columns, unit or noted)
        noted = next((found[1].rstrip("）)") for cell in row if (found := _UNIT_NOTE.search(_bare(cell)))), noted)
    return None


def _bare(cell: Cell) -> str:
    return "".join(cells.words(cell).split())


def _title(cell: Cell) -> tuple[str, str]:
    """Part 数值（单位：万元）, 数值/万元 and 数值:万元 into name and unit."""
    name, *rest = re.split(r"[（(\[【/:：]", _bare(cell), maxsplit=1)
    return name, "".join(rest).rstrip("）)]】").removeprefix("单位").lstrip(":：")


def _is_data(known: Mapping[str, Cell], where: _Where) -> bool:
    """Tell data from blank rows, totals, notes below the table and headings repeated on every printed page."""
    measure, value = _bare(known.get("measure")), cells.words(known.get("value"))
    if any(_bare(known.get(column)).rstrip(":：") in _TOTALS for column in ("measure", "place", "id")):
        return False
    if _COLUMN_OF.get(measure.lower()) == "measure" and _COLUMN_OF.get(_title(value)[0].lower()) == "value":
        return False
    if measure and not value and _NOTE.match(measure):
        return False
    if not measure and cells.number(value):
        raise where.error("measure", "是空的，而这一行有数值，请写上指标名称或删去这一行。")
    return bool(measure)


def _fact(known: Mapping[str, Cell], where: _Where, *, unit: str, home: str, prefix: str = "") -> Fact | None:
    if not _is_data(known, where):
        return None
    value = _number(known, where, "value")
    if value is None:
        raise where.error("value", "是空的，请填数字或删去这一行。")
    denominator = _number(known, where, "denominator")
    if denominator and denominator.value <= 0:
        raise where.error("denominator", "必须大于零。")
    return Fact(
        key=_words(known, where, "id") or f"{prefix}第{where.row}行",
        measure=_words(known, where, "measure").removeprefix("其中：").removeprefix("其中:"),
        unit=_unit(value, where, own=_words(known, where, "unit"), column=unit),
        place=_words(known, where, "place") or home,
        period=_period(known, where),
        value=value.value,
        denominator=denominator.value if denominator else None,
    )


def _words(known: Mapping[str, Cell], where: _Where, column: str) -> str:
    text = cells.words(known.get(column))
    if has_half_characters(text):
        raise where.error(column, "里有残缺的字符，请重新输入。")
    return text


def _number(known: Mapping[str, Cell], where: _Where, column: str) -> cells.Number | None:
    cell = known.get(column)
    text = cells.words(cell)
    if not text:
        return None
    read = cells.number(cell)
    if read is None:
        raise where.error(column, f"写的是「{text[:20]}」，请写成数字，例如 3796.4。")
    return read


def _unit(value: cells.Number, where: _Where, *, own: str, column: str) -> str:
    """Return the unit of a row: its own, else the column's, else the one written behind the number; they must agree."""
    unit = own or column
    written = value.unit
    if value.scale > 1 and read_unit(unit).factor > 1:
        raise where.error("value", f"已带“万”或“亿”，单位又是「{unit[:8]}」，请只在一处写。")
    if written and unit and written != unicodedata.normalize("NFKC", unit):
        raise where.error("value", f"后面写的是「{written[:8]}」，单位却是「{unit[:8]}」，请统一。")
    if own and column and own != column and compatible(read_unit(own).word, read_unit(column).word):
        raise where.error("unit", f"写的是「{own[:8]}」，表头写的却是「{column[:8]}」，请统一。")
    return unit or written


def _period(known: Mapping[str, Cell], where: _Where) -> Period:
    start, end = (_stretch(known, where, column) for column in ("from", "to"))
    start, end = start or end, end or start
    if start is None or end is None:
        raise where.error("to", "是空的，请写日期，例如 2021-12-31。")
    if start.start > end.last:
        raise where.error("from", f"晚于“止”：{start.start} 在 {end.last} 之后，请调换。")
    return Period(start.start, end.end)


def _stretch(known: Mapping[str, Cell], where: _Where, column: str) -> Period | None:
    cell = known.get(column)
    text = cells.words(cell)
    if not text:
        return None
    read = cells.period(cell)
    if read is None:
        raise where.error(column, f"写的是「{text[:20]}」，请写成 2021-12-31、2021年9月 或 2021年上半年 的样子。")
    return read
