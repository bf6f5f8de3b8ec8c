"""Tables in reports: every number has the heads of its row and column, the time and place above, and their unit."""

from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.heads import find_cells

STACKED = "表1 培训人次\n湖南省，2021年\n地区\n培训人次（人次）\n会员人数（人）\n{}\n说明\n1. 数字"
ROWS = "长沙市\n8\n312\n株洲市\n7\n—\n合计\n15\n500"


def heads(text):
    return [(cell.row, cell.column, cell.number.text, cell.unit) for cell in find_cells(text)]


def test_lines_of_one_cell_each_are_a_table():
    assert heads(STACKED.format(ROWS)) == [
        ("长沙市", "培训人次（人次）", "8", "人次"),
        ("长沙市", "会员人数（人）", "312", "人"),
        ("株洲市", "培训人次（人次）", "7", "人次"),
        ("合计", "培训人次（人次）", "15", "人次"),
        ("合计", "会员人数（人）", "500", "人"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "单位：期\n| 地区 | 培训班 |\n|---|---:|\n| 长沙市 | 12 |\n| 合计 | 1,345 |\n",
            [("长沙市", "培训班", "12", "期"), ("合计", "培训班", "1,345", "期")],
        ),
        (
            "地区 | 培训班 | 覆盖率\n长沙市 | 12 | 85%\n",
            [("长沙市", "培训班", "12", ""), ("长沙市", "覆盖率", "85%", "%")],
        ),
        ("地区\t培训班/期\n长沙市\t12\n", [("长沙市", "培训班/期", "12", "期")]),
        (
            "地区培训人次（人次）\n长沙市8\n株洲市0\n",
            [("长沙市", "培训人次（人次）", "8", "人次"), ("株洲市", "培训人次（人次）", "0", "人次")],
        ),
        (
            "地区培训班（期）会员（人）\n长沙市8 12\n株洲市0 3\n",
            [
                ("长沙市", "培训班（期）", "8", "期"),
                ("长沙市", "会员（人）", "12", "人"),
                ("株洲市", "培训班（期）", "0", "期"),
                ("株洲市", "会员（人）", "3", "人"),
            ],
        ),
        ("指标 | 2021年\n培训班（期） | 8\n", [("培训班（期）", "2021年", "8", "期")]),
        ("甲 | 乙 | 丙\n长沙市 | 12\n", []),  # not the same number of cells
        ("说明培训\n长沙市8\n株洲市0\n", []),  # no heads
        ("地区培训班（期）\n长沙市8 12\n株洲市0 3\n", []),  # fewer heads than numbers
        ("长沙市8\n株洲市0\n", []),
        ("地区培训班\n某某协会8\n某某中心0\n", []),
        ("长沙市\n举办\n株洲市\n举办\n", []),
        ("长沙市\n8\n株洲市\n7\n", []),  # nothing above says what
        ("今年|有|三\n", []),
    ],
)
def test_tables_of_several_shapes_are_read_and_nothing_else(text, expected):
    assert heads(text) == expected


TABLE = """
培训班 | 期 | 长沙市 | 2021-01-01 | 2021-12-31 | 8
培训班 | 期 | 株洲市 | 2021-01-01 | 2021-12-31 | 7
培训班 | 期 | 湖南省 | 2021-01-01 | 2021-12-31 | 15
培训班 | 期 | 湖南省 | 2020-01-01 | 2020-12-31 | 11
捐款额 | 万元 | 湖南省 | 2021-01-01 | 2021-12-31 | 38.5
会员人数 | 人 | 长沙市 | 2021-12-31 | 2021-12-31 | 312
会员净增 | 人 | 长沙市 | 2021-01-01 | 2021-12-31 | -4
"""


def judged(text):
    checked = check(text, date=date(2022, 1, 20), home="湖南省", answers=facts_table(TABLE, home="湖南省"))
    return [(finding.claim.text, finding.place, finding.verdict.value) for finding in checked.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2021年培训情况\n地区\n培训班（期）\n长沙市\n8\n株洲市\n9\n合计\n15\n",
            [("8", "长沙市", "fit"), ("9", "株洲市", "contradicted"), ("15", "湖南省", "fit")],
        ),
        ("年份 | 培训班（期）\n2020年 | 11\n2021年 | 15\n", [("11", "湖南省", "fit"), ("15", "湖南省", "fit")]),
        ("2021年\n单位：万元\n地区 | 捐款额\n全省 | 38.5\n", [("38.5", "湖南省", "fit")]),
        ("截至2021年12月31日\n地区 | 会员人数\n长沙市 | 312\n", [("312", "长沙市", "fit")]),
        (
            "2021年\n地区 | 培训班\n省本级 | 15期\n长沙市 | 8期\n",
            [("15期", "省本级", "unsupported"), ("8期", "长沙市", "fit")],
        ),
        ("2021年\n地区 | 会员净增（人）\n长沙市 | -4\n", [("-4", "长沙市", "fit")]),
        ("2021年\n地区 | 编号\n长沙市 | 430100\n", []),
        ("培训期数\n地区 | 培训班（期）\n长沙市 | 8\n", [("8", "长沙市", "fit")]),
    ],
)
def test_a_cell_is_held_against_the_record_of_its_row_and_column(text, expected):
    assert judged(text) == expected
