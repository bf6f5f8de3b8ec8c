"""Forms of organisations."""

from django import forms

from tongxin.network.forms.fields import OrganisationField, PlaceField, UnifiedCodeField
from tongxin.network.models import Charter, Organisation, StageRule
from tongxin.web.fields import DayField, DayReasonForm, NamesField, ReasonForm


class OrganisationForm(forms.Form):
    """What is known of an organisation."""

    name = forms.CharField(label="组织名称", max_length=120, help_text="登记的全称。")
    kind = forms.ChoiceField(label="类别", choices=Organisation.Kind.choices)
    place = PlaceField(label="所在地区", help_text="输入名称、拼音或首字母后选择，例如 宁乡市。")
    unified_code = UnifiedCodeField(required=False)
    founded = DayField(label="成立日期", required=False, help_text="企业和村集体不清楚的可以不填。")
    registered = DayField(label="登记日期", required=False, help_text="在民政部门登记的日期，没有登记的不填。")
    parent = OrganisationField(label="上级组织", required=False, help_text="没有的不填。")
    aliases = NamesField(label="曾用名和简称", help_text="每行一个，查找和核数时都认得。")


class MoveForm(DayReasonForm):
    """A new parent from a day on."""

    parent = OrganisationField(label="新的上级组织", required=False, help_text="不再有上级组织的不填。")
    field_order = ("parent", "day", "reason")


class CharterForm(forms.Form):
    """Charter settings from a day on."""

    day = DayField(label="自何日起")
    approver = forms.ChoiceField(label="入会审批", choices=Charter.Approver.choices)
    yearly_quota = forms.IntegerField(
        label="每年吸纳名额", required=False, min_value=0, max_value=1_000_000, help_text="不限名额的不填。"
    )
    term_years = forms.IntegerField(label="任期（年）", min_value=1, max_value=10, initial=5)
    quorum = forms.ChoiceField(
        label="出席人数", choices=Charter.Share.choices, initial=Charter.Share.TWO_THIRDS, help_text="占应到人数。"
    )
    majority = forms.ChoiceField(
        label="通过票数", choices=Charter.Share.choices, initial=Charter.Share.HALF, help_text="占实到人数。"
    )
    notice_days = forms.IntegerField(label="提前通知（天）", min_value=0, max_value=90, initial=7)
    required_fields = forms.MultipleChoiceField(
        label="申请必填项",
        required=False,
        choices=Charter.Field.choices,
        initial=["mobile"],
        widget=forms.CheckboxSelectMultiple,
    )
    lapse_years = forms.IntegerField(
        label="会籍有效期（年）",
        required=False,
        min_value=1,
        max_value=10,
        help_text="到期不续即退会；长期有效的不填。",
    )


class ZoneForm(forms.Form):
    """A development zone."""

    code = forms.CharField(label="开发区代码", max_length=6, help_text="前四位同所在市州，末两位 71 至 79。")
    name = forms.CharField(label="开发区名称", max_length=60)
    parent = PlaceField(label="所在市州或县市区")


class StageRuleForm(ReasonForm):
    """One line of the stage checklist."""

    stage = forms.ChoiceField(label="阶段", choices=StageRule.Stage.choices)
    signal = forms.ChoiceField(label="标准", choices=StageRule.Signal.choices)
    at_least = forms.IntegerField(label="至少", min_value=1, max_value=1_000)
    required = forms.BooleanField(label="启用", required=False)
    field_order = ("stage", "signal", "at_least", "required", "reason")
