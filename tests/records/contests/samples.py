"""A record of each life of contests in any of its states, and values for its acts: the arguments of `tests.lives.Sample`."""

from datetime import date
from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import (
    Award,
    Contest,
    Entry,
    Objection,
    Result,
    Round,
    ScoreSheet,
    SheetVersion,
)
from tongxin.records.contests.queries import every_entry, judges_of, rounds_of

State = Contest.State
WHY = {"reason": "测试"}


def given(**values: Any) -> Any:
    return lambda _cast, _record: dict(values)


def contest_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡演讲比赛", "organiser": cast.county, "co_organisers": [], "series": None, "kind": "speech", "venue": "", "call_text": "",
        "entries_until": date(2021, 5, 1), "first_day": date(2021, 5, 10), "last_day": date(2021, 5, 12),
    } | changes  # fmt: skip


def entry_details(contest: Contest, **changes: Any) -> dict[str, Any]:
    return {"contest": contest, "title": "节目", "sender": None, "team": "", "link": ""} | changes


def contest(cast: Cast, **changes: Any) -> Contest:
    """A contest with two entries and a judge; each has a name of its own."""
    changes = {"title": f"宁乡演讲比赛{Contest.objects.counted().count() + 1}"} | changes
    one = actions.call_contest(by=SYSTEM, criteria="内容 60\n表达 40", **contest_details(cast, **changes))
    for number in (1, 2):
        values = entry_details(one, title=f"节目{number}")
        actions.enter(by=SYSTEM, entrants=f"选手{'甲乙'[number - 1]}", **values)
    return actions.appoint_judges(one, by=SYSTEM, judges="评委甲 大学")


def judged(cast: Cast, **changes: Any) -> Contest:
    """A contest whose first round is being judged."""
    one = contest(cast, **changes)
    put_contest(one, State.JUDGING)
    return one


def sealed(cast: Cast, **changes: Any) -> Contest:
    """A contest whose result is sealed."""
    one = contest(cast, **changes)
    put_contest(one, State.SEALED)
    return one


def published(cast: Cast, **changes: Any) -> Contest:
    """A contest whose result is published."""
    one = contest(cast, **changes)
    put_contest(one, State.PUBLISHED)
    return one


def sheet(cast: Cast) -> ScoreSheet:
    return actions.hand_in_sheet(by=SYSTEM, contest=judged(cast), judge=1, entry=1, scores="50 30", source="paper")


def prize(cast: Cast) -> Award:
    one = published(cast)
    actions.award_prizes(one, by=SYSTEM, levels="一等奖 1")
    return queries.awards_of(one).get()


def objection(cast: Cast) -> Objection:
    one = published(cast)
    actions.object_to(one, by=SYSTEM, text="算错了", received=date(2022, 1, 1))
    return queries.objections_of(one).get()


def sealed_round(cast: Cast) -> Round:
    """The only round of a sealed contest, against whose result an objection was upheld."""
    one = published(cast)
    actions.object_to(one, by=SYSTEM, text="算错了", received=date(2022, 1, 1))
    actions.decide_objection(queries.objections_of(one).get(), by=SYSTEM, upheld=True, decision="核实")
    return rounds_of(one).get()


def set_values(record: Any, **values: Any) -> None:
    rows = type(record).objects.whole_network(reason="the test puts a record into any state").filter(pk=record.pk)
    rows.update(**values)
    for name, value in values.items():
        setattr(record, name, value)


