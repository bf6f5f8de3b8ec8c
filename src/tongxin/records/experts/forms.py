"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from tongxin.attendance.forms import CrowdForm, RosterForm
from tongxin.attendance.models import Evidence
from tongxin.intake.open_forms import ConsentField, OpenFormBase
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.naming import RecordField
from tongxin.network.forms.fields import FirmField, OrganisationField, OrganisationsField, PlaceField, UnifiedCodeField
from tongxin.network.forms.series import SeriesField
from tongxin.network.models.privacy import normal_mobile
from tongxin.network.queries.firms import firm_said
from tongxin.records.experts.models import Check, Field, Offer, Opinion, Statement, Talk, Team
from tongxin.web.fields import DayField, NamesField, ReasonField, SaidField

MOST_FIRMS = 500
CONSENT = "expert_request"
FIRM_GROUNDS = [
    (Evidence.ROSTER.value, "签到册"),
    (Evidence.SCAN.value, "扫码签到"),
    (Evidence.HOST.value, "接待方清点"),
]
_TWO_ROWS = {"rows": 2}


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


def _late_reason() -> forms.CharField:
    return forms.CharField(
        label="补登原因", max_length=300, required=False, help_text="所在时期的上报已锁定时要写明，平时不填。"
    )


class MobileField(forms.CharField):
    """A mobile number, however it was typed."""

    def to_python(self, value: Any) -> str:
        """Return its eleven digits."""
        try:
            return normal_mobile(super().to_python(value) or "")
        except InputError as error:
            raise forms.ValidationError(error.message) from error


