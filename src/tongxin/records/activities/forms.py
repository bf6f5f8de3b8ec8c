"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from typing import Any

from django import forms

from tongxin.attendance.forms import HeadsForm, RosterForm
from tongxin.network.forms.fields import BaseField, OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.activities.models import Activity
from tongxin.web.fields import DayField, NamesField


class ActivityForm(HeadsForm):
    """What is known of an activity, with how many came where that was counted."""

    title = forms.CharField(label="活动名称", max_length=120)
    organiser = OrganisationField(label="主办单位", widget=forms.TextInput({"list": "organisations"}))
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Activity.Kind.choices])
    first_day = DayField(label="活动日期")
    last_day = DayField(label="结束日期", required=False, help_text="只有一天的可以不填。")
    venue = forms.CharField(label="举办地点", max_length=120, required=False)
    base = BaseField(
        label="所在基地",
        required=False,
        widget=forms.TextInput({"list": "bases"}),
        help_text="在实践创新基地举办的填写，计入基地服务。",
    )
    series = SeriesField(
        label="所属品牌系列",
        required=False,
        widget=forms.TextInput({"list": "series"}),
        help_text="属于某个品牌系列的填写。",
    )
    co_organisers = OrganisationsField(
        label="合办单位", required=False, help_text="几家合办只登记一次，用顿号隔开全称。"
    )
    online = forms.BooleanField(label="线上举办", required=False)
    aliases = NamesField(label="简称", help_text="文章里常用的叫法，一行一个，核数时认得，例如 红歌快闪。")
    field_order: tuple[str, ...] = (
        "title", "organiser", "kind", "first_day", "venue", "base", "head_count", "head_evidence", "head_low",
        "head_high", "head_first_time", "head_method", "last_day", "online", "series", "co_organisers", "aliases",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Let what lasts one day end on the day it begins."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("last_day") is None:
            values["last_day"] = values.get("first_day")
        return values


class ListForm(RosterForm):
    """Who came, where a roster was kept."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roster = self.fields["roster"]
        roster.label = "名册"
        roster.help_text = "从表格或聊天记录粘贴即可，每人一行，手机号和单位可以没有；没有来的在行末写「0天」。"


class CameForm(HeadsForm, ListForm):
    """How many came, and who, where a roster was kept."""

    field_order: tuple[str, ...] = (
        "head_count", "head_evidence", "head_low", "head_high", "head_first_time", "head_method", "roster", "reason",
    )  # fmt: skip


class NewActivityForm(ActivityForm, CameForm):
    """An activity in one go: with a head-count or a roster as held, without as planned."""

    field_order = (*ActivityForm.field_order, "roster", "reason")


class CountForm(HeadsForm):
    """How many came."""

    reason = forms.CharField(
        label="原因",
        max_length=300,
        required=False,
        help_text="更改原来的人数、补登已锁定的时期时要写明，平时不填。",
    )
