"""A contest of the county at any stage of its life, made through the actions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.attendance.cast import Cast
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.kernel.scope import Scope
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Entry, Judge, Round, ScoreSheet

CRITERIA = "内容 60\n表达 40"
FIRST, ANOTHER, THIRD = (
    Actor(scope=Scope.everything(), name=name, account_id=number)
    for name, number in (("第一位", 901), ("另一位", 902), ("第三位", 903))
)
PLACES = {
    "secretary": ("secretary", "43/4301/430182/"),
    "officer": ("officer", "43/4301/"),
    "neighbour": ("officer", "43/4302/"),
    "reader": ("reader", "43/"),
}
Scores = dict[int, dict[int, str]]


@dataclass
class Stage:
    """Makes contests and moves them on; `by` is the secretary, `other` a second person at the city."""

    cast: Cast

    @property
    def by(self) -> Actor:
        return self.cast.secretary

    @property
    def other(self) -> Actor:
        return self.cast.city_secretary

    def details(self, **changes: Any) -> dict[str, Any]:
        return {
            "title": "宁乡演讲比赛", "organiser": self.cast.county, "co_organisers": [], "kind": "speech",
            "entries_until": date(2021, 5, 1), "first_day": date(2021, 5, 10), "last_day": date(2021, 5, 12),
            "venue": "", "call_text": "", "criteria": CRITERIA, "rounds": "", "rule": "",
        } | changes  # fmt: skip

    def call(self, *, entries: int = 0, judges: int = 0, **changes: Any) -> Contest:
        contest = actions.call_contest(by=changes.pop("by", self.by), **self.details(**changes))
        for number in range(1, entries + 1):
            self.enter(contest, f"节目{number}", f"选手{'甲乙丙丁戊己庚辛壬癸'[number - 1]}某")
        if judges:
            lines = "\n".join(f"评委{'甲乙丙丁戊己庚辛壬癸'[number]}某 大学" for number in range(judges))
            actions.appoint_judges(contest, by=self.by, judges=lines)
        return contest

    def enter(self, contest: Contest, title: str, entrants: str, **more: Any) -> Entry:
        values = {"title": title, "sender": None, "team": "", "link": ""} | more
        return actions.enter(by=self.by, contest=contest, entrants=entrants, **values)

    def draw(self, *, entries: int = 3, judges: int = 2, **changes: Any) -> Contest:
        contest = self.call(entries=entries, judges=judges, **changes)
        actions.close_entries(contest, by=self.by)
        for entry in queries.every_entry(contest):
            actions.check_entry(entry, by=self.by)
        return actions.draw_numbers(contest, by=self.by, seed="种子")

    def round(self, contest: Contest) -> Round:
        found = queries.current_round(contest) or queries.rounds_of(contest).last()
        assert found is not None
        return found

    def hand_in(self, contest: Contest, judge: int, entry: int, scores: str, **more: Any) -> ScoreSheet:
        values = {"source": "tablet"} | more
        return actions.hand_in_sheet(by=self.by, contest=contest, judge=judge, entry=entry, scores=scores, **values)

    def score(self, contest: Contest, scores: Scores | None = None) -> Contest:
        """Hand in every sheet: those given, else 50 and 30 less the number of the entry."""
        one = self.round(contest)
        for judge in queries.judges_of(contest).filter(state=Judge.State.APPOINTED):
            for entry in queries.entries_of(one):
                if not queries.is_aside(judge, entry):
                    given = (
                        (scores or {}).get(entry.number or 0, {}).get(judge.number, f"{50 - (entry.number or 0)} 30")
                    )
                    self.hand_in(contest, judge.number, entry.number or 0, given)
        return contest

    def score_rest(self, contest: Contest) -> None:
        """Hand in every sheet that is still due."""
        for judge, entry in queries.missing_of(self.round(contest)):
            self.hand_in(contest, judge.number, entry.number or 0, "40 30")

    def seal(self, contest: Contest, **more: Any) -> Round:
        return actions.seal_round(self.round(contest), by=self.other, **more)

    def sealed(self, *, scores: Scores | None = None, **changes: Any) -> Contest:
        contest = self.score(self.draw(**changes), scores)
        self.seal(contest)
        return anew(contest)

    def published(self, **changes: Any) -> Contest:
        contest = self.sealed(**changes)
        return actions.publish_result(contest, by=self.by, objections_until=date(2099, 1, 1))


def anew(record: Any) -> Any:
    record.refresh_from_db(from_queryset=type(record).objects.whole_network(reason="test"))
    return record


def staged(cast: Cast) -> Stage:
    for one in (FIRST, ANOTHER, THIRD):
        Account.objects.create(pk=one.account_id, username=one.name)
    return Stage(cast)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return staged(cast)


@pytest.fixture
def as_(db):
    def signed_in(who: str) -> Client:
        client = Client()
        if who in PLACES:
            code, path = PLACES[who]
            account, is_new = Account.objects.get_or_create(username=who)
            if is_new:
                Grant.objects.create(account=account, role=code, path=path, begin="2020-01-01")
            client.force_login(account)
        return client

    return signed_in
