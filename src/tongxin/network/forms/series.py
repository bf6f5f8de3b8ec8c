"""Forms of series."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from tongxin.lifecycle.naming import RecordField
from tongxin.network.forms.fields import OrganisationField
from tongxin.network.models import Series
from tongxin.web.fields import DayField


class SeriesField(RecordField):
    """A series by its name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Series.objects.public, by="name", **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Say where choices come from."""
        chosen = {"data-choose": reverse_lazy("network:choose", args=["series"]), "autocomplete": "off"}
        return super().widget_attrs(widget) | chosen


class SeriesForm(forms.Form):
    """What is known of a series."""

    name = forms.CharField(label="系列名称", max_length=120, help_text="对外使用的品牌名称，例如 同心·助学。")
    organiser = OrganisationField(label="主办单位")
    begin = DayField(label="开始日期")
    end = DayField(label="结束日期", required=False, help_text="不再举办的第一天；还在举办的不填。")
    parent = SeriesField(label="上级系列", required=False, help_text="属于更大的系列时填写它的名称，没有的不填。")
