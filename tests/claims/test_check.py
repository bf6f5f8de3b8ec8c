from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tongxin.claims
from tests.claims.tables import facts_table, spoken_of
from tongxin.claims.check import check
from tongxin.claims.context import Reader
from tongxin.claims.explain import reason
from tongxin.kernel.errors import InputError

DAY = date(2022, 12, 20)
COUNTY_FACTS = """
志愿者人数 | 人 | 长沙市 | 2022-12-15 | 2022-12-15 | 5000
志愿者人数 | 人 | 岳麓区 | 2022-12-15 | 2022-12-15 | 120
志愿者人数 | 人 | 天心区 | 2022-12-15 | 2022-12-15 | 340
志愿者人数 | 人 | 浏阳市 | 2022-12-15 | 2022-12-15 | 77
"""
YEAR_FACTS = """
培训班期数 | 期 | 长沙市 | 2022-01-01 | 2022-12-15 | 30
培训班期数 | 期 | 长沙市 | 2021-01-01 | 2021-12-31 | 41
培训班期数 | 期 | 长沙市 | 2022-01-01 | 2022-06-30 | 18
会员人数 | 人 | 长沙市 | 2019-12-31 | 2019-12-31 | 26
会员人数 | 人 | 长沙市 | 2022-12-15 | 2022-12-15 | 312
"""


def found(text, facts, *, day=DAY, home="长沙市"):
    return check(text, date=day, home=home, answers=facts_table(facts)).findings


def values(text, facts, **how):
    return [(finding.claim.text, finding.value, finding.verdict.value) for finding in found(text, facts, **how)]


def test_the_library_offers_its_names():
    assert tongxin.claims.check is check


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市志愿者5000人。", [("5000人", 5000, "fit")]),
        ("岳麓区志愿者120人。", [("120人", 120, "fit")]),
        ("岳麓区、天心区志愿者分别为120人和341人。", [("120人", 120, "fit"), ("341人", 340, "contradicted")]),
        ("岳麓区志愿者120人，全市志愿者5000人。", [("120人", 120, "fit"), ("5000人", 5000, "fit")]),
        ("活动走进浏阳市。志愿者77人到场。", [("77人", 77, "fit")]),
        ("有120名志愿者在岳麓区服务。", [("120名", 120, "fit")]),
        ("志愿者5000人，比岳麓区多。", [("5000人", 5000, "fit")]),
        ("桃江县志愿者77人。", [("77人", None, "unsupported")]),
        ("在炎陵举行活动，志愿者5000人参加。", [("5000人", 5000, "fit")]),
    ],
)
def test_the_place_the_text_names_decides(text, expected):
    assert values(text, COUNTY_FACTS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年举办培训班30期。", [("30期", 30, "fit")]),
        ("去年举办培训班41期。", [("41期", 41, "fit")]),
        ("2021年，举办培训班30期。", [("30期", 41, "contradicted")]),
        ("上半年举办培训班18期。", [("18期", 18, "fit")]),
        ("每年举办培训班40余期。", [("40余期", 41, "fit")]),
        ("截至12月15日，举办培训班30期。", [("30期", 30, "fit")]),
        ("培训班30期，比去年增加。", [("30期", 30, "fit")]),
        ("会员由26人发展到312人。", [("26人", 26, "fit"), ("312人", 312, "fit")]),
        ("会员从26人到312人。", [("26人", 26, "fit"), ("312人", 312, "fit")]),
        ("会员由301名干部组成。", [("301名", 312, "contradicted")]),
        ("会员由最初的26人发展到312人。", [("26人", 26, "fit"), ("312人", 312, "fit")]),
        ("培训班30期，比去年的41期少。", [("30期", 30, "fit"), ("41期", 41, "fit")]),
        ("去年开局良好。" + "比去年好得多。" * 400 + "举办培训班30期。", [("30期", 30, "fit")]),
        ("2018年举办培训班30期。", [("30期", None, "unsupported")]),
    ],
)
def test_the_time_the_text_names_decides(text, expected):
    assert values(text, YEAR_FACTS) == expected


def test_a_lower_reading_that_would_match_is_only_mentioned():
    (finding,) = found("今年举办培训班41期。", YEAR_FACTS)
    assert finding.verdict.value == "contradicted"
    assert "若指培训班期数（长沙市，2021年）则相符" in reason(finding)


def test_persons_never_answer_person_times_nor_money_goods():
    facts = "培训人次 | 人次 | | 2022-01-01 | 2022-12-15 | 900\n捐赠大米重量 | 公斤 | | 2022-01-01 | 2022-12-15 | 500"
    assert values("培训900人次，培训900人，捐赠大米1000斤，捐赠大米500元。", facts) == [
        ("900人次", 900, "fit"),
        ("900人", None, "unsupported"),
        ("1000斤", 1000, "fit"),
        ("500元", None, "unsupported"),
    ]


def test_states_are_told_apart():
    facts = "材料提交篇数 | 篇 | | 2022-01-01 | 2022-12-15 | 46\n材料采用篇数 | 篇 | | 2022-01-01 | 2022-12-15 | 11"
    assert values("全年提交材料46篇，被采纳11篇。", facts) == [("46篇", 46, "fit"), ("11篇", 11, "fit")]


