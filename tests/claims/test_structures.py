"""Generated texts: place lists × clauses × units, directions × names; a wrong figure changes exactly its own verdict."""

from datetime import date
from itertools import product

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check

PLACES = [
    ("长沙市", ("浏阳市", "宁乡市", "长沙县")),
    ("湘西土家族苗族自治州", ("吉首市", "龙山县", "凤凰县")),
    ("湖南省", ("衡阳市", "岳阳市", "湘潭市")),
    ("苏州市", ("昆山市", "太仓市", "常熟市")),
    ("桂林市", ("阳朔县", "灵川县", "全州县")),
]
LISTS = [
    "{0}、{1}、{2}分别义诊{x}场、{y}场、{z}场",
    "{0}、{1}和{2}义诊场次居前三位，分别为{x}场、{y}场和{z}场",
    "{0}、{1}、{2}走在前列，义诊分别达到{x}场、{y}场、{z}场",
    "义诊{0}{x}场、{1}{y}场、{2}{z}场",
    "{0}义诊{x}场，{1}义诊{y}场，{2}义诊{z}场",
    "{0}、{1}以及{2}的义诊次数名列前茅，依次是{x}场、{y}场以及{z}场",
]
TABLES = ["{}", "{home}{}"]
WHOLE = {"省": "全省", "市": "全市", "州": "全州"}


def verdicts(text, table, *, home, day=date(2023, 2, 10)):
    findings = check(text, date=day, home=home, answers=facts_table(table, home=home)).findings
    return [finding.verdict.value for finding in findings]


def table_of(home, parts, written):
    rows = [f"义诊场次 | 场 | {home} | 2022-01-01 | 2022-12-31 | 640"]
    rows += [
        f"义诊场次 | 场 | {written.format(part, home=home)} | 2022-01-01 | 2022-12-31 | {value}"
        for part, value in zip(parts, (121, 87, 53), strict=True)
    ]
    rows.append(f"志愿医生 | 人 | {home} | 2022-12-31 | 2022-12-31 | 215")
    return "\n".join(rows)


@pytest.mark.parametrize(("place", "listed", "written"), list(product(PLACES, LISTS, TABLES)))
def test_every_figure_of_a_list_has_its_own_place_and_what_follows_is_of_the_whole(place, listed, written):
    home, parts = place
    table = table_of(home, parts, written)
    text = f"2022年，{WHOLE[home[-1]]}义诊{{w}}场。{listed}。志愿医生{{v}}名。"
    right = {"w": 640, "x": 121, "y": 87, "z": 53, "v": 215}
    assert verdicts(text.format(*parts, **right), table, home=home) == ["fit"] * 5
    for place_in_text, name in enumerate(right):
        wrong = text.format(*parts, **{**right, name: right[name] + 5})
        expected = ["contradicted" if n == place_in_text else "fit" for n in range(5)]
        assert verdicts(wrong, table, home=home) == expected


RISES = ["同比增长", "比上年上升", "较上年提高"]
FALLS = ["同比下降", "比上年减少", "较去年回落"]
SIGNED = ["借阅量同比增幅", "借阅量同比变化率", "借阅量增速", "借阅量比上年变动幅度"]
FALLEN = ["借阅量同比降幅", "借阅量比上年下降"]


@pytest.mark.parametrize(("words", "name"), list(product(RISES + FALLS, SIGNED + FALLEN)))
def test_text_and_record_are_compared_with_their_directions(words, name):
    rose = (words in RISES) == (name in SIGNED)
    table = "借阅量 | 册 | | 2022-01-01 | 2022-12-31 | 5000\n{} | % | | 2022-01-01 | 2022-12-31 | {}"
    text = f"2022年，借阅量5000册，{words}8.4%。"
    for value in ("8.4", "-8.4"):
        right = rose == (value == "8.4")
        found = verdicts(text, table.format(name, value), home="长沙市")
        assert found == ["fit", "fit" if right else "contradicted"]


UNITS = [("期", "期"), ("场", "场次"), ("名", "人"), ("万元", "元"), ("吨", "公斤"), ("家", "个"), ("辆次", "辆次")]
SIZE = {"万元": 10**4, "吨": 1000}


@pytest.mark.parametrize(("said", "recorded"), UNITS)
def test_units_that_stand_for_each_other_are_compared(said, recorded):
    table = f"夜校夏班规模 | {recorded} | | 2022-01-01 | 2022-12-31 | {42 * SIZE.get(said, 1)}"
    assert verdicts(f"2022年，夜校夏班规模42{said}。", table, home="长沙市") == ["fit"]
    assert verdicts(f"2022年，夜校夏班规模47{said}。", table, home="长沙市") == ["contradicted"]


def test_parts_by_place_go_on_with_what_the_whole_counts():
    table = "\n".join(
        f"义诊场次 | 场 | {place} | 2022-01-01 | 2022-12-31 | {value}"
        for place, value in (("长沙市", 640), ("浏阳市", 121), ("宁乡市", 87))
    )
    text = "2022年，义诊640场，满意率六成以上，其中浏阳、宁乡分别为{}场、87场。其中121场。"
    assert verdicts(text.format(121), table, home="长沙市") == ["fit", "unsupported", "fit", "fit", "unsupported"]
    assert verdicts(text.format(126), table, home="长沙市")[2:4] == ["contradicted", "fit"]
    for parts in ("其中浏阳市121场、宁乡市87场", "浏阳、宁乡分别有121场、87场"):
        assert verdicts(f"2022年，义诊640场，{parts}。", table, home="长沙市") == ["fit"] * 3


@pytest.mark.parametrize(
    ("text", "recorded", "expected"),
    [
        ("2022年1至6月，活动很多。义诊38场。", "2021-01-01 | 2021-06-30", "unsupported"),
        ("2022年10月1日至7日，活动很多。义诊38场。", "2022-05-01 | 2022-05-05", "unsupported"),
        ("2020年，活动很多。义诊38场。", "2022-01-01 | 2022-12-31", "fit"),
        ("2022年1至6月，活动很多。义诊38场。", "2022-01-01 | 2022-06-30", "fit"),
        ("截至2022年11月底，义诊38场。", "2021-08-01 | 2021-08-31", "unsupported"),
        ("2022年11月20日，义诊38场。", "2021-01-01 | 2021-12-31", "unsupported"),
        ("2022年1月20日，义诊38场。", "2021-01-01 | 2021-12-31", "fit"),
    ],
)
def test_a_record_of_another_time_answers_only_what_the_report_looks_back_on(text, recorded, expected):
    assert verdicts(text, f"义诊场次 | 场 | | {recorded} | 38", home="长沙市") == [expected]
