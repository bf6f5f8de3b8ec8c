"""Which place a figure is held against: chains, 全市, scenes, companions, towns no register knows; nothing is not none."""

from datetime import date
from fractions import Fraction

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.answers import EMPTY, Answer, Candidate
from tongxin.claims.divisions import find_towns, gazetteer
from tongxin.claims.explain import reason


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("江苏省淮安市涟水县", "涟水县"),
        ("恩施州利川市", "利川市"),
        ("遵义市仁怀市", "仁怀市"),
        ("桐梓县官仓镇", "官仓镇"),
        ("桐梓县 官仓镇", "官仓镇"),
        ("恩施州", "恩施土家族苗族自治州"),
        ("湘西自治州", "湘西土家族苗族自治州"),
        ("长沙", "长沙市"),
        ("湖南省本级", "湖南省本级"),
        ("武陵源核心景区", "武陵源核心景区"),
        ("官仓镇", "官仓镇"),
        ("长沙市涟水县", "长沙市涟水县"),
    ],
)
def test_a_chain_of_places_is_its_last_one(written, place):
    assert gazetteer().innermost(written) == place


TABLE = """
义诊场次 | 场 | 湖南省 | 2022-01-01 | 2022-12-31 | 900
义诊场次 | 场 | 长沙市 | 2022-01-01 | 2022-12-31 | 640
义诊场次 | 场 | 浏阳市 | 2022-01-01 | 2022-12-31 | 121
义诊场次 | 场 | 长沙县 | 2022-01-01 | 2022-12-31 | 53
"""


def places(text, home="长沙市"):
    checked = check(text, date=date(2023, 2, 10), home=home, answers=facts_table(TABLE))
    return [
        (finding.claim.text, finding.candidate.place if finding.candidate else None) for finding in checked.findings
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长沙市卫健委通报，2022年，浏阳市义诊121场。义诊640场。", ["浏阳市", "长沙市"]),
        ("2022年，浏阳市是重点。义诊121场。", ["浏阳市"]),
        ("2022年，浏阳市是重点。全市义诊640场。", ["长沙市"]),
        ("2022年，浏阳市、长沙县是重点。义诊640场。", ["长沙市"]),
        ("长沙市卫健委通报，2022年，浏阳市是重点。\n义诊640场。", ["长沙市"]),
        ("2022年，长沙市与浏阳市联合义诊640场。", ["长沙市"]),
        ("2022年，全省义诊900场，全市义诊640场。", ["湖南省", "长沙市"]),
        ("2022年，长沙县带头，全县义诊53场。", ["长沙县"]),
        ("2022年，长沙县和浏阳市带头。全县义诊53场。", ["长沙县"]),
        ("2022年，该县义诊640场。", ["长沙市"]),
        ("2022年，义诊121场在浏阳市。", ["浏阳市"]),
        ("浏阳市今年忙。2022年义诊121场。长沙市义诊640场。", ["浏阳市", "长沙市"]),
        ("2022年，浏阳市、长沙县居前，在岳麓区展示，分别义诊121场、53场。", ["浏阳市", "长沙县"]),
        ("2022年，官仓镇义诊53场。", [None]),
        ("2022年，其中浏阳、长沙县居前，分别义诊121场、53场，义诊合计640场。", ["浏阳市", "长沙县", "长沙市"]),
        (
            "2022年，浏阳市、宁乡市、岳麓区、长沙县分别开展义诊121场、9场、8场和53场，义诊共640场。",
            ["浏阳市", None, None, "长沙县", "长沙市"],
        ),
        ("2022年，浏阳市一名群众说好。各地义诊640场。", ["长沙市"]),
        ("2022年，城区义诊640场。", ["长沙市"]),
        ("2022年，浏阳市、长沙县建起义诊点，义诊640场。", ["长沙市"]),
        ("2022年，长沙县、浏阳市、官仓镇居前，分别义诊53场、121场。", [None, None]),
    ],
)
def test_the_place_a_text_speaks_of_is_kept(text, expected):
    assert [place for _, place in places(text)] == expected


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("官仓镇培训3期", ["官仓镇"]),
        ("桐梓县官仓镇和九坝镇", ["官仓镇"]),
        ("在靖港镇，雷锋街道会员3人", ["靖港镇", "雷锋街道"]),
        ("各乡镇，城镇居民，助力乡村振兴，今年街道，特色小镇，建成乡镇文明站，官仓镇分会", []),
    ],
)
def test_towns_are_known_by_their_shape(text, towns):
    assert [town.name for town in find_towns(text)] == towns