def test_means_changes_and_totals_are_told_apart():
    facts = """
服务时长 | 小时 | | 2022-01-01 | 2022-12-15 | 9000
人均服务时长 | 小时 | | 2022-01-01 | 2022-12-15 | 14.8
服务时长同比增幅 | % | | 2022-01-01 | 2022-12-15 | 12.5
站点数较上年增加 | 个 | | 2022-01-01 | 2022-12-15 | 7
站点数 | 个 | | 2022-12-15 | 2022-12-15 | 30
服务时长为上年倍数 | 倍 | | 2022-01-01 | 2022-12-15 | 9000 | 4500
满意率较上年提高 | 百分点 | | 2022-01-01 | 2022-12-15 | 1.25
"""
    text = "服务时长9000小时，人均服务14.8小时，服务时长增长12.5%，是上年的2倍；站点30个，比去年增加7个。满意率提高1.3个百分点，近2个百分点，近3倍。"
    assert [verdict for _, _, verdict in values(text, facts)][:6] == ["fit"] * 6


def test_two_equal_readings_that_disagree_are_ambiguous():
    facts = "销售额（平台口径） | 元 | | 2022-12-15 | 2022-12-15 | 582604\n销售额（合作社口径） | 元 | | 2022-12-15 | 2022-12-15 | 551900"
    (finding,) = found("活动销售额58.3万元。", facts)
    assert finding.verdict.value == "ambiguous"
    assert "口径" in reason(finding)
    (agreed,) = found("活动销售额50多万元。", facts)
    assert agreed.verdict.value == "fit"
    (named,) = found("按平台口径，活动销售额58.3万元。", facts)
    assert named.verdict.value == "fit"


def test_text_decides_and_values_never_do():
    text = "全年提交材料46篇，被采纳11篇，今年培训班30期。"
    facts = "材料提交篇数 | 篇 | | 2022-01-01 | 2022-12-15 | {0}\n材料采用篇数 | 篇 | | 2022-01-01 | 2022-12-15 | {1}"
    keys = [
        [(one := spoken_of(finding)) and one.key for finding in found(text, facts.format(*pair))]
        for pair in ((46, 11), (11, 46), (1, 1), (10**9, 0))
    ]
    assert keys == [["f1", "f2", None]] * 4


def test_shares_are_exact_fractions():
    facts = "县级覆盖 | 个 | 湖南省 | 2022-12-15 | 2022-12-15 | 104 | 122\n合格率 | % | 湖南省 | 2022-12-15 | 2022-12-15 | 99.2"
    (covered,) = found("县级覆盖86%。", facts, home="湖南")
    assert (covered.value, covered.verdict.value) == (Fraction(10400, 122), "contradicted")
    (full,) = found("县级组织实现全覆盖。", facts, home="湖南")
    assert full.verdict.value == "contradicted"
    assert values("合格率99.2%，合格率千分之992。", facts, home="湖南")[0][2] == "fit"


def test_a_former_value_needs_a_former_record():
    facts = "成员馆数 | 家 | | 2022-12-15 | 2022-12-15 | 25\n上届获奖人数 | 人 | | 2021-12-15 | 2021-12-15 | 9"
    assert values("成员馆由18家扩大到25家，上届获奖9人。", facts) == [
        ("18家", None, "unsupported"),
        ("25家", 25, "fit"),
        ("9人", 9, "fit"),
    ]


def test_two_figures_of_one_sentence_never_share_a_record():
    facts = "开设专业数 | 个 | | 2022-12-15 | 2022-12-15 | 48"
    assert values("联合12所高校开设专业48个。", facts) == [("12所", None, "unsupported"), ("48个", 48, "fit")]


def test_a_headline_and_the_body_share_one_record():
    facts = "服务时长 | 小时 | | 2022-01-01 | 2022-12-15 | 4812"
    assert values("服务时长超4800小时\n全年服务时长4812小时。", facts) == [
        ("超4800小时", 4812, "fit"),
        ("4812小时", 4812, "fit"),
    ]


def test_facts_with_one_key_are_refused():
    with pytest.raises(InputError, match="出现了两次"):
        facts_table("甲 | 个 | | 2022-01-01 | 2022-01-01 | 1", keys="xx", copies=2)


PIECES = st.lists(
    st.sampled_from(
        [
            "岳麓区",
            "、",
            "分别",
            "为",
            "12个",
            "和",
            "近200名",
            "，",
            "。",
            "志愿者",
            "去年",
            "截至11月底",
            "每年",
            "以来",
            "五年来",
            "全市",
            "长沙",
            "86%",
            "其中",
            "（",
            "）",
            "由",
            "发展到",
            "比上年",
            "增长",
            "翻番",
            "上届",
            "\n",
            "第四季度",
            "“",
            "”",
            "人均",
            "新增",
            "最初的",
        ]
    ),
    max_size=40,
)


@given(PIECES, st.dates(date(1990, 1, 1), date(2100, 12, 31)))
@settings(max_examples=150)
def test_any_sentence_is_checked_without_error(pieces, day):
    text = "".join(pieces)
    first = check(text, date=day, home="长沙市", answers=facts_table(COUNTY_FACTS + YEAR_FACTS))
    assert first == check(text, date=day, home="长沙市", answers=facts_table(COUNTY_FACTS + YEAR_FACTS))
    for finding in first.findings:
        assert text[finding.claim.start : finding.claim.end] == finding.claim.text
        assert reason(finding).endswith("。")


def test_list_without_end_is_looked_through_once(monkeypatch):
    """Fifty thousand characters of it took a minute."""
    looked = []
    real = Reader._joined
    monkeypatch.setattr(Reader, "_joined", lambda self, index: looked.append(index) or real(self, index))
    assert len(found("3人、" * 300, YEAR_FACTS)) == 300
    assert looked == list(range(299))
