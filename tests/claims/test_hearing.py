"""How the words around a figure decide which record it speaks of."""

from datetime import date

import pytest

from tests.claims.tables import facts_table, spoken_of
from tongxin.claims.check import check

DAY = date(2022, 12, 20)


def matched(text, facts, *, home="长沙市"):
    """Return the figures of a text with the measure and place of the record each was held against."""
    rows = "\n".join(line if "|" in line else f"{line} | | 2022-01-01 | 2022-12-15 | 1" for line in facts)
    findings = check(text, date=DAY, home=home, answers=facts_table(rows, home=home)).findings
    return [(held := spoken_of(finding)) and f"{held.name}·{held.place}" for finding in findings]


def fact(measure, unit, place=""):
    return f"{measure} | {unit} | {place} | 2022-01-01 | 2022-12-15 | 1"


PLACES = [
    fact("培训人次", "人次"),
    fact("培训人次", "人次", "岳麓区"),
    fact("受灾村数", "个"),
    fact("受灾村数", "个", "岳麓区"),
]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("岳麓区今年培训200人次，受灾村3个。", ["岳麓区", "岳麓区"]),
        ("岳麓区今年很忙。培训200人次。", ["岳麓区"]),
        ("岳麓区今年很忙，全市培训200人次。", ["长沙市"]),
        ("全市忙起来，岳麓区很忙。培训200人次，受灾村3个。", ["岳麓区", "岳麓区"]),
        ("全市培训200人次。岳麓区培训100人次，受灾村3个。", ["长沙市", "岳麓区", "岳麓区"]),
        ("全市培训200人次。其中岳麓区100人次，受灾村3个。", ["长沙市", "岳麓区", "长沙市"]),
        ("岳麓区、天心区都忙。培训200人次。", ["长沙市"]),
        ("长沙县道路通畅，培训200人次。", ["长沙市"]),
    ],
)
def test_the_place_a_text_is_about_rules_until_the_view_widens(text, places):
    assert [name and name.partition("·")[2] for name in matched(text, PLACES)] == places


def test_a_station_or_a_model_county_is_no_place():
    facts = [fact("预约服务人次", "人次"), fact("预约服务人次", "人次", "浏阳市"), fact("示范县数", "个")]
    assert matched("浏阳站预约服务62人次。", facts) == ["预约服务人次·长沙市"]
    assert matched("建成示范县19个。", facts) == ["示范县数·长沙市"]


def test_a_record_of_home_may_hold_the_named_place_in_its_name():
    facts = [fact("接待游客人次", "人次"), fact("武陵源核心景区接待游客人次", "人次")]
    assert matched("武陵源核心景区接待游客62人次。", facts, home="张家界市") == ["武陵源核心景区接待游客人次·张家界市"]


@pytest.mark.parametrize(
    ("text", "facts", "names"),
    [
        ("设26个大项中决出金牌412枚。", ["市运会大项数·个", "市运会金牌数·枚"], ["市运会大项数", "市运会金牌数"]),
        ("玫瑰均价每枝2元，上涨两成。", ["玫瑰均价同比涨幅·%", "鲜花成交额同比增幅·%"], [None, "玫瑰均价同比涨幅"]),
        ("获一等奖3个。", ["参赛选手二等奖数·个", "场馆数·个"], [None]),
        ("线上销售30单。", ["黄桃线下销售单数·单", "黄桃线上销售单数·单"], ["黄桃线上销售单数"]),
        ("限高317人次。", ["公布失信被执行人人次·人次", "限制高消费人次·人次"], ["限制高消费人次"]),
        ("网购类893件。", ["预付卡投诉件数·件", "网络购物投诉件数·件"], ["网络购物投诉件数"]),
        ("辟谣联盟推出“每周一榜”52期。", ["辟谣榜单期数·期", "全网阅读量·次"], ["辟谣榜单期数"]),
        (
            "新建残疾人之家32家、总数128家。",
            ["新建残疾人之家数·家", "残疾人之家总数·家"],
            ["新建残疾人之家数", "残疾人之家总数"],
        ),
        (
            "平均住院日7.2天，较上年缩短0.4天。",
            ["平均住院日·天", "平均住院日较上年缩短·天"],
            ["平均住院日", "平均住院日较上年缩短"],
        ),
        ("玩具订单同比多签1.4亿元。", ["玩具订单金额·亿元", "玩具订单同比增加额·亿元"], ["玩具订单同比增加额"]),
        ("版权产业增加值5,006亿元。", ["版权产业增加值·亿元", "版权作品登记费·亿元"], ["版权产业增加值"]),
        ("亩产432.6公斤。", ["小麦平均亩产·公斤/亩", "小麦总产·万吨"], ["小麦平均亩产"]),
    ],
)
def test_the_words_at_the_figure_choose_the_record(text, facts, names):
    rows = [fact(*one.split("·")) for one in facts]
    assert [name and name.partition("·")[0] for name in matched(text, rows)] == names


