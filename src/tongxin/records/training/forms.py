"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from django import forms

from tongxin.attendance.forms import ProgrammeForm, ProofForm
from tongxin.network.forms.fields import OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.training.models import TrainingClass
from tongxin.web.fields import DayField


class ClassForm(ProgrammeForm):
    """What is known of a class from the day it is planned."""

    title = forms.CharField(label="培训班名称", max_length=120)
    organiser = OrganisationField(label="主办单位", widget=forms.TextInput({"list": "organisations"}))
    first_day = DayField(label="开班日期")
    last_day = DayField(label="结业日期", required=False, help_text="只有一天的可以不填。")
    venue = forms.CharField(label="举办地点", max_length=120, required=False)
    kind = forms.ChoiceField(label="类别", choices=TrainingClass.Kind.choices, initial=TrainingClass.Kind.COURSE)
    co_organisers = OrganisationsField(
        label="合办单位", required=False, help_text="几家合办只登记一次，用顿号隔开全称。"
    )
    series = SeriesField(
        label="所属品牌系列",
        required=False,
        widget=forms.TextInput({"list": "series"}),
        help_text="属于某个品牌系列的填写。",
    )
    field_order = (
        "title", "organiser", "first_day", "last_day", "venue", "kind", "co_organisers", "series", "field_days", "days_needed",
        "timetable", "rule", "share", "leave_counts",
    )  # fmt: skip


class NewClassForm(ClassForm, ProofForm):
    """A class with its roster: as held where there is one, else as planned."""