class Empty:
    """A register that has recorded nothing at a place."""

    narrowing = None
    notice = ""

    def candidates(self):
        return (Candidate(key="classes", names=("培训班次", "培训班"), unit="班次", words=("期",)),)

    def answer(self, candidate, *, place, period):
        return Answer(Fraction(0), status=EMPTY)


def test_nothing_recorded_is_not_none():
    said, none = check(
        "2021年，举办培训班3期。2020年，举办培训班0期。", date=date(2022, 1, 20), home="武汉市", answers=Empty()
    ).findings
    assert (said.verdict, none.verdict) == ("unsupported", "fit")
    assert "没有记录不等于是零" in reason(said)
    assert "宜写作" not in reason(said)


def test_a_person_may_hold_a_figure_against_nothing():
    checked = check(
        "2021年，举办培训班3期。",
        date=date(2022, 1, 20),
        home="武汉市",
        answers=Empty(),
        overrides={(11, 13): "classes"},
    )
    assert checked.findings[0].verdict == "contradicted"


class Twice:
    """Two measures of one name."""

    narrowing = None
    notice = ""

    def candidates(self):
        return tuple(Candidate(key=key, names=("培训人次",), unit="人次") for key in ("one", "two"))

    def answer(self, candidate, *, place, period):
        return Answer(Fraction(3 if candidate.key == "one" else 5))


def test_two_measures_of_one_name_are_not_nested_times():
    (finding,) = check("2021年，培训3人次。", date=date(2022, 1, 20), home="长沙市", answers=Twice()).findings
    assert (finding.verdict, finding.equal) == ("fit", ())


def test_scene_of_a_sentence_longer_than_one_is_read_at_all():
    found = places("在长沙市，" + "大家认真学习领会精神，" * 42 + "共举办义诊640场。", home="湖南省")
    assert [text for text, _ in found] == ["640场"]


def test_home_may_be_written_with_what_it_lies_in():
    assert [place for _, place in places("2022年，义诊640场。", home="湖南省长沙市")] == ["长沙市"]


def test_towns_of_a_table_are_known_by_their_short_names():
    table = facts_table(
        "\n".join(
            f"义诊场次 | 场 | {place} | 2022-01-01 | 2022-12-31 | {n}"
            for place, n in (("青草镇", 286), ("孔城镇", 307), ("", 900))
        ),
        home="桐城市",
    )
    text = "2022年，青草、孔城分别义诊286场、307场，在青草渔港义诊900场。"
    found = check(text, date=date(2023, 2, 10), home="桐城市", answers=table).findings
    told = [(one.candidate.place, one.verdict.value) for one in found]
    assert told == [("青草镇", "fit"), ("孔城镇", "fit"), ("桐城市", "fit")]


def test_a_word_that_is_a_town_for_short_is_no_town_in_a_list_of_people():
    rows = [("培训青年", "", 30), ("培训妇女", "", 50), ("培训青年", "青年街道", 7)]
    table = facts_table("\n".join(f"{name} | 人 | {place} | 2022-01-01 | 2022-12-31 | {n}" for name, place, n in rows))
    found = check(
        "2022年，培训青年、妇女分别为30人、50人。", date=date(2023, 2, 10), home="长沙市", answers=table
    ).findings
    assert [one.verdict.value for one in found] == ["fit", "fit"]
