"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

from django import forms

from tongxin.lifecycle.naming import RecordField
from tongxin.network.forms.fields import OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.giving.models import CORRECTIONS, GIVEN_BACK, Cause, Gift, Match, VillageProject
from tongxin.web.fields import DayField, MoneyField, NamesField, ReasonField

_MOST = 1_000_000_000


def _cause(label: str = "捐赠缘由") -> RecordField:
    return RecordField(Cause.objects.public, by="name", label=label, widget=forms.TextInput({"list": "causes"}))


class ProjectField(RecordField):
    """A village project by its name."""

    def __init__(self, **options: str) -> None:
        super().__init__(VillageProject.objects.public, by="title", required=False, **options)


class CauseForm(forms.Form):
    """What is known of a cause."""

    name = forms.CharField(label="捐赠缘由", max_length=60, help_text="例如 疫情防控、抗洪救灾、助学。")
    aliases = NamesField(label="别称", help_text="文章里常用的叫法，一行一个，核数时认得，例如 抗击疫情。")
    begins = DayField(label="开始日期", help_text="「…以来」从这一天算起。")
    organiser = OrganisationField(label="维护单位")


class ProjectForm(forms.Form):
    """What is known of a village project."""

    title = forms.CharField(label="项目名称", max_length=120)
    organiser = OrganisationField(label="主办单位")
    village = forms.CharField(label="村", max_length=60)
    begins = DayField(label="开始日期")
    co_organisers = OrganisationsField(label="合办单位", required=False)
    series = SeriesField(label="所属品牌系列", required=False)


class FinishForm(forms.Form):
    """What came of a project."""

    ends = DayField(label="完成日期")
    results = forms.CharField(label="成效", max_length=500, widget=forms.Textarea({"rows": 3}))


class GiftForm(forms.Form):
    """What is known of a gift."""

    title = forms.CharField(label="捐赠事项", max_length=120)
    organiser = OrganisationField(label="登记单位")
    cause = _cause()
    recipient = forms.CharField(
        label="受赠方", max_length=120, help_text="单位或人群的名称（如 困难学生 12 人），不写个人姓名。"
    )
    giver_kind = forms.ChoiceField(label="捐赠方类别", choices=Gift.GiverKind.choices)
    behalf = OrganisationField(
        label="以谁的名义", required=False, help_text="联谊组织（或已登记企业）的全称；以个人名义的不填。"
    )
    form = forms.ChoiceField(label="形式", choices=Gift.Form.choices, initial=Gift.Form.CASH)
    value = MoneyField(label="价值（元）")
    quantity = forms.IntegerField(
        label="数量", min_value=1, max_value=_MOST, required=False, help_text="物资和服务填写。"
    )
    unit = forms.CharField(label="单位", max_length=10, required=False)
    basis = forms.ChoiceField(label="计价依据", choices=[("", "（现金不填）"), *Gift.Basis.choices], required=False)
    valuer = forms.CharField(label="计价人", max_length=60, required=False, help_text="谁定的价：单位或职务。")
    pledged = DayField(label="认捐日期")
    received = DayField(label="接收日期", required=False, help_text="已经收到的，连同收据号一起填。")
    receipt = forms.CharField(label="受赠方收据号", max_length=60, required=False)
    restricted = forms.BooleanField(label="限定用途", required=False, help_text="勾选后只能用于这个缘由。")
    project = ProjectField(label="限定项目", help_text="只给某个村集体经济项目的，填写项目名称。")
    co_organisers = OrganisationsField(label="联合捐赠单位", required=False)
    series = SeriesField(label="所属品牌系列", required=False)


class NewGiftForm(GiftForm):
    """A gift with whoever gave it."""

    giver = forms.CharField(
        label="捐赠方",
        max_length=120,
        required=False,
        help_text="个人写「姓名 手机号」；企业写全称，可加统一社会信用代码；联谊组织和匿名的不填。",
    )
    reason = forms.CharField(label="补登原因", max_length=300, required=False)
    field_order = (
        "title", "organiser", "cause", "recipient", "giver_kind", "giver", "behalf", "form", "value", "pledged", "received",
        "receipt", "quantity", "unit", "basis", "valuer", "restricted", "project", "series", "co_organisers", "reason",
    )  # fmt: skip


class ReceiptForm(forms.Form):
    """What shows that the recipient has it."""

    received = DayField(label="接收日期")
    receipt = forms.CharField(label="受赠方收据号", max_length=60, help_text="收据照片可在本页「佐证材料」上传。")
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class LateForm(forms.Form):
    """Why it is recorded only now, where the period is locked."""

    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class AllocationForm(forms.Form):
    """To whom the recipient handed it on."""

    allocated = DayField(label="拨付日期")
    allocated_to = forms.CharField(label="拨付单位", max_length=120)


class ReversalForm(forms.Form):
    """Why it is taken back."""

    kind = forms.ChoiceField(label="冲正原因", choices=[(one.value, one.label) for one in CORRECTIONS])
    reason = ReasonField(label="说明")


class GiveBackForm(forms.Form):
    """What went back, and when."""

    kind = forms.ChoiceField(label="退回", choices=[(one.value, one.label) for one in GIVEN_BACK])
    day = DayField(label="退回日期")
    value = MoneyField(label="退回金额（元）")
    reason = ReasonField()


class CorrectUseForm(forms.Form):
    """What of a use may have been written down wrongly."""

    day = DayField(label="使用日期")
    value = MoneyField(label="使用金额（元）")
    cause = _cause("用于")
    project = ProjectField(label="用于项目")
    purpose = forms.CharField(label="用途", max_length=200)
    helped = forms.CharField(
        label="受益情况", max_length=200, required=False, help_text="例如 资助困难学生 12 人；不写个人姓名。"
    )


class UseForm(CorrectUseForm):
    """What a part of it was spent on."""

    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class NewUseForm(UseForm):
    """A use with the gift it is of."""

    gift = forms.CharField(label="捐赠事项", max_length=150)
    field_order = ("gift", "day", "value", "cause", "project", "purpose", "helped", "reason")


class FourEyesForm(forms.Form):
    """From which amount on another person checks."""

    four_eyes_from = MoneyField(label="复核起点金额（元）", least=0)


class DecisionForm(forms.Form):
    """Whether two gifts are one."""

    one = forms.CharField(label="这一笔", max_length=150)
    other = forms.CharField(label="另一笔", max_length=150)
    decision = forms.ChoiceField(
        label="认定", choices=[(one.value, one.label) for one in (Match.State.SAME, Match.State.DIFFERENT)]
    )
    reason = ReasonField(label="理由")
