"""Which days a figure is held against, asked of a register that computes any: never another time than the text says."""

from datetime import date
from fractions import Fraction

import pytest

from tongxin.claims import check
from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.explain import reason

PUBLISHED = date(2022, 9, 26)
TRAINED = Candidate(key="trained", names=("培训人次", "培训班"), unit="人次", words=("期",))
MEMBERS = Candidate(key="members", names=("会员人数", "会员"), unit="人", day=True)
COVERED = Candidate(key="covered", names=("县级覆盖率",), unit="%", share=True, day=True)
GROUPS = Candidate(key="groups", names=("联谊组织数", "联谊组织"), unit="家", day=True)


class Register:
    """Answers one for every question: what was asked is what matters."""

    narrowing = None
    notice = ""

    def candidates(self):
        return (TRAINED, MEMBERS, GROUPS, COVERED)

    def answer(self, candidate, *, place, period):
        return Answer(Fraction(1))


def found(text):
    return check(text, date=PUBLISHED, home="湖南省", answers=Register()).findings


def days(text):
    return [
        (finding.period.start.isoformat(), finding.period.last.isoformat()) if finding.period else None
        for finding in found(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2022年1至6月培训30人次，去年同期为20人次；联谊组织4家。",
            [("2022-01-01", "2022-06-30"), ("2021-01-01", "2021-06-30"), ("2022-06-30", "2022-06-30")],
        ),
        (
            "截至2022年6月底进展顺利。到2025年会员达到6000人，实际会员已有4218人。",
            [("2022-09-26", "2022-09-26"), ("2022-06-30", "2022-06-30")],
        ),
        (
            "到2025年会员达到6000人，联谊组织达到30家。",
            [("2022-09-26", "2022-09-26"), ("2022-09-26", "2022-09-26")],
        ),
    ],
)
def test_a_time_rules_no_further_than_it_is_meant(text, expected):
    assert days(text) == expected


def test_what_is_done_every_year_rules_no_other_sentence():
    assert days("2022年3月，市里每年培训30人次。举办培训班5期。")[1] == ("2022-03-01", "2022-03-31")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020年至2021年，全省培训8245人次。", "2020-01-01", "2021-12-31"),
        ("2020—2021年，全省培训8245人次。", "2020-01-01", "2021-12-31"),
        ("2020年、2021年，全省共培训8245人次。", "2020-01-01", "2021-12-31"),
        ("2021年3月1日至6月30日，全省举办培训班50期。", "2021-03-01", "2021-06-30"),
        ("2021年3月1日—15日，全省举办培训班50期。", "2021-03-01", "2021-03-15"),
        ("2021年一季度至三季度，全省培训50人次。", "2021-01-01", "2021-09-30"),
        ("2020年下半年至2021年上半年，全省培训50人次。", "2020-07-01", "2021-06-30"),
        ("2021年12月至2022年3月，全省培训50人次。", "2021-12-01", "2022-03-31"),
        ("2021年3月至今，全省培训50人次。", "2021-03-01", "2022-09-26"),
        ("“十三五”期间，全省举办培训班425期。", "2016-01-01", "2020-12-31"),
        ("“十四五”以来，全省举办培训班425期。", "2021-01-01", "2022-09-26"),
        ("十三五时期，全省举办培训班425期。", "2016-01-01", "2020-12-31"),
        ("党的十九大以来，全省举办培训班425期。", "2017-10-18", "2022-09-26"),
        ("2020—2021学年，全省举办培训班425期。", "2020-09-01", "2021-08-31"),
        ("自8月5日开班以来，全省举办培训班42期。", "2022-08-05", "2022-09-26"),
        ("从2022年8月5日“暖心行动”启动至今，全省举办培训班42期。", "2022-08-05", "2022-09-26"),
        ("今年前5个月，全省举办培训班42期。", "2022-01-01", "2022-05-31"),
        ("2021年4月中旬，全省举办培训班4期。", "2021-04-11", "2021-04-20"),
        ("二○二一年，全省培训4236人次。", "2021-01-01", "2021-12-31"),
        ("二Ｏ二一年，全省培训4236人次。", "2021-01-01", "2021-12-31"),
        ("截至 2021 年底，全省会员 9079 人。", "2021-12-31", "2021-12-31"),
        ("2021-03-05，全省培训3人次。", "2021-03-05", "2021-03-05"),
        ("去年“三五”普法，全省培训3人次。", "2021-01-01", "2021-12-31"),
        ("1912年建校，2021年培训3人次。", "2021-01-01", "2021-12-31"),
        ("截至“十三五”末，全省会员9079人。", "2020-12-31", "2020-12-31"),
        ("全省联谊组织113家（截至2021年底）。", "2021-12-31", "2021-12-31"),
        ("全省联谊组织113家，覆盖面扩大（2021年底数据）。", "2021-12-31", "2021-12-31"),
        ("2021年，全省培训4，236人次。", "2021-01-01", "2021-12-31"),
        ("2021年，全省培训4236\u200b人次。", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_stretch_of_time_is_asked_for_from_end_to_end(text, first, last):
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019年、2020年、2021年分别培训4402人次、4009人次、4236人次。", [2019, 2020, 2021]),
        ("2019、2020和2021年分别培训4402、4009和4236人次。", [2019, 2020, 2021]),
        ("2020年与2021年，培训人次为4009人次和4236人次。", [2020, 2021]),
    ],
)
def test_each_figure_of_a_list_belongs_to_its_own_year(text, years):
    assert days(text) == [(f"{year}-01-01", f"{year}-12-31") for year in years]


