"""Figures told of several places in one breath are of one measure and one time."""

from datetime import date

import pytest

from tests.claims.tables import facts_table, spoken_of
from tongxin.claims.check import check

YEAR = "2022-01-01 | 2022-12-31"
BEFORE = "2021-01-01 | 2021-12-31"


def held(text, *rows, home="长沙市"):
    found = check(text, date=date(2023, 2, 10), home=home, answers=facts_table("\n".join(rows), home=home)).findings
    return [(one := spoken_of(finding)) and f"{one.name}·{one.place}·{one.period.start.year}" for finding in found]


def row(name, place, value, *, when=YEAR, unit="项"):
    return f"{name} | {unit} | {place} | {when} | {value}"


SIGNED = "2022年，岳麓区、浏阳市、宁乡市分别签订协议34项、19项和16项。"


def test_a_place_without_a_record_of_what_is_listed_has_none():
    rows = [row("协议签订数", "岳麓区", 34), row("协议意向数", "浏阳市", 27), row("协议签订数", "宁乡市", 16)]
    assert held(SIGNED, *rows) == ["协议签订数·岳麓区·2022", None, "协议签订数·宁乡市·2022"]


def test_what_most_are_told_of_is_found_where_the_words_alone_would_not_do():
    rows = [row("展位数", place, n) for n, place in enumerate(("岳麓区", "浏阳市", "宁乡市"), 16)]
    text = "2022年，岳麓区、浏阳市、宁乡市分别设展位16个、17个、18个。"
    assert held(text, *rows, row("展位预订数", "岳麓区", 40)) == [
        f"展位数·{one}·2022" for one in ("岳麓区", "浏阳市", "宁乡市")
    ]


def test_places_told_one_after_the_other_are_a_list_as_well():
    rows = [row("协议签订数", "岳麓区", 34), row("协议意向数", "浏阳市", 27), row("协议签订数", "宁乡市", 16)]
    text = "2022年，全市签订协议忙，岳麓区签订34项，浏阳市19项、宁乡16项。"
    assert held(text, *rows) == ["协议签订数·岳麓区·2022", None, "协议签订数·宁乡市·2022"]


def test_a_place_that_begins_as_a_word_of_lists_does_is_listed_whole():
    rows = [row("协议签订数", "珠海市", 34), row("意向达成数", "中山市", 27), row("协议签订数", "和平县", 16)]
    text = "2022年，达成意向、签订协议都忙，珠海市签订协议34项，中山市19项和和平县16项。"
    assert held(text, *rows, home="广东省") == ["协议签订数·珠海市·2022", None, "协议签订数·和平县·2022"]


def test_a_place_with_a_record_of_another_time_alone_has_none():
    rows = [
        row("协议签订数", "岳麓区", 34),
        row("协议签订数", "浏阳市", 27, when=BEFORE),
        row("协议签订数", "宁乡市", 16),
    ]
    text = SIGNED.replace("2022年，", "")
    assert held(text, *rows) == ["协议签订数·岳麓区·2022", None, "协议签订数·宁乡市·2022"]


def test_the_one_thing_recorded_of_every_place_is_what_is_listed():
    rows = [row("参赛村队数", place, n, unit="支") for n, place in enumerate(("岳麓区", "浏阳市"), 7)]
    text = "2022年，岳麓区、浏阳市分别组织7支、8支。"
    assert held(text, *rows) == ["参赛村队数·岳麓区·2022", "参赛村队数·浏阳市·2022"]
    more = [row("领队数", place, 3, unit="支") for place in ("岳麓区", "浏阳市")]
    assert held(text, *rows, *more) == [None, None]
    assert held(text, rows[0]) == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "2022年，岳麓区签订协议34项，浏阳市达成协议意向27项。",  # each is told for itself
        "2022年，岳麓区签订协议34项、达成协议意向27项。",  # of one place
    ],
)
def test_what_is_no_list_of_places_may_be_of_several_things(text):
    second = "浏阳市" if "浏阳市" in text else "岳麓区"
    rows = [row("协议签订数", "岳麓区", 34), row("协议意向数", second, 27)]
    assert held(text, *rows) == ["协议签订数·岳麓区·2022", f"协议意向数·{second}·2022"]
