"""Figures that no record states and that come of recorded ones: judged with the arithmetic shown, never searched for."""

from datetime import date
from fractions import Fraction

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.explain import reason
from tongxin.claims.output import as_json

TABLE = """
会员人数 | 人 | | 2021-12-31 | 2021-12-31 | 186
会员人数 | 人 | | 2020-12-31 | 2020-12-31 | 164
女会员人数 | 人 | | 2021-12-31 | 2021-12-31 | 52
培训人次 | 人次 | | 2021-01-01 | 2021-12-31 | 400
培训人次 | 人次 | | 2020-01-01 | 2020-12-31 | 200
捐款额 | 元 | | 2021-01-01 | 2021-12-31 | 900
茶叶收购量 | 吨 | | 2021-01-01 | 2021-12-31 | 2
绿茶收购量 | 公斤 | | 2021-01-01 | 2021-12-31 | 500
"""


def last(text, table=TABLE):
    checked = check(text, date=date(2022, 1, 20), home="长沙市", answers=facts_table(table))
    return checked.findings[-1]


@pytest.mark.parametrize(
    ("text", "verdict", "arithmetic"),
    [
        ("2021年底，会员186人，比上年增加22人。", "fit", "186人 − 164人 = 22人"),
        ("2021年底，会员186人，比上年增加32人。", "contradicted", "186人 − 164人 = 22人"),
        ("2021年底，会员186人，比上年减少22人。", "contradicted", "186人 − 164人 = 22人"),
        ("2021年底，会员186人，比上年末增加22人。", "fit", "186人 − 164人 = 22人"),
        ("2021年底，会员186人，其中女会员52人，占三成左右。", "loose", "52人 ÷ 186人 = 27.96%"),
        ("2021年底，会员186人，其中女会员52人，占27.96%。", "fit", "52人 ÷ 186人 = 27.96%"),
        ("2021年底，会员186人，其中女会员52人，占38%。", "contradicted", "52人 ÷ 186人 = 27.96%"),
        ("2021年，培训400人次，同比增长100%。", "fit", "400人次 ÷ 200人次 − 1 = 100%"),
        ("2021年，培训400人次，同比增长80%。", "contradicted", "400人次 ÷ 200人次 − 1 = 100%"),
        ("2021年，培训400人次，比上年翻了一番。", "fit", "400人次 ÷ 200人次 = 2倍"),
        ("2021年，培训400人次，是上年的2倍。", "fit", "400人次 ÷ 200人次 = 2倍"),
        ("2021年，培训400人次，同比增长1倍。", "fit", "400人次 ÷ 200人次 − 1 = 1倍"),
        ("2021年，培训400人次，比2020年增加200人次。", "fit", "400人次 − 200人次 = 200人次"),
        ("2021年，培训400人次，比2020年翻一番。", "fit", "400人次 ÷ 200人次 = 2倍"),
        ("2021年，培训400人次，比2020年增加200人次，增长100%。", "fit", "400人次 ÷ 200人次 − 1 = 100%"),
        ("2021年，培训400人次，比2020年增加200人次，增长50%。", "contradicted", "400人次 ÷ 200人次 − 1 = 100%"),
        ("2021年底，会员186人，比2020年底增加22人。", "fit", "186人 − 164人 = 22人"),
        ("2021年底，会员186人，其中女会员52人，超过四分之一。", "fit", "52人 ÷ 186人 = 27.96%"),
        ("2021年底，会员186人，其中女会员52人，占多半。", "contradicted", "52人 ÷ 186人 = 27.96%"),
        ("2021年底，会员186人，其中女会员52人，占二成八。", "fit", "52人 ÷ 186人 = 27.96%"),
        ("2021年底，会员186人，其中女会员52人，超过三成。", "contradicted", "52人 ÷ 186人 = 27.96%"),
        ("2021年，收购茶叶2吨，其中绿茶500公斤，占25%。", "fit", "500公斤 ÷ 2吨 = 25%"),
    ],
)
def test_a_figure_is_worked_out_from_what_the_text_names(text, verdict, arithmetic):
    finding = last(text)
    assert finding.derived is not None
    assert (finding.verdict, finding.derived.arithmetic) == (verdict, arithmetic)
    assert arithmetic in reason(finding)


