"""Forms of what a person does with the own record, and of what the home side answers."""

from django import forms

from tongxin.network.forms.people import PersonForm
from tongxin.network.models import Person
from tongxin.ports.agreed import purposes
from tongxin.web.fields import ReasonField, YesNoField


class CorrectionForm(forms.Form):
    """What the record should say."""

    name = forms.CharField(label="姓名", max_length=60)
    mobile = forms.CharField(label="手机号", max_length=30, required=False)
    unit = forms.CharField(label="工作单位", max_length=120, required=False)
    position = forms.CharField(label="职务", max_length=60, required=False)
    group = forms.ChoiceField(label="类别", required=False, choices=[("", "未填"), *Person.Group.choices])
    reason = ReasonField(label="说明", required=False)
    clean_mobile = PersonForm.clean_mobile


class ErasureForm(forms.Form):
    """A wish that cannot be undone is ticked, not only clicked."""

    sure = forms.BooleanField(label="我知道删除后不能恢复，所有会籍和职务同时结束")
    reason = ReasonField(label="说明", required=False)


class LeaveForm(forms.Form):
    """Leaving is ticked, not only clicked."""

    sure = forms.BooleanField(label="我要退出，在该组织的职务同时离任")


class ConsentForm(forms.Form):
    """A consent given or withdrawn on paper, entered by the home side."""

    purpose = forms.ChoiceField(label="用途", choices=purposes)
    give = YesNoField(label="本人意见", yes="同意", no="撤回", help_text="以本人签字的书面材料为准，材料由组织保存。")


class AnswerForm(forms.Form):
    """Do what was asked, or not."""

    accept = YesNoField(label="办理意见", yes="办理", no="不办理")
    reason = ReasonField(label="答复", required=False, help_text="不办理的必须写明，本人会看到。")


class SignUpForm(forms.Form):
    """A sign-in name and a password of one's own."""

    username = forms.CharField(label="登录名", max_length=150, help_text="字母、数字或中文；不要用真实姓名和手机号。")
    password = forms.CharField(
        label="密码",
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="至少十个字。",
    )
    again = forms.CharField(
        label="再输一遍密码", max_length=200, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """Refuse two different passwords."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("两遍密码不一样，请重新输入。")
        return again
