"""Read a user's table of facts: xlsx, csv (UTF-8 or GB18030) or json. Every error names sheet, row and column."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import PurePath
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from tongxin.claims.facts import Fact, FactsTable
from tongxin.claims.files import decode, unpacked_size
from tongxin.kernel.errors import InputError
from tongxin.kernel.numerals import parse_numeral
from tongxin.kernel.period import Period, Step, parse_date

_ALIASES: Final = {
    "id": "编号 序号 号 代码 id 编码",
    "measure": "指标 指标名称 名称 项目 统计指标 数据项 measure name",
    "unit": "单位 计量单位 unit",
    "place": "地区 区划 地域 区域 行政区划 单位地区 place 所在地",
    "from": "起 起始 开始 开始日期 起始日期 起始时间 自 from",
    "to": "止 截止 截至 结束 结束日期 截止日期 截止时间 时间 日期 至 to",
    "value": "数值 值 数量 数 合计 完成数 数据 value 分子",
    "denominator": "分母 总数 基数 denominator",
}
_COLUMN_OF: Final = {alias: column for column, aliases in _ALIASES.items() for alias in aliases.split()}
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
_HEADER_SEARCH: Final = 20
_MOST_ROWS: Final = 20_000
_TOTALS: Final = frozenset({"合计", "总计", "小计"})

Cell = str | float | bool | time | date | timedelta | None


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a row stands, for error sentences."""

    sheet: str
    row: int

    def error(self, column: str, problem: str) -> InputError:
        sheet = f"工作表「{self.sheet}」" if self.sheet else ""
        return InputError(f"{sheet}第{self.row}行「{_LABELS[column]}」{problem}", field=_LABELS[column])


