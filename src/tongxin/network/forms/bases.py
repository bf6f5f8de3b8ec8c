"""Forms of bases."""

from typing import Any

from django import forms

from tongxin.network.forms.fields import OrganisationField, PlaceField
from tongxin.network.models import Base
from tongxin.network.models.bases import NAMING_LEVELS
from tongxin.network.queries.bases import checklist
from tongxin.web.fields import DayField, NamesField, ReasonForm


class BaseForm(forms.Form):
    """What is known of a base."""

    name = forms.CharField(label="基地名称", max_length=120)
    host = OrganisationField(label="依托单位", elses=True, help_text="还没有登记的单位请先登记组织。")
    place = PlaceField(label="所在地区")
    level = forms.ChoiceField(label="命名级别", choices=NAMING_LEVELS)
    association = OrganisationField(label="联系的联谊组织", required=False)
    aliases = NamesField(label="曾用名和简称", help_text="每行一个。")


class BaseApplicationForm(BaseForm):
    """A base with its application."""

    applied = DayField(label="申报日期")
    document = forms.CharField(label="申报文件", max_length=200, required=False)


class StepForm(forms.Form):
    """A step of a naming, and what it rests on."""

    day = DayField(label="日期")
    document = forms.CharField(label="文件或依据", max_length=200, required=False)
    checked = forms.MultipleChoiceField(label="符合的标准", required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label="原因", max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, base: Base, **options: Any) -> None:
        super().__init__(*args, **options)
        checked = self.fields["checked"]
        assert isinstance(checked, forms.MultipleChoiceField)  # noqa: S101 - declared above
        checked.choices = [(line.text, line.text) for line in checklist(base.path)]


class NamingForm(StepForm):
    """The naming, or the recheck that was passed."""

    valid_until = DayField(label="有效期至", required=False, help_text="不限期的不填。")
    field_order = ("day", "document", "valid_until", "checked", "reason")


class ReasonedStepForm(StepForm):
    """A step that cannot go without saying why."""

    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea({"rows": 2}))


class PlaqueForm(forms.Form):
    """A plaque."""

    title = forms.CharField(label="牌匾名称", max_length=120)
    awarded_by = forms.CharField(label="授牌单位", max_length=120)
    begin = DayField(label="授牌日期")


class PlaqueEndForm(ReasonForm):
    """When and why a plaque was taken down."""

    end = DayField(label="摘牌日期")
    field_order = ("end", "reason")


class ChecklistForm(ReasonForm):
    """One line of the checklist bases are reviewed against."""

    position = forms.IntegerField(label="次序", min_value=1, max_value=50)
    text = forms.CharField(label="标准", max_length=120)
    active = forms.BooleanField(label="启用", required=False)
    field_order = ("position", "text", "active", "reason")
