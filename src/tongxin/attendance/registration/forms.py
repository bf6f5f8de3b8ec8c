"""The validators of sign-ups and registrations."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from tongxin.attendance.models import Occasion, Session, SignUp
from tongxin.attendance.registration.queries import path_of, sessions_of
from tongxin.attendance.registration.questions import LONGEST_LABEL, MOST, Kind, Question, kept_questions, questions_of
from tongxin.intake.open_forms import ConsentField, OpenFormBase
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date
from tongxin.web.fields import DaysField, MomentField
from tongxin.web.pages import FieldGroup

MOST_TOGETHER = 10
MOST_SEATS = 100_000
LISTED_SESSIONS = 10  # with more of them than these, all have one number of seats
PURPOSE = "registration"


class MobileField(forms.CharField):
    """A mobile number as typed; the action says whether it is one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}), **options)


def session_words(session: Session) -> str:
    """Return what a session is called where one is chosen: its day, time and title."""
    begins = f"{session.begins:%H:%M}" if session.begins else ""
    return " ".join(filter(None, (chinese_date(session.day), begins, session.title)))


class SignUpForm(forms.Form):
    """How one registers for an occasion. Cleaned to what `open_sign_up` and `change_sign_up` take."""

    opens = MomentField(label="开始报名时间")
    closes = MomentField(label="截止报名时间")
    capacity = forms.IntegerField(
        label="每场名额",
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        help_text="不填为不限名额；满额后排队候补。",
    )
    most_together = forms.IntegerField(
        label="一次最多几人",
        min_value=1,
        max_value=MOST_TOGETHER,
        initial=1,
        help_text="可以由一人替同行的人一起报名。",
    )
    open_to_all = forms.BooleanField(label="网上公开报名（有链接的人都可以报）", required=False, initial=True)
    by_session = forms.BooleanField(label="由报名人选择参加哪几场", required=False)
    offer_hours = forms.IntegerField(
        label="递补保留小时数", min_value=1, max_value=240, initial=24, help_text="空出的名额为候补的人保留多久。"
    )

    def __init__(self, *args: Any, occasion: Occasion, **options: Any) -> None:
        super().__init__(*args, **options)
        self._sessions = sessions_of(occasion)
        if len(self._sessions) < 2:
            del self.fields["by_session"]
        elif len(self._sessions) <= LISTED_SESSIONS:
            for one in self._sessions:
                self.fields[f"capacity_{one.pk}"] = forms.IntegerField(
                    label=f"{session_words(one)} 名额",
                    min_value=0,
                    max_value=MOST_SEATS,
                    required=False,
                    help_text="与每场名额不同时填写。",
                )
        for number in range(1, MOST + 1):
            self._ask(number)

    def _ask(self, number: int) -> None:
        """Add the fields of one question."""
        kinds = Kind.choices
        self.fields[f"q{number}_label"] = forms.CharField(
            label=f"问题 {number}", max_length=LONGEST_LABEL, required=False
        )
        self.fields[f"q{number}_kind"] = forms.ChoiceField(
            label=f"问题 {number} 怎样回答", choices=kinds, required=False, initial=Kind.TEXT
        )
        self.fields[f"q{number}_choices"] = forms.CharField(
            label=f"问题 {number} 的选项", max_length=1_000, required=False, help_text="单选和多选用，用顿号隔开。"
        )
        self.fields[f"q{number}_required"] = forms.BooleanField(label=f"问题 {number} 必答", required=False)

    def clean(self) -> dict[str, Any]:
        """Return terms instead of single fields."""
        values = super().clean() or self.cleaned_data
        common = values.get("capacity")
        seats = {one.pk: _chosen(values.get(f"capacity_{one.pk}"), common) for one in self._sessions}
        plain = {name: values[name] for name in SignUpForm.base_fields if name in values and name != "capacity"}
        return {"by_session": False, **plain, "questions": self._questions(values), "capacities": seats}

    def _questions(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        found = []
        for code in (f"q{number}" for number in range(1, MOST + 1)):
            if label := values.get(f"{code}_label"):
                try:
                    one = Question.typed(
                        code,
                        label=label,
                        kind=values.get(f"{code}_kind") or Kind.TEXT,
                        choices=values.get(f"{code}_choices", ""),
                        required=bool(values.get(f"{code}_required")),
                    )
                except InputError as error:
                    self.add_error(error.field, error.message)
                else:
                    found.append(one)
        return kept_questions(found)


def _chosen(own: int | None, common: int | None) -> int | None:
    return common if own is None else own


def sign_up_groups(occasion: Occasion) -> tuple[FieldGroup, ...]:
    """Return how the fields of a sign-up stand together."""
    seats = tuple(f"capacity_{one.pk}" for one in sessions_of(occasion))
    asked = tuple(
        f"q{number}_{part}" for number in range(1, MOST + 1) for part in ("label", "kind", "choices", "required")
    )
    return (
        FieldGroup(title="报名", fields=("opens", "closes", "open_to_all", "most_together", "by_session")),
        FieldGroup(title="名额", fields=("capacity", *seats, "offer_hours")),
        FieldGroup(title="报名问题（可以不填）", fields=asked),
    )


def sign_up_values(sign_up: SignUp) -> dict[str, Any]:
    """Return what the form of a sign-up holds for one on record."""
    names = ("opens", "closes", "open_to_all", "most_together", "by_session", "offer_hours")
    values = {name: getattr(sign_up, name) for name in names}
    for one in questions_of(sign_up.questions):
        asked = {"label": one.label, "kind": one.kind, "choices": "、".join(one.choices), "required": one.required}
        values |= {f"{one.code}_{part}": value for part, value in asked.items()}
    return values | _capacities(sessions_of(sign_up.occasion))


def _capacities(sessions: Sequence[Session]) -> dict[str, int | None]:
    """Return the seats as one number where all sessions have the same, else each by itself."""
    different = len({one.capacity for one in sessions}) > 1
    if different:
        return {f"capacity_{one.pk}": one.capacity for one in sessions}
    return {"capacity": sessions[0].capacity if sessions else None}


class PublicRegistrationForm(OpenFormBase):
    """What somebody writes who registers through the public link, alone or with others."""

    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    mobile = MobileField(label="手机号")
    unit = forms.CharField(label="工作单位", max_length=120, required=False)


def public_form_of(sign_up: SignUp, sessions: Sequence[Session]) -> type[forms.Form]:
    """Return the form of one sign-up: name and mobile number, those who come along, sessions, questions, consent."""
    asked: dict[str, forms.Field] = {}
    if sign_up.by_session:
        asked["sessions"] = forms.TypedMultipleChoiceField(
            label="参加哪几场",
            coerce=int,
            choices=[(str(one.pk), session_words(one)) for one in sessions],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "所选场次刚才有变动，请重新选择。"},
        )
    for number in range(2, sign_up.most_together + 1):
        asked[f"name_{number}"] = forms.CharField(label=f"同行 {number - 1} 姓名", max_length=60, required=False)
        asked[f"mobile_{number}"] = MobileField(label=f"同行 {number - 1} 手机号", required=False)
    asked |= {one.code: one.field() for one in questions_of(sign_up.questions)}
    asked["consent"] = ConsentField(PURPOSE)
    return cast("type[forms.Form]", type("RegistrationForm", (PublicRegistrationForm,), asked))