@pytest.mark.parametrize(
    ("text", "facts", "names"),
    [
        ("今年新建创新基地6个。", ["创新基地总数·个", "基地新增数·个"], ["基地新增数"]),  # what came anew is never all
        (
            "捐款捐物合计80万元，其中现金29万元。",
            ["捐赠款物总额·万元", "捐赠额（现金）·万元"],
            ["捐赠款物总额", "捐赠额（现金）"],
        ),
        ("商会组织286家，其中异地商会97家。", ["商会数（乡镇及以上）·家"], ["商会数（乡镇及以上）", None]),
        (
            "高血压、糖尿病患者管理率分别为78%和76%。",
            ["糖尿病患者管理率·%", "高血压患者管理率·%"],
            ["高血压患者管理率", "糖尿病患者管理率"],
        ),
        ("会员企业捐款捐物145万元。", ["会员企业捐赠款物总值·万元"], ["会员企业捐赠款物总值"]),
        ("吸纳新会员57名。", ["会员总数（期末）·人", "新增会员数·人"], ["新增会员数"]),
        ("民办非企业单位16个。", ["民非单位数·个"], ["民非单位数"]),
        ("投资10亿元以上的项目9个。", ["签约项目数（投资50亿元及以上）·个"], [None]),
        ("投资50亿元以上的签约项目9个。", ["签约项目数（投资50亿元及以上）·个"], ["签约项目数（投资50亿元及以上）"]),
        ("协会章程核准备案占95%。", ["协会章程备案占比·%"], ["协会章程备案占比"]),
        ("收到提案428件，立案361件。", ["立案提案数·件", "收到提案数·件"], ["收到提案数", "立案提案数"]),
    ],
)
def test_the_words_at_the_figure_tell_parts_wholes_and_states_apart(text, facts, names):
    rows = [fact(*one.split("·")) for one in facts]
    assert [name and name.partition("·")[0] for name in matched(text, rows)] == names


def test_changes_of_listed_places_are_those_of_their_places():
    rows = [fact("信息报送量同比增减", "%", place) for place in ("岳麓区", "浏阳市")]
    text = "岳麓区、浏阳市报送信息分别为238条、176条，较上年分别增长14.9%、下降3.3%。"
    assert matched(text, rows)[2:] == ["信息报送量同比增减·岳麓区", "信息报送量同比增减·浏阳市"]


def test_a_value_that_turns_into_another_is_the_former_one():
    facts = """平均候诊时间 | 分钟 | | 2021-01-01 | 2021-12-31 | 42
平均候诊时间 | 分钟 | | 2022-01-01 | 2022-12-15 | 18"""
    findings = check("平均候诊时间由42分钟缩短至18分钟。", date=DAY, home="长沙市", answers=facts_table(facts)).findings
    assert [finding.verdict.value for finding in findings] == ["fit", "fit"]


def test_the_year_of_the_former_value_is_not_that_of_the_new_one():
    facts = """城市书房数 | 家 | | 2018-12-31 | 2018-12-31 | 5
城市书房数 | 家 | | 2022-11-30 | 2022-11-30 | 37"""
    for text in ("城市书房从2018年的5家发展到37家。", "城市书房由2018年底的5家增加到37家。"):
        findings = check(text, date=DAY, home="长沙市", answers=facts_table(facts)).findings
        assert [finding.verdict.value for finding in findings] == ["fit", "fit"], text


def test_a_sentence_before_does_not_hide_what_is_recorded_of_now():
    facts = """接待观众人次 | 人次 | | 2021-01-01 | 2021-12-31 | 900
展厅面积 | 平方米 | | 2022-12-01 | 2022-12-01 | 9200
禁毒讲座场次 | 场 | | 2022-01-01 | 2022-12-15 | 130"""
    text = "去年接待观众900人次。展厅面积9200平方米。举办禁毒讲座130场。恢复到2019年同期的86%。"
    findings = check(text, date=DAY, home="长沙市", answers=facts_table(facts)).findings
    assert [finding.verdict.value for finding in findings] == ["fit", "fit", "fit", "unsupported"]