def put_contest(one: Contest, state: str) -> None:
    """Put a contest back to its call, then on through the actions as far as asked."""
    rounds = list(rounds_of(one))
    sheets = ScoreSheet.objects.children_of(*rounds)
    SheetVersion.objects.children_of_numbered(ScoreSheet, list(sheets.values_list("pk", flat=True))).delete()
    sheets.delete()
    Result.objects.children_of(*rounds).delete()
    Round.objects.children_of(one).update(state=Round.State.WAITING)
    every_entry(one).update(number=None, state=Entry.State.ELIGIBLE)
    set_values(one, state=State.ENTRIES)
    if state not in (State.CALL, State.ENTRIES):
        actions.draw_numbers(one, by=SYSTEM)
    if state in (State.SEALED, State.PUBLISHED):
        for entry in every_entry(one):
            actions.hand_in_sheet(by=SYSTEM, contest=one, judge=1, entry=entry.number or 0, scores=f"{entry.number} 30")
        actions.seal_round(rounds_of(one).get(), by=SYSTEM, reason="缺席")
    set_values(one, state=state, objections_until=date(2022, 6, 1) if state == State.PUBLISHED else None)


def _put_round(one: Round, state: str) -> None:
    if state == Round.State.JUDGING and not ScoreSheet.objects.children_of(one).exists():
        for entry in every_entry(one.contest):
            set_values(one, state=state)
            actions.hand_in_sheet(by=SYSTEM, contest=one.contest, judge=1, entry=entry.number or 0, scores="1 1")
    set_values(one, state=state)
    set_values(one.contest, state=State.SEALED if state == Round.State.SEALED else State.JUDGING)


def _corrected(cast: Cast, _record: Any) -> dict[str, Any]:
    return contest_details(cast, title="宁乡演讲大赛", **WHY)


def _not_yet_prized(_cast: Cast, one: Contest) -> dict[str, Any]:
    """Let no prize of a contest stand."""
    Award.objects.children_of(one).update(state=Award.State.REVOKED)
    return {"levels": "一等奖 1"}


def _prized(_cast: Cast, one: Contest) -> dict[str, Any]:
    """Let a published contest have given its prizes."""
    if one.state == State.PUBLISHED and not queries.awards_of(one).filter(state=Award.State.GIVEN).exists():
        actions.award_prizes(one, by=SYSTEM, levels="一等奖 1")
    return {}


SAMPLES: dict[str, dict[str, Any]] = {
    "contests.contest": {
        "make": lambda cast: contest(cast, co_organisers=[cast.neighbour]),
        "put": put_contest,
        "values": {
            "rounds": given(criteria="内容 100", rounds="初赛 晋级1\n决赛"),
            "correct": _corrected,
            "appoint": given(judges="评委乙 大学"),
            "draw": given(seed="种子"),
            "screen": given(levels="一等奖 1"),
            "publish": given(objections_until=date(2099, 1, 1)),
            "award": _not_yet_prized,
            "object": given(text="算错了", received=date(2022, 1, 1)),
            "certify": _prized,
            "cancel": given(**WHY),
            "confirm_joint": lambda cast, _contest: {"organisation": cast.neighbour},
            "decline_joint": given(**WHY),
        },
    },
    "contests.round": {
        "make": sealed_round,
        "put": _put_round,
        "values": {"seal": given(**WHY), "judge_anew": given(**WHY)},
    },
    "contests.entry": {
        "make": lambda cast: every_entry(contest(cast))[0],
        "values": {
            "refuse": given(**WHY),
            "withdraw": given(**WHY),
            "correct": lambda _cast, one: entry_details(one.contest, title="新节目", **WHY),
            "entrants": given(entrants="选手丙", **WHY),
        },
    },
    "contests.judge": {
        "make": lambda cast: judges_of(judged(cast)).get(),
        "values": {
            "recuse": lambda _cast, judge: {"entry": every_entry(judge.contest)[0], "relation": "family"},
            "release": given(**WHY),
        },
    },
    "contests.sheet": {
        "make": sheet,
        "values": {
            "key_again": given(scores="50 30"),
            "decide": given(scores="50 30"),
            "correct": given(scores="51 30", **WHY),
        },
    },
    "contests.objection": {"make": objection, "values": {"decide": given(upheld=True, decision="核实")}},
    "contests.award": {"make": prize, "values": {"revoke": given(**WHY)}},
}