@pytest.mark.parametrize(
    "text",
    [
        "2021年底，会员186人，增加22人。",  # since when?
        "2021年，捐款900元，同比增长10%。",  # nothing is recorded of the year before
        "2021年底，会员186人。比上年增加22人。",  # another sentence
        "2021年底，活动99场，比上年增加22场。",  # of what nobody knows
        "2021年底，会员186人，女会员52人，占28%。",  # of which whole?
        "2021年底，会员186人，提高3个百分点。",
        "2021年底，会员186人，同比提高3个百分点。",
        "2021年，捐款900元，其中会员186人，占28%。",
        "比上年增加22人。",
        "占28%。",
        "2021年，培训400人次，比2022年增加200人次。",  # a year still to come is no base
        "2021年底，会员186人，比2021年底增加22人。",
    ],
)
def test_nothing_is_worked_out_where_the_text_does_not_say_from_what(text):
    finding = last(text)
    assert (finding.derived, finding.verdict) == (None, "unsupported")


def test_a_derived_figure_shows_its_arithmetic_in_the_json():
    text = "2021年底，会员186人，比上年增加22人。"
    (_, claim) = as_json(check(text, date=date(2022, 1, 20), home="长沙市", answers=facts_table(TABLE)))["claims"]
    assert claim["derived"] == {"from": ["f1", "f2"], "arithmetic": "186人 − 164人 = 22人"}
    assert claim["fact"] is None


class Members:
    """A register of one stock: so many at the end of each year."""

    narrowing = None
    notice = ""
    ends = {date(2020, 12, 31): 6919, date(2021, 12, 31): 9079}

    def candidates(self):
        return (Candidate(key="members", names=("会员人数", "会员"), unit="人", day=True),)

    def answer(self, candidate, *, place, period):
        value = self.ends.get(period.last)
        return None if value is None else Answer(Fraction(value))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("2021年，新增会员2160人。", "fit"),
        ("2021年，新增会员2500人。", "unsupported"),  # some may have left
        ("2020年，新增会员2160人。", "unsupported"),
        ("新增会员2160人。", "unsupported"),
        ("截至2021年底，会员9079人，比上年增加2160人。", "fit"),
        ("截至2021年底，会员9079人，比上年增加2260人。", "contradicted"),
    ],
)
def test_what_came_anew_is_what_a_computed_stock_has_more(text, verdict):
    finding = check(text, date=date(2022, 1, 20), home="长沙市", answers=Members()).findings[-1]
    assert finding.verdict == verdict
    assert (finding.derived is None) == (verdict == "unsupported")
    if finding.derived:
        assert finding.derived.arithmetic == "9,079人 − 6,919人 = 2,160人"


MEMBERS = """
会员人数 | 人 | 长沙市 | 2021-12-31 | 2021-12-31 | 312
会员人数 | 人 | 株洲市 | 2021-12-31 | 2021-12-31 | 188
培训班 | 期 | 长沙市 | 2021-01-01 | 2021-12-31 | 8
"""


def total(text):
    checked = check(text, date=date(2022, 1, 20), home="湖南省", answers=facts_table(MEMBERS))
    finding = checked.findings[-1]
    return finding.verdict.value, finding.derived.arithmetic if finding.derived else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年底，长沙市会员312人、株洲市会员188人，合计500人。", ("fit", "312人 + 188人 = 500人")),
        ("2021年底，长沙市会员312人，株洲市会员188人，两者共501人。", ("contradicted", "312人 + 188人 = 500人")),
        ("2021年底，长沙市会员312人、湘潭市会员188人，合计500人。", ("unsupported", "")),  # one part nobody knows
        ("2021年底，长沙市会员312人。株洲市会员188人，合计500人。", ("unsupported", "")),  # another sentence
        ("2021年底，全省会员500人，其中长沙市312人、株洲市188人，合计500人。", ("fit", "312人 + 188人 = 500人")),
        ("2021年底，全省会员500人，长沙市312人、株洲市188人，合计500人。", ("fit", "312人 + 188人 = 500人")),
        ("2021年，长沙市举办培训班8期，年底会员312人，合计320人。", ("unsupported", "")),  # one part is no sum
    ],
)
def test_a_total_is_added_up_only_from_parts_the_sentence_names(text, expected):
    assert total(text) == expected


def test_a_long_sum_is_shown_by_its_ends():
    towns = [f"官{n}镇" for n in "甲乙丙丁戊己庚"]
    rows = "".join(f"会员人数 | 人 | {town} | 2021-12-31 | 2021-12-31 | 4\n" for town in towns)
    text = "2021年\n地区\t会员（人）\n" + "".join(f"{town}\t4\n" for town in towns) + "合计\t28\n"
    checked = check(text, date=date(2022, 1, 20), home="湖南省", answers=facts_table(rows))
    assert checked.findings[-1].derived.arithmetic == "4人 + 4人 + 4人 + … + 4人（共 7 个数） = 28人"
