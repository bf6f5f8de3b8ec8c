"""Tables in reports, whole: heads in several rows and columns, totals with their arithmetic, parts, Word's own merged cells."""

import io
from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.comments import annotate
from tongxin.claims.documents import read_report
from tongxin.claims.explain import reason
from tongxin.claims.heads import find_cells
from tongxin.claims.shown import Shown

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TABLE = """
培训班 | 期 | 长沙市 | 2021-01-01 | 2021-12-31 | 8
培训班 | 期 | 株洲市 | 2021-01-01 | 2021-12-31 | 7
培训人次 | 人次 | 长沙市 | 2021-01-01 | 2021-12-31 | 800
培训人次 | 人次 | 株洲市 | 2021-01-01 | 2021-12-31 | 700
培训班 | 期 | 湖南省 | 2020-01-01 | 2020-12-31 | 11
培训班 | 期 | 湖南省 | 2021-01-01 | 2021-12-31 | 15
会员人数 | 人 | 长沙市 | 2021-12-31 | 2021-12-31 | 312
女会员人数 | 人 | 长沙市 | 2021-12-31 | 2021-12-31 | 120
会员人数 | 人 | 株洲市 | 2021-12-31 | 2021-12-31 | 188
"""
DAY = date(2022, 1, 20)


def checked(text, *, home="湖南省"):
    return check(text, date=DAY, home=home, answers=facts_table(TABLE, home=home))


def judged(text, **more):
    return [(one.claim.text, one.place, one.verdict.value) for one in checked(text, **more).findings]


def disagreements(text):
    return [one.sentence for one in checked(text).incoherences]


MERGED = (
    "2021年培训情况\n地区\t培训\t\t会员（人）\n\t期数（期）\t人次\t\n"
    "长沙市\t8\t800\t312\n株洲市\t7\t701\t188\n合计\t15\t1500\t500\n"
)


def test_heads_of_two_rows_are_read_from_the_outside_in():
    assert [(cell.row, cell.column, cell.number.text, cell.unit) for cell in find_cells(MERGED)][:4] == [
        ("长沙市", "培训期数（期）", "8", "期"),
        ("长沙市", "培训人次", "800", "人次"),
        ("长沙市", "会员（人）", "312", "人"),
        ("株洲市", "培训期数（期）", "7", "期"),
    ]
    assert judged(MERGED) == [
        ("8", "长沙市", "fit"),
        ("800", "长沙市", "fit"),
        ("312", "长沙市", "fit"),
        ("7", "株洲市", "fit"),
        ("701", "株洲市", "contradicted"),
        ("188", "株洲市", "fit"),
        ("15", "湖南省", "fit"),
        ("1500", "湖南省", "fit"),
        ("500", "湖南省", "fit"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("序号\t地区\t培训班（期）\n1\t长沙市\t8\n2\t株洲市\t7\n", [("8", "长沙市", "fit"), ("7", "株洲市", "fit")]),
        ("项目\t2020\t2021\n培训班（期）\t11\t14\n", [("11", "湖南省", "fit"), ("14", "湖南省", "contradicted")]),
        ("年份\t培训班（期）\n2020\t11\n2021\t15\n", [("11", "湖南省", "fit"), ("15", "湖南省", "fit")]),
        (
            "地区\t指标\t2021年\n长沙市\t培训班（期）\t8\n\t培训人次\t801\n株洲市\t培训班（期）\t7\n",
            [("8", "长沙市", "fit"), ("801", "长沙市", "contradicted"), ("7", "株洲市", "fit")],
        ),
        (
            "2021年主要数据\t\n单位：期\t\n地区\t培训班\n长沙市\t8\n株洲市\t9\n",
            [("8", "长沙市", "fit"), ("9", "株洲市", "contradicted")],
        ),
        (
            "2021年\n地区\t会员（人）\t其中：女\n长沙市\t312\t121\n",
            [("312", "长沙市", "fit"), ("121", "长沙市", "contradicted")],
        ),
        ("2021年\n地区\t培训班（期）\n长沙市\t—\n株洲市\t7\n", [("7", "株洲市", "fit")]),
        (
            "2021年\n地区\t备注\t培训班（期）\n长沙市\t\t8\n株洲市\t\t9\n",
            [("8", "长沙市", "fit"), ("9", "株洲市", "contradicted")],
        ),
        (
            "2021年\n地区|培训班（期）\n长沙市|8\n地区|期数|培训人次\n株洲市|7|701\n",  # two tables without a line between
            [("8", "长沙市", "fit"), ("7", "株洲市", "unsupported"), ("701", "株洲市", "contradicted")],
        ),
        ("甲|乙\n丙|丁\n", []),
        ("2021年\n5\t\n地区\t培训班（期）\n长沙市\t8\n", [("8", "长沙市", "fit")]),
    ],
)
def test_every_head_counts_towards_what_a_cell_is_of(text, expected):
    assert judged(text) == expected


