"""Forms of products and selling rounds."""

from django import forms

from tongxin.lifecycle.naming import RecordField
from tongxin.network.forms.fields import OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.records.produce.models import Platform, Product, Round, Unit
from tongxin.web.fields import DayField, MoneyField

_MOST_GRAMS = 1_000_000
_MOST = 1_000_000
_WEIGHT = "按件、箱、盒卖的必填；按斤、公斤卖的不填。5 斤写 2500。"


class ProductForm(forms.Form):
    """What is known of a product."""

    name = forms.CharField(label="产品名称", max_length=60, help_text="例如 炎陵黄桃；规格写在场次的上架名称里。")
    code = forms.CharField(label="商家编码", max_length=40, required=False, help_text="店铺后台给它的编码，可以不填。")
    unit = forms.ChoiceField(label="计量单位", choices=Unit.choices)
    grams = forms.IntegerField(
        label="每单位净重（克）", min_value=1, max_value=_MOST_GRAMS, required=False, help_text=_WEIGHT
    )
    origin = forms.CharField(label="产地", max_length=60, required=False)
    organiser = OrganisationField(label="维护单位")


class RoundForm(forms.Form):
    """What is known of a round before it sells."""

    title = forms.CharField(label="场次名称", max_length=120)
    organiser = OrganisationField(label="主办单位")
    kind = forms.ChoiceField(label="形式", choices=Round.Kind.choices)
    platform = forms.ChoiceField(label="平台", choices=Platform.choices)
    shop = forms.CharField(label="店铺", max_length=60, required=False)
    opens = DayField(label="开始日期")
    closes = DayField(label="结束日期")
    returns_until = DayField(label="退货截止日期", required=False, help_text="这一天过后才能结束退货期。")
    hosts = forms.IntegerField(
        label="主播人数", min_value=0, max_value=10_000, initial=0, required=False, help_text="只写人数，不写姓名。"
    )
    audience = forms.CharField(
        label="观看情况备注", max_length=120, required=False, help_text="观看的人不是买家，不计入任何数字。"
    )
    co_organisers = OrganisationsField(label="合办单位", required=False)
    series = SeriesField(label="所属品牌系列", required=False)


class ListingForm(forms.Form):
    """What is put up for sale, as it will stay."""

    product = RecordField(Product.objects.public, by="name", label="产品")
    name = forms.CharField(label="上架名称", max_length=60, required=False, help_text="不填时就是产品名称。")
    unit = forms.ChoiceField(label="计量单位", choices=[("", "同产品"), *Unit.choices], required=False)
    grams = forms.IntegerField(
        label="每单位净重（克）", min_value=1, max_value=_MOST_GRAMS, required=False, help_text=_WEIGHT
    )
    price = MoneyField(label="单价（元）")


class SettleForm(forms.Form):
    """What the settlement shows besides its lines."""

    settled = DayField(label="结算日期")
    households = forms.IntegerField(
        label="带动户数", min_value=0, max_value=_MOST, help_text="供货的农户数，不写姓名；名单作为佐证上传。"
    )
    villages = forms.IntegerField(label="带动村数", min_value=0, max_value=_MOST)
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class EndForm(forms.Form):
    """When nothing can be sent back any more."""

    ended = DayField(label="退货期结束日期")
    reason = forms.CharField(label="补登原因", max_length=300, required=False)


class MatchForm(forms.Form):
    """What goods of a platform are here."""

    item = forms.CharField(label="平台上的商品", max_length=120)
    name = forms.CharField(label="上架名称", max_length=60, help_text="这一场上架的名称；同一店铺以后的表照此对应。")
    reason = forms.CharField(label="补登原因", max_length=300, required=False)
