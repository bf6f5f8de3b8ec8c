"""Two people act at once on one contest: one wins, the other is told, nothing is written twice."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.network.test_races import lines, race
from tests.records.contests import samples
from tongxin.access.actor import Actor
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Entry, HallScreen, Result, Round, ScoreSheet
from tongxin.records.contests.rules import replay

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = "the test reads what was written"


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return build()


def copies(record: Any, number: int) -> list[Any]:
    rows = type(record).objects.whole_network(reason=ROWS)
    return [rows.get(pk=record.pk) for _ in range(number)]


def scored(cast: Cast) -> Contest:
    one = samples.judged(cast)
    for number in (1, 2):
        actions.hand_in_sheet(by=SYSTEM, contest=one, judge=1, entry=number, scores="50 30")
    return one


def test_round_sealed_by_two_is_sealed_once(cast: Cast) -> None:
    one = queries.rounds_of(scored(cast)).get()
    outcomes = race(*(lambda copy=copy: actions.seal_round(copy, by=SYSTEM) for copy in copies(one, 2)))
    assert outcomes[0] == "done"
    assert "现在是「已封存」" in outcomes[1]
    assert Result.objects.whole_network(reason=ROWS).count() == 1
    assert lines("contests.round.seal") == 3  # the result, the round and the contest, once each


def test_sheet_handed_in_while_the_round_is_sealed_is_in_the_file_or_refused(cast: Cast) -> None:
    one = samples.judged(cast)
    actions.hand_in_sheet(by=SYSTEM, contest=one, judge=1, entry=1, scores="50 30")
    sealing, judging = copies(queries.rounds_of(one).get(), 1)[0], copies(one, 1)[0]
    outcomes = race(
        lambda: actions.seal_round(sealing, by=SYSTEM, reason="缺席"),
        lambda: actions.hand_in_sheet(by=SYSTEM, contest=judging, judge=1, entry=2, scores="50 30"),
    )
    kept = ScoreSheet.objects.whole_network(reason=ROWS).count()
    result = Result.objects.whole_network(reason=ROWS).get()
    assert len(replay(result.content).inputs.sheets) == kept
    assert outcomes.count("done") == kept
    assert Round.objects.whole_network(reason=ROWS).get(pk=sealing.pk).state == "sealed"


def test_one_judge_on_two_tablets_hands_in_one_sheet(cast: Cast) -> None:
    one = samples.judged(cast)
    outcomes = race(
        *(
            lambda copy=copy: actions.hand_in_sheet(by=SYSTEM, contest=copy, judge=1, entry=1, scores="50 30")
            for copy in copies(one, 2)
        )
    )
    assert outcomes[0] == "done"
    assert "已经给这件作品打过分" in outcomes[1] or "刚才已有人登记了同样的内容" in outcomes[1]
    assert ScoreSheet.objects.whole_network(reason=ROWS).count() == 1


def test_entry_comes_before_the_call_is_closed_or_is_refused(cast: Cast) -> None:
    one = samples.contest(cast)
    closing, entering = copies(one, 2)
    outcomes = race(
        lambda: actions.close_entries(closing, by=SYSTEM),
        lambda: actions.enter(by=SYSTEM, entrants="选手丙", **samples.entry_details(entering)),
    )
    entered = Entry.objects.whole_network(reason=ROWS).count() - 2
    assert outcomes.count("done") == 1 + entered


def test_prizes_are_given_once(cast: Cast) -> None:
    one = samples.published(cast)
    outcomes = race(
        *(lambda copy=copy: actions.award_prizes(copy, by=SYSTEM, levels="一等奖 1") for copy in copies(one, 2))
    )
    assert outcomes[0] == "done"
    assert "已经评定过奖项" in outcomes[1]
    assert queries.awards_of(one).count() == 1


def test_sheet_sent_twice_at_once_is_one_sheet_and_both_are_told_it_is_saved(cast: Cast) -> None:
    judge = queries.judges_of(samples.judged(cast))[0]
    values = {"by": Actor.nobody(), "round": 1, "entry": 1, "scores": ["50", "30"]}
    outcomes = race(*(lambda copy=copy: actions.give_scores(copy, **values) for copy in copies(judge, 2)))
    assert outcomes == ["done", "done"]
    sheet = ScoreSheet.objects.whole_network(reason=ROWS).get()
    assert [one.number for one in queries.versions_of(sheet)] == [1]


def test_step_asked_for_twice_at_once_is_one_step(cast: Cast) -> None:
    one = samples.sealed(cast)
    actions.open_screen(one, by=SYSTEM)
    screen = queries.screen_of(one)
    outcomes = race(
        *(lambda copy=copy: actions.reveal_next(copy, by=Actor.nobody(), shown=0) for copy in copies(screen, 2))
    )
    assert outcomes == ["done", "done"]
    assert HallScreen.objects.whole_network(reason=ROWS).get().shown == 1
    assert lines("contests.screen.reveal") == 1