def test_pairs_of_name_and_number_need_no_heads():
    assert judged("会员人数\t312人\n培训班\t9期\n", home="长沙市") == [
        ("312人", "长沙市", "fit"),
        ("9期", "长沙市", "contradicted"),
    ]


def test_a_total_no_record_states_is_added_up_from_the_rows_it_is_of():
    *_, total = checked("2021年\n地区\t培训人次\n长沙市\t800\n株洲市\t700\n合计\t1501\n").findings
    assert total.verdict == "contradicted"
    assert reason(total) == "「1501」与记录推算不符：由培训人次，800人次 + 700人次 = 1,500人次。"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("地区\t期数\n甲\t8\n乙\t7\n合计\t15\n", []),
        ("地区\t期数\n甲\t8\n乙\t7\n合计\t16\n", ["表中“合计”一行“期数”与各项之和不一致：8 + 7 = 15，写的是 16。"]),
        ("地区\t期数\n合计\t16\n甲\t8\n乙\t7\n", ["表中“合计”一行“期数”与各项之和不一致：8 + 7 = 15，写的是 16。"]),
        ("地区\t金额（万元）\n甲\t8.4\n乙\t7.3\n合计\t15.8\n", []),  # rounded numbers may stray
        (
            "地区\t金额（万元）\n甲\t8.4\n乙\t7.3\n合计\t15.9\n",
            ["表中“合计”一行“金额”与各项之和不一致：8.4 + 7.3 = 15.7，写的是 15.9。"],
        ),
        ("地区\t人数\n甲\t8\n乙\t—\n丙\t3\n合计\t15\n", []),  # what is not there may be four
        (
            "地区\t人数\n甲\t8\n乙\t—\n丙\t9\n合计\t15\n",
            ["表中“合计”一行“人数”与各项之和不一致：8 + 9 = 17，空着的还没有算，写的是 15。"],
        ),
        ("地区\t人数\n甲\t8\n乙\t停办\n丙\t9\n合计\t99\n", []),
        ("地区\t覆盖率\n甲\t80%\n乙\t90%\n合计\t85%\n", []),
        ("地区\t人均（元）\n甲\t80\n乙\t90\n合计\t85\n", []),
        ("地区\t人数\n长沙市\t8\n岳麓区\t5\n合计\t8\n", []),  # one row lies within the other
        ("地区\t人数\n全省\t15\n甲\t8\n乙\t7\n", []),
        ("地区\t人数\n甲\t8\n其中：女\t5\n乙\t7\n合计\t15\n", []),
        (
            "地区\t人数\n甲\t8\n其中：女\t9\n乙\t7\n合计\t15\n",
            ["表中“其中：女”的“人数”是 9，多于它所属的 8，部分不会多于整体。"],
        ),
        (
            "地区\t人数\t其中：女\n甲\t8\t9\n乙\t7\t7\n",
            ["表中“甲”的“人数其中：女”是 9，多于它所属的 8，部分不会多于整体。"],
        ),
        (
            "片\t人数\n甲\t8\n乙\t7\n小计\t15\n丙\t1\n丁\t2\n小计\t4\n合计\t18\n",
            ["表中“小计”一行“人数”与各项之和不一致：1 + 2 = 3，写的是 4。"],
        ),
        (
            "项目\t一季度\t二季度\t合计\n培训班（期）\t8\t7\t14\n",
            ["表中“培训班”一行“合计”与各项之和不一致：8 + 7 = 15，写的是 14。"],
        ),
        ("项目\t培训（人）\t会员（人）\t合计（人）\n甲\t8\t7\t14\n", []),  # what stands beside each other is no list
        (
            "项目\t培训（人）\t\t\n\t男\t女\t合计\n甲\t8\t7\t14\n乙\t1\t1\t2\n",
            ["表中“甲”一行“培训合计”与各项之和不一致：8 + 7 = 15，写的是 14。"],
        ),
        (
            "地区\t人数\n" + "".join(f"某{n}\t{n}\n" for n in "1234567") + "合计\t29\n",
            ["表中“合计”一行“人数”与各项之和不一致：1 + 2 + 3 + … + 7（共 7 个数） = 28，写的是 29。"],
        ),
        ("地区\t人数\n甲\t8\n合计\t9\n", []),
        ("地区\t人数\n其中：女\t9\n甲\t8\n", []),  # of nothing
        ("地区\t人数\t增长率（%）\n甲\t8\t5\n其中：女\t5\t7\n", []),  # a part may grow faster
        ("项目\t一季度\t二季度\t合计\n培训班（期）\t8\t停\t14\n", []),
        ("| 地区 | 人数 |\n|---|---|\n| 甲 | 1,200 |\n| 乙 | 800 |\n| 合计 | 2,000 |\n", []),
    ],
)
def test_totals_and_parts_are_held_against_their_own_table(text, sentences):
    assert disagreements(text) == sentences


