"""What a declaration says of one record: its state in words, what may be done with it, by whom, and whether it is late."""

from datetime import date
from typing import Any

import pytest
from django import forms

from tests.cast import SYSTEM, Cast, cast
from tests.lives import visit_details
from tests.toy import actions
from tests.toy.life import LIFE
from tests.toy.models import Visit
from tongxin.access.actor import Actor
from tongxin.attendance.life import LINE
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.lives import act_named, life_named, life_of, lives, words
from tongxin.records.training.life import LIFE as CLASS

DAY = date(2021, 5, 10)
EVERYTHING = Scope.everything()


def visit(state: str = Visit.State.PLANNED, **more: Any) -> Visit:
    return Visit(title="走访", state=state, day=DAY, path="43/", **more)


def life(**more: Any) -> Life:
    return Life(model=Visit, code="odd.visit", prefix="odd/", **more)


def codes(acts: Any) -> list[str]:
    return [one.code for one in acts]


def test_acts_are_found_by_code_and_called_by_their_full_name() -> None:
    assert codes(LIFE.every_act()) == ["plan", "make", "check", "correct", "drop", "confirm_joint", "decline_joint"]
    assert codes(LINE.every_act()) == ["correct"]
    assert LIFE.act("plan") is LIFE.new
    assert LIFE.name_of(LIFE.act("make")) == "toy.visit.make"
    with pytest.raises(LookupError, match="knows no act 'fly'"):
        LIFE.act("fly")


def test_lives_are_found_by_code_table_and_name_of_an_act() -> None:
    assert life_named("toy.visit") is life_of(Visit) is LIFE
    assert {LIFE, CLASS, LINE} <= set(lives())
    assert act_named("training.class.hold") == (CLASS, CLASS.act("hold"))
    assert life_of(Cast) is None
    for name in ("toy.visit.fly", "odd.visit.make", "make"):
        with pytest.raises(LookupError):
            act_named(name)


def test_journal_words_are_those_of_acts_and_rooms() -> None:
    said = words()
    assert (said["toy.visit.plan"], said["training.class.hold"]) == ("登记走访", "登记为已举办")
    assert said["training.class.join"] == "更新合办单位"  # no act any more; old lines say it
    assert (said["attendance.enter"], said["attendance.line.correct"]) == ("登记名册", "更正名册")


def test_what_is_said_of_a_kind_follows_from_its_table_unless_declared() -> None:
    assert (LIFE.label, LIFE.not_found) == ("走访", "没有找到这条走访，可能不在您的权限范围内。")
    assert CLASS.not_found == "没有找到这期培训班，可能不在您的权限范围内。"
    assert LIFE.act("make").said == "已登记为已走访。"
    assert CLASS.act("roster").said == "已补充名册。"


def test_states_are_the_field_and_its_choices_unless_computed() -> None:
    assert LIFE.choices() == [("planned", "计划中"), ("made", "已走访"), ("checked", "已复核"), ("dropped", "已取消")]
    assert (LIFE.state(visit("made")), LIFE.state_label(visit("made"))) == ("made", "已走访")
    computed = life(state_of=lambda record: f"{record.state}!", states=[("made!", "走了")])
    assert computed.choices() == [("made!", "走了")]
    assert (computed.state(visit("made")), computed.state_label(visit("made"))) == ("made!", "走了")
    assert computed.state_label(visit("odd")) == "odd!"
    assert LINE.state(LINE.model()) == LINE.state_label(LINE.model()) == ""


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        ("planned", date(2021, 5, 11), True),
        ("planned", DAY, False),
        ("made", date(2021, 5, 11), False),
    ],
)
def test_record_is_late_where_every_condition_holds(state: str, day: date, late: bool) -> None:
    assert LIFE.is_overdue(visit(state), day) is late


def test_kind_that_says_nothing_of_lateness_is_never_late() -> None:
    assert life().is_overdue(visit(), date(2100, 1, 1)) is False


def test_acts_offered_are_those_of_state_right_and_second_person() -> None:
    assert codes(LIFE.offered(visit(), scope=EVERYTHING)) == ["make", "correct", "drop"]
    made = visit("made", made_by=7)
    assert codes(LIFE.offered(made, scope=EVERYTHING, account=8)) == ["check", "correct"]
    assert codes(LIFE.offered(made, scope=EVERYTHING, account=7)) == ["correct"]
    assert codes(LIFE.offered(made, scope=EVERYTHING)) == ["check", "correct"]
    assert codes(LIFE.offered(visit("made"), scope=EVERYTHING)) == ["check", "correct"]
    assert LIFE.offered(visit(), scope=Actor.nobody().scope) == ()


def test_state_and_second_person_are_required_in_words() -> None:
    with pytest.raises(ConflictError) as refusal:
        LIFE.require(LIFE.act("make"), visit("made"), by=SYSTEM)
    assert refusal.value.message == "走访「走访」现在是「已走访」，不能登记为已走访，请刷新后再看。"
    same = Actor(scope=EVERYTHING, name="甲", account_id=7)
    with pytest.raises(ConflictError) as refusal:
        LIFE.require(LIFE.act("check"), visit("made", made_by=7), by=same)
    assert refusal.value.message == "复核应由另一个人办理：上一步是您自己办理的，请由另一位同事复核。"
    LIFE.require(LIFE.act("check"), visit("made", made_by=8), by=same)
    LIFE.require(LIFE.act("check"), visit("made"), by=SYSTEM)  # nobody is not the same person as nobody


@pytest.mark.django_db
def test_forms_begin_with_what_is_on_record() -> None:
    stage = cast()
    one = actions.plan_visit(by=SYSTEM, **visit_details(stage, co_organisers=[stage.city]))
    names = ["title", "organiser", "co_organisers", "reason"]
    values = {"title": "宁乡走访", "organiser": stage.county, "co_organisers": [stage.city], "reason": None}
    assert list(LIFE.values_of([one], names=names)) == [values]
    told = life(read=lambda records: [{"title": record.pk} for record in records])
    assert told.values_of([one], names=names) == [{"title": one.pk}]


def test_no_form_takes_more_text_than_its_column_holds() -> None:
    wrong = []
    for kind in lives():
        columns = {one.name: one for one in kind.model._meta.concrete_fields}
        for act in kind.every_act():
            for name, field in (act.form.base_fields if act.form else {}).items():
                most = getattr(columns.get(name), "max_length", None)
                kept_as_typed = getattr(type(field), "to_python", None) is forms.CharField.to_python
                if kept_as_typed and most and (field.max_length or most + 1) > most:
                    wrong.append(f"{kind.name_of(act)}: {name} takes {field.max_length} of {most}")
    assert not wrong, "\n".join(wrong)


def test_plain_act_needs_the_right_to_record_at_its_own_place() -> None:
    one = Act("look", "看", print)
    assert (one.verb.value, one.path(visit()), one.listed, one.primary, one.corrects) == (
        "record",
        "43/",
        True,
        False,
        False,
    )
