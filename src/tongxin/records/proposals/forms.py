"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from django import forms

from tongxin.intake.open_forms import OpenFormBase
from tongxin.lifecycle.naming import RecordField
from tongxin.network.forms.fields import BaseField, OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.proposals.models import Answer, Call, Channel, Proposal, Step
from tongxin.web.fields import DayField, ReasonField

LONGEST = 30_000
MARKS = [(one.value, one.label) for one in (Step.Kind.PRINTED, Step.Kind.INSTRUCTED, Step.Kind.ADOPTED)]


class CallForm(forms.Form):
    """What is known of a call."""

    title = forms.CharField(label="征集名称", max_length=120)
    organiser = OrganisationField(label="发起单位")
    opens = DayField(label="开始日期")
    closes = DayField(label="截止日期")
    series = SeriesField(label="所属品牌系列", required=False)
    subject = forms.CharField(label="征集内容", max_length=400, required=False, widget=forms.Textarea({"rows": 2}))


class ProposalForm(forms.Form):
    """What is known of a paper before it is delivered."""

    title = forms.CharField(label="题目", max_length=120)
    organiser = OrganisationField(label="提出单位")
    received = DayField(label="收到日期")
    kind = forms.ChoiceField(label="类别", choices=Proposal.Kind.choices, initial=Proposal.Kind.ADVICE)
    call = RecordField(
        Call.objects.public,
        by="title",
        label="所属征集",
        required=False,
        help_text="应某次征集而写的，填写征集名称。",
    )
    series = SeriesField(label="所属品牌系列", required=False)
    co_organisers = OrganisationsField(label="联名单位", required=False)
    text = forms.CharField(label="正文", max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 8}))


class NewProposalForm(ProposalForm):
    """A paper with those who wrote it."""

    authors = forms.CharField(
        label="执笔人", max_length=2_000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="一行一人：姓名 手机号或单位。",
    )  # fmt: skip
    field_order = ("title", "organiser", "received", "kind", "authors", "call", "series", "co_organisers", "text")


class AuthorsForm(forms.Form):
    """Who wrote it, too."""

    authors = forms.CharField(
        label="执笔人", max_length=2_000, widget=forms.Textarea({"rows": 3}), help_text="一行一人：姓名 手机号或单位。"
    )


class DeliveryForm(forms.Form):
    """To whom it was delivered, and what shows it."""

    channel = forms.ChoiceField(label="报送渠道", choices=Channel.choices)
    body = forms.CharField(label="报送单位", max_length=120)
    delivered = DayField(label="报送日期")
    receipt = forms.CharField(
        label="回执", max_length=120, help_text="收文号、回执编号或签收人；回执照片可在本页「佐证材料」上传。"
    )
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class CorrectProposalForm(ProposalForm):
    """Everything of a paper that may have been written down wrongly, its delivery included."""

    channel = forms.ChoiceField(label="报送渠道", choices=[("", "没有报送"), *Channel.choices], required=False)
    body = forms.CharField(label="报送单位", max_length=120, required=False)
    delivered = DayField(label="报送日期", required=False)
    receipt = forms.CharField(label="回执", max_length=120, required=False)


class FilingForm(forms.Form):
    """Who handles it."""

    day = DayField(label="立案日期")
    body = forms.CharField(label="主办单位", max_length=120)
    joint = forms.CharField(label="会办单位", max_length=200, required=False)
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class RefusalForm(forms.Form):
    """Why it was not filed."""

    day = DayField(label="日期")
    reason = ReasonField(label="未立案原因")


class MergingForm(forms.Form):
    """With which paper it is handled."""

    day = DayField(label="并案日期")
    proposal = forms.CharField(label="并入", max_length=150, help_text="合并办理的那一篇建言的题目。")


class TransferForm(forms.Form):
    """Who handles it from now on."""

    day = DayField(label="转办日期")
    body = forms.CharField(label="转交单位", max_length=120)
    note = forms.CharField(label="说明", max_length=500, required=False)


class MarkForm(forms.Form):
    """What else came of it: printed, instructed, adopted are counted apart."""

    kind = forms.ChoiceField(label="成果", choices=MARKS)
    day = DayField(label="日期")
    body = forms.CharField(label="哪个单位或领导职务", max_length=120, help_text="写职务，不写姓名。")
    note = forms.CharField(label="依据", max_length=500, help_text="刊物期号、批示文号或采纳文件。")
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class VoidForm(forms.Form):
    """Which entry was wrong, and why."""

    kind = forms.ChoiceField(label="作废哪一项", choices=MARKS)
    reason = ReasonField()


class FollowForm(forms.Form):
    """What was asked and heard afterwards."""

    day = DayField(label="跟踪日期")
    note = forms.CharField(label="情况", max_length=500, widget=forms.Textarea({"rows": 2}))


class AnswerForm(forms.Form):
    """What a body answered."""

    body = forms.CharField(label="答复单位", max_length=120)
    day = DayField(label="答复日期")
    grade = forms.ChoiceField(
        label="分类",
        choices=[("", "还没有分类"), *Answer.Grade.choices],
        required=False,
        help_text="答复函上标明的 A、B、C。",
    )
    text = forms.CharField(label="答复内容", max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 5}))
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class NewAnswerForm(AnswerForm):
    """An answer with the paper it belongs to."""

    proposal = forms.CharField(label="建言题目", max_length=150)
    field_order = ("proposal", "body", "day", "grade", "text", "reason")


class CorrectAnswerForm(forms.Form):
    """What of an answer may have been written down wrongly."""

    body = forms.CharField(label="答复单位", max_length=120)
    day = DayField(label="答复日期")
    text = forms.CharField(label="答复内容", max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 5}))


class GradeForm(forms.Form):
    """Of which class it is."""

    grade = forms.ChoiceField(label="分类", choices=Answer.Grade.choices)


class ViewForm(forms.Form):
    """What the proposer thinks of it."""

    view = forms.ChoiceField(label="提出方意见", choices=Answer.View.choices)
    view_note = forms.CharField(label="意见说明", max_length=300, required=False)


class BoxForm(forms.Form):
    """Whose box it is."""

    organiser = OrganisationField(label="受理单位")
    base = BaseField(label="所在基地", required=False, help_text="放在某个实践创新基地的，填写基地名称。")


class SuggestionForm(OpenFormBase):
    """What anybody may hand in, without a name."""

    text = forms.CharField(
        label="意见或建议", max_length=2_000, min_length=5, widget=forms.Textarea({"rows": 6}),
        help_text="写清什么问题、建议怎么办；请不要写自己和别人的姓名、电话。",
    )  # fmt: skip


class TakeUpForm(forms.Form):
    """What the paper made of a suggestion is called."""

    title = forms.CharField(label="题目", max_length=120, help_text="写成一篇起草中的建言，正文是这条意见的原文。")


class AnsweringForm(forms.Form):
    """Why nothing is made of a suggestion."""

    reason = ReasonField(label="答复", help_text="写明为什么不采用，提意见的人会看到。")
