from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.coherence import whole_numerators
from tongxin.claims.extract import extract

NO_FACTS = "无关 | 个 | 某地 | 2022-01-01 | 2022-01-01 | 1"


def rules(text, *, facts=NO_FACTS, home="湖南省"):
    found = check(text, date=date(2022, 9, 26), home=home, answers=facts_table(facts, home=home)).incoherences
    return [incoherence.rule for incoherence in found]


def test_only_105_of_122_is_86_per_cent():
    (claim,) = extract("占86%")
    assert whole_numerators(claim, 122) == [105]
    (most,) = extract("占85%以上")
    assert whole_numerators(most, 10) == []
    (open_ended,) = extract("不足30%")
    assert 0 not in whole_numerators(open_ended, 10)


def test_the_articles_levels_disagree_unless_the_province_is_left_out():
    text = "联谊组织达到119家,省市两级实现全覆盖,县级覆盖86%。"
    (found,) = check(text, date=date(2022, 9, 26), home="湖南省", answers=facts_table(NO_FACTS)).incoherences
    assert found.rule == "levels"
    assert (
        found.sentence
        == "122个县的「86%」只能是105个，加上14个市州和1个省级应为120，与「119家」不一致；若省级组织不计入则一致。"
    )
    assert found.spans[0] == (6, 10)


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("组织达到120家，省市两级全覆盖，县级覆盖86%。", "湖南省", []),
        ("组织达到90家，省市两级全覆盖，县级覆盖86%。", "湖南省", ["levels"]),
        ("组织达到119家，省市两级全覆盖，县级覆盖86.01%。", "湖南省", []),
        ("组织达到119家，省市两级全覆盖，县级覆盖86%。", "长沙市", []),
        ("组织达到119家，省市两级全覆盖，县级覆盖86%。", "某地", []),
        ("组织达到119家，乡镇全覆盖，县级覆盖86%。", "湖南省", []),
        ("组织达到119家。省市两级全覆盖，县级覆盖86%。", "湖南省", []),
    ],
)
def test_levels_add_up_only_where_the_text_says_so(text, home, expected):
    assert rules(text, home=home) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会员100人，其中女会员60人、青年会员50人。", ["parts"]),
        ("会员100人，其中女会员60人、青年会员30人。", []),
        ("会员100人，其中女会员60人，青年会员50人。", []),
        ("会员100多人，其中女会员250人。", ["parts"]),
        ("会员超过100人，其中女会员250人。", []),
        ("会员100人。其中女会员250人。", []),
        ("会员100人，其中基地250个。", []),
        ("会员100人，其中女会员40%、男会员60%。", []),
        ("会员100人，其中女会员60人、增长8%、男会员90人。", []),
        ("培训900人次，实际覆盖1000人。", ["persons"]),
        ("培训900人次，实际覆盖800人。", []),
        ("培训900人次，参加1000人。", []),
        ("培训900人次。实际覆盖1000人。", []),
        ("培训超过900人次，实际覆盖1000人。", []),
        ("走访900家次，实际覆盖1000人。", []),
        ("会员由100人增至120人，增长20%。", []),
        ("会员由100人增至120人，增长30%。", ["growth"]),
        ("会员由100人增至120人，增长10%。", ["growth"]),
        ("会员由100人增至120人。增长30%。", []),
        ("会员由100人增至120家，增长30%。", []),
        ("会员由0人增至120人，增长30%。", []),
        ("会员100人，新增120人，增长30%。", []),
        ("会员由超过100人增至不足150人，增长30%。", []),
        ("培训130人次，比上年的100人次增长30%。", []),
        ("培训130人次，比上年的100人次增长13%。", ["growth"]),
        ("培训130人次，比上年的100场增长13%。", []),
        ("培训130人次，比上年的100人次多，增长13%。", []),
        ("会员200人，其中女会员80人，占40%。", []),
        ("会员200人，其中女会员80名，占35%。", ["share"]),
        ("会员200人，其中女会员80人（占45%）。", ["share"]),
        ("会员200人，其中女会员80人，占35%以上。", []),
        ("会员约200人，其中女会员80人，占41%。", []),
        ("会员0人，其中女会员0人，占41%。", []),
        ("会员200人，其中基地80个，占35%。", []),
        ("会员200人，其中女会员80人。占35%。", []),
        ("会员200人，其中女会员80人，占全省女会员总数的35%。", []),
        ("会员200人，女会员80人，占35%。", []),
        ("截至6月底累计培训1200人次，截至8月底累计培训1100人次。", ["monotone"]),
        ("截至8月底累计培训1100人次，截至6月底累计培训1200人次。", ["monotone"]),
        ("截至6月底累计培训1200人次。截至8月底培训人次累计达1100人次。", []),
        ("截至6月底累计培训1200人次，截至8月底累计培训超1100人次。", []),
        ("截至6月底累计培训不足1200人次，截至8月底累计培训1100人次。", []),
        ("截至6月底累计培训1200人次，截至8月底累计培训1300人次。", []),
        ("截至去年12月底累计培训1200人次，截至8月底累计培训1100人次。", []),
        ("上半年累计培训1200人次。1至8月累计培训1100人次。", ["monotone"]),
        ("去年累计培训1200人次，今年累计培训1100人次。", []),
        ("截至6月底累计培训1200人次，截至6月底累计培训1100人次。", []),
        ("截至6月底培训人次累计达1200人次。截至8月底培训人次累计达1100人次。", ["monotone"]),
        ("截至6月底累计举办12期培训1200人次，截至8月底累计举办13期培训1100人次。", []),
        ("累计培训1200人次，累计培训1100人次。", []),
    ],
)
def test_parts_persons_and_growth_hold_together(text, expected):
    assert rules(text) == expected


def test_headline_and_body_state_one_record_alike():
    facts = "服务时长 | 小时 | | 2022-01-01 | 2022-09-20 | 4812"
    assert rules("服务时长超4900小时\n全年服务时长4812小时。", facts=facts) == ["headline"]
    assert rules("服务时长4812小时\n全年服务时长超4900小时。", facts=facts) == ["headline"]
    assert rules("服务时长不足4812小时\n全年服务时长4812小时。", facts=facts) == ["headline"]
    assert rules("服务时长超4800小时\n全年服务时长4812小时。", facts=facts) == []


def test_a_percentage_of_a_small_whole_needs_a_whole_numerator():
    facts = "合格率 | % | | 2022-09-20 | 2022-09-20 | 3 | 7"
    assert rules("合格率45%。", facts=facts) == ["percentage"]
    assert rules("合格率43%。", facts=facts) == []
    assert rules("合格率45%。", facts="合格率 | % | | 2022-09-20 | 2022-09-20 | 3.5 | 7.5") == []
