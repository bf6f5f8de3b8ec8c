"""The empty facts table to download: headings, lists to choose from, and a page of explanation."""

import io
from typing import Any, Final

import xlsxwriter

ROWS: Final = 500
_UNITS: Final = [
    "个",
    "家",
    "人",
    "人次",
    "名",
    "场",
    "场次",
    "期",
    "班次",
    "件",
    "篇",
    "条",
    "元",
    "万元",
    "公斤",
    "吨",
    "斤",
    "小时",
    "%",
]
_COLUMNS: Final = (
    ("编号", 10, "每行不同，结果里用它指明出处；可以不填。", "s1", "s2"),
    ("指标", 28, "报告里怎么说就怎么写，例如 培训班次。必填。", "培训班次", "县级组织覆盖"),
    ("单位", 10, "个、人次、万元……；可从列表选，也可自己写。", "班次", "个"),
    ("地区", 16, "全称，例如 长沙市；不填就是报告所说的地区。", "湖南省", "湖南省"),
    ("起", 14, "这个数从哪天算起；某一天的存量只填“止”。", "2021-01-01", ""),
    ("止", 14, "算到哪天为止，例如 2021-12-31。必填。", "2021-12-31", "2022-09-20"),
    ("数值", 16, "只写数字，不四舍五入。必填。", "118", "104"),
    ("分母", 12, "比率才填：覆盖 104 个、共 122 个，数值写 104，分母写 122。", "", "122"),
)


def facts_template() -> bytes:
    """Return an .xlsx that the check reads once its rows are filled in."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#2f5d8a", "font_color": "#ffffff", "border": 1})
        sheet = book.add_worksheet("事实表")
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for position, (label, width, note, _, _) in enumerate(_COLUMNS):
            sheet.set_column(position, position, width, day if label in {"起", "止"} else None)
            sheet.write_string(0, position, label, head)
            sheet.write_comment(0, position, note)
        sheet.freeze_panes(1, 0)
        _validate(sheet)
        _explain(book, head)
    return stream.getvalue()


def _validate(sheet: Any) -> None:
    """Offer lists and warn of slips; nothing is forbidden, the check itself reads more than these rules know."""
    position = {label: number for number, (label, *_) in enumerate(_COLUMNS)}
    unit, value, denominator = position["单位"], position["数值"], position["分母"]
    sheet.data_validation(1, unit, ROWS, unit, {"validate": "list", "source": _UNITS, "error_type": "information"})
    for column, criteria in ((value, ">="), (denominator, ">")):
        sheet.data_validation(
            1,
            column,
            ROWS,
            column,
            {
                "validate": "decimal",
                "criteria": criteria,
                "value": 0,
                "error_type": "warning",
                "error_title": "请写数字",
                "error_message": "这一列写数字；分母要大于零。",
            },
        )


def _explain(book: Any, head: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for position, (label, width) in enumerate((("列", 8), ("怎么填", 56), ("例一", 16), ("例二", 16))):
        sheet.set_column(position, position, width, wrapped)
        sheet.write_string(0, position, label, head)
    for line, (label, _, note, first, second) in enumerate(_COLUMNS, 1):
        for position, text in enumerate((label, note, first, second)):
            sheet.write_string(line, position, text, wrapped)
    sheet.freeze_panes(1, 1)
