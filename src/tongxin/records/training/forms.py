"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.divisions import divisions
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import parse_date
from tongxin.kernel.scope import Scope
from tongxin.network.models import Organisation
from tongxin.records.training.models import TrainingClass
from tongxin.records.training.queries import organisers

_BREAK = re.compile(r"[\s,，、;；]+")
_DAY = {"type": "date"}


class OrganisationField(forms.CharField):
    """An organisation by its full name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)
        self.widget.attrs["list"] = "organisations"


class ClassDetailsForm(forms.Form):
    """What is known of a class from the day it is planned; `scope` decides who may be named as organiser."""

    title = forms.CharField(label="培训班名称", max_length=120)
    organiser = OrganisationField(label="主办单位")
    first_day = forms.DateField(label="开班日期", widget=forms.DateInput(_DAY))
    last_day = forms.DateField(
        label="结业日期", required=False, widget=forms.DateInput(_DAY), help_text="只有一天的可以不填。"
    )
    venue = forms.CharField(label="举办地点", max_length=120, required=False)
    kind = forms.ChoiceField(label="类别", choices=TrainingClass.Kind.choices, initial=TrainingClass.Kind.COURSE)
    co_organisers = forms.CharField(
        label="合办单位", max_length=1_000, required=False, help_text="几家合办只登记一次，用顿号隔开全称。"
    )
    field_days = forms.CharField(
        label="现场教学日期",
        max_length=1_000,
        required=False,
        help_text="如 2021-05-12，有几天就写几个，用空格隔开；没有的不填。",
    )
    days_needed = forms.IntegerField(
        label="结业最少天数", min_value=1, max_value=100, required=False, help_text="不填按三分之二天数计。"
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self._scope = scope

    def clean_organiser(self) -> Organisation:
        """Return the one organisation of this name that the asker may record for."""
        name: str = self.cleaned_data["organiser"]
        return _named(organisers(self._scope), [name], advice="请从列表中选择您能登记的单位")[0]

    def clean_co_organisers(self) -> list[Organisation]:
        """Return the organisations named; they may lie anywhere, since the directory of organisations is public."""
        rows = Organisation.objects.whole_network(reason="names of organisations are public")
        names = dict.fromkeys(name for name in _BREAK.split(self.cleaned_data["co_organisers"]) if name)
        return _named(rows, list(names), advice="请写全称")

    def clean_field_days(self) -> tuple[date, ...]:
        """Return the days named."""
        try:
            return tuple(
                parse_date(day, field="field_days") for day in _BREAK.split(self.cleaned_data["field_days"]) if day
            )
        except InputError as error:
            raise forms.ValidationError(error.message) from None

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


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 2}))


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
    place = forms.CharField(label="地区", max_length=20, required=False, help_text="名称或六位代码")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *TrainingClass.State.choices])
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *TrainingClass.Kind.choices])

    def clean_place(self) -> str:
        """Refuse a name that no division has."""
        wish: str = self.cleaned_data["place"]
        if wish and not paths_named(wish):
            raise forms.ValidationError(f"没有叫「{wish}」的地区，请写全称，例如「株洲市」或 430200。")
        return wish


def paths_named(wish: str) -> list[str]:
    """Return the paths of the divisions that have this name or code."""
    return [division.path for division in divisions().values() if wish in (division.code, division.name)]


def _named(rows: QuerySet[Organisation], names: Sequence[str], *, advice: str) -> list[Organisation]:
    """Return the one organisation of each name; refuse a name nobody or more than one has."""
    found = rows.filter(name__in=names)
    by_name = {organisation.name: organisation for organisation in found}
    for name in names:
        if name not in by_name:
            raise forms.ValidationError(f"没有找到单位「{name}」，{advice}。")
    if len(found) > len(by_name):
        raise forms.ValidationError("有两家以上单位同名，请联系管理员区分名称。")
    return [by_name[name] for name in names]
