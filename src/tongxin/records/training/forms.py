"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

import re
from datetime import date
from typing import Any

from django import forms

from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import InputError
from tongxin.network.forms.fields import DayField, OrganisationField, PlaceField, ReasonForm
from tongxin.network.models import Organisation
from tongxin.records.training.models import TrainingClass

_BREAK = re.compile(r"[\s,，、;；]+")
_MOST = 20
OVERDUE = "overdue"  # computed, never a stored state


class OrganisationsField(forms.CharField):
    """Several organisations by their full names."""

    def prepare_value(self, value: Any) -> Any:
        """Show the names."""
        return "、".join(one.name for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the organisations named, each once."""
        names = list(dict.fromkeys(name for name in _BREAK.split(super().to_python(value) or "") if name))
        if len(names) > _MOST:
            raise forms.ValidationError(f"最多写 {_MOST} 家单位。")
        one = OrganisationField()
        found: list[Organisation] = [one.to_python(name) for name in names]
        return found


class DaysField(forms.CharField):
    """Several days."""

    def prepare_value(self, value: Any) -> Any:
        """Show the days."""
        return " ".join(map(str, value)) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> Any:
        """Return the days named, in order."""
        one = DayField()
        days: set[date] = {one.clean(word) for word in _BREAK.split(super().to_python(value) or "") if word}
        return tuple(sorted(days))


class ClassDetailsForm(forms.Form):
    """What is known of a class from the day it is planned."""

    title = forms.CharField(label="培训班名称", max_length=120)
    organiser = OrganisationField(label="主办单位", widget=forms.TextInput({"list": "organisations"}))
    first_day = DayField(label="开班日期")
    last_day = DayField(label="结业日期", required=False, help_text="只有一天的可以不填。")
    venue = forms.CharField(label="举办地点", max_length=120, required=False)
    kind = forms.ChoiceField(label="类别", choices=TrainingClass.Kind.choices, initial=TrainingClass.Kind.COURSE)
    co_organisers = OrganisationsField(
        label="合办单位", max_length=1_000, required=False, help_text="几家合办只登记一次，用顿号隔开全称。"
    )
    field_days = DaysField(
        label="现场教学日期",
        max_length=1_000,
        required=False,
        help_text="如 2021-05-12，有几天就写几个，用空格隔开；没有的不填。",
    )
    days_needed = forms.IntegerField(
        label="结业最少天数", min_value=1, max_value=100, required=False, help_text="不填按三分之二天数计。"
    )

    def clean(self) -> dict[str, Any]:
        """Let a class of one day end on the day it begins."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("last_day") is None:
            values["last_day"] = values.get("first_day")
        return values


class RosterForm(forms.Form):
    """Roster lines for a class on record."""

    roster = forms.CharField(
        label="结业名册",
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 8, "placeholder": "每人一行：姓名 手机号 单位"}),
        help_text="从表格或聊天记录粘贴即可，每人一行，手机号和单位可以没有；中途离开的在行末写「2天」。",
    )

    reason = forms.CharField(
        label="补登原因", max_length=300, required=False, help_text="所在时期的上报已锁定时要写明，平时不填。"
    )

    def clean_roster(self) -> str:
        """Refuse a roster that cannot be read, naming the line."""
        text: str = self.cleaned_data["roster"]
        try:
            parse_roster(text)
        except InputError as error:
            raise forms.ValidationError(error.message) from None
        return text


class HoldForm(RosterForm):
    """What shows that a class took place: a roster, or where the signed one is kept."""

    signed_roster = forms.CharField(
        label="签到册存放处", max_length=120, required=False, help_text="有纸质签到册的，写明存放处或档案号。"
    )
    head_count = forms.IntegerField(
        label="到场人数",
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text="只有纸质签到册时填写，供参考，不计入培训人次。",
    )


class TrainingClassForm(ClassDetailsForm, HoldForm):
    """A class with its roster: as held where there is one, else as planned."""


class ParticipationForm(ReasonForm):
    """A corrected roster line."""

    days_attended = forms.IntegerField(
        label="参加天数", min_value=0, max_value=100, required=False, help_text="全程参加的不填；没有参加的填 0。"
    )
    identity = forms.CharField(
        label="对应人员", max_length=200, required=False, help_text="没有对上的，写「姓名 手机号」；不变的不填。"
    )


class ClassFilter(forms.Form):
    """What the list can be narrowed by."""

    q = forms.CharField(label="名称", max_length=50, required=False)
    year = forms.IntegerField(label="年份", min_value=1949, max_value=2199, required=False)
    place = PlaceField(label="地区", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *TrainingClass.State.choices, (OVERDUE, "已过期未登记结果")],
    )
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *TrainingClass.Kind.choices])
