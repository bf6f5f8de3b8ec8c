"""The name of an event said beside a number of people is what the number is held against; running totals and needed words."""

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
JULY = Period.between(date(2021, 7, 1), date(2021, 7, 1))
MOB = Record("activity", "活动", 1, "庆祝建党百年红歌快闪", "43/4301/", code="430100", days=JULY)
TWIN = replace(MOB, id=2, name="新春联谊会", days=Period.between(date(2021, 2, 1), date(2021, 2, 2)))
OTHER = replace(MOB, id=4, name="主题演讲会")
NAMED = (
    (MOB.name, MOB), ("红歌快闪", MOB), (OTHER.name, OTHER), ("新春联谊晚会", TWIN), ("新春联谊晚会", replace(TWIN, id=3)),
    ("宁乡市新联会", Record("organisation", "组织", 9, "宁乡市新联会", "43/4301/430182/", code="430182", acts=True)),
)  # fmt: skip


class Register:
    """One event had 186 people; everything else is 100. What was asked is remembered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Period, int | None]] = []

    notice = ""

    @property
    def narrowing(self) -> "Register":
        return self

    def named(self) -> Any:
        return iter(NAMED)

    def narrowed(self, candidate: Candidate, record: Record) -> Candidate | None:
        if not candidate.key.startswith("activities") or (record.word == "organisation" and candidate.single):
            return None
        return replace(candidate, of=record, place="长沙市", period=record.days)

    def candidates(self) -> list[Candidate]:
        return [
            Candidate(key="activities.heads", names=("单场到场人数",), unit="名", words=("人", "名"), single=True),
            Candidate(key="activities.times", names=("参加活动人次",), unit="人次", said_with=("活动",)),
            Candidate(
                key="activities.reach", names=("基地服务人数", "基地提供平台"), unit="名", words=("人", "名"),
                since=date(2017, 1, 1), said_with=("基地",),
            ),
            Candidate(key="members", names=("会员", "吸纳会员"), unit="人", words=("名",), day=True),
        ]  # fmt: skip

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        self.asked.append((candidate.key, place, period, candidate.of.id if candidate.of else None))
        if candidate.single and candidate.of is None:
            return Answer(None, status="undefined")
        return Answer(Fraction(186 if candidate.single else 100))


def checked(text: str, *, day: date = DAY) -> tuple[Check, Register]:
    register = Register()
    return check(text, date=day, home="湖南省", answers=register), register


def told(text: str) -> list[tuple[str, str, int | None]]:
    return [
        (one.verdict.value, one.candidate.key if one.candidate else "", one.candidate.of.id if one.candidate and one.candidate.of else None)
        for one in checked(text)[0].findings
    ]  # fmt: skip


BOUND = [("fit", "activities.heads", 1)]
NOTHING = [("unsupported", "", None)]


@pytest.mark.parametrize(
    "text",
    [
        "近200名新的社会阶层人士在长沙橘子洲头、岳麓书院等地用红歌快闪的方式表达对党的热爱。",
        "近200名新的社会阶层代表人士以红歌快闪表达热爱。",
        "红歌快闪吸引近200人参加。",
        "186名会员参加庆祝建党百年红歌快闪。",
        "参加红歌快闪的近200名。",
        "红歌快闪近200名。",
        "2021年7月，近200名各界人士齐聚红歌快闪现场。",
    ],
)
def test_number_of_people_beside_an_event_is_that_of_those_who_came(text: str) -> None:
    assert told(text) == BOUND


def test_event_is_asked_on_its_days_at_its_place() -> None:
    _, register = checked("近200名新的社会阶层人士用红歌快闪的方式表达热爱。")
    assert {(key, period, of) for key, _, period, of in register.asked} == {("activities.heads", JULY, 1)}


@pytest.mark.parametrize(
    "text",
    [
        "近200名新的社会阶层人士表达热爱。",
        "红歌快闪现场有20名志愿者服务。",
        "近200名新的社会阶层人士用红歌快闪和主题演讲会的方式表达热爱。",
        "近200名新的社会阶层人士参加新春联谊晚会。",
        "近200名新的社会阶层人士参加，红歌快闪成功举办。",
        "近200名新的社会阶层人士和3000名观众参加红歌快闪。",
    ],
)
def test_number_beside_no_event_or_several_or_of_a_part_is_not_that_of_an_event(text: str) -> None:
    assert all(verdict == "unsupported" for verdict, _, _ in told(text)), told(text)


def test_wrong_number_is_contradicted() -> None:
    assert told("300名新的社会阶层人士参加红歌快闪。") == [("contradicted", "activities.heads", 1)]


def test_event_of_another_time_than_the_text_names_is_not_meant() -> None:
    assert told("2020年，近200名新的社会阶层人士参加红歌快闪。") == [("unsupported", "activities.heads", None)]


def test_what_no_event_can_narrow_is_left_as_it_is() -> None:
    assert told("在红歌快闪现场吸纳会员100人。") == [("fit", "members", None)]


def test_other_measures_of_an_event_are_narrowed_to_it() -> None:
    assert told("红歌快闪参加活动100人次。") == [("fit", "activities.times", 1)]


def test_organisation_still_narrows_beside_events() -> None:
    assert told("宁乡市新联会参加活动100人次。") == [("fit", "activities.times", 9)]


def reach(text: str, *, day: date = DAY) -> Period:
    """Return the time the running total was asked for."""
    _, register = checked(text, day=day)
    return next(period for key, _, period, _ in register.asked if key == "activities.reach")


def test_running_total_without_a_time_is_of_all_since_it_begins() -> None:
    text = "基地通过创业沙龙等活动，为100名新的社会阶层人士提供平台。"
    assert reach(text) == Period.between(date(2017, 1, 1), DAY)
    assert reach("2021年，基地为100名新的社会阶层人士提供平台。") == Period.year(2021)
    early = date(2016, 5, 1)
    assert reach(text, day=early) == Period.between(early, early)


@pytest.mark.parametrize("text", ["服务团服务100名新的社会阶层人士。", "服务100人次参加。"])
def test_measure_none_of_whose_words_is_said_is_not_spoken_of(text: str) -> None:
    assert told(text) == NOTHING
