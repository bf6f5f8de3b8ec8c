"""Products, causes and calls named inside of what is counted narrow it; named in passing, in a list or as a time they do not."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.check import Check, check
from tongxin.claims.said import Record
from tongxin.kernel.period import Period

DAY = date(2022, 9, 26)
YEAR = Period.between(date(2022, 1, 1), DAY)
TEA = Record("product", "产品", 1, "安化黑茶", "43/", code="430000", everywhere=True)
RICE = replace(TEA, id=2, name="南洲稻虾米")
TWIN = replace(TEA, id=3, name="江永香柚")
FLOOD = Record("cause", "捐赠缘由", 4, "防汛抗旱", "43/", code="430000", begins=date(2021, 6, 1), everywhere=True)
SCHOOL = replace(FLOOD, id=5, name="爱心助学", begins=date(2019, 9, 1))
LATER = replace(FLOOD, id=6, name="灾后重建", begins=date(2023, 1, 1))
CALL = Record(
    "call",
    "征集",
    7,
    "我为发展，献一策",
    "43/",
    code="430000",
    begins=date(2021, 3, 1),
    everywhere=True,
    from_begin=True,
)
TOWN = Record("series", "品牌系列", 8, "湘江大讲堂", "43/4301/", code="430100")
UNION = Record("organisation", "组织", 9, "宁乡市新联会", "43/4301/430182/", code="430182", acts=True)
NAMED = (
    *((one.name, one) for one in (TEA, RICE, TWIN, FLOOD, SCHOOL, LATER, CALL, TOWN, UNION)),
    (TWIN.name, replace(TWIN, id=10)),
    (SCHOOL.name, replace(SCHOOL, word="helped", label="志愿服务类别", id=11, begins=None)),
    ("防洪救灾", FLOOD),
    ("特大洪灾", FLOOD),
)
NARROWED_BY = {"weight": {"product", "organisation"}, "gifts": {"cause", "organisation"}, "papers": {"call", "series"}}


class Register:
    """Everything is 100, of one record 20; what was asked is remembered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Period, int | None]] = []

    notice = ""

    @property
    def narrowing(self) -> "Register":
        return self

    def named(self) -> Any:
        return iter(NAMED)

    def narrowed(self, candidate: Candidate, record: Record) -> Candidate | None:
        if record.word not in NARROWED_BY.get(candidate.key, ()):
            return None
        place = None if record.everywhere else "宁乡市"
        return replace(candidate, of=record, place=place, since=record.begins if record.from_begin else None)

    def candidates(self) -> list[Candidate]:
        return [
            Candidate(key="weight", names=("助农销售重量", "线上销售"), unit="公斤", words=("公斤", "斤", "吨")),
            Candidate(key="gifts", names=("捐款捐物价值", "捐款捐物", "捐款"), unit="元", words=("元", "万元")),
            Candidate(key="papers", names=("报送建言", "提交建言献策材料"), unit="篇", words=("篇", "件")),
            Candidate(key="members", names=("会员",), unit="人", day=True),
        ]

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        self.asked.append((place, period, candidate.of.id if candidate.of else None))
        return Answer(Fraction(20 if candidate.of else 100))


def checked(text: str, *, day: date = DAY) -> tuple[Check, Register]:
    register = Register()
    return check(text, date=day, home="湖南省", answers=register), register


