"""Forms of the board: the one validator of page, Excel, API and of what strangers fill in on a phone."""

import re
import unicodedata
from typing import Any, cast

from django import forms

from tongxin.intake.open_forms import ConsentField, OpenFormBase
from tongxin.kernel.errors import InputError
from tongxin.network.forms.fields import OrganisationField, PlaceField
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import PIECES, Offer
from tongxin.records.produce.models.rounds import Unit
from tongxin.records.produce.models.wishes import Wish
from tongxin.records.produce.rules.seasons import months_in, season_words
from tongxin.web.fields import DayField, MoneyField, ReasonField, SaidField

LISTING, CONTACT = "produce_listing", "produce_contact"
"""The uses of personal data the board asks for: to be shown on it, and to be called."""
_MOST = 100_000_000
_NUMBER = re.compile(r"\d{7,}")
_GAPS = re.compile(r"[\s\-_.—–]+")


class OpenTextField(forms.CharField):
    """Text anybody will read: it holds no number one could call."""

    def clean(self, value: Any) -> Any:
        """Refuse what looks like a telephone number."""
        text = super().clean(value)
        if _NUMBER.search(_GAPS.sub("", unicodedata.normalize("NFKC", text))):
            raise forms.ValidationError("这一栏会公开，请不要写电话号码、微信号，联系方式另填。")
        return text


class QuantityField(forms.IntegerField):
    """How many units: a whole number above zero."""

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        words = "应是大于零的整数，零头请换成更小的单位（如 公斤 换成 斤）。"
        said = {"invalid": f"数量{words}", "min_value": f"数量{words}", "max_value": "数量太大，请核对单位。"}
        super().__init__(min_value=least, max_value=_MOST, error_messages=said, **options)


class MonthsField(SaidField):
    """The months something can be had in, as people write them; cleaned to twelve bits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show the months in words."""
        return season_words(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the months."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return months_in(text)
        except InputError as error:
            raise forms.ValidationError(str(error)) from error


class NetWeightField(forms.IntegerField):
    """What one piece weighs in grams; 0 where nobody has said."""

    def __init__(self, **options: Any) -> None:
        said = {"invalid": "每件净重应是整数，单位是克，例如 2500。"}
        super().__init__(min_value=0, max_value=10_000_000, required=False, error_messages=said, **options)

    def clean(self, value: Any) -> int:
        """Return 0 for nothing."""
        return super().clean(value) or 0


def _unit() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="单位",
        choices=[("", "请选择"), *Unit.choices],
        error_messages={"required": "请选择单位，数量和价格都按它算。"},
    )


