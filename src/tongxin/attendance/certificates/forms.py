"""Forms of certificates."""

from django import forms

from tongxin.attendance.models import CertificateKind
from tongxin.network.forms.fields import OrganisationField
from tongxin.web.fields import ReasonField


class RevokeForm(forms.Form):
    """Why a certificate no longer holds: everybody who holds it reads this."""

    reason = ReasonField(label="撤销原因", help_text="会在核验页公开显示，请写清事由，不要写个人信息。")


class ExchangeForm(forms.Form):
    """The name on the new certificate, and why there is one."""

    holder = forms.CharField(label="新证书上的姓名", max_length=60)
    reason = ReasonField(label="换发原因", help_text="会在旧证书的核验页公开显示，不要写个人信息。")


class PurposeForm(forms.Form):
    """What files with people's names are for."""

    purpose = forms.CharField(
        label="用途", max_length=200, help_text="证书上有姓名：写明做什么用、交给谁，会记入操作日志。"
    )


class MarkForm(forms.Form):
    """Under which mark certificates are numbered."""

    mark = forms.RegexField(
        r"^[一-鿿A-Za-z0-9]{2,12}$",
        label="字号",
        max_length=12,
        help_text="如 湘新联培，编号就是 湘新联培〔2026〕第0001号；已签发的编号不变。",
        error_messages={"invalid": "字号应为 2 至 12 个汉字、字母或数字，例如 湘新联培。"},
    )


class NumberingForm(MarkForm):
    """The first mark of an organisation for a kind of certificate."""

    organisation = OrganisationField(label="签发单位")
    kind = forms.ChoiceField(label="证书种类", choices=CertificateKind.choices)
    field_order = ("organisation", "kind", "mark")
