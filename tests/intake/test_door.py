from dataclasses import replace

from django import forms

from tests.toy import actions
from tests.toy.life import LIFE
from tests.toy.models import Visit
from tongxin.intake.door import Door


class TitleForm(forms.Form):
    title = forms.CharField(label="走访名称")


def test_door_of_a_life_that_says_nothing_of_searching_is_not_searched() -> None:
    assert Door.of(LIFE, name="visits").search is None


def test_door_without_a_life_reads_the_fields_of_its_form() -> None:
    door = Door(name="visits", label="走访", form=TitleForm, create=actions.plan_visit, model=Visit)
    assert door.values_of(Visit(title="a")) == {"title": "a"}
    assert door.sheet_acts == {}
    loud = replace(door, read=lambda records: [{"title": one.title.upper()} for one in records])
    assert loud.values_of(Visit(title="a")) == {"title": "A"}