class FirmsField(SaidField):
    """Firms, one a line, each by its name, its unified code, or both; cleaned to records and texts, in order, each once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="参加企业", required=False, max_length=100_000, widget=forms.Textarea({"rows": 5}),
            help_text="一行一家：企业全称，可加统一社会信用代码；没有登记过的企业会随本记录登记。", **options,
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        """Return what each line means, naming every line that means nothing."""
        lines = [line.strip() for line in super().to_python(value).splitlines() if line.strip()]
        if len(lines) > MOST_FIRMS:
            raise forms.ValidationError(f"一次最多登记 {MOST_FIRMS} 家企业，请分几次登记。")
        firms, faults = [], []
        for number, line in enumerate(lines, start=1):
            try:
                firms.append(firm_said(line))
            except InputError as error:
                faults.append(f"第 {number} 行：{error.message}")
        if faults:
            raise forms.ValidationError(faults)
        return list(dict.fromkeys(firms))


class TeamForm(forms.Form):
    """What is known of a team."""

    name = forms.CharField(label="服务团名称", max_length=120)
    organiser = OrganisationField(label="主管组织")
    founded = DayField(label="组建日期")
    aliases = NamesField(label="简称", help_text="文章里常用的叫法，一行一个，核数时认得。")
    purpose = forms.CharField(label="服务内容", max_length=400, required=False, widget=forms.Textarea(_TWO_ROWS))
    series = SeriesField(label="所属品牌系列", required=False)
    co_organisers = OrganisationsField(label="合办单位", required=False)
    organisation = OrganisationField(
        label="组织登记", required=False, help_text="服务团在「组织」里也有登记的，写登记的全称。"
    )


class StatementForm(forms.Form):
    """A new wording of scope and conflicts of interest."""

    text = forms.CharField(label="服务范围与利益冲突声明", max_length=5_000, widget=forms.Textarea({"rows": 8}))


class OfferForm(forms.Form):
    """What is offered, and when."""

    title = forms.CharField(label="服务名称", max_length=80)
    field = forms.ChoiceField(label="专业领域", choices=Field.choices)
    weekday = forms.TypedChoiceField(
        label="坐诊日", choices=[("", "随时，不坐诊"), *Offer.Weekday.choices], coerce=int, empty_value=None, required=False
    )  # fmt: skip
    begins = _clock("开始时间")
    ends = _clock("结束时间")
    venue = forms.CharField(label="地点", max_length=120, required=False)


class ExpertNameForm(forms.Form):
    """An expert of the roster."""

    expert = forms.CharField(label="专家", max_length=150, help_text="名册上的姓名；同名的写「姓名（编号12）」。")


class CorrectExpertForm(forms.Form):
    """What of an expert may have been written down wrongly; the person is not: another one is another line."""

    field = forms.ChoiceField(label="专业领域", choices=Field.choices)
    region = PlaceField(label="服务地区")
    begin = DayField(label="任期开始")
    end = DayField(label="任期结束", required=False, help_text="从这一天起不再是成员；没有定的不填。")


class ExpertForm(CorrectExpertForm):
    """A person of the register who joins a team."""

    team = RecordField(Team.objects.public, by="name", label="服务团")
    expert = forms.CharField(
        label="专家", max_length=150, help_text="人员库里的人：姓名，加手机号或单位；没有登记的先登记人员。"
    )
    field_order = ("team", "expert", "field", "region", "begin", "end")


class DayForm(forms.Form):
    """On which day."""

    day = DayField(label="日期")


class RequestForm(forms.Form):
    """What a firm asks for, told to the staff."""

    team = RecordField(Team.objects.public, by="name", label="服务团")
    firm_name = forms.CharField(label="企业名称", max_length=120)
    unified_code = UnifiedCodeField(required=False)
    firm_place = PlaceField(label="企业所在地区")
    field = forms.ChoiceField(label="需求领域", choices=Field.choices)
    need = forms.CharField(label="需求说明", max_length=1_000, widget=forms.Textarea({"rows": 4}), help_text="不写个人信息。")  # fmt: skip
    wished = DayField(label="希望日期", required=False)
    received = DayField(label="收到日期")


class NewRequestForm(RequestForm):
    """A request with whom to speak to."""

    contact = forms.CharField(label="联系人", max_length=60, required=False)
    mobile = MobileField(label="联系电话", max_length=30, required=False)


class PublicRequestForm(OpenFormBase):
    """What a firm asks for, typed on a phone by whoever asks."""

    firm_name = forms.CharField(label="企业名称", max_length=120, help_text="营业执照上的全称。")
    unified_code = UnifiedCodeField(required=False)
    firm_place = PlaceField(label="企业所在地区", help_text="例如 宁乡市。")
    field = forms.ChoiceField(label="需求领域", choices=Field.choices)
    need = forms.CharField(
        label="需求说明", max_length=1_000, widget=forms.Textarea({"rows": 4}), help_text="遇到什么问题、希望得到什么帮助。"
    )  # fmt: skip
    wished = DayField(label="希望日期", required=False)
    contact = forms.CharField(label="联系人", max_length=60)
    mobile = MobileField(label="手机号", max_length=30, widget=forms.TextInput({"inputmode": "tel"}))


def public_form(statement: Statement | None) -> type[forms.Form]:
    """Return the public form of a team: the statement in force is accepted with it, and the use of the contact data."""
    asked: dict[str, forms.Field] = {}
    if statement is not None:
        sentence = f"已阅读并接受本团的服务范围与利益冲突声明（第{statement.version}版）。"
        asked["statement"] = forms.BooleanField(label=sentence, error_messages={"required": "请先阅读并接受声明。"})
    asked["consent"] = ConsentField(CONSENT)
    return cast("type[forms.Form]", type("FirmRequestForm", (PublicRequestForm,), asked))


class TriageForm(forms.Form):
    """Which firm it is, and which field is really asked for."""

    firm_name = forms.CharField(label="企业名称", max_length=120)
    unified_code = UnifiedCodeField(required=False)
    field = forms.ChoiceField(label="需求领域", choices=Field.choices)
    wished = DayField(label="希望日期", required=False)


class ProposeForm(forms.Form):
    """One of the experts, each with what speaks for and against."""

    expert = forms.ChoiceField(label="推荐哪位专家", widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["expert"]).choices = list(offered)


class WrittenAnswerForm(forms.Form):
    """What the firm is told in writing."""

    answer = forms.CharField(label="书面答复", max_length=4_000, widget=forms.Textarea({"rows": 6}))
    day = DayField(label="答复日期")


class ScheduleForm(forms.Form):
    """When and where the service for a request is held."""

    title = forms.CharField(label="主题", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=Talk.Kind.choices, initial=Talk.Kind.CONSULTATION)
    first_day = DayField(label="日期")
    venue = forms.CharField(label="地点", max_length=120, required=False)


class TalkForm(CrowdForm):
    """What is known of a talk, with how many came where that was counted."""

    title = forms.CharField(label="主题", max_length=120)
    organiser = OrganisationField(label="主办单位", widget=forms.TextInput({"list": "organisations"}))
    team = RecordField(Team.objects.public, by="name", label="服务团")
    kind = forms.ChoiceField(label="类别", choices=Talk.Kind.choices)
    first_day = DayField(label="日期")
    last_day = DayField(label="结束日期", required=False, help_text="只有一天的可以不填。")
    venue = forms.CharField(label="地点", max_length=120, required=False)
    series = SeriesField(label="所属品牌系列", required=False, widget=forms.TextInput({"list": "series"}))
    co_organisers = OrganisationsField(label="合办单位", required=False)
    confirmed_by = forms.CharField(
        label="接待方确认", max_length=120, required=False,
        help_text="没有签到册的，写明哪个单位、什么职务的人确认已经举办，不写姓名。",
    )  # fmt: skip
    field_order: tuple[str, ...] = (
        "title", "organiser", "team", "kind", "first_day", "venue", "confirmed_by", "head_count", "head_evidence", "head_low",
        "head_high", "head_method", "last_day", "series", "co_organisers",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Let what lasts one day end on the day it begins."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("last_day") is None:
            values["last_day"] = values.get("first_day")
        return values


class FirmsForm(forms.Form):
    """Which firms were there."""

    firms = FirmsField()
    firm_evidence = forms.ChoiceField(
        label="企业名单依据", choices=FIRM_GROUNDS, initial=Evidence.ROSTER.value, required=False
    )
    reason = _late_reason()


class UnlistForm(forms.Form):
    """Which firm was not there, and why it stood on the list."""

    firm = FirmField(label="企业", help_text="企业全称或统一社会信用代码。")
    reason = ReasonField()


class PersonsForm(RosterForm):
    """Who came, where a roster was kept."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roster = self.fields["roster"]
        roster.label = "签到名册"
        roster.help_text = "从表格或聊天记录粘贴即可，每人一行：姓名、手机号、单位；没有来的在行末写「0天」。"


