"""What every write does: lock, check, save, tell the journal, and ask what locked returns say of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast, cast
from tests.lives import class_details, visit_details
from tests.toy import actions
from tests.toy.models import Visit
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance import queries as attended
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle import acts
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.affected import affected_by_subjects, affected_of, has_flow
from tongxin.lifecycle.writing import (
    Doer,
    OutsideActError,
    change,
    create,
    lock,
    require_past,
    require_reason,
)
from tongxin.network.models import Organisation
from tongxin.ports.locked import Affected
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 10)


@pytest.fixture
def stage() -> Cast:
    return cast()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[set[Affected], str, str]]:
    """What locked returns are asked about: whose numbers, by whom, for which reason."""
    told: list[tuple[set[Affected], str, str]] = []

    class Returns:
        def restate(self, affected: set[Affected], *, by: Actor, reason: str) -> None:
            told.append((set(affected), by.name, reason))

    monkeypatch.setattr(acts, "LOCKED_RETURNS", Returns)
    return told


def visit(stage: Cast, **more: Any) -> Visit:
    return actions.plan_visit(by=SYSTEM, **visit_details(stage, **more))


def affected(kind: str, unit: Organisation, day: date) -> Affected:
    return Affected(kind=kind, unit=unit.pk, day=day)


def test_new_record_is_told_with_all_its_values_and_links(stage: Cast) -> None:
    one = visit(stage, co_organisers=[stage.city, stage.neighbour])
    (line,) = journal.of(one)
    assert (line.action, line.before, line.actor) == ("toy.visit.plan", {}, SYSTEM.name)
    assert (line.after["title"], line.after["households"]) == ("宁乡走访", 0)
    assert line.after["co_organisers"] == sorted([stage.city.name, stage.neighbour.name])
    (line,) = journal.of(visit(stage))
    assert "co_organisers" not in line.after


def test_change_tells_only_what_differs_and_nothing_where_nothing_does(stage: Cast) -> None:
    one = visit(stage)
    with CaptureQueriesContext(connection) as asked:
        actions.correct_visit(one, by=SYSTEM, reason="核对", **visit_details(stage))
    assert not [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(journal.of(one)) == 1
    actions.correct_visit(
        one, by=SYSTEM, reason="写错", **visit_details(stage, title="再走访", co_organisers=[stage.city])
    )
    line = journal.of(one)[0]
    assert (line.action, line.reason) == ("toy.visit.correct", "写错")
    assert line.before == {"title": "宁乡走访", "co_organisers": []}
    assert line.after == {"title": "再走访", "co_organisers": [stage.city.name]}


def test_writer_may_say_another_word_and_reason_than_the_act(stage: Cast) -> None:
    with act("toy.visit.drop", visit(stage), by=SYSTEM, reason="不去") as doer:
        change(stage.city, by=doer, values={"name": "甲"}, action="network.odd", reason="改名")
        change(stage.county, by=doer, values={"name": "乙"})
    assert [(line.action, line.reason) for line in journal.of(stage.city)[:1]] == [("network.odd", "改名")]
    assert [(line.action, line.reason) for line in journal.of(stage.county)[:1]] == [("toy.visit.drop", "不去")]


def test_what_makes_figures_is_written_only_in_an_act(stage: Cast) -> None:
    one = visit(stage)
    for write in (
        lambda: change(one, by=SYSTEM, values={"title": "再走访"}, action="toy.visit.correct"),
        lambda: change(one, by=SYSTEM, values={"co_organisers": [stage.city]}, action="toy.visit.correct"),
        lambda: create(Visit(organiser=stage.city, place=stage.city.place, path="43/", title="新", day=DAY),
                       by=SYSTEM, action="toy.visit.plan"),
    ):  # fmt: skip
        with pytest.raises(OutsideActError, match="is written outside an act"):
            write()


def test_write_without_a_word_is_refused(stage: Cast) -> None:
    with pytest.raises(OutsideActError, match="the name of its action"):
        change(stage.city, by=SYSTEM, values={"name": "甲"})


def test_rule_between_rows_is_a_conflict_in_its_own_words(stage: Cast) -> None:
    training.plan_class(by=SYSTEM, **class_details(stage))
    other = training.plan_class(by=SYSTEM, **class_details(stage, title="另一期"))
    with pytest.raises(ConflictError, match="这期培训班已经登记过"):
        training.correct_class(other, by=SYSTEM, reason="改名", **class_details(stage))


def test_lock_reads_the_row_anew_where_the_right_reaches(stage: Cast) -> None:
    one = visit(stage)
    Visit.objects.whole_network(reason="test").filter(pk=one.pk).update(title="别人改的")
    lock(one, by=stage.actor("secretary"), verb=Verb.RECORD)
    assert one.title == "别人改的"
    with pytest.raises(ForbiddenError):
        lock(one, by=stage.actor("neighbour"), verb=Verb.RECORD)
    with pytest.raises(ForbiddenError):
        lock(one, by=stage.actor("secretary"), verb=Verb.RECORD, path=stage.city.path)
    lock(one, by=stage.actor("neighbour"), verb=Verb.RECORD, path=stage.neighbour.path)


def test_what_the_act_itself_has_made_is_not_read_again_but_the_right_is_asked(
    stage: Cast, django_assert_num_queries: Any
) -> None:
    with act("toy.visit.plan", by=stage.actor("secretary"), path=stage.county.path) as doer:
        one = actions.plan_visit(by=doer, **visit_details(stage))
        with django_assert_num_queries(0):
            lock(one, by=doer, verb=Verb.RECORD)
        with pytest.raises(ForbiddenError):
            lock(one, by=doer, verb=Verb.RECORD, path=stage.city.path)
        assert not doer.has_made(Visit.objects.visible_to(doer.scope).get(pk=one.pk))
    with act("toy.visit.plan", by=stage.actor("secretary"), path=stage.county.path) as other:
        assert not other.has_made(one)


def test_record_that_went_elsewhere_meanwhile_is_not_written(stage: Cast) -> None:
    one = visit(stage)
    Visit.objects.whole_network(reason="test").filter(pk=one.pk).update(path=stage.city.path)
    with pytest.raises(ForbiddenError):
        actions.drop_visit(one, by=stage.actor("secretary"), reason="不去")
    assert len(journal.of(one)) == 1


def test_act_on_a_new_record_needs_the_right_at_its_place(stage: Cast) -> None:
    with pytest.raises(ForbiddenError), act("toy.visit.plan", by=stage.actor("secretary"), path=stage.city.path):
        pass
    with act("toy.visit.plan", by=stage.actor("secretary"), path=stage.county.path, reason="补") as doer:
        assert (doer.action, doer.reason, doer.name) == ("toy.visit.plan", "补", "secretary")
        assert doer.account_id == stage.accounts["secretary"].pk
        with act("toy.visit.plan", by=doer, path=stage.county.path) as inner:
            assert (inner.reason, inner.affected is doer.affected) == ("补", True)
        with act("toy.visit.plan", by=doer, path=stage.county.path, reason="内") as inner:
            assert inner.reason == "内"


def test_reason_is_asked_for_and_kept_without_blanks() -> None:
    assert require_reason(" 写错 ") == "写错"
    with pytest.raises(InputError, match="写明原因") as refusal:
        require_reason(" ")
    assert refusal.value.field == "reason"


def test_day_lies_between_since_and_today() -> None:
    now, later = today(), today() + timedelta(days=1)
    assert require_past(now, field="day", since=now) == now
    with pytest.raises(InputError, match=f"{chinese_date(later)}还没有到") as refusal:
        require_past(later, field="day")
    assert refusal.value.field == "day"
    with pytest.raises(InputError, match=f"不能早于 {chinese_date(now)}") as refusal:
        require_past(now - timedelta(days=1), field="begin", since=now)
    assert refusal.value.field == "begin"


def test_new_record_concerns_its_unit_and_day(stage: Cast, asked: list[Any]) -> None:
    visit(stage)
    assert asked == [({affected("toy", stage.county, DAY)}, SYSTEM.name, "")]


def test_corrected_record_concerns_whom_it_leaves_and_whom_it_reaches(stage: Cast, asked: list[Any]) -> None:
    one = visit(stage)
    asked.clear()
    moved = visit_details(stage, organiser=stage.city, day=date(2021, 7, 1))
    actions.correct_visit(one, by=SYSTEM, reason="写错", **moved)
    before, after = affected("toy", stage.county, DAY), affected("toy", stage.city, date(2021, 7, 1))
    assert asked == [({before, after}, SYSTEM.name, "写错")]


def test_act_within_an_act_asks_once_when_the_outer_one_is_over(stage: Cast, asked: list[Any]) -> None:
    training.register_class(
        by=SYSTEM, roster="王例山", signed_roster="", head_count=None, reason="补登", **class_details(stage)
    )
    assert asked == [({affected("training", stage.county, date(2021, 5, 12))}, SYSTEM.name, "补登")]


def test_corrected_roster_line_concerns_the_organiser_of_its_class(stage: Cast, asked: list[Any]) -> None:
    from tongxin.attendance import actions as attendance

    one = training.hold_class(training.plan_class(by=SYSTEM, **class_details(stage)), by=SYSTEM, roster="王例山")
    line = attended.roster(one.occasion).get()
    asked.clear()
    attendance.correct_line(line, by=SYSTEM, reason="早退", days_attended=0)
    concerned = {affected("training", stage.county, date(2021, 5, 12))}
    assert asked == [(concerned, SYSTEM.name, "早退")]
    assert set(affected_of(line)) == concerned


def test_line_of_a_class_that_does_not_count_concerns_nobody(stage: Cast) -> None:
    one = training.plan_class(by=SYSTEM, **class_details(stage))
    training.add_roster(one, by=SYSTEM, roster="王例山")
    line = attended.roster(one.occasion).get()
    assert list(affected_of(line)) == []
    assert list(affected_of(type(line)())) == []


def test_persons_concern_the_organisers_of_their_classes(stage: Cast) -> None:
    member, other = stage.person("王例山"), stage.person("李例水")
    training.hold_class(training.plan_class(by=SYSTEM, **class_details(stage)), by=SYSTEM, roster="王例山")
    later = class_details(stage, organiser=stage.city, first_day=date(2021, 8, 1), last_day=date(2021, 8, 1))
    training.hold_class(training.plan_class(by=SYSTEM, **later), by=SYSTEM, roster="王例山\n张例火")
    assert set(affected_by_subjects("person", [member.pk])) == {
        affected("training", stage.county, date(2021, 5, 12)),
        affected("training", stage.city, date(2021, 8, 1)),
    }
    assert list(affected_by_subjects("person", [other.pk])) == []


def test_only_what_happens_makes_flows() -> None:
    from tongxin.attendance.models import Occasion, Participation
    from tongxin.network.models import Membership

    assert [has_flow(model) for model in (Visit, TrainingClass, Participation)] == [True, True, True]
    assert [has_flow(model) for model in (Membership, Occasion, Organisation)] == [False, False, False]


def test_doer_is_the_actor_with_action_and_reason() -> None:
    one = Doer(scope=SYSTEM.scope, name="甲", action="toy.visit.make")
    assert (one.reason, one.affected) == ("", set())
    assert one == Doer(
        scope=SYSTEM.scope, name="甲", action="toy.visit.make", affected={Affected(kind="a", unit=1, day=DAY)}
    )
