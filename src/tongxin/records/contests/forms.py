"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from typing import Any

from django import forms

from tongxin.lifecycle.naming import RecordField
from tongxin.network.forms.fields import OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.contests.models import Contest, Entry, Recusal, ScoreSheet
from tongxin.records.contests.queries import every_entry, standing
from tongxin.records.contests.rules import LATEST, RULES
from tongxin.web.fields import DayField, ReasonField, YesNoField

_CRITERIA = "每行一个：名称和满分，例如 内容 40；有权重的写 笔试 100 权重40%。各轮不同的，先写「初赛：」一行。"
_ROUNDS = "只有一轮的不填。每行一轮，例如 初赛 晋级20，最后一行 决赛。"
LEVELS = "一等奖 1\n二等奖 2\n三等奖 3"
_ROSTER = "每人一行：姓名 手机号 单位。"


class ContestForm(forms.Form):
    """What is known of a contest from its call."""

    title = forms.CharField(label="赛事名称", max_length=120)
    organiser = OrganisationField(label="主办单位", widget=forms.TextInput({"list": "organisations"}))
    kind = forms.ChoiceField(label="类别", choices=Contest.Kind.choices, initial=Contest.Kind.SKILLS)
    first_day = DayField(label="开始日期")
    last_day = DayField(label="结束日期", required=False, help_text="只有一天的可以不填。")
    entries_until = DayField(label="报名截止日期", required=False, help_text="不填为开始日期。")
    venue = forms.CharField(label="比赛地点", max_length=120, required=False)
    co_organisers = OrganisationsField(
        label="合办单位", required=False, help_text="几家合办只登记一次，用顿号隔开全称。"
    )
    series = SeriesField(
        label="所属品牌系列",
        required=False,
        widget=forms.TextInput({"list": "series"}),
        help_text="属于某个品牌系列的填写。",
    )
    call_text = forms.CharField(label="征集公告", max_length=4_000, required=False, widget=forms.Textarea({"rows": 4}))

    def clean(self) -> dict[str, Any]:
        """Fill in the days that follow from the first one."""
        cleaned = super().clean() or {}
        for name in ("last_day", "entries_until"):
            if name in cleaned and not cleaned[name]:
                cleaned[name] = cleaned.get("first_day")
        return cleaned


class RoundsForm(forms.Form):
    """Rounds, what is judged in each, and how the result is computed."""

    criteria = forms.CharField(
        label="评分项", max_length=2_000, widget=forms.Textarea({"rows": 4}), help_text=_CRITERIA
    )
    rounds = forms.CharField(
        label="轮次", max_length=500, required=False, widget=forms.Textarea({"rows": 2}), help_text=_ROUNDS
    )
    rule = forms.ChoiceField(
        label="计分规则", required=False, choices=[(rule.code, rule.label) for rule in RULES], initial=LATEST
    )


class NewContestForm(ContestForm, RoundsForm):
    """A contest with its rounds."""

    field_order = (
        "title", "organiser", "kind", "first_day", "last_day", "entries_until", "venue", "criteria", "rounds", "rule",
        "series", "co_organisers", "call_text",
    )  # fmt: skip


class EntryForm(forms.Form):
    """What is known of an entry."""

    contest = RecordField(standing, by="title", label="赛事", help_text="赛事登记的名称。")
    title = forms.CharField(label="作品或节目名称", max_length=120, help_text="评委看得到名称，请不要写姓名。")
    sender = OrganisationField(label="选送单位", required=False)
    team = forms.CharField(label="队名", max_length=60, required=False)
    link = forms.URLField(label="作品链接", max_length=500, required=False, assume_scheme="https")


class EntrantsForm(forms.Form):
    """Who is behind an entry, and why that changes."""

    entrants = forms.CharField(label="参赛人", max_length=10_000, widget=forms.Textarea({"rows": 3}), help_text=_ROSTER)
    reason = ReasonField()


class NewEntryForm(EntryForm):
    """An entry with those behind it."""

    entrants = forms.CharField(label="参赛人", max_length=10_000, widget=forms.Textarea({"rows": 3}), help_text=_ROSTER)