class HeldForm(CrowdForm, FirmsForm, PersonsForm):
    """Which firms and how many people came, and what shows it."""

    confirmed_by = forms.CharField(
        label="接待方确认", max_length=120, required=False, help_text="没有签到和名册的必填：单位、职务，不写姓名。"
    )
    field_order: tuple[str, ...] = (
        "firms", "firm_evidence", "confirmed_by", "head_count", "head_evidence", "head_low", "head_high", "head_method", "roster",
        "reason",
    )  # fmt: skip


class NewTalkForm(TalkForm, HeldForm):
    """A talk in one go: with firms, people or the host's word as held, without as planned."""

    speakers = forms.CharField(
        label="主讲专家", max_length=1_000, required=False, widget=forms.Textarea(_TWO_ROWS), help_text="名册上的姓名，一行一位。"
    )  # fmt: skip
    field_order = (
        "title", "organiser", "team", "kind", "first_day", "venue", "speakers", "firms", "firm_evidence", "confirmed_by", "head_count",
        "head_evidence", "head_low", "head_high", "head_method", "roster", "last_day", "series", "co_organisers", "reason",
    )  # fmt: skip


class CountForm(CrowdForm):
    """How many people came."""

    reason = forms.CharField(
        label="原因", max_length=300, required=False, help_text="更改原来的人数、补登已锁定的时期时要写明，平时不填。"
    )


class NothingForm(forms.Form):
    """Nothing to fill in: the page says what is done and asks once more."""


class SpeakersForm(forms.Form):
    """Who speaks."""

    speakers = forms.CharField(
        label="主讲专家", max_length=1_000, widget=forms.Textarea(_TWO_ROWS), help_text="名册上的姓名，一行一位。"
    )


class OpinionForm(forms.Form):
    """What a side says of a service."""

    helped = forms.ChoiceField(label="问题解决情况", choices=Opinion.Helped.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="意见和建议", max_length=1_000, required=False, widget=forms.Textarea({"rows": 3}), help_text="只说这次服务，不评价个人。"
    )  # fmt: skip


class SideOpinionForm(OpinionForm):
    """What a side said, written down by the staff."""

    side = forms.ChoiceField(label="哪一方", choices=Opinion.Side.choices)
    field_order = ("side", "helped", "note")


class PublicOpinionForm(OpenFormBase, OpinionForm):
    """What a side says, typed by itself."""

    field_order = ("helped", "note")


class CheckForm(forms.Form):
    """What was found."""

    day = DayField(label="回访日期")
    result = forms.ChoiceField(label="效果", choices=Check.Result.choices)
    note = forms.CharField(label="情况", max_length=500, required=False, widget=forms.Textarea(_TWO_ROWS))