class MobileField(forms.CharField):
    """A mobile number as typed; the action says whether it is one."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(label="手机号", max_length=30, widget=widget, **options)


class _OfferFields(forms.Form):
    """What is known of an offer, whoever tells it."""

    product = OpenTextField(label="产品", max_length=40, help_text="例如 黄桃、茶油、腊肉。")
    place = PlaceField(label="产地", help_text="县市区名称，例如 炎陵县。")
    village = OpenTextField(label="村", max_length=40, required=False)
    producer = forms.ChoiceField(label="供货方", choices=Offer.Producer.choices)
    producer_name = OpenTextField(
        label="供货单位", max_length=60, required=False, help_text="合作社、企业、村集体的名称，会公开；农户不填。"
    )
    months = MonthsField(
        label="供应月份",
        help_text="例如 7-8月、11-2月、全年。",
        error_messages={"required": "请填写供应月份，例如 7-8月。"},
    )
    quantity = QuantityField(label="可供数量")
    unit = _unit()
    price_from = MoneyField(label="最低单价（元）", help_text="一个单位的价钱，例如 5.50。")
    price_to = MoneyField(label="最高单价（元）", required=False, help_text="只有一个价的不填。")
    net_weight = NetWeightField(label="每件净重（克）", help_text="单位是件、箱、盒的填写，例如 2500。")
    certificate = forms.ChoiceField(label="认证", choices=Offer.Certificate.choices, initial=Offer.Certificate.NONE)
    certificate_number = forms.CharField(label="证书编号", max_length=40, required=False)
    note = OpenTextField(label="说明", max_length=200, required=False, help_text="规格、口味、运输等，会公开。")

    def clean(self) -> dict[str, Any]:
        """Hold the fields against each other."""
        values = super().clean() or self.cleaned_data
        lowest, highest = values.get("price_from"), values.get("price_to")
        if lowest is not None and "price_to" in values:
            values["price_to"] = lowest if highest is None else highest
            if values["price_to"] < lowest:
                self.add_error("price_to", "最高单价低于最低单价，请调换。")
        if values.get("producer") == Offer.Producer.FARMER and values.get("producer_name"):
            self.add_error("producer_name", "农户的姓名不公开，请写在联系人里，这里留空。")
        if values.get("certificate", Offer.Certificate.NONE) != Offer.Certificate.NONE and not values.get(
            "certificate_number"
        ):
            self.add_error("certificate_number", "写了认证的，请填写证书编号。")
        if values.get("unit", PIECES[0]) not in PIECES and values.get("net_weight"):
            self.add_error("net_weight", "按重量卖的不用填每件净重，请留空。")
        return values


class OfferForm(_OfferFields):
    """An offer on record."""

    organiser = OrganisationField(label="受理单位")
    field_order = ("product", "organiser")


class NewOfferForm(OfferForm):
    """An offer somebody took down, with whoever is to be called."""

    consented = DayField(label="同意公开日期", required=False, help_text="供货方当面或电话同意公开的日子。")
    consent_how = forms.CharField(label="怎样同意的", max_length=60, required=False, help_text="例如 电话、书面。")
    name = forms.CharField(label="联系人", max_length=60, required=False, help_text="不公开，双方都确认后才告诉对方。")
    mobile = MobileField(required=False)


class PublicOfferForm(OpenFormBase, _OfferFields):
    """An offer a producer fills in on a phone."""

    name = forms.CharField(label="联系人", max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    mobile = MobileField()


class _WishFields(forms.Form):
    """What is known of a wish, whoever tells it."""

    product = OpenTextField(label="想要的产品", max_length=40)
    place = PlaceField(label="送达地", help_text="县市区名称。")
    wisher = forms.ChoiceField(label="需求方", choices=Wish.Wisher.choices)
    wisher_name = OpenTextField(
        label="需求单位", max_length=60, required=False, help_text="企业或单位的名称，市民不填。"
    )
    is_group = forms.BooleanField(label="团购（其他人可以加入）", required=False)
    quantity = QuantityField(label="数量")
    unit = _unit()
    price_most = MoneyField(label="最高能接受的单价（元）", least=0, required=False)
    needed_by = DayField(label="最晚需要日期")
    note = OpenTextField(label="说明", max_length=200, required=False, help_text="会公开，不写姓名电话。")

    def clean(self) -> dict[str, Any]:
        """Hold the fields against each other."""
        values = super().clean() or self.cleaned_data
        if "price_most" in values:
            values["price_most"] = values["price_most"] or 0
        if values.get("wisher") == Wish.Wisher.CITIZEN and values.get("wisher_name"):
            self.add_error("wisher_name", "市民的姓名不公开，请写在联系人里，这里留空。")
        return values


class WishForm(_WishFields):
    """A wish on record."""

    organiser = OrganisationField(label="受理单位")
    field_order = ("product", "organiser")


class NewWishForm(WishForm):
    """A wish somebody took down, with whoever is to be called."""

    name = forms.CharField(label="联系人", max_length=60, required=False, help_text="不公开，双方都确认后才告诉对方。")
    mobile = MobileField(required=False)


class PublicWishForm(OpenFormBase, _WishFields):
    """A wish somebody fills in on a phone."""

    name = forms.CharField(label="联系人", max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    mobile = MobileField()


class PublicShareForm(OpenFormBase):
    """With how much somebody takes part in a group order."""

    quantity = QuantityField(label="数量")
    name = forms.CharField(label="联系人", max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    mobile = MobileField()


def agreeing(form: type[OpenFormBase], *purposes: str, **fields: Any) -> type[OpenFormBase]:
    """Return a form that asks for these consents, too, each in its current wording; `fields` are replaced (None: left out).

    `produce_contact` is asked as `contact`.
    """
    asked = {purpose.removeprefix("produce_"): ConsentField(purpose) for purpose in purposes}
    return cast("type[OpenFormBase]", type(form.__name__, (form,), {**fields, **asked}))


class LinkForm(forms.Form):
    """Whose link it is."""

    organiser = OrganisationField(label="受理单位")


class ConsentedForm(forms.Form):
    """When and how the producer agreed to be listed."""

    day = DayField(label="同意公开日期")
    how = forms.CharField(label="怎样同意的", max_length=60, help_text="例如 电话、书面、当面。")


class HandshakeForm(forms.Form):
    """Which two are brought together, over how much."""

    offer = forms.CharField(label="供应", max_length=80, help_text="写产品名称，同名的写编号，如 黄桃（编号12）。")
    wish = forms.CharField(label="心愿", max_length=80)
    quantity = QuantityField(label="对接数量", help_text="按供应的单位。")


class HeardForm(forms.Form):
    """How a side said that it agrees."""

    reason = ReasonField(label="怎样确认的")


class OutcomeForm(forms.Form):
    """What came of it."""

    result = forms.ChoiceField(
        label="结果",
        choices=[(one.value, one.label) for one in (Handshake.State.CAME, Handshake.State.NOTHING)],
        widget=forms.RadioSelect,
    )
    followed = DayField(label="回访日期")
    came_quantity = QuantityField(label="成交数量", least=0, required=False, help_text="按供应的单位；未成交的不填。")
    came_value = MoneyField(label="成交金额（元）", least=0, required=False)
    why_not = forms.ChoiceField(
        label="未成交原因", choices=[("", "（成交的不选）"), *Handshake.WhyNot.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for quantity and value of what came to something, for the reason of what did not."""
        values = super().clean() or self.cleaned_data
        values["came_quantity"], values["came_value"] = values.get("came_quantity") or 0, values.get("came_value") or 0
        if values.get("result") == Handshake.State.CAME:
            values["why_not"] = ""
            if not (values["came_quantity"] and values["came_value"]):
                self.add_error("came_quantity", "成交的，请填写成交数量和成交金额。")
        elif not values.get("why_not"):
            self.add_error("why_not", "未成交的，请选择原因。")
        elif values["came_quantity"] or values["came_value"]:
            self.add_error("came_quantity", "未成交的不填成交数量和金额。")
        return values
