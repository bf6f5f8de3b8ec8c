"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongxin.access.privacy import normal_mobile
from tongxin.intake.open_forms import ConsentField, OpenFormBase
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import today
from tongxin.network.forms.fields import OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.factchecks.models import FAULTY, FactCheck, Fault, Verdict, Version
from tongxin.records.factchecks.rules.accounts import without_accounts
from tongxin.web.fields import DayField, ReasonField

LONGEST_CLAIM, LONGEST_TEXT, LONGEST_REPLY = 3_000, 20_000, 10_000
PURPOSE = "factchecks"
_HIDES = "手机号、微信号、@某人等私人账号会自动隐去。"
_AMENDMENTS = [(one.value, one.label) for one in (Version.Kind.TYPO, Version.Kind.UPDATE, Version.Kind.CORRECTION)]


class ClaimField(forms.CharField):
    """What is claimed, kept without private accounts."""

    def to_python(self, value: Any) -> str:
        """Return the text with accounts hidden."""
        return without_accounts(super().to_python(value) or "")


def _claim(**options: Any) -> ClaimField:
    widget = forms.Textarea({"rows": 4})
    return ClaimField(label="网传说法", max_length=LONGEST_CLAIM, widget=widget, **options)


class ClaimForm(forms.Form):
    """What is known of a claim before it is checked."""

    title = ClaimField(label="核查题目", max_length=120)
    organiser = OrganisationField(label="核查单位")
    received = DayField(label="收到日期")
    claim = _claim(help_text=f"原文照录。{_HIDES}")
    seen_in = forms.ChoiceField(label="流传途径", choices=FactCheck.Seen.choices, initial=FactCheck.Seen.OTHER)
    appeared = DayField(label="说法出现日期", required=False)
    series = SeriesField(label="所属品牌系列", required=False)
    co_organisers = OrganisationsField(label="联合核查单位", required=False)


class NewClaimForm(ClaimForm):
    """A claim with whoever asked."""

    asker = forms.CharField(
        label="提出人", max_length=200, required=False,
        help_text="姓名 手机号或单位；不知道的不填。给出结果 90 天后自动删除。",
    )  # fmt: skip
    field_order = ("title", "organiser", "received", "claim", "seen_in", "appeared", "asker")


