from datetime import date
from fractions import Fraction

import pytest

from tests.claims.tables import facts_table
from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.check import check
from tongxin.claims.explain import reason, shown


class Silent:
    """Answers that have no value to give."""

    narrowing = None
    notice = ""

    def __init__(self, answer):
        self.given = answer

    def candidates(self):
        return (Candidate(key="m", names=("会员人数",), unit="人", day=True, definition="审核入会的人。"),)

    def answer(self, candidate, *, place, period):
        return self.given


def sentence(text, facts):
    (finding,) = check(text, date=date(2022, 9, 26), home="湖南省", answers=facts_table(facts, home="湖南省")).findings
    return reason(finding)


ROW = "{} | {} | | 2022-01-01 | 2022-09-20 | {}"


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        (
            "今年培训900人次。",
            ROW.format("培训人次", "人次", 900),
            "「900人次」与记录相符：培训人次（湖南省，2022年1月1日至2022年9月20日）为900人次。",
        ),
        ("今年卖花9元。", ROW.format("培训人次", "人次", 900), "「9元」没有可对照的记录。"),
        ("今年培训1000余人次。", ROW.format("培训人次", "人次", 962), "可写作“960余人次”。"),
        ("今年培训1.2万人次。", ROW.format("培训人次", "人次", 13360), "为13,360人次，可写作“1.3万人次”。"),
        ("今年合格率86%。", ROW.format("合格率", "%", "104 | 122"), "为85.25%（104/122），可写作“85%”。"),
        ("今年合格率85%。", ROW.format("合格率", "%", "85.9"), "为85.9%，像是舍去了尾数而没有四舍五入，可写作“86%”。"),
        ("今年培训不足500人次。", ROW.format("培训人次", "人次", 120), "宜写作“不足200人次”。"),
        ("今年增长8%。", ROW.format("增长率", "%", -3), "为-3%，方向与文字相反。"),
        ("今年下降4%。", ROW.format("增长率", "%", -3), "可写作“3%”。"),
        ("今年销售12.5吨。", ROW.format("销售量", "公斤", 12345), "为12.345吨，可写作“12.345吨”。"),
        ("今年街道全部设站。", ROW.format("街道设站覆盖", "个", "35 | 36"), "可写作“97%”。"),
        ("今年县级全覆盖。", ROW.format("县级覆盖", "%", "0 | 36"), "可写作“0%”。"),
        ("今年结余5元。", ROW.format("结余", "元", "-3"), "可写作“-3元”。"),
    ],
)
def test_a_finding_is_one_sentence(text, facts, expected):
    assert expected in sentence(text, facts)


@pytest.mark.parametrize(
    ("answer", "verdict", "expected"),
    [
        (None, "unsupported", "「300人」对应会员人数，但没有可用的数值。"),
        (Answer(None, status="withheld"), "withheld", "（不公开）"),
        (Answer(None, status="undefined"), "unsupported", "（分母为零）"),
        (Answer(None, status="incomplete"), "incomplete", "（上报不完整）"),
        (Answer(Fraction(300)), "fit", "会员人数（湖南省，2022年9月26日）为300人。"),
        (Answer(Fraction(301)), "contradicted", "可写作“301人”；口径：审核入会的人。"),
    ],
)
def test_a_register_without_a_value_is_said_so(answer, verdict, expected):
    (finding,) = check("会员人数300人。", date=date(2022, 9, 26), home="湖南省", answers=Silent(answer)).findings
    assert finding.verdict.value == verdict
    assert expected in reason(finding)


def test_values_are_shown_in_the_stated_unit():
    assert shown(Fraction(104680), "斤") == "104,680斤"
    assert shown(Fraction(1, 3), "吨") == "0.3333吨"
    assert shown(Fraction(5, 2), "吨") == "2.5吨"
