"""Talks as a sheet, and the figures they give: first and later apart, firms once, each narrowed to its team."""

from datetime import date

import pytest

from tests.cast import SYSTEM
from tests.cast import cast as build
from tests.records.experts import samples
from tests.records.sheets import told_once
from tongxin.figures import Of, Question
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import registry
from tongxin.records.experts import actions as experts
from tongxin.records.experts.figures import PARAGRAPHS, RETURN
from tongxin.records.experts.models import Team

EVERYTHING = Scope.everything()
YEAR = Period.year(2021)
SHEET = """
team   day        kind         heads firms
own    2021-06-01 talk         30    甲,乙,丙
own    2021-05-01 talk         20    甲,乙
own    2021-07-01 coaching     10    丙,丁
own    2021-07-02 consultation 2     戊
own    2021-08-01 talk         -     -
other  2021-05-01 talk         7     甲,己
other  2022-01-05 talk         9     庚
"""


def tell() -> dict[str, Team]:
    """Let two teams of the county hold the talks of the sheet, with three experts and two requests."""
    cast = build()
    teams = {"own": samples.team(cast, name="甲团"), "other": samples.team(cast, name="乙团")}
    head, *rows = [line.split() for line in SHEET.strip().splitlines()]
    for line in (dict(zip(head, row, strict=True)) for row in rows):
        day, team = date.fromisoformat(line["day"]), teams[line["team"]]
        held = line["heads"] != "-"
        came = {"firms": line["firms"].split(","), "head_count": int(line["heads"])} if held else {}
        samples.held(team, day=day, title=f"{day}", kind=line["kind"], confirmed_by="园区" if held else "", **came)
    twice = cast.person("王例律", mobile="13900000001")
    samples.expert(teams["own"], twice)
    samples.expert(teams["other"], twice)
    samples.expert(teams["own"], cast.person("李例税", mobile="13900000002"), end=date(2021, 9, 1))
    for waited in (3, None):
        asked = samples.request(teams["own"], need=f"{waited}")
        experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
        if waited:
            experts.answer_in_writing(asked, by=SYSTEM, answer="按法办。", day=date(2021, 4, 4))
    experts.decline_request(samples.request(teams["own"], need="不在范围"), by=SYSTEM, reason="不在范围")
    return teams


world, desk = told_once(tell, registry=registry)


def value(desk, measure, *, team=None, **time):
    of = Of(subject="team", id=team.pk) if team is not None else None
    asked = Question(measure=f"experts.{measure}", place="430000", of=of, **(time or {"period": YEAR}))
    return desk.figure(asked, scope=EVERYTHING).result.value


@pytest.mark.parametrize(
    ("measure", "own", "whole"),
    [
        ("talks", 3, 4),
        ("later_talks", 2, 2),
        ("consultations", 1, 1),
        ("firms", 5, 6),
        ("first_talk_firms", 2, 3),
        ("participants", 62, 69),
        ("requests", 2, 2),
        ("requests_answered", 1, 1),
    ],
)
def test_figure_of_the_year_is_that_of_the_sheet(desk, world, *, measure, own, whole):
    teams = world.built
    assert (value(desk, measure, team=teams["own"]), value(desk, measure)) == (own, whole)


@pytest.mark.parametrize(
    ("day", "own", "whole"), [(date(2021, 2, 28), 0, 0), (date(2021, 8, 31), 2, 2), (date(2021, 9, 1), 1, 1)]
)
def test_experts_are_persons_in_term_on_a_day_each_once(desk, world, *, day, own, whole):
    teams = world.built
    assert value(desk, "experts", team=teams["own"], as_of=day) == own
    assert value(desk, "experts", as_of=day) == whole


def test_first_talk_of_each_team_opens_its_own_year(desk, world):
    teams = world.built
    later = Period.year(2022)
    assert value(desk, "talks", team=teams["other"], period=later) == 1
    assert value(desk, "later_talks", team=teams["other"], period=later) == 1
    assert value(desk, "first_talk_firms", team=teams["other"], period=later) == 0


def test_report_says_what_the_return_states(world):
    class Asked:
        time, day = "2021年", "截至2021年12月31日"

        def flow(self, code):
            return f"〔{code}〕"

        stock = flow

    (paragraph,) = PARAGRAPHS
    said = paragraph.summary(Asked())
    assert all(f"〔{code}〕" in said for code in (*RETURN.measures, "experts.experts"))
    assert said.startswith("{{estimate}}截至2021年12月31日有服务团专家")
