"""Forms of bases."""

from typing import Any

from django import forms

from tongxin.network.forms.fields import OrganisationField, PlaceField
from tongxin.network.models import Base
from tongxin.network.models.bases import NAMING_LEVELS, TRANSITIONS, State
from tongxin.network.queries.bases import checklist
from tongxin.web.fields import DayField, NamesField


class BaseForm(forms.Form):
    """What is known of a base."""

    name = forms.CharField(label="基地名称", max_length=120)
    host = OrganisationField(label="依托单位", help_text="登记的全称；还没有登记的单位请先登记组织。")
    place = PlaceField(label="所在地区", help_text="名称或六位代码。")
    level = forms.ChoiceField(label="命名级别", choices=NAMING_LEVELS)
    association = OrganisationField(label="联系的联谊组织", required=False)
    aliases = NamesField(label="曾用名和简称", help_text="每行一个。")


class BaseApplicationForm(BaseForm):
    """A base with its application."""

    applied = DayField(label="申报日期")
    document = forms.CharField(label="申报文件", max_length=200, required=False)


class BaseFilter(forms.Form):
    """What the list can be narrowed by."""

    q = forms.CharField(label="名称、拼音或首字母", max_length=60, required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])
    level = forms.ChoiceField(label="命名级别", required=False, choices=[("", "全部"), *NAMING_LEVELS])
    place = PlaceField(label="地区", required=False)


class StepForm(forms.Form):
    """The next step of a naming; only what may follow is offered."""

    to = forms.ChoiceField(label="转为")
    day = DayField(label="日期")
    document = forms.CharField(label="文件或依据", max_length=200, required=False)
    valid_until = DayField(label="有效期至", required=False, help_text="命名时填写，不限期的不填。")
    checked = forms.MultipleChoiceField(label="符合的标准", required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="原因",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="整改、撤销、退出必须写明。",
    )

    def __init__(self, *args: Any, base: Base, **options: Any) -> None:
        super().__init__(*args, **options)
        steps = [(state.value, state.label) for state in TRANSITIONS[State(base.state)]]
        lines = [(line.text, line.text) for line in checklist(base.path)]
        for name, choices in (("to", steps), ("checked", lines)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices


class PlaqueForm(forms.Form):
    """A plaque."""

    title = forms.CharField(label="牌匾名称", max_length=120)
    awarded_by = forms.CharField(label="授牌单位", max_length=120)
    begin = DayField(label="授牌日期")


class PlaqueEndForm(forms.Form):
    """When and why a plaque was taken down."""

    end = DayField(label="摘牌日期")
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea({"rows": 2}))
