"""What is asked before a report begins, is copied, or is withdrawn. Labels are what pages show."""

from typing import Any

from django import forms

from tongxin.kernel.errors import InputError
from tongxin.network.forms.fields import OrganisationField, PlaceField
from tongxin.reports.patterns import BLANK, PATTERNS, page_topics, page_topics_at_first
from tongxin.reports.source import MOST_CHARACTERS
from tongxin.web.fields import DayField


class BeginForm(forms.Form):
    """What a report is about."""

    organisation = OrganisationField(label="编制单位", widget=forms.TextInput({"list": "organisations"}))
    pattern = forms.ChoiceField(
        label="模板",
        choices=[*((one.code, f"{one.label}：{one.hint}") for one in PATTERNS), (BLANK, "空白：自己写正文")],
        widget=forms.RadioSelect,
        initial=PATTERNS[0].code,
    )
    place = PlaceField(label="报告哪个地区", required=False, help_text="不填为编制单位所在地区。")
    day = DayField(label="报告日期", help_text="数字统计到这一天；全年的综述写 12 月 31 日。")
    title = forms.CharField(label="标题", max_length=120, required=False, help_text="不填按模板起标题。")

    def clean(self) -> dict[str, Any]:
        """Ask for a title where no pattern gives one."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("pattern") == BLANK and not values.get("title"):
            self.add_error("title", "空白报告请填写标题。")
        return values


class DraftForm(forms.Form):
    """A report as it is typed."""

    title = forms.CharField(label="标题", max_length=120)
    day = DayField(label="报告日期")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    body = forms.CharField(
        label="正文",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false"}),
        help_text="一行一段；# 开头的是标题，## 和 ### 是下级标题；{{…}} 是数字，用「插入数字」选取。",
    )


class CopyForm(forms.Form):
    """A report taken over for another year."""

    title = forms.CharField(label="新标题", max_length=120)
    day = DayField(label="新报告日期", help_text="正文照抄，数字换成这一年的。")


class WithdrawForm(forms.Form):
    """Why a report no longer stands."""

    reason = forms.CharField(
        label="原因",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="会公开写在核验页上，请不要写个人的姓名和情况。",
    )


class DiscardForm(forms.Form):
    """Why a draft is not wanted."""

    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea({"rows": 2}))


class OnePagesForm(forms.Form):
    """Which counties get a page, issued by whom, up to which day, with which numbers."""

    organisation = OrganisationField(label="编制单位", widget=forms.TextInput({"list": "organisations"}))
    place = PlaceField(label="为哪个地区的全部县市区")
    day = DayField(label="统计到哪一天")
    topics = forms.MultipleChoiceField(
        label="写哪些数字", choices=page_topics, initial=page_topics_at_first, widget=forms.CheckboxSelectMultiple
    )
    numbered = forms.BooleanField(
        label="每份占用编制单位的一个文号", required=False, help_text="不选时只有核验码，不占文号。"
    )


class VersionForm(forms.Form):
    """The version somebody looked at before pressing a button."""

    version = forms.IntegerField(label="版本", min_value=1, max_value=2**31 - 1)

    @classmethod
    def read(cls, values: Any) -> int:
        """Return the version of a request; raises `InputError`."""
        form = cls(values)
        if not form.is_valid():
            raise InputError("页面内容不完整，请刷新后再试。", field="version")
        version: int = form.cleaned_data["version"]
        return version


class IssueForm(VersionForm):
    """The version to be issued, and why it stands where 核数 reads a sentence otherwise than its writer."""

    because = forms.CharField(
        label="为什么这样写没有错", max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )
