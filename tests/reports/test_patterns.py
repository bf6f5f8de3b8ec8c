"""Patterns: all they write is understood, fits a page, and speaks of what the text states. Braces nobody reads stop."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import DAY, Draft
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.places import Level
from tongxin.reports.actions import composition, issue_report
from tongxin.reports.composing import Weight
from tongxin.reports.paper import Paragraph, Table
from tongxin.reports.patterns import PATTERNS, Pattern, Subject, one_page, page_topics, paragraphs
from tongxin.reports.slots import MOST_MEASURES, Slot, tokens
from tongxin.reports.source import BreakdownLine, HeadingLine, lines_of
from tongxin.reports.unread import unread

PLACES = (("430000", Level.PROVINCE), ("430100", Level.PREFECTURE), ("430182", Level.COUNTY))
DAYS = (DAY, date(2021, 8, 31), date(2021, 2, 1))
LONG = "{{table " + ",".join(["training.classes"] * 36) + " 430000 2021 prefecture}}"


def about(code: str, level: Level, day: date) -> Subject:
    return Subject(code=code, name="湖南省", level=level, day_of=day)


def tables(body: str) -> list[tuple[str, ...]]:
    return [one.breakdown.measures for one in lines_of(body) if isinstance(one, BreakdownLine)]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.code)
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("code", "level"), PLACES)
def test_every_line_of_a_pattern_is_understood(pattern: Pattern, day: date, code: str, level: Level) -> None:
    body = pattern.write(about(code, level, day))
    assert list(unread(body)) == []
    for line in lines_of(body):
        if isinstance(line, BreakdownLine):
            assert len(line.breakdown.measures) <= MOST_MEASURES
        elif isinstance(line, HeadingLine):
            assert "{{" not in line.text
        else:
            assert all(type(part).__name__ != "Broken" and "{{" not in str(part) for part in line.parts)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.code)
def test_tables_of_a_pattern_hold_what_its_text_states(pattern: Pattern) -> None:
    body = pattern.write(about("430000", Level.PROVINCE, DAY))
    stated = {token.measure for _, _, token in tokens(body) if isinstance(token, Slot)}
    flows = [code for one in paragraphs() for code in (*one.flows, *one.stocks)]
    tabled = [code for columns in tables(body) for code in columns if len(columns) > 1 or code in stated]
    assert {"training.classes", "activities.events"} <= set(tabled) <= stated
    if pattern.code == "summary":
        assert set(tabled) == set(flows)
    else:
        assert len(tables(body)) <= 2


@pytest.mark.parametrize("topic", [code for code, _ in page_topics()])
def test_every_choice_of_a_page_is_understood(topic: str) -> None:
    subject = about("430182", Level.COUNTY, DAY)
    for topics in ([topic], [topic, "近五年的表"]):
        body = one_page(subject, topics=topics)
        assert list(unread(body)) == []
        assert bool(tables(body)) == ("近五年的表" in topics)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.code)
def test_no_braces_stand_in_what_a_pattern_becomes(cast: Cast, draft: Draft, pattern: Pattern) -> None:
    found = composition(draft(pattern.write(about("430000", Level.PROVINCE, DAY))), by=SYSTEM, public=False)
    assert found.stops == ()
    assert not [one.text for one in found.paper.blocks if isinstance(one, Paragraph) and "{{" in one.text]
    assert [one for one in found.paper.blocks if isinstance(one, Table)]


UNREAD = (
    (LONG, "一张表最多放 6 个指标"),
    ("培训{{training.classes 430000 2021", "没有读懂，会原样印出来"),
    ("培训training.classes 430000 2021}}。", "没有读懂，会原样印出来"),
    ("培训{{training.{classes} 430000 2021}}。", "没有读懂，会原样印出来"),
    ("# 培训{{training.classes 430000 2021}}", "标题里不能放数字"),
)


@pytest.mark.parametrize(("line", "why"), UNREAD)
def test_braces_nobody_reads_stop_the_issue_and_are_told(cast: Cast, draft: Draft, line: str, why: str) -> None:
    report = draft(f"第一段。\n{line}")
    stops = [
        (one.line, why in one.text) for one in composition(report, by=SYSTEM).remarks if one.weight is Weight.STOPS
    ]
    assert stops == [(2, True)]
    told = cast.client("province").post(f"/reports/{report.pk}/preview/", {"body": report.body}).json()
    assert why in told["remarks"]
    assert told["stops"] == 1
    with pytest.raises(TongxinError, match=why):
        issue_report(report, by=SYSTEM, version=1)


def test_title_holds_no_place_for_a_figure(draft: Draft) -> None:
    found = composition(draft("第一段。", title="培训{{training.classes 430000 2021}}"), by=SYSTEM)
    assert ["标题里不能放数字" in one.text for one in found.stops] == [True]