def read_facts(content: bytes, *, name: str, home: str) -> FactsTable:
    """Read a facts table from a file's bytes; `home` stands in for an empty 地区. Raise `InputError` for anything unclear."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json":
        facts = _from_json(content, home=home)
    elif suffix in {".xlsx", ".xlsm"}:
        facts = _from_sheets(_sheets(content), home=home)
    elif suffix == ".csv":
        rows = [*csv.reader(io.StringIO(decode(content, name=name)))]
        facts = _from_sheets({"": rows}, home=home)
    else:
        raise InputError(
            f"事实表请用 .xlsx、.csv 或 .json 文件，收到的是「{PurePath(name).name[:40]}」。", field="facts"
        )
    if not facts:
        raise InputError("事实表里没有一行数据，请在表头下面逐行填写。", field="facts")
    return FactsTable(facts)


def _sheets(content: bytes) -> dict[str, Sequence[Sequence[Cell]]]:
    if content[:4] != b"PK\x03\x04":
        raise InputError("打不开事实表：不是 .xlsx 文件或已加密，请另存为未加密的 .xlsx。", field="facts")
    unpacked_size(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("打不开事实表：文件已损坏，请用 Excel 或 WPS 重新保存。", field="facts") from error


def _from_json(content: bytes, *, home: str) -> list[Fact]:
    try:
        loaded = json.loads(decode(content, name="json"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError("事实表不是合法的 JSON，请检查括号和引号。", field="facts") from error
    rows = loaded.get("facts") if isinstance(loaded, dict) else loaded
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError("JSON 事实表应是一个列表，每项含 measure、value 等键。", field="facts")
    return facts_from_rows(rows, home=home)


def facts_from_rows(rows: Iterable[Mapping[str, object]], *, home: str) -> list[Fact]:
    """Read facts from mappings with English or Chinese keys, as the JSON form of the table has them."""
    facts = []
    for number, row in enumerate(rows, 1):
        cells = {_COLUMN_OF[key]: value for key, value in row.items() if key in _COLUMN_OF}
        fact = _fact({column: _cell(value) for column, value in cells.items()}, _Where("", number), unit="", home=home)
        if fact:
            facts.append(fact)
    return facts


def _cell(value: object) -> Cell:
    return (
        value if isinstance(value, str | int | float | date) or value is None else json.dumps(value, ensure_ascii=False)
    )


def _from_sheets(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, home: str) -> list[Fact]:
    """Read every sheet that has the needed headings; a workbook without one is refused."""
    facts: list[Fact] = []
    headed = False
    for sheet, rows in sheets.items():
        found = _heading(rows)
        if found is None:
            continue
        headed = True
        start, columns, unit = found
        if len(rows) > _MOST_ROWS:
            raise InputError(f"事实表超过 {_MOST_ROWS} 行，请拆成几个文件。", field="facts")
        for number, row in enumerate(rows[start:], start + 1):
            cells = {column: row[index] for column, index in columns.items() if index < len(row)}
            fact = _fact(cells, _Where(sheet, number), unit=unit, home=home)
            if fact:
                facts.append(fact)
    if not headed:
        missing = "、".join(f"「{label}」" for label in _NEEDED.values())
        raise InputError(f"事实表里找不到表头，至少要有{missing}两列。", field="facts")
    return facts


def _heading(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int], str] | None:
    """Find the heading below merged title rows; 数值（万元） also gives the unit of the column."""
    for number, row in enumerate(rows[:_HEADER_SEARCH]):
        columns: dict[str, int] = {}
        unit = ""
        for index, cell in enumerate(row):
            words, _, bracket = str(cell or "").replace(" ", "").replace("(", "（").partition("（")
            column = _COLUMN_OF.get(words.lower())
            if column and column not in columns:
                columns[column] = index
                if column == "value" and bracket:
                    unit = bracket.rstrip("）)").removeprefix("单位：").removeprefix("单位:")
        if _NEEDED.keys() <= columns.keys():
            return number + 1, columns, unit
    return None


def _fact(cells: Mapping[str, Cell], where: _Where, *, unit: str, home: str) -> Fact | None:
    measure = _words(cells.get("measure"))
    if not measure or (measure in _TOTALS and not _words(cells.get("unit"))):
        return None
    if cells.get("value") in {None, ""}:
        raise where.error("value", "是空的，请填数字或删去这一行。")
    denominator = (
        None if cells.get("denominator") in {None, ""} else _number(cells["denominator"], where, "denominator")
    )
    if denominator is not None and denominator <= 0:
        raise where.error("denominator", "必须大于零。")
    return Fact(
        key=_words(cells.get("id")) or f"第{where.row}行",
        measure=measure,
        unit=_words(cells.get("unit")) or unit,
        place=_words(cells.get("place")) or home,
        period=_period(cells, where),
        value=_number(cells["value"], where, "value"),
        denominator=denominator,
    )


def _words(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _number(cell: Cell, where: _Where, column: str) -> Fraction:
    """Read a number exactly as shown: a spreadsheet's 3796.4 is 3796.4, not its nearest binary fraction."""
    text = _words(cell).replace(" ", "")
    sign = -1 if text.startswith(("-", "－", "−")) else 1
    try:
        numeral = parse_numeral(text.lstrip("+-－−"))
    except InputError:
        raise where.error(column, f"写的是「{text[:20]}」，请写成数字，例如 3796.4。") from None
    return numeral.value * sign


def _period(cells: Mapping[str, Cell], where: _Where) -> Period:
    first, last = cells.get("from"), cells.get("to")
    start = _day(first, where, "from") if first not in {None, ""} else None
    end = _day(last, where, "to") if last not in {None, ""} else start
    if end is None:
        raise where.error("to", "是空的，请写日期，例如 2021-12-31。")
    if start is None:
        start = end
    if start.start > end.last:
        raise where.error("from", f"晚于“止”：{start.start} 在 {end.last} 之后，请调换。")
    return Period(start.start, end.end)


def _day(cell: Cell, where: _Where, column: str) -> Period:
    """Read a day, 2021年7月 as a month, 2021 or 2021年 as a year."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return Period.between(cell, cell)
    text = _words(cell)
    parts = (
        text.replace("年", "-")
        .replace("月", "-")
        .replace("日", "")
        .replace("/", "-")
        .replace(".", "-")
        .strip("-")
        .split("-")
    )
    try:
        if len(parts) == 1 and len(parts[0]) == 8:
            parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
        steps = {1: Step.YEAR, 2: Step.MONTH}
        whole = "-".join([parts[0], *(part.zfill(2) for part in parts[1:]), *(["01"] * (3 - len(parts)))])
        day = parse_date(whole, field=_LABELS[column])
    except InputError:
        raise where.error(column, f"写的是「{text[:20]}」，请写成 2021-12-31 的样子。") from None
    return Period.calendar(day, steps[len(parts)]) if len(parts) in steps else Period.between(day, day)