class SheetForm(forms.Form):
    """What a judge gives an entry, both by number."""

    contest = RecordField(standing, by="title", label="赛事", help_text="赛事登记的名称。")
    round = forms.CharField(label="轮次", max_length=20, required=False, help_text="不填为正在评分的一轮。")
    judge = forms.IntegerField(label="评委编号", min_value=1, max_value=99)
    entry = forms.IntegerField(label="参赛编号", min_value=1, max_value=9_999)
    scores = forms.CharField(label="各项得分", max_length=200, help_text="按评分项的顺序，用空格或顿号隔开。")
    source = forms.ChoiceField(
        label="来源",
        choices=[one for one in ScoreSheet.Source.choices if one[0] != ScoreSheet.Source.TABLET],
        initial=ScoreSheet.Source.EXCEL,
        required=False,
        help_text="纸质评分表要由第二个人再录一遍，一致后才生效。",
    )

    def clean_source(self) -> str:
        """Presume a spreadsheet."""
        return str(self.cleaned_data["source"] or ScoreSheet.Source.EXCEL.value)


class SheetCorrectionForm(SheetForm):
    """The same for a sheet that is there, whatever it came in on."""

    source = forms.ChoiceField(label="来源", choices=ScoreSheet.Source.choices, required=False)

    def clean_source(self) -> str:
        """Presume what it was."""
        return str(self.cleaned_data["source"] or "")


class KeyAgainForm(forms.Form):
    """The scores on the paper once more."""

    scores = forms.CharField(label="各项得分", max_length=200, help_text="看着纸质评分表按顺序录入，不看第一次的录入。")


class DrawForm(forms.Form):
    """What the numbers are drawn with."""

    seed = forms.CharField(
        label="抽号种子", max_length=64, required=False, help_text="现场抽出的一串字；不填由系统随机产生。会留存备查。"
    )


class AppointForm(forms.Form):
    """Who judges."""

    judges = forms.CharField(label="评委", max_length=5_000, widget=forms.Textarea({"rows": 4}), help_text=_ROSTER)


class RecuseForm(forms.Form):
    """For which entry a judge stands aside, and how the two are related."""

    entry = forms.TypedChoiceField(label="参赛作品")
    relation = forms.ChoiceField(label="关系", choices=Recusal.Relation.choices)
    detail = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, contest: Contest, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = every_entry(contest).exclude(state__in=(Entry.State.REFUSED, Entry.State.WITHDRAWN))
        known = {str(entry.pk): entry for entry in rows}
        field: Any = self.fields["entry"]
        field.choices = [(pk, _called(entry)) for pk, entry in known.items()]
        field.coerce = known.__getitem__


def _called(entry: Entry) -> str:
    return f"《{entry.title}》" + (f"（{entry.number} 号）" if entry.number else "")


class SealForm(forms.Form):
    """Why sheets are not there."""

    reason = ReasonField(label="缺评分表的原因", required=False, help_text="评分表齐全的不填。")


class AddressForm(forms.Form):
    """Nothing is asked: the page says what will happen."""


class ScreenForm(forms.Form):
    """What the hall hears."""

    levels = forms.CharField(
        label="奖项和名额",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="从高到低每行一个，例如：一等奖 1。从最后一个奖往上揭晓；不写的从最后一名起揭晓全部名次。",
    )
    with_names = forms.BooleanField(label="揭晓时显示全部参赛人姓名（已征得他们同意）", required=False)


class PublishForm(forms.Form):
    """Until when one may object."""

    objections_until = DayField(label="异议截止日期")
    reason = ReasonField(label="补登原因", required=False, help_text="所属期间已经锁定的要写。")


class ObjectionForm(forms.Form):
    """What somebody objects to."""

    text = forms.CharField(label="异议内容", max_length=1_000, widget=forms.Textarea({"rows": 3}))
    entry = forms.IntegerField(label="所指作品的参赛编号", min_value=1, max_value=9_999, required=False)
    raised_by = forms.CharField(label="提出人", max_length=60, required=False)
    received = DayField(label="收到日期")


class DecisionForm(forms.Form):
    """How an objection is decided."""

    upheld = YesNoField(label="结论", yes="异议成立", no="异议不成立")
    decision = forms.CharField(label="处理意见", max_length=1_000, widget=forms.Textarea({"rows": 3}))


class CertifyForm(forms.Form):
    """Nothing to fill in: the page says what is about to happen."""


class AwardForm(forms.Form):
    """How many prizes of each level."""

    levels = forms.CharField(
        label="奖项和名额",
        max_length=500,
        initial=LEVELS,
        widget=forms.Textarea({"rows": 4}),
        help_text="从高到低每行一个，例如：一等奖 1。按最后一轮的名次评定。",
    )
