"""Forms of applications: what an applicant writes, by link or in person, and what a reviewer answers."""

from collections.abc import Mapping
from typing import Any

from django import forms

from tongxin.intake.open_forms import OpenFormBase
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope
from tongxin.network.forms.fields import PlaceField
from tongxin.network.forms.people import PersonForm
from tongxin.network.models import Application, Organisation, Person
from tongxin.network.queries.alike import alike_persons
from tongxin.network.queries.candidates import Newcomer
from tongxin.network.queries.charters import rules_on
from tongxin.ports.agreed import current_text, purposes
from tongxin.web.fields import DayField, ReasonField, YesNoField


def _consents() -> list[tuple[str, str]]:
    return [(purpose, f"{label}：{current_text(purpose).text}") for purpose, label in purposes()]


class ApplicantForm(forms.Form):
    """What an applicant writes. The organisation's charter says which fields must be filled in."""

    name = forms.CharField(label="姓名", max_length=60)
    mobile = forms.CharField(
        label="手机号",
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    unit = forms.CharField(label="工作单位", max_length=120, required=False)
    position = forms.CharField(label="职务", max_length=60, required=False)
    group = forms.ChoiceField(label="类别", required=False, choices=[("", "请选择"), *Person.Group.choices])
    place = PlaceField(label="工作所在地区", required=False, help_text="县市区名称，例如 宁乡市；不填按组织所在地区。")
    consents = forms.MultipleChoiceField(
        label="同意",
        choices=_consents,
        widget=forms.CheckboxSelectMultiple,
        help_text="会务联系必选，其余可以不选，以后可随时撤回。",
        error_messages={"required": "请勾选同意会务联系，否则无法答复申请。"},
    )
    clean_mobile = PersonForm.clean_mobile

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in rules_on(organisation, day=today()).required_fields:
            self.fields[name].required = True


class PublicApplicantForm(OpenFormBase, ApplicantForm):
    """The same form on the public page."""


NEW = "new"


class AdmissionForm(forms.Form):
    """From when an applicant is a member, and who the applicant is among those on record."""

    person = forms.ChoiceField(
        label="认作",
        widget=forms.RadioSelect,
        required=False,
        help_text="手机号相同、单位相同或同在一个组织的人列在这里；是同一人的用那一条，不要再登记一条。",
    )
    day = DayField(label="审核日期")
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, application: Application, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        row = Newcomer(
            name=application.name,
            mobile=application.mobile,
            unit=application.unit,
            organisation=application.organisation_id,
        )
        alike = alike_persons(row, scope=scope) if application.name else []
        self._alike = {str(one.person.pk): one.person for one in alike}
        self._sure = next((one.person for one in alike if one.is_sure), None)
        shown = [(str(one.person.pk), f"用这一条：{one}") for one in alike]
        # Who has this name and this number is on record once: there is nothing to choose.
        another = (NEW, "确实是另一人，新登记一人") if alike else ("", "没有找到相像的人：新登记一人")
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = shown if self._sure else [*shown, another]
        field.initial = str(self._sure.pk) if self._sure else "" if not alike else None

    def clean_person(self) -> Person | None:
        """Return the person chosen, where nothing was said the one it surely is; None for a new one."""
        said = self.cleaned_data["person"]
        return self._alike.get(said) if said else self._sure

    def clean(self) -> dict[str, Any]:
        """Ask who it is where somebody only may be the same."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        said = self.data.get(self.add_prefix("person"))
        if self._alike and not (self._sure or said) and self._admits(values):
            self.add_error("person", f"可能已经登记，请选定是哪一位；确实是另一人的，选“确实是另一人”（{NEW}）。")
        return values

    def _admits(self, values: Mapping[str, Any]) -> bool:
        del values
        return True


class ReviewForm(AdmissionForm):
    """Admit or decline."""

    admit = YesNoField(label="审核意见", yes="通过", no="不通过")
    reason = ReasonField(required=False, help_text="不通过的必须写明，申请人会看到。")
    field_order = ("admit", "person", "day", "reason")

    def _admits(self, values: Mapping[str, Any]) -> bool:
        return values.get("admit") is True
