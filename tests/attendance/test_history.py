"""Corrections of a roster stand, with their reasons, in the 经过 of the record it belongs to; who changes nothing is told so."""

from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import class_details
from tongxin.access.models import Entry
from tongxin.attendance import queries
from tongxin.attendance.history import roster_moments
from tongxin.attendance.models import Participation
from tongxin.lifecycle.pages.acting import UNCHANGED
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


def a_class(stage: Cast, roster: str = "王例山\n李例水\n张例火") -> tuple[TrainingClass, list[Participation]]:
    one = training.register_class(by=SYSTEM, roster=roster, **class_details(stage))
    return one, list(queries.roster(one.occasion).order_by("id"))


def corrected(stage: Cast, line: Participation, **values: Any) -> Any:
    address = f"/roster-lines/{line.pk}/correct/"
    return stage.client("secretary").post(address, {"reason": "中途离开", **values}, follow=True)


def test_correction_stands_in_the_history_of_its_class_with_reason_and_what_changed(stage: Cast) -> None:
    one, lines = a_class(stage)
    page = corrected(stage, lines[1], days_attended="1")
    assert "已更正。" in page.content.decode()
    newest = stage.client("secretary").get(f"/training/{one.pk}/").context["timeline"][0]
    assert (newest.what, newest.why, newest.who) == ("更正名册：李例水", "中途离开", "secretary")
    assert list(newest.changes) == [("参加天数", "全程", "1"), ("结业", "是", "否")]
    seen = stage.client("city").get(f"/training/{one.pk}/").context["timeline"]
    assert (seen[0].what, seen[0].why) == ("更正名册", "中途离开")  # an officer who does not read persons
    assert [moment.at for moment in seen] == sorted((moment.at for moment in seen), reverse=True)
    assert len(seen) > 1


def test_whoever_a_line_is_found_to_be_is_told_without_a_number(stage: Cast) -> None:
    stage.person("王例山", mobile="13900000001")
    one, lines = a_class(stage, "王例山 13900000002\n李例水")
    corrected(stage, lines[0], identity="王例山 13900000001")
    (moment,) = roster_moments(one, scope=stage.actor("secretary").scope)
    assert ("人员", "未对上", "已对上") in moment.changes
    assert "13900000001" not in str(moment)


def test_what_one_act_changed_on_many_lines_is_one_moment(stage: Cast) -> None:
    one, lines = a_class(stage, "王例山\n李例水\n张例火\n赵例土")
    details = {**class_details(stage), "days_needed": 1}
    for line in lines:
        corrected(stage, line, days_attended="1", reason=f"核对第 {line.pk} 行")
    training.correct_class(one, by=SYSTEM, reason="结业要求写错", **details)
    moments = roster_moments(one, scope=stage.actor("secretary").scope)
    assert [(moment.what, moment.why, len(moment.changes)) for moment in moments[:2]] == [
        ("重新认定结业：王例山、李例水、张例火等 4 人", "结业要求写错", 0),
        ("更正名册：赵例土", f"核对第 {lines[3].pk} 行", 2),
    ]
    nameless = roster_moments(one, scope=stage.actor("city").scope)
    assert nameless[0].what == "重新认定结业：4 人"


def test_class_without_corrections_takes_two_queries_and_one_without_lines_one(stage: Cast) -> None:
    one, _ = a_class(stage)
    planned = training.plan_class(by=SYSTEM, **{**class_details(stage), "title": "还没有名册", "first_day": date(2021, 6, 1), "last_day": date(2021, 6, 1)})  # fmt: skip
    scope = stage.actor("secretary").scope
    for record, number in ((one, 2), (planned, 1)):
        with CaptureQueriesContext(connection) as asked:
            assert roster_moments(record, scope=scope) == ()
        assert len(asked) == number


def test_saving_what_is_there_already_writes_nothing_and_says_so(stage: Cast) -> None:
    one, lines = a_class(stage)
    corrected(stage, lines[0], days_attended="2")
    before, decided = (
        Entry.objects.whole_network(reason="test").count(),
        queries.roster(one.occasion).get(pk=lines[0].pk).decided_at,
    )
    page = corrected(stage, lines[0], days_attended="2")
    assert page.status_code == HTTPStatus.OK
    assert UNCHANGED in page.content.decode()
    assert "已更正" not in page.content.decode()
    assert Entry.objects.whole_network(reason="test").count() == before
    assert queries.roster(one.occasion).get(pk=lines[0].pk).decided_at == decided