def public_groups_of(sign_up: SignUp) -> tuple[FieldGroup, ...]:
    """Return how the fields of that form stand together."""
    along = tuple(f"{part}_{number}" for number in range(2, sign_up.most_together + 1) for part in ("name", "mobile"))
    groups = [FieldGroup(title="报名人", fields=("name", "mobile", "unit", "sessions"))]
    if along:
        groups.append(FieldGroup(title="同行的人（没有的不填）", fields=along))
    if sign_up.questions:
        groups.append(FieldGroup(title="请回答", fields=tuple(one["code"] for one in sign_up.questions)))
    return (*groups, FieldGroup(title="同意", fields=("consent",)))


class OccasionField(forms.IntegerField):
    """The number of an occasion, which stands on the page of its record."""

    def clean(self, value: Any) -> Any:
        """Return the number of an occasion there is."""
        number = super().clean(value)
        if number is not None and path_of(number) is None:
            raise forms.ValidationError(f"没有编号为 {number} 的活动，请填写活动页面“报名”一节里的编号。")
        return number


class RegisteredForm(forms.Form):
    """Who is registered."""

    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="人员库里已有的人可以只填人员编号。")
    mobile = MobileField(label="手机号", required=False)
    unit = forms.CharField(label="工作单位", max_length=120, required=False)
    person = forms.IntegerField(label="人员编号", min_value=1, max_value=2**63 - 1, required=False)


class StaffRegistrationForm(RegisteredForm):
    """A registration staff take down."""

    occasion = OccasionField(label="活动编号", min_value=1, max_value=2**63 - 1)
    days = DaysField(
        label="参加日期",
        max_length=1_000,
        required=False,
        help_text="由报名人选择场次的活动才填，如 2021-05-12；不填为全部。",
    )
    field_order = ("occasion", "name", "mobile", "unit", "person", "days")
