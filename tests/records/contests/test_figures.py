"""Contests as a sheet, the figures they give, and the evidence that folds to them."""

from datetime import date, timedelta

import pytest

from tests.attendance.cast import associations
from tests.records.contests.conftest import Stage, staged
from tests.records.sheets import registry_of, told_once
from tongxin.figures import Kind, Of, Question
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.records.contests import actions, queries
from tongxin.records.contests.figures import CONTEST, ENTRANT, ENTRY, MEASURES, PARAGRAPHS, RETURN
from tongxin.records.contests.models import Contest
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()
SHEET = """
contest organiser  last       entries refused state
a       county     2021-05-10 3       1       published
b       city       2021-12-31 2       0       published
c       neighbour  2022-01-01 1       0       published
d       county     2021-06-01 2       0       sealed
e       county     2021-07-01 2       0       judging
f       county     2021-08-01 2       0       cancelled
g       county     2021-09-01 2       0       call
"""


def record(line: dict[str, str], *, stage: Stage) -> Contest:
    day = date.fromisoformat(line["last"])
    by = {"county": stage.by, "city": stage.other, "neighbour": stage.cast.neighbour_officer}[line["organiser"]]
    one = stage.call(
        title=line["contest"], organiser=getattr(stage.cast, line["organiser"]), by=by, first_day=day, last_day=day,
        entries_until=day - timedelta(days=9),
    )  # fmt: skip
    for number in range(int(line["entries"])):
        values = {"title": f"节目{number}", "sender": None, "team": "", "link": ""}
        actions.enter(by=by, contest=one, entrants="王例山\n客例人", **values)
    actions.appoint_judges(one, by=by, judges="评委某")
    if line["state"] == "cancelled":
        return actions.cancel_contest(one, by=by, reason="不办")
    if line["state"] == "call":
        return one
    actions.close_entries(one, by=by)
    for index, entry in enumerate(queries.every_entry(one)):
        if index < int(line["refused"]):
            actions.refuse_entry(entry, by=by, reason="超龄")
        else:
            actions.check_entry(entry, by=by)
    actions.draw_numbers(one, by=by)
    actions.hand_in_sheet(by=by, contest=one, judge=1, entry=1, scores="50 30")
    if line["state"] != "judging":
        actions.seal_round(stage.round(one), by=by, reason="缺席")
        one.refresh_from_db(from_queryset=Contest.objects.whole_network(reason="test"))
    if line["state"] == "published":
        actions.publish_result(one, by=by, objections_until=date(2099, 1, 1))
    return one


def tell() -> dict[str, Contest]:
    stage = staged(associations())
    stage.cast.member("王例山")
    heading, *lines = (line.split() for line in SHEET.strip().splitlines())
    rows = (dict(zip(heading, line, strict=True)) for line in lines)
    return {row["contest"]: record(row, stage=stage) for row in rows}


registry = registry_of(lambda: (*map(with_page, (CONTEST, ENTRY, ENTRANT)), fact_of(RETURN)), MEASURES)
world, desk = told_once(tell, registry=registry)


def asked(measure: str, place: str, year: int) -> Question:
    return Question(measure=f"contests.{measure}", place=place, period=Period.year(year))


@pytest.mark.parametrize(
    ("asking", "value"),
    [
        (("contests", "430000", 2021), 2),  # a and b: c is of 2022, the others are not published
        (("contests", "430000", 2022), 1),
        (("contests", "430182", 2021), 1),
        (("contests", "430100", 2021), 2),
        (("entries", "430000", 2021), 4),  # two of a, one was refused; two of b
        (("entries", "430182", 2021), 2),
        (("entries", "430200", 2022), 1),
        (("entrants", "430000", 2021), 8),  # one member and one stranger behind each
        (("entrants", "430182", 2021), 4),
        (("entrants", "430000", 2020), 0),
    ],
)
def test_sheet_gives_the_figure(desk, asking, value):
    assert desk.figure(asked(*asking), scope=EVERYTHING).result.value == value


def test_evidence_opens_the_very_records(desk, world, db):
    contests = world.built
    pages = {row.page for row in desk.evidence(asked("contests", "430000", 2021), scope=EVERYTHING)}
    assert pages == {f"/contests/{contests[name].pk}/" for name in "ab"}
    entries = {one.pk for name in "ab" for one in queries.every_entry(contests[name]) if one.number}
    for measure in ("entries", "entrants"):
        found = {row.page for row in desk.evidence(asked(measure, "430000", 2021), scope=EVERYTHING)}
        assert found == {f"/contest-entries/{pk}/" for pk in entries}


def test_no_figure_counts_or_narrows_to_persons(desk):
    assert Kind.PERSONS not in {measure.kind for measure in MEASURES}
    with pytest.raises(InputError):
        Of(subject="person", id=1)


def test_every_definition_says_that_only_published_contests_count():
    assert all("已公布结果的赛事" in measure.definition for measure in MEASURES)


class Told:
    """A report's subject that shows which slots were asked for."""

    name, time, day = "湖南省", "2021年", "年末"

    def __init__(self) -> None:
        self.flow = lambda measure: f"<{measure}>"


def test_reports_say_contests_entries_and_those_who_took_part():
    (one,) = PARAGRAPHS
    said = "{{estimate}}2021年举办赛事<contests.contests>，参赛作品<contests.entries>，参赛<contests.entrants>。"
    assert one.summary(Told()) == one.bulletin(Told()) == one.page(Told()) == said
    assert one.flows == RETURN.measures
