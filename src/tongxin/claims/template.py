"""The empty facts table a user fills in: headings, two example rows, notes and lists to choose units from."""

import io
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tongxin.office.timeless import new_workbook

_COLUMNS: Final = (
    ("编号", 10, "每行一个，不重复；可以不填，不填就按行号称呼。"),
    ("指标", 24, "必填。写报告里用的说法，例如会员人数、捐款金额。"),
    ("单位", 10, "例如 人、人次、个、万元、公斤、%。"),
    ("地区", 14, "例如 湖南省、长沙市；不填就是报告所说的地区。"),
    ("起", 14, "统计期的第一天，或 2021年、2021年9月、2021年上半年；时点数不填。"),
    ("止", 14, "必填。统计期的最后一天，或数字截至的那一天。"),
    ("数值", 14, "必填。只写数字；占比写分子，并在后一列写分母。"),
    ("分母", 12, "只有占比才填，例如 122 家里有 105 家：数值 105，分母 122。"),
)
_EXAMPLES: Final = (
    ("f1", "会员人数", "人", "湖南省", "", "2022-09-20", 312, ""),
    ("f2", "捐款金额", "万元", "长沙市", "2021-01-01", "2021-12-31", 3796.4, ""),
    ("f3", "基地覆盖率", "个", "湖南省", "", "2022-09-20", 105, 122),
)
_UNITS: Final = (
    "人",
    "人次",
    "名",
    "个",
    "家",
    "场次",
    "期",
    "件",
    "篇",
    "元",
    "万元",
    "亿元",
    "公斤",
    "吨",
    "小时",
    "%",
)
_ROWS: Final = 1000


def facts_template() -> bytes:
    """Return an .xlsx facts table with three example rows; `tables.read_facts` reads it as it is."""
    stream = io.BytesIO()
    with new_workbook(stream, in_memory=True) as book:
        sheet = book.add_worksheet("事实表")
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center"})
        text, number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.##"})
        for column, (name, width, note) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width, number if name in {"数值", "分母"} else text)
            sheet.write_string(0, column, name, head)
            sheet.write_comment(0, column, note, {"x_scale": 1.6})
        sheet.freeze_panes(1, 0)
        for row, cells in enumerate(_EXAMPLES, 1):
            sheet.write_row(row, 0, cells)
        # A warning only: a unit outside the list is welcome.
        units = {"validate": "list", "source": list(_UNITS), "error_type": "information", "ignore_blank": True}
        sheet.data_validation(1, 2, _ROWS, 2, units)
        above_zero = {"validate": "decimal", "criteria": ">", "value": 0, "error_message": "分母要大于零。"}
        sheet.data_validation(1, 7, _ROWS, 7, above_zero)
        _notes(book.add_worksheet("填写说明"), head=head)
    return stream.getvalue()


def _notes(sheet: Worksheet, *, head: Format) -> None:
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 70)
    sheet.write_row(0, 0, ("列", "怎么填"), head)
    for row, (name, _, note) in enumerate(_COLUMNS, 1):
        sheet.write_row(row, 0, (name, note))
    sheet.write_string(len(_COLUMNS) + 2, 1, "三行例子可以删去；合计、总计、小计行会跳过，不会重复计算。")