def test_a_time_in_brackets_belongs_to_the_figure_before_it():
    text = "2022年，全省联谊组织113家（2021年底），会员9079人（2020年底）。"
    assert days(text) == [("2021-12-31", "2021-12-31"), ("2020-12-31", "2020-12-31")]


def test_the_value_before_a_rise_is_that_of_the_time_before():
    assert days("2021年会员由6919人增加到9079人。") == [("2020-12-31", "2020-12-31"), ("2021-12-31", "2021-12-31")]
    assert days("2021年培训由4009人次增加到4236人次。") == [("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")]
    assert days("2022年会员由6919人增加到9079人。")[0] == ("2021-12-31", "2021-12-31")


def test_a_level_between_two_times_belongs_to_each_of_them():
    text = "全省县级覆盖率由2020年底的84%提高到2021年底的88%。"
    assert days(text) == [("2020-12-31", "2020-12-31"), ("2021-12-31", "2021-12-31")]
    text = "截至2021年底，县级覆盖率88%，较2020年底的84%明显上升。"
    assert days(text) == [("2021-12-31", "2021-12-31"), ("2020-12-31", "2020-12-31")]


@pytest.mark.parametrize("base", ["恢复到2019年的71%", "相当于2019年同期的七成", "达到2019年水平的1.2倍"])
def test_the_time_a_ratio_is_of_rules_nothing_else(base):
    year = ("2021-01-01", "2021-12-31")
    assert days(f"2021年培训4236人次，{base}。全年培训4236人次。")[::2] == [year, year]


def test_the_end_of_a_year_is_of_the_year_a_chronicle_tells():
    text = "2020年末，全省联谊组织113家。年内举办培训班11期。培训1000人次。"
    assert days(text) == [("2020-12-31", "2020-12-31"), *[("2020-01-01", "2020-12-31")] * 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021年2月29日，全省会员7253人。", "2021年2月29日"),
        ("2021年13月，全省培训120人次。", "2021年13月"),
        ("截至2021年6月31日，全省会员7253人。", "截至2021年6月31日"),
        ("前13个月，全省培训120人次。", "前13个月"),
        ("5至3月，全省培训120人次。", "5至3月"),
        ("2021年秋季学期，全省培训120人次。", "2021年秋季学期"),
        ("成立以来，全省培训120人次。", "成立以来"),
        ("在疫情期间，全省培训120人次。", "疫情期间"),
        ("2019年、2021年，全省共培训8000人次。", "2019年、2021年"),
        ("2020—2022学年，全省培训120人次。", "2020—2022学年"),
    ],
)
def test_a_time_that_is_not_understood_is_told_and_nothing_is_asked(text, words):
    (finding,) = found(text)
    assert (finding.verdict, finding.answer, finding.unread) == ("ambiguous", None, words)
    assert f"“{words}”没有读懂" in reason(finding)


def test_a_time_not_understood_holds_for_its_sentence_alone():
    first, second = found("2021年。成立以来培训120人次。培训50人次。")
    assert first.unread == "成立以来"
    assert (second.unread, second.period.start) == ("", date(2021, 1, 1))


def test_what_came_anew_is_never_held_against_how_many_there_are():
    (finding,) = found("2021年，新增会员2160人。")
    assert (finding.verdict, finding.candidate) == ("unsupported", None)
