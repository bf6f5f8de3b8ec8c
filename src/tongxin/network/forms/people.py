"""Forms of people."""

from typing import Any

from django import forms

from tongxin.kernel.errors import InputError
from tongxin.network.forms.fields import OrganisationField, PlaceField
from tongxin.network.models import Membership, Office, Person
from tongxin.network.models.privacy import normal_mobile
from tongxin.web.fields import DayField, ReasonField, YesNoField


class PersonForm(forms.Form):
    """What is kept of a person, and nothing more."""

    name = forms.CharField(label="姓名", max_length=60)
    mobile = forms.CharField(label="手机号", max_length=30, required=False, help_text="加密保存，只用来认人和联系。")
    unit = forms.CharField(label="工作单位", max_length=120, required=False)
    position = forms.CharField(label="职务", max_length=60, required=False)
    group = forms.ChoiceField(label="类别", required=False, choices=[("", "未填"), *Person.Group.choices])
    place = PlaceField(label="归属地区", help_text="在哪个地区登记：输入名称、拼音或首字母后选择。")

    def clean_mobile(self) -> str:
        """Return eleven digits."""
        try:
            return normal_mobile(self.cleaned_data["mobile"])
        except InputError as error:
            raise forms.ValidationError(error.message) from None


class MemberForm(PersonForm):
    """A line of a roster of members: the person, and since when a member of which organisation."""

    place = PlaceField(label="归属地区", required=False, help_text="在哪个地区登记，不填按所在组织的地区。")
    organisation = OrganisationField(label="所在组织")
    applied = DayField(label="申请日期", required=False, help_text="不填同入会日期。")
    begin = DayField(label="入会日期")
    title = forms.ChoiceField(label="会内职务", required=False, choices=[("", "无"), *Office.Title.choices])
    office_begin = DayField(label="任职日期", required=False, help_text="有会内职务的填写，不填同入会日期。")

    def clean(self) -> dict[str, Any]:
        """Fill in what follows from the rest of the line."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        organisation = values.get("organisation")
        if not values.get("place") and organisation is not None:
            values["place"] = organisation.place
        values["applied"] = values.get("applied") or values.get("begin")
        values["office_begin"] = (values.get("office_begin") or values.get("begin")) if values.get("title") else None
        return values


class ApplicationForm(forms.Form):
    """An application of a person on record."""

    organisation = OrganisationField(label="申请加入的组织")
    applied = DayField(label="申请日期")


class AdmissionForm(forms.Form):
    """From when somebody is a member."""

    day = DayField(label="审核日期")
    reason = ReasonField(required=False)


class DecisionForm(AdmissionForm):
    """Admit or decline."""

    admit = YesNoField(label="审核意见", yes="通过", no="不通过")
    reason = ReasonField(required=False, help_text="不通过的必须写明。")
    field_order = ("admit", "day", "reason")


class EndingForm(forms.Form):
    """How and when a membership ended."""

    ending = forms.ChoiceField(
        label="结束原因",
        choices=[choice for choice in Membership.Ending.choices if choice[0] != Membership.Ending.CLOSED],
    )
    day = DayField(label="结束日期")
    reason = ReasonField(label="说明", required=False)


class OfficeForm(forms.Form):
    """An office given to a member."""

    title = forms.ChoiceField(label="职务", choices=Office.Title.choices)
    begin = DayField(label="任职日期")
    due = DayField(label="任期届满", required=False, help_text="不填按章程规定的任期计算。")


class OfficeEndForm(forms.Form):
    """When an office was given up."""

    day = DayField(label="离任日期")
    reason = ReasonField(label="说明", required=False)
