"""Forms of room `access`: the one validator of what is typed about accounts."""

from typing import Any

from django import forms

from tongxin.access.roles import ROLES
from tongxin.access.wording import words_by_room
from tongxin.kernel.scope import Scope, Verb
from tongxin.web.fields import DayField, ReasonForm

_PLACE = "写名称或六位区划代码，例如 宁乡市 或 430182；全国写 全国。"
PURPOSES = ("换届和会务", "活动组织", "上级要求报送", "核对和更正", "其他")
LIFETIMES = (("30", "30 天"), ("90", "90 天"), ("180", "180 天"), ("365", "一年"))


def _roles() -> list[tuple[str, str]]:
    return [(role.code, f"{role.label}：{role.description}") for role in ROLES]


class AccountForm(forms.Form):
    """A new account with its first role."""

    username = forms.CharField(label="登录名", max_length=150, help_text="字母、数字或中文，登录时使用。")
    name = forms.CharField(label="姓名", max_length=100)
    password = forms.CharField(
        label="初始密码",
        max_length=200,
        widget=forms.PasswordInput,
        help_text="至少十个字；本人第一次登录后要先换成自己的密码。",
    )
    role = forms.ChoiceField(label="角色", choices=_roles)
    place = forms.CharField(label="地区", max_length=30, help_text=_PLACE)


class RoleForm(forms.Form):
    """One more role for an account."""

    role = forms.ChoiceField(label="角色", choices=_roles)
    place = forms.CharField(label="地区", max_length=30, help_text=_PLACE)
    begin = DayField(label="从哪天起", required=False, help_text="不填从今天起。")
    end = DayField(label="到哪天为止", required=False, help_text="不填一直有效；这一天起不再有效。")


class ResetForm(ReasonForm):
    """Why somebody needs a new password, and whether the second step goes as well."""

    without_second_step = forms.BooleanField(
        label="同时取消两步登录", required=False, help_text="手机或通行密钥丢失时勾选，本人登录后可重新设置。"
    )


class TokenForm(forms.Form):
    """A new access token; only what the asker may do is offered."""

    label = forms.CharField(
        label="用途", max_length=40, help_text="给哪个程序用，例如「市级报表同步」。会写进操作日志。"
    )
    verbs = forms.TypedMultipleChoiceField(
        label="权限",
        coerce=Verb,
        widget=forms.CheckboxSelectMultiple,
        help_text="只勾选程序用得到的；读记录要「查看」，读写人员要「人员信息」。",
    )
    place = forms.CharField(
        label="地区",
        max_length=30,
        required=False,
        help_text="只让令牌用于这个地区及下级，写名称或六位代码；不填则用于本人有权限的全部地区。",
    )
    days = forms.TypedChoiceField(label="有效期", choices=LIFETIMES, coerce=int, initial="90")

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["verbs"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(verb.value, verb.label) for verb in Verb if scope.may_anywhere(verb)]


class ExportForm(forms.Form):
    """In which form a table is wanted."""

    form = forms.ChoiceField(label="格式", choices=[("xlsx", "Excel 工作簿"), ("csv", "CSV 文本")])


class PersonalExportForm(ExportForm):
    """What a table about people is wanted for."""

    purpose = forms.ChoiceField(label="用途", choices=[("", "请选择"), *((word, word) for word in PURPOSES)])
    note = forms.CharField(
        label="说明",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="写明做什么用、交给谁、何时删除，会记入操作日志。",
    )


class JournalFilter(forms.Form):
    """What the journal can be searched by."""

    q = forms.CharField(label="操作人、记录或原因", max_length=50, required=False)
    action = forms.ChoiceField(label="操作", required=False, choices=lambda: [("", "全部"), *words_by_room()])
    since = DayField(label="起", required=False)
    until = DayField(label="止", required=False)
