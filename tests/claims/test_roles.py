"""Headings, wholes and branches, plans, receivers, limits, what is left over, very many records, the nearest of them."""

from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.explain import reason
from tongxin.claims.facts import FactsTable
from tongxin.claims.tables import facts_from_rows

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
            "2022年，受理案件2160件、办结2090件，同比分别下降4.7%、增长5.3%。",
            [
                ("办结案件同比增减", "%", "5.3"),
                ("受理案件同比增减", "%", "-4.7"),
                ("办结案件", "件", 2090),
                ("受理案件", "件", 2160),
            ],
            [
                ("受理案件", "fit"),
                ("办结案件", "fit"),
                ("受理案件同比增减", "fit"),
                ("办结案件同比增减", "fit"),
            ],
        ),
        (
            "2022年，受理案件2160件，办结2090件，同比分别上升4.7%和5.3%。",
            [
                ("办结案件同比增幅", "%", "5.3"),
                ("受理案件同比增幅", "%", "4.7"),
                ("办结案件", "件", 2090),
                ("受理案件", "件", 2160),
            ],
            [("受理案件", "fit"), ("办结案件", "fit"), ("受理案件同比增幅", "fit"), ("办结案件同比增幅", "fit")],
        ),
        (
            "2022年，办结2090件，同比分别上升4.7%和5.3%，其他分别为3件和4件。",
            [("办结案件同比增幅", "%", "5.3"), ("办结案件", "件", 2090)],
            [
                ("办结案件", "fit"),
                ("办结案件同比增幅", "contradicted"),
                (None, "unsupported"),
                (None, "unsupported"),
                (None, "unsupported"),
            ],
        ),
        (
            "2022年，登记的茶叶合作社有218家，其中县级以上示范社43家。",
            [("茶叶合作社数（县级以上示范社）", "家", 43)],
            [(None, "unsupported"), ("茶叶合作社数（县级以上示范社）", "fit")],
        ),
        (
            "2022年，修复馆藏文物5347件，其中青铜器1100件，返乡女性占三成五。",
            [("馆藏文物修复数", "件", 5347), ("馆藏书画修复数", "件", 742), ("青年会员占比", "%", 58)],
            [("馆藏文物修复数", "fit"), (None, "unsupported"), (None, "unsupported")],
        ),
        (
            "2022年，律师39名、医师28名，两类会员合计占七成七。",
            [("律师和医师会员占比", "%", 77)],
            [(None, "unsupported"), (None, "unsupported"), ("律师和医师会员占比", "fit")],
        ),
        (
            "其中2022年会员312人。",
            [("会员人数", "人", 312)],
            [("会员人数", "fit")],
        ),
        (
            "2022年，市所属商会达186家，其中异地商会72家。",
            [("所属商会数", "家", 186)],
            [("所属商会数", "fit"), (None, "unsupported")],
        ),
        (
            "2022年，1200名志愿者上岗，演员30名。",
            [("志愿者报名人数", "人", 1530), ("演员获奖人数", "人", 12)],
            [(None, "unsupported"), (None, "unsupported")],
        ),
        (
            "2022年，报名志愿者1530名，获奖演员12名。",
            [("志愿者报名人数", "人", 1530), ("演员获奖人数", "人", 12)],
            [("志愿者报名人数", "fit"), ("演员获奖人数", "fit")],
        ),
        (
            "2022年，压减学科类机构133家，非学科类机构20家。",
            [("非学科类校外机构压减数", "家", 20), ("学科类校外机构压减数", "家", 133)],
            [("学科类校外机构压减数", "fit"), ("非学科类校外机构压减数", "fit")],
        ),
        (
            "2022年，新增学位1.26万个。",
            [("学位增加数", "个", 12640), ("学位减少数", "个", 40)],
            [("学位增加数", "fit")],
        ),
        (
            "2022年，发放防暑物资380万元。",
            [("困难职工帮扶资金", "万元", 865)],
            [(None, "unsupported")],
        ),
        (
            "2022年，文创销售4500万元。",
            [("文创销售额（省局汇总）", "万元", 4532), ("文创销售额（各馆上报汇总）", "万元", 5120)],
            [("文创销售额（省局汇总）", "ambiguous")],
        ),
        (
            "2022年，民营企业和社会组织管理技术人员912人、自由职业人员486人。",
            [("会员数（民企和社会组织管理技术人员）", "人", 912), ("会员数（自由职业人员）", "人", 486)],
            [("会员数（民企和社会组织管理技术人员）", "fit"), ("会员数（自由职业人员）", "fit")],
        ),
        (
            "2022年，42名演员晋级决赛，87名演员报名。",
            [("演员展演获奖人数", "名", 30), ("演员展演报名人数", "名", 87)],
            [(None, "unsupported"), ("演员展演报名人数", "fit")],
        ),
        (
            "2022年，招收硕士2100名，博士招生突破300名。",
            [("硕士生招生数", "人", 2147)],
            [("硕士生招生数", "contradicted"), (None, "unsupported")],
        ),
        (
            "2022年，社会各界捐款捐物合计24万元，其中捐款13万元。",
            [("社会捐款额", "万元", 13), ("社会捐赠款物总额", "万元", 24)],
            [("社会捐赠款物总额", "fit"), ("社会捐款额", "fit")],
        ),
        (
            "2022年，专场招聘会提供岗位1800个。",
            [("专场招聘会场次", "场", 21)],
            [(None, "unsupported")],
        ),
        (
            "2022年，开展增雨作业，增加降水160万立方米，减少碳排放23吨。",
            [("增雨增加降水量", "万立方米", 160), ("碳排放减少量", "吨", 23), ("碳排放增加量", "吨", 5)],
            [("增雨增加降水量", "fit"), ("碳排放减少量", "fit")],
        ),
        (
            "2022年，转办诉求13420件，新会员52名。",
            [("转办诉求数", "件", 12980), ("转办诉求量", "件", 13420)],
            [("转办诉求数", "ambiguous"), (None, "unsupported")],
        ),
        (
            "2022年，科普报告场均听众126人，满意度测评代表投票结果通过率94%。",
            [("科普报告平均每场听众", "人/场", "1764 | 14"), ("护理床位果蔬占比", "%", 51)],
            [("科普报告平均每场听众", "fit"), (None, "unsupported")],
        ),
        (
            "2022年，办理案件2470件，人均18件；其中刑事辩护36件。",
            [("办案量（刑事辩护）", "件", 36)],
            [(None, "unsupported"), (None, "unsupported"), ("办案量（刑事辩护）", "fit")],
        ),
        (
            "2022年，“跨省通办”事项增至236项，“全省通办”事项118项。",
            [("“全省通办”事项数", "项", 118)],
            [(None, "unsupported"), ("“全省通办”事项数", "fit")],
        ),
        (
            "2022年，新建之家32家、总数128家。",
            [("新建残疾人之家数", "家", 32), ("残疾人之家总数", "家", 128)],
            [("新建残疾人之家数", "fit"), ("残疾人之家总数", "fit")],
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


def test_a_name_in_quotation_marks_is_found_among_very_many():
    lines = [("“跨省通办”事项", "件", 300), *((f"{name}办件", "件", n) for n, (name, _, _) in enumerate(MANY))]
    assert matched("2022年“跨省通办”事项300件。", lines) == [("“跨省通办”事项", "fit")]


def test_a_sign_in_a_name_is_no_trouble():
    row = {"id": "1", "measure": "男|女", "unit": "人", "from": "2022-01-01", "to": "2022-12-31", "value": "300"}
    table = FactsTable(facts_from_rows([row], home="长沙市"))
    text = "2022年女会员300人，男会员400人。"
    found = check(text, date=date(2023, 2, 10), home="长沙市", answers=table).findings
    assert [one.claim.text for one in found] == ["300人", "400人"]


@pytest.mark.parametrize(
    "text",
    [
        "地区\t报名人数\n长沙市\t30\n浏阳市\t40\n",
        "2022年，征集情况：\n报名人数：\n30人。",
        "2022年报名情况如下。长沙市有30人。",
    ],
)
def test_a_state_told_in_a_head_or_a_line_above_is_told(text):
    assert matched(text, [("培训报名人数", "人", 30)])[0] == ("培训报名人数", "fit")


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