def test_what_disagrees_is_told_at_its_cell():
    text = "2021年\n地区\t培训班（期）\n长沙市\t8\n株洲市\t7\n合计\t16\n"
    notes = Shown.of(checked(text), linked=False).notes
    assert [len(note.disagrees) for note in notes] == [0, 0, 1]
    assert Shown.from_json(Shown.of(checked(text), linked=False).as_json()).notes[2].disagrees == notes[2].disagrees


# --- Word


def word(*elements):
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    end = document.element.body[-1]
    for element in elements:
        end.addprevious(parse_xml(element.replace(">", f" {W}>", 1)))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(*elements):
    return read_report(word(*elements), name="报告.docx", isolated=False)


def paragraph(text, marks=""):
    return f"<w:p><w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def cell(content, marks=""):
    inside = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inside}</w:tc>"


def rows(*listed):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(one)}</w:tr>" for one in listed) + "</w:tbl>"


def test_merged_cells_of_word_keep_every_column_in_its_place():
    table = rows(
        [
            cell("地区", '<w:vMerge w:val="restart"/>'),
            cell("培训", '<w:gridSpan w:val="2"/>'),
            cell("会员（人）", '<w:vMerge w:val="restart"/>'),
        ],
        [cell("", "<w:vMerge/>"), cell("期数（期）"), cell("人次"), cell("不见", '<w:vMerge w:val="continue"/>')],
        [cell("长沙市"), cell("8"), cell("800"), cell("312")],
        [cell("株洲市"), cell("7"), cell("700"), cell("189")],
    )
    report = read(paragraph("2021年培训情况"), table)
    assert report.text.endswith(
        "地区\t培训\t\t会员（人）\n\t期数（期）\t人次\t\n长沙市\t8\t800\t312\n株洲市\t7\t700\t189\n"
    )
    result = checked(report.text)
    assert [one.verdict.value for one in result.findings] == ["fit"] * 5 + ["contradicted"]
    from docx import Document

    document = Document(io.BytesIO(annotate(report, result, isolated=False)))
    assert [comment.text[:4] for comment in document.comments] == ["【相符】"] * 5 + ["【不符】"]
    *_, last = document.element.body.iter(f"{{{W[9:-1]}}}tc")
    assert "commentRangeStart" in last.xml


