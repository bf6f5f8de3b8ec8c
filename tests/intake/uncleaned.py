"""Rosters as people keep them, invented: two-line heads, tables side by side, web pages called .xls, words of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from tongxin.office.timeless import new_workbook

Tap = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class Uncleaned:
    """One file, what a secretary taps until all of it is on record, and what then stands there."""

    file: Callable[[], bytes]
    written: Sequence[tuple[Any, ...]]
    name: str = "花名册.xlsx"
    door: str = ""
    taps: Sequence[Tap] = ()
    table: str = "members"
    before: Sequence[tuple[str, str, str]] = field(default_factory=tuple)  # members on record: name, mobile, unit


def sheet(
    rows: Sequence[Sequence[Any]], *, merged: Sequence[tuple[int, int, int, int]] = (), title: str = "Sheet1"
) -> bytes:
    """Write rows as they are, then merge ranges (first row, first column, last row, last column)."""
    stream = BytesIO()
    with new_workbook(stream) as book:
        page = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                if cell != "":
                    page.write(number, position, cell)
        for top, left, bottom, right in merged:
            page.merge_range(top, left, bottom, right, rows[top][left])
    return stream.getvalue()


def two_line_head() -> bytes:
    head = ["序号", "姓名", "性别", "出生年月", "工作情况", "", "人员类别", "手机", "入会时间"]
    lower = ["", "", "", "", "单位", "职务", "", "", ""]
    rows = [
        ["宁乡市新的社会阶层人士花名册", *[""] * 8],
        head,
        lower,
        [1, "王试一", "男", "1980.1", "甲试公司", "经理", "私营企业管理技术人员", 13700010001.0, "2021.9.9"],
        [2, "李试二", "女", "1985.12", "乙试事务所", "主任", "中介组织", "137-0001-0002", "2021年9月10日"],
        [3, "张试三", "男", "1990.5", "", "", "自由职业", "", 44450],
        [4, "赵试四", "女", "1991.3", "丁试传媒", "", "网络主播", "8613700010004", "2021/9/12"],
        ["合计", "4人", *[""] * 7],
        ["填表人：某某", *[""] * 8],
    ]
    merged = [(0, 0, 0, 8), (1, 4, 1, 5), *((1, column, 2, column) for column in (0, 1, 2, 3, 6, 7, 8))]
    return sheet(rows, merged=merged)


def side_by_side() -> bytes:
    rows = [
        ["签到表", *[""] * 8],
        ["姓名", "单位", "电话"] * 3,
        ["王试一", "甲试公司", "13700020001", "李试二", "乙试公司", "13700020002", "张试三", "丙试公司", "13700020003"],
        ["赵试四", "丁试公司", "13700020004", "钱试五", "戊试公司", "", "", "", ""],
    ]
    return sheet(rows, merged=[(0, 0, 0, 8)])


def web_page() -> bytes:
    rows = [("王试一", "甲试公司", "13700030001", "2021-03-09"), ("李试二", "", "13700030002", "2021-03-10")]
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    lines = lines.replace("<td>甲试公司</td>", '<td rowspan="2">甲试<br>公司</td>').replace("<td></td>", "")
    head = "<tr><th colspan=4>会员名单&nbsp;导出</th></tr><tr><th>姓名</th><th>单位</th><th>手机</th><th>入会时间</th></tr>"
    page = f'<html><head><meta charset="gb2312"><style>td {{}}</style></head><body><table>{head}{lines}</table></body></html>'
    return page.encode("gb18030")


def noted_csv() -> bytes:
    note = "党校，讲师，骨干，代表，委员，联络员，组长"
    return f"姓名,手机号,入会日期,备注\n王试一,13700040001,2021-03-09,{note}\n李试二,,2021-03-10,{note}\n".encode(
        "gb18030"
    )


def same_as_above() -> bytes:
    rows = [
        ["姓名", "单位", "职务", "联系电话", "入会时间"],
        ["王试一", "甲试公司", "经理", "13700050001", "2021-03-09"],
        ["李试二", "", "同上", "0731-85551234", "〃"],
        ["张试三", "", "", "+86 137 0005 0003", "″"],
        ["赵试四", "丁试公司", "会计", "\u202d13700050004\u202c", "同上"],
    ]
    return sheet(rows, merged=[(1, 1, 3, 1)])


def short_name() -> bytes:
    rows = [
        ["姓名", "手机", "组织", "入会时间"],
        ["王\u200b试一", "13700060001", "宁乡新联会", 2021.3],
        ["李试二", "13700060002", "宁乡新联会", 2021.3],
        ["张试三", "13700060003", "宁乡新联会", "2021年4月"],
    ]
    return sheet(rows)


def known_members() -> bytes:
    rows = [
        ["姓名", "手机", "单位", "职务", "入会时间"],
        ["王试一", "13700070001", "甲试公司", "经理", "2020-03-05"],
        ["李试二", "13700070002", "", "", "2021-03-09"],
        ["李试二", "13700070002", "", "", "2021-03-09"],
    ]
    return sheet(rows)


def wrongly_named() -> bytes:
    rows = [
        ["姓名", "工作单位", "入会时间"],
        ["艾力·买买提", "甲试公司", "2021-03-09"],
        ["艾力．买买提", "甲试公司", "2021-03-09"],
        ["王试一", "乙试公司", "去年"],
    ]
    return sheet(rows, title="人员")


def activities() -> bytes:
    rows = [
        ["活动台账", "", "", "", ""],
        ["活动名称", "活动时间", "活动地点", "人数", "类型"],
        ["试读会", "2022年3月1日-3日", "甲楼", "40人", "沙龙"],
        ["试讲会", "6月下旬", "乙楼", "约40", "讲坛"],
        ["试走会", "2022.5.6", "丙楼", "30余人", "主题考察"],
    ]
    return sheet(rows, merged=[(0, 0, 0, 4)])


def faulty_rows() -> bytes:
    rows = [
        ["姓名", "手机", "单位", "人员类别", "入会时间"],
        ["王试一", "1370008000", "甲试公司", "律师界", "2021-03"],
        ["李试二", "13700080002", "-乙减厂", "", "2021-03-09"],
    ]
    return sheet(rows)
