"""The form of one line of a sheet: its labels are the headings platforms' sheets are read under."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import today
from tongxin.kernel.quantity import fen
from tongxin.lifecycle.naming import RecordField
from tongxin.records.produce.models import Round, SheetLine, Stage
from tongxin.records.produce.rules.sheets import amount_of, bare
from tongxin.web.fields import DayField, SaidField

_NUMBER = re.compile(r"[0-9A-Za-z_/\-]{1,60}")
_AMOUNT = re.compile(r"[+-]?\d{1,10}(?:\.\d{1,4})?")
_NO_ROUND = "没有找到这一行的场次：请先登记并开场（平台和起止日期要对得上），或在表中加一列「场次名称」写明。"


class NumberField(forms.CharField):
    """The number of a sub-order, without what programs put around it."""

    def to_python(self, value: Any) -> str:
        """Refuse what is no number of one order: several in one cell, or one a spreadsheet program has cut."""
        text = bare(super().to_python(value) or "")
        if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", text):
            raise forms.ValidationError(
                f"「{text}」是科学计数法，末几位已经丢失：请从平台重新导出，打开前把订单号一列设为文本。"
            )
        if ";" in text or "；" in text:
            raise forms.ValidationError("一行里有几个子订单：请在平台导出按商品（子订单）的表。")
        if text and not _NUMBER.fullmatch(text):
            raise forms.ValidationError(f"「{text[:20]}」不像订单号，请核对这一列。")
        return text


class AmountField(SaidField):
    """An amount in 元 as sheets write it, negative where it goes back; kept as fen, 0 where nothing stands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show 元."""
        return format(Decimal(value).scaleb(-2), "f") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the fen."""
        text = amount_of(bare(super().to_python(value)))
        if text and not _AMOUNT.fullmatch(text):
            raise forms.ValidationError(f"「{text[:20]}」不是金额，应写成 168.99 的样子，单位是元。")
        try:
            return fen(Decimal(text or 0), unit="元")
        except InputError as error:
            raise forms.ValidationError(str(error)) from error


class SheetLineForm(forms.Form):
    """What a line says of a sub-order."""

    round = RecordField(Round.objects.public, by="title", label="场次名称", error_messages={"required": _NO_ROUND})
    sheet = forms.ChoiceField(label="表类", choices=SheetLine.Sheet.choices, initial=SheetLine.Sheet.SETTLEMENT)
    number = NumberField(label="子订单号", max_length=60)
    flow = forms.CharField(label="流水号", max_length=60, required=False)
    item = forms.CharField(label="商品", max_length=120, required=False, help_text="上架名称，或平台上的叫法。")
    quantity = forms.IntegerField(label="数量", min_value=0, max_value=1_000_000, required=False)
    amount = AmountField(label="金额（元）", help_text="订单写实付，结算写结算额；退出的写负数。")
    refund = AmountField(label="退款（元）", help_text="写正数。")
    stage = forms.ChoiceField(label="进度", choices=Stage.choices, initial=Stage.DELIVERED)
    status = forms.CharField(label="平台状态", max_length=60, required=False)
    happened = DayField(label="发生日期", required=False)
    told = DayField(label="表的日期", required=False, help_text="平台哪天导出的表；不填时是发生日期。")

    def clean_quantity(self) -> int:
        """Return 0 where nothing stands."""
        return self.cleaned_data["quantity"] or 0

    def clean(self) -> dict[str, Any]:
        """Hold the columns against each other."""
        values: dict[str, Any] = super().clean() or {}
        if {"sheet", "quantity", "amount", "refund"} <= values.keys():
            self._compare(values)
        if "told" in values:
            values["told"] = values["told"] or values.get("happened") or today()
        return values

    def _compare(self, values: dict[str, Any]) -> None:
        is_order = values["sheet"] == SheetLine.Sheet.ORDER
        if is_order and not values["quantity"]:
            self.add_error("quantity", "订单要有数量，这一行没有：表可能没有导完整。")
        if values["sheet"] == SheetLine.Sheet.SETTLEMENT and not str(self.data.get("amount") or "").strip():
            self.add_error("amount", "结算行要有金额，这一行没有：表可能没有导完整。")
        if values["refund"] < 0 or (is_order and values["amount"] < 0):
            self.add_error("refund", "订单金额和退款应写正数，只有结算行的金额可以是负数。")
        elif is_order and values["refund"] > values["amount"]:
            self.add_error("refund", "退款比成交金额还大，请核对这一行。")


class NewSheetLineForm(SheetLineForm):
    """A line with why it comes only now."""

    reason = forms.CharField(label="补登原因", max_length=300, required=False)