def told(text: str) -> tuple[str, int | str | None]:
    """Return the verdict of the first figure, and the record it was narrowed to or why it was held against nothing."""
    one = checked(text)[0].findings[0]
    assert one.candidate, text
    return one.verdict.value, one.untold.trouble.value if one.untold else one.candidate.of and one.candidate.of.id


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("线上销售安化黑茶20公斤。", 1),
        ("今年7月，新阶层人士举行直播活动，线上销售了南洲稻虾米共20公斤。", 2),
        ("株洲市线上销售“安化黑茶”20公斤。", 1),
        ("全省捐款捐物价值20元用于防汛抗旱。", 4),
        ("全省捐款20元，全部用于爱心助学。", 5),
        ("捐款20元支援防洪救灾，受到好评。", 4),
        ("特大洪灾发生以来，全省捐款捐物20元助力爱心助学。", 5),
        ("认真撰写并提交20篇“我为发展，献一策”建言献策材料。", 7),
        ("提交20篇“我为发展,献一策”的优秀建言，为决策提供参考。", 7),
    ],
)
def test_a_thing_named_in_what_is_counted_narrows_it(text: str, number: int) -> None:
    assert told(text) == ("fit", number)
    assert told(text.replace("20", "30"))[0] == "contradicted"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("线上销售100公斤。", ("fit", None)),
        ("走进安化黑茶产地。线上销售100公斤。", ("fit", None)),
        ("线上销售安化黑茶等100公斤。", ("fit", None)),
        ("捐款100元，会员参加防汛抗旱。", ("fit", None)),
        ("投身防汛抗旱。捐款捐物100元。", ("fit", None)),
        ("捐款100元用于防汛抗旱等。", ("fit", None)),
        ("提交100篇建言献策材料。", ("fit", None)),
        ("学习《我为发展，献一策》，提交建言献策材料100篇。", ("fit", None)),
        ("线上销售安化黑茶、南洲稻虾米20公斤。", ("unsupported", "several")),
        ("线上销售安化黑茶、脐橙20公斤。", ("unsupported", "unclear")),
        ("线上销售脐橙、安化黑茶20公斤。", ("unsupported", "unclear")),
        ("线上销售冲泡安化黑茶20公斤。", ("unsupported", "unclear")),
        ("线上销售江永香柚20公斤。", ("unsupported", "twins")),
        ("宁乡市新联会线上销售安化黑茶20公斤。", ("unsupported", "several")),
        ("捐款20元用于防汛抗旱和爱心助学。", ("unsupported", "unclear")),
        ("捐款20元用于防汛抗旱物资采购。", ("unsupported", "unclear")),
        ("捐款20元用于湘江大讲堂。", ("unsupported", "unclear")),
        ("宁乡市新联会捐款20元用于防汛抗旱。", ("unsupported", "several")),
        ("宁乡市新联会积极作为，捐款20元用于防汛抗旱。", ("unsupported", "several")),
        ("提交20篇“我为发展，献一策”和乡村振兴。", ("unsupported", "unclear")),
        ("提交建言献策材料20篇“我为发展，献一策”。", ("unsupported", "unclear")),
        ("提交20篇我为发展，献一策材料。", ("unsupported", "unclear")),
        ("提交20篇“我为发展，献一策”。", ("unsupported", "unclear")),
        ("线上销售20公斤安化黑茶。", ("unsupported", "unclear")),
        ("线上销售100公斤安化黑茶等。", ("fit", None)),
        ("灾后重建以来，捐款20元用于防汛抗旱。", ("unsupported", "several")),
        ("爱心助学今年以来，捐款20元用于防汛抗旱。", ("unsupported", "several")),
        ("提交建言20篇湘江大讲堂材料。", ("unsupported", "unclear")),
        ("会员20人投身防汛抗旱。", ("unsupported", "measure")),
    ],
)
def test_a_thing_named_otherwise_does_not(text: str, expected: tuple[str, int | str | None]) -> None:
    assert told(text) == expected


def asked(text: str, *, day: date = DAY) -> tuple[str, Period, int | None]:
    return checked(text, day=day)[1].asked[0]


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("防汛抗旱以来，会员100人。全省捐款20元用于防汛抗旱。", date(2021, 6, 1)),
        ("特大洪灾发生以来，捐款20元助力防洪救灾。", date(2021, 6, 1)),
        ("自“爱心助学”全面启动以来，捐款20元用于防汛抗旱。", date(2019, 9, 1)),
        ("捐款20元用于防汛抗旱。", date(2022, 1, 1)),
        ("提交20篇“我为发展，献一策”建言。", date(2021, 3, 1)),
    ],
)
def test_since_a_thing_is_since_its_first_day(text: str, since: date) -> None:
    asked = [period for _, period, of in checked(text)[1].asked if of]
    assert asked[0] == Period.between(since, DAY)


def test_thing_is_asked_at_the_place_and_time_the_text_names() -> None:
    july = Period.between(date(2022, 7, 1), date(2022, 7, 31))
    assert asked("今年7月，株洲市线上销售安化黑茶20公斤。") == ("株洲市", july, 1)
    assert asked("线上销售安化黑茶20公斤。") == ("湖南省", YEAR, 1)
    assert asked("2021年，提交20篇“我为发展，献一策”建言。") == ("湖南省", Period.year(2021), 7)


def test_a_name_that_begins_the_time_alone_may_or_may_not_be_meant() -> None:
    assert told("特大洪灾发生以来，全省捐款捐物20元。") == ("unsupported", "unclear")
    assert told("特大洪灾发生以来，全省捐款捐物100元。") == ("unsupported", "unclear")
    assert told("特大洪灾发生以来，线上销售100公斤。") == ("fit", None)
    assert told("特大洪灾发生以来成效明显。全省捐款捐物100元。") == ("fit", None)