class AskForm(OpenFormBase):
    """What anybody asks without an account."""

    claim = _claim(help_text=f"把看到的内容原样贴在这里。{_HIDES}")
    seen_in = forms.ChoiceField(label="在哪里看到的", choices=FactCheck.Seen.choices)
    appeared = DayField(label="什么时候看到的", required=False)
    name = forms.CharField(label="怎么称呼您", max_length=60, required=False, help_text="可以不填。")
    mobile = forms.CharField(label="手机号", max_length=20, required=False, help_text="可以不填，只用于向您核实情况。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"] = ConsentField(PURPOSE)  # in the wording of today

    def clean_appeared(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["appeared"]
        if day is not None and day > today():
            raise forms.ValidationError("这一天还没有到，请填写今天或以前的日期。")
        return day

    def clean_mobile(self) -> str:
        """Return the eleven digits."""
        try:
            return normal_mobile(self.cleaned_data["mobile"])
        except InputError as error:
            raise forms.ValidationError(str(error)) from error


class SetAsideForm(forms.Form):
    """Why it is not checked."""

    ground = forms.ChoiceField(label="不予核查的原因", choices=FactCheck.Ground.choices)
    reason = ReasonField(label="说明")


class LinkForm(forms.Form):
    """Which check is of the same claim."""

    same_as = forms.CharField(
        label="与哪条是同一说法",
        max_length=150,
        help_text="那一条的核查题目，或「题目（编号12）」。关联不改变任何一条的状态。",
    )


class _OfChosen(forms.Form):
    """A form in which one of a few rows of the record is chosen: `rows` are number and name of each."""

    chosen = ""

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[self.chosen].widget = forms.Select(choices=[("", "请选择"), *rows])


class SourceForm(_OfChosen):
    """Whose a source is, where that took it from, and the copy that is kept."""

    chosen = "file"
    title = forms.CharField(label="来源标题", max_length=120)
    owner = forms.CharField(label="来源单位", max_length=120, help_text="写全称：谁发布的。")
    origin = forms.CharField(
        label="消息源头",
        max_length=120,
        help_text="这个来源的消息最早出自哪里；自己发布的写它自己。转载同一篇的只算一个源头。",
    )
    is_primary = forms.BooleanField(label="是原始记录（公告原文、检测报告、登记资料等）", required=False)
    url = forms.URLField(label="网址", max_length=500, required=False, assume_scheme="https")
    seen = DayField(label="查阅日期")
    file = forms.CharField(
        label="存档", max_length=20, help_text="先在「佐证」上传网页截图或文件，再在这里选；网页以后打不开也有据可查。"
    )


class VoidSourceForm(_OfChosen):
    """Which source was wrong, and why."""

    chosen = "source"
    source = forms.CharField(label="作废哪个来源", max_length=20)
    reason = ReasonField()


class AskReplyForm(forms.Form):
    """Who is asked for a reply, and until when it is waited for."""

    reply_party = forms.CharField(
        label="征求答复的单位", max_length=120, help_text="说法涉及的单位；写单位，不写个人姓名。"
    )
    reply_asked = DayField(label="征求答复日期")
    reply_until = DayField(label="答复截止日期")


class ReplyForm(forms.Form):
    """The reply as it came."""

    reply_received = DayField(label="收到答复日期")
    reply = forms.CharField(
        label="答复全文", max_length=LONGEST_REPLY, widget=forms.Textarea({"rows": 6}), help_text="一字不改，全文公开。"
    )


class _Finding(forms.Form):
    """What was found."""

    verdict = forms.ChoiceField(label="结论", choices=Verdict.choices)
    kind = forms.ChoiceField(
        label="错误类型", choices=[("", "没有"), *Fault.choices], required=False,
        help_text="「不实」「部分属实」「缺少背景」必填，其他结论不填。",
    )  # fmt: skip
    summary = forms.CharField(label="一句话结论", max_length=300)
    text = forms.CharField(label="核查经过", max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 8}))
    exception = forms.CharField(
        label="只用一份原始记录的理由", max_length=300, required=False,
        help_text="有两个单位、源头都不同的来源就不填；只靠一份原始记录的写明理由，会公开。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask in which way it is wrong where it is, and only there."""
        given = super().clean() or {}
        faulty = given.get("verdict") in FAULTY
        if faulty and not given.get("kind"):
            self.add_error("kind", f"结论是「{Verdict(given['verdict']).label}」，请选择错误类型。")
        elif not faulty and given.get("kind"):
            self.add_error("kind", "这个结论没有错误类型，请选「没有」。")
        return given


class FindingForm(_Finding):
    """What was found, and why nobody was asked for a reply where nobody was."""

    reply_waived = forms.CharField(
        label="不征求答复的原因", max_length=300, required=False, help_text="已征求答复的不填；会公开。"
    )


class PublishForm(forms.Form):
    """The day it is published on."""

    day = DayField(label="发布日期")
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class AmendForm(_Finding):
    """What the public shall read from now on, what sort of change that is, and why."""

    amendment = forms.ChoiceField(
        label="修订类别", choices=_AMENDMENTS,
        help_text="勘误：错别字，意思不变；更新：补充新情况、新来源或答复；更正：原来写错了。都会公开改前改后。",
    )  # fmt: skip
    reason = ReasonField(label="修订说明", help_text="会公开。")
    title = ClaimField(label="核查题目", max_length=120)
    claim = _claim()
    reply = forms.CharField(
        label="答复全文", max_length=LONGEST_REPLY, required=False, widget=forms.Textarea({"rows": 4})
    )
    reply_received = DayField(label="收到答复日期", required=False)
    field_order = ("amendment", "reason", "title", "claim", "verdict", "kind", "summary", "text", "exception")


class DeskForm(forms.Form):
    """Who takes claims from anybody."""

    organiser = OrganisationField(label="受理单位")
    about = forms.CharField(
        label="受理说明", max_length=300, required=False, widget=forms.Textarea({"rows": 2}), help_text="写在表单上方。"
    )
