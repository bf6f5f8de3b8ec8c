"""Two records of one person are merged: what was entered and what was judged goes along, and nothing is lost."""

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.contests import samples
from tongxin.network.actions.merging import merge_records, undo_merge
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Entrant, Judge


@pytest.fixture
def people(db) -> Cast:
    return build()


def test_both_records_behind_one_entry_become_one_entrant(people):
    kept, merged = (people.person("王例山", mobile=mobile) for mobile in ("13800138001", "13800138002"))
    one = samples.contest(people)
    team = "王例山 13800138001\n王例山 13800138002"
    entry = actions.enter(by=SYSTEM, entrants=team, **samples.entry_details(one, title="合唱"))
    assert queries.entrants_of(entry).count() == 2
    done = merge_records(kept, by=SYSTEM, merged=merged, reason="同一人")
    assert [row.person_id for row in queries.entrants_of(entry)] == [kept.pk]
    undo_merge(done, by=SYSTEM, reason="不是同一人")
    assert {row.person_id for row in queries.entrants_of(entry)} == {kept.pk, merged.pk}


def test_judge_appointed_under_both_records_stays_two_judges_of_one_person(people):
    kept, merged = (people.person("王例山", mobile=mobile) for mobile in ("13800138001", "13800138002"))
    one = samples.contest(people)
    actions.appoint_judges(one, by=SYSTEM, judges="王例山 13800138001\n王例山 13800138002")
    samples.put_contest(one, "judging")
    for judge in (2, 3):
        actions.hand_in_sheet(by=SYSTEM, contest=one, judge=judge, entry=1, scores="50 30")
    merge_records(kept, by=SYSTEM, merged=merged, reason="同一人")
    assert set(Judge.objects.children_of(kept).values_list("number", flat=True)) == {2, 3}
    assert queries.sheets_of(queries.rounds_of(one).get()).count() == 2
    assert not Entrant.objects.children_of(kept).exists()