@pytest.mark.parametrize(
    ("elements", "text"),
    [
        (
            [rows([cell("甲"), cell(rows([cell("内"), cell("7人")]) + paragraph("外"))], [cell("乙"), cell("3")])],
            "甲\t外\n乙\t3\n内\t7人\n",
        ),
        (
            [
                rows(
                    [
                        cell("甲"),
                        cell(
                            "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>框内7人</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
                        ),
                    ]
                )
            ],
            "甲\t\n框内7人\n",
        ),
        ([rows([cell("甲"), cell(paragraph("12") + paragraph("期"))])], "甲\t12 期\n"),
        ([rows([cell("甲"), cell("<w:p><w:r><w:t>12</w:t><w:br/><w:t>期</w:t></w:r></w:p>")])], "甲\t12 期\n"),
        ([rows([cell("甲" * 90 + "。"), cell("乙。")])], "甲" * 90 + "。\n乙。\n"),
        ([rows([cell(paragraph("独") + paragraph("格"))])], "独\n格\n"),
        (
            [
                f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cell('甲')}<w:sdt><w:sdtContent>{cell('7')}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>"
            ],
            "甲\t7\n",
        ),
        (
            [
                "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>"
                + cell("删")
                + cell("9")
                + "</w:tr><w:bookmarkStart/>"
                + f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("甲")}{cell("7")}</w:tr></w:tbl>'
            ],
            "\t甲\t7\n",
        ),
        (
            [
                rows(
                    [
                        cell("甲"),
                        cell(
                            "<w:p><w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins><w:r><w:t>8</w:t></w:r></w:ins></w:p>"
                        ),
                    ]
                )
            ],
            "甲\t8\n",
        ),
        (
            [
                rows(
                    [
                        cell("甲"),
                        cell("<w:p><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r><w:r><w:t>15</w:t></w:r></w:p>"),
                    ]
                )
            ],
            "甲\t15\n",
        ),
        ([rows([cell("甲", '<w:gridSpan w:val="x"/>'), cell("7")])], "甲\t7\n"),
        (
            [paragraph("会员", ""), paragraph("311人", "<w:strike/>"), paragraph("312人", '<w:strike w:val="0"/>')],
            "会员\n\n312人\n",
        ),
        (
            [
                paragraph("5人", "<w:dstrike/>"),
                paragraph("6人", "<w:vanish/>"),
                paragraph("7人", '<w:vanish w:val="false"/>'),
            ],
            "\n\n7人\n",
        ),
    ],
)
def test_word_is_read_as_its_page_is_seen(elements, text):
    assert read(*elements).text == text


def test_a_table_of_500_columns_is_read_row_by_row():
    wide = rows(
        [cell("地区"), *(cell(f"{n}（人）") for n in range(499))], [cell("长沙市"), *(cell(str(n)) for n in range(499))]
    )
    assert len(checked(read(wide).text).findings) == 499


# --- Tables of facts


def held(rows, text="截至2021年底，长沙市会员186人。", home="湖南省"):
    found = check(text, date=DAY, home=home, answers=facts_table(rows, home=home)).findings
    return [(one.claim.text, one.place, one.verdict.value) for one in found]


def test_two_sheets_that_disagree_leave_it_open_and_two_that_agree_do_not():
    row = "会员 | 人 | 长沙市 | 2021-12-31 | 2021-12-31 | {}\n"
    assert held(row.format(186) + row.format(187)) == [("186人", "长沙市", "ambiguous")]
    assert held(row.format(187) + row.format(186)) == [("186人", "长沙市", "ambiguous")]
    assert held(row.format(186) + row.format(186)) == [("186人", "长沙市", "fit")]
    assert held(row.format(187) + row.format(188)) == [("186人", "长沙市", "contradicted")]


def test_places_that_contain_each_other_keep_their_own_rows():
    rows = "".join(
        f"会员 | 人 | {place} | 2021-12-31 | 2021-12-31 | {value}\n"
        for place, value in (("湖南省", 500), ("湖南省长沙市", 186), ("长沙市岳麓区", 21), ("长沙市岳麓区麓山街道", 4))
    )
    text = "截至2021年底，全省会员500人，长沙市186人，岳麓区20人，麓山街道4人。"
    assert held(rows, text) == [
        ("500人", "湖南省", "fit"),
        ("186人", "长沙市", "fit"),
        ("20人", "岳麓区", "contradicted"),
        ("4人", "麓山街道", "fit"),
    ]
