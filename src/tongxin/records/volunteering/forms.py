"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms

from tongxin.attendance.forms import HeadsForm
from tongxin.attendance.registration.forms import MobileField
from tongxin.intake.open_forms import OpenFormBase
from tongxin.kernel.numerals import plain
from tongxin.network.forms.fields import OrganisationField, OrganisationsField, PlaceField
from tongxin.network.forms.series import SeriesField
from tongxin.records.volunteering.models import Task, Urgency, Volunteer, VolunteerAction
from tongxin.records.volunteering.models.tasks import PARTS
from tongxin.records.volunteering.rules import MOST_SILENT_DAYS
from tongxin.web.fields import DayField, MomentField, SaidField

_AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_MOST_HOURS = 10_000_000
_MOST_KEPT = 180
SIGN_UP, HELP = "volunteering", "help"
"""Purposes people agree to on the public forms."""


class QuantityField(SaidField):
    """An amount with at most two decimals, kept as whole hundredths: 3, 12.5, 0.25."""

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        self.least = least
        super().__init__(max_length=20, widget=forms.TextInput({"inputmode": "decimal"}), **options)

    def prepare_value(self, value: Any) -> Any:
        """Show the decimals it needs."""
        return plain(Fraction(value, PARTS)) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the hundredths; refuse what is negative, finer than a hundredth, or no number."""
        text = unicodedata.normalize("NFKC", super().to_python(value)).replace(",", "").strip()
        if not text:
            return None
        if _AMOUNT.fullmatch(text) is None:
            raise forms.ValidationError("数量应是不小于零的数，最多两位小数，例如 3 或 12.5，请改正。")
        amount = int(Decimal(text) * PARTS)
        if amount < self.least:
            raise forms.ValidationError("数量应大于零，请改正。")
        return amount


class UrgencyField(forms.ChoiceField):
    """How soon something is needed, cleaned to its number; the usual where nothing is said."""

    def __init__(self) -> None:
        super().__init__(label="紧急程度", choices=Urgency.choices, required=False, initial=Urgency.USUAL.value)

    def clean(self, value: Any) -> int:
        """Return the number."""
        return int(super().clean(value) or Urgency.USUAL)


def _late() -> forms.CharField:
    return forms.CharField(
        label="补登原因", max_length=300, required=False, help_text="补登已锁定的时期、更改原来的数时写明。"
    )


def _hours() -> forms.IntegerField:
    return forms.IntegerField(
        label="服务时长合计（小时）",
        min_value=0,
        max_value=_MOST_HOURS,
        required=False,
        help_text="所有人的时间加在一起，按整小时；只记这次行动，不记到个人。",
    )


class ActionForm(HeadsForm):
    """What is known of an action, with how many helped where that was counted."""

    title = forms.CharField(label="行动名称", max_length=120)
    organiser = OrganisationField(label="主办单位")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *VolunteerAction.Kind.choices])
    urgency = UrgencyField()
    first_day = DayField(label="开始日期")
    last_day = DayField(label="结束日期", required=False, help_text="只有一天的可以不填。")
    venue = forms.CharField(label="地点", max_length=120, required=False, help_text="会公开，不写住户的门牌。")
    call = forms.CharField(
        label="号召",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="会公开：发生了什么、需要什么人；不写求助人的姓名和电话。",
    )
    hours = _hours()
    silent_days = forms.IntegerField(
        label="几天没有消息就放回", min_value=1, max_value=MOST_SILENT_DAYS, initial=3, required=False
    )
    keep_days = forms.IntegerField(
        label="个人信息保留天数",
        min_value=1,
        max_value=_MOST_KEPT,
        initial=30,
        required=False,
        help_text="行动结束后过这么多天，求助人和志愿者的个人信息自动删除。",
    )
    takes_sign_ups = forms.BooleanField(label="网上报名", required=False, initial=True)
    takes_requests = forms.BooleanField(label="网上求助", required=False, initial=True)
    series = SeriesField(label="所属品牌系列", required=False)
    co_organisers = OrganisationsField(label="合办单位", required=False)
    field_order: tuple[str, ...] = (
        "title", "organiser", "kind", "urgency", "first_day", "last_day", "venue", "call", "head_count", "head_evidence",
        "hours", "head_low", "head_high", "head_first_time", "head_method", "silent_days", "keep_days", "takes_sign_ups",
        "takes_requests", "series", "co_organisers",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Let what lasts one day end on the day it begins, and fill in what was left to the usual."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("last_day") is None:
            values["last_day"] = values.get("first_day")
        for name in ("silent_days", "keep_days"):
            if values.get(name) is None:
                values[name] = self.fields[name].initial
        return values


class NewActionForm(ActionForm):
    """An action in one go: with a number of people as one that took place."""

    reason = _late()


class CameForm(HeadsForm):
    """How many helped, and for how long in all."""

    hours = _hours()
    reason = _late()
    field_order = ("head_count", "head_evidence", "hours", "head_low", "head_high", "head_first_time", "head_method", "reason")  # fmt: skip


class TaskForm(forms.Form):
    """What is to be done, for everybody to read."""

    title = forms.CharField(label="任务", max_length=120, help_text="会公开，不写求助人的姓名和电话。")
    kind = forms.ChoiceField(label="任务类别", choices=Task.Kind.choices)
    urgency = UrgencyField()
    place = PlaceField(label="在哪个地区", required=False, help_text="县市区的名称；不填是主办单位所在地区。")
    spot = forms.CharField(
        label="集合或交接地点", max_length=120, required=False, help_text="会公开，写公共地点，不写住户的门牌。"
    )
    begins = MomentField(label="开始时间", required=False)
    needed = QuantityField(label="需要数量")
    unit = forms.CharField(label="单位", max_length=10, help_text="例如 箱、件、人、次、户。")


class ProofForm(forms.Form):
    """What shows that it was done."""

    day = DayField(label="完成日期")
    households = forms.IntegerField(
        label="帮助户数", min_value=0, max_value=1_000_000, required=False, help_text="没有按户帮助的不填。"
    )
    proof = forms.ChoiceField(label="凭据", choices=Task.Proof.choices)
    proof_note = forms.CharField(
        label="凭据说明", max_length=200, required=False, help_text="谁签收、谁清点：写单位或职务，不写姓名。"
    )


class _MaybeProof(ProofForm):
    day = DayField(label="完成日期", required=False)
    proof = forms.ChoiceField(label="凭据", choices=[("", "还没有完成"), *Task.Proof.choices], required=False)


class NewTaskForm(TaskForm, _MaybeProof):
    """A task with the action it belongs to; what was done already comes with its proof."""

    action = forms.CharField(label="志愿服务", max_length=150, help_text="登记的行动名称。")
    day = DayField(label="完成日期", required=False, help_text="已经做完的，连同凭据一起填。")
    reason = _late()
    field_order = (
        "action", "title", "kind", "urgency", "place", "spot", "begins", "needed", "unit", "day", "households", "proof",
        "proof_note", "reason",
    )  # fmt: skip


class CorrectTaskForm(TaskForm, _MaybeProof):
    """Everything of a task that may have been written down wrongly."""

    field_order = (
        "title", "kind", "urgency", "place", "spot", "begins", "needed", "unit", "day", "households", "proof", "proof_note",
    )  # fmt: skip


class ClaimForm(forms.Form):
    """Who takes it."""

    volunteer = forms.CharField(
        label="认领方", max_length=80, help_text="报名的姓名或队名；同名的写「名称（编号12）」。"
    )


class ProgressForm(forms.Form):
    """How much of it is done by now."""

    quantity = QuantityField(
        label="这次完成的数量", least=0, required=False, help_text="只是有消息、还没有数量的不填。"
    )
    note = forms.CharField(label="情况", max_length=200, required=False)

    def clean_quantity(self) -> int:
        """Take nothing as none."""
        return self.cleaned_data["quantity"] or 0


class FinishForm(ProofForm):
    """That the rest of it was done."""

    quantity = QuantityField(label="这次完成的数量", least=0)
    reason = _late()
    field_order = ("day", "quantity", "households", "proof", "proof_note", "reason")


class CloseForm(forms.Form):
    """Why it ends without work."""

    closing = forms.ChoiceField(label="未办原因", choices=Task.Closing.choices)
    closing_note = forms.CharField(label="未办说明", max_length=200, required=False, help_text="不写求助人的姓名。")


class FollowForm(forms.Form):
    """What whoever asked was told."""

    day = DayField(label="回访日期")
    answer = forms.CharField(label="告诉求助人什么", max_length=200, help_text="求助人凭自己的地址看得到。")


class LinkForm(forms.Form):
    """Which task answers it."""

    task = forms.CharField(label="任务", max_length=150, help_text="已有任务的名称。")


class RecordForm(forms.Form):
    """What a volunteer did in this action, for the document."""

    record = forms.CharField(
        label="服务内容",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="写进这份证明的话，例如「2020年7月10日至11日，在沿江社区装填沙袋」；只写这次行动。",
    )


class PurposeForm(forms.Form):
    """What a list with names on paper is for."""

    purpose = forms.CharField(
        label="用途", max_length=200, help_text="表上有姓名和电话：写明做什么用、交给谁、何时销毁。"
    )


class SignUpForm(OpenFormBase):
    """How anybody signs up: no account, no profile."""

    kind = forms.ChoiceField(
        label="个人或团队", choices=Volunteer.Kind.choices, widget=forms.RadioSelect, initial="person"
    )
    name = forms.CharField(label="姓名或队名", max_length=60)
    mobile = MobileField(label="手机号")
    size = forms.IntegerField(
        label="人数", min_value=1, max_value=500, required=False, help_text="团队填写一共来几个人。"
    )
    skills = forms.CharField(
        label="能做什么", max_length=200, required=False, help_text="例如 有货车、会心理疏导；可以不填。"
    )


class HelpForm(OpenFormBase):
    """How anybody asks for help: as little as those who come need to know."""

    need = forms.CharField(label="需要什么", max_length=300, widget=forms.Textarea({"rows": 3}))
    spot = forms.CharField(label="在哪里", max_length=120, help_text="写到村或小区、楼栋，只有来帮忙的人看得到。")
    name = forms.CharField(label="怎么称呼您", max_length=60)
    mobile = MobileField(label="联系电话")


class MemberForm(forms.Form):
    """What a member adds to what is on record."""

    skills = forms.CharField(
        label="能做什么", max_length=200, required=False, help_text="例如 有货车、会心理疏导；可以不填。"
    )
