"""Headings, wholes and branches, plans, receivers, limits, what is left over, very many records, the nearest of them."""

from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.explain import reason

PERIOD = "2022-01-01 | 2022-12-31"


def matched(text, lines, home="长沙市"):
    table = facts_table("\n".join(f"{name} | {unit} | | {PERIOD} | {value}" for name, unit, value in lines), home=home)
    findings = check(text, date=date(2023, 2, 10), home=home, answers=table).findings
    return [(one.candidate.name if one.candidate else None, one.verdict.value) for one in findings]


GIFTS = [("毛毯发放", "床", 13260), ("棉鞋发放", "双", 2100), ("走访老人", "户", 8430)]


def test_a_heading_takes_the_record_it_restates_and_leaves_it_to_the_body():
    text = "1.3万床毛毯送到家\n2022年，发放毛毯13260床、棉鞋2100双，走访老人8430户。"
    assert matched(text, GIFTS) == [(name, "fit") for name in ("毛毯发放", "毛毯发放", "棉鞋发放", "走访老人")]


def test_a_heading_that_restates_nothing_is_matched_by_its_own_words():
    text = "发放毛毯9000床\n2022年，发放毛毯13260床、棉鞋2100双。"
    assert matched(text, GIFTS)[0] == ("毛毯发放", "contradicted")


def test_of_two_body_figures_a_heading_takes_the_one_it_speaks_of():
    lines = [("义演收入", "万元", 126), ("义卖收入", "万元", 124)]
    text = "义演收入超过120万元\n2022年，义演收入126万元，义卖收入124万元。"
    assert matched(text, lines)[0] == ("义演收入", "fit")
    text = "收入超过120万元\n2022年，义演收入126万元，义卖收入124万元。"
    assert matched(text, lines)[0][0] in {"义演收入", "义卖收入"}


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        (
            "2022年，云台馆接待3870人次；讲解215场。",
            [("云台馆接待", "人次", 3870), ("讲解（各馆合计）", "场", 251), ("云台馆讲解", "场", 215)],
            [("云台馆接待", "fit"), ("讲解（各馆合计）", "contradicted")],
        ),
        (
            "2022年，云台馆讲解215场。",
            [("讲解（各馆合计）", "场", 251), ("云台馆讲解", "场", 215)],
            [("云台馆讲解", "fit")],
        ),
        (
            "2022年，茶叶、笋干等山货销售318万元，其中茶叶142万元。",
            [("山货销售额", "万元", 318), ("茶叶销售额", "万元", 142)],
            [("山货销售额", "fit"), ("茶叶销售额", "fit")],
        ),
        (
            "2022年，计划培训600人，已培训418人。",
            [("救护员培训人数", "人", 418)],
            [(None, "unsupported"), ("救护员培训人数", "fit")],
        ),
        (
            "2022年，计划培训600人，已培训418人。",
            [("救护员计划培训人数", "人", 600), ("救护员培训人数", "人", 418)],
            [("救护员计划培训人数", "fit"), ("救护员培训人数", "fit")],
        ),
        (
            "2022年，向市档案馆移送卷宗130卷，向省档案馆移送卷宗15卷。",
            [("移送卷宗", "卷", 130), ("移送省档案馆卷宗", "卷", 15)],
            [("移送卷宗", "fit"), ("移送省档案馆卷宗", "fit")],
        ),
        (
            "2022年，新增套餐（其中医保类7项、社保类9项）合计26项。",
            [("套餐（医保类）", "项", 7), ("套餐（社保类）", "项", 9), ("新增套餐", "项", 26)],
            [("套餐（医保类）", "fit"), ("套餐（社保类）", "fit"), ("新增套餐", "fit")],
        ),
        (
            "2022年，签下316单、2.84亿元。",
            [("展销会签约订单数", "单", 316), ("展销会签约金额", "亿元", "2.84")],
            [("展销会签约订单数", "fit"), ("展销会签约金额", "fit")],
        ),
        (
            "2022年，每班不超过25人，招收1140人。",
            [("技能班最大班额", "人", 25), ("技能班招生人数", "人", 1140)],
            [("技能班最大班额", "fit"), ("技能班招生人数", "fit")],
        ),
        (
            "2022年，年会上唱歌3首。",
            [("剧团巡演", "场", 12)],
            [(None, "unsupported")],
        ),
        (
            "2022年，场均到场38.4人次，每座书屋年均借出1.41万册次。",
            [("活动场均到场", "人次", "384 | 10"), ("每座书屋年均借出", "册次", "846000 | 60")],
            [("活动场均到场", "fit"), ("每座书屋年均借出", "fit")],
        ),
    ],
)
def test_a_figure_is_matched_by_its_role(text, lines, expected):
    assert matched(text, lines) == expected


MANY = [
    (f"{kind}{thing}数", "个", 10 * n + m)
    for n, kind in enumerate("甲乙丙丁戊己庚辛壬癸")
    for m, thing in enumerate(("站点", "课堂", "小组", "书屋"))
]


def test_of_very_many_records_the_ones_spoken_of_are_found():
    text = "2022年，丙课堂21个，庚书屋63个，癸小组92个。演出12场。"
    assert matched(text, MANY) == [("丙课堂数", "fit"), ("庚书屋数", "fit"), ("癸小组数", "fit"), (None, "unsupported")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2022年，株洲市流动图书车巡回121次。", "流动图书车巡回（长沙市，2022年），地区不同，没有采用"),
        ("2019年，流动图书车巡回121次。", "流动图书车巡回（长沙市，2022年），时间不同，没有采用"),
        ("2022年，流动图书车巡回占12%。", "流动图书车巡回（长沙市，2022年），单位或数的种类不同，没有采用"),
        ("2022年，计划流动图书车巡回121次。", "流动图书车巡回（长沙市，2022年），文字里看不出说的是它，没有采用"),
    ],
)
def test_a_figure_without_a_record_names_the_nearest_and_why_it_was_not_taken(text, why):
    table = facts_table(f"流动图书车巡回 | 次 | 长沙市 | {PERIOD} | 121\n流动图书车 | 辆 | 长沙市 | {PERIOD} | 3")
    (finding,) = check(text, date=date(2023, 2, 10), home="长沙市", answers=table).findings
    assert finding.verdict == "unsupported"
    assert reason(finding).endswith(f"没有可对照的记录；最接近的是{why}。")
