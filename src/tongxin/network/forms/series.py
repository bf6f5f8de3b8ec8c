"""Forms of series."""

import re
from typing import Any

from django import forms

from tongxin.network.forms.fields import NUMBERED, OrganisationField
from tongxin.network.models import Series
from tongxin.network.queries.series import series_named
from tongxin.web.fields import DayField


class SeriesField(forms.CharField):
    """A series by its name; where several have it, 「名称（编号12）」 tells which."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=150, **options)

    def run_validators(self, value: Any) -> None:
        """Leave out what is said of text: the value is a record by now."""

    def prepare_value(self, value: Any) -> Any:
        """Show name and number: the same name may be another organiser's, too."""
        return f"{value.name}（编号{value.pk}）" if isinstance(value, Series) else value

    def to_python(self, value: Any) -> Any:
        """Return the one series meant."""
        text = super().to_python(value) or ""
        if text in self.empty_values:
            return None
        numbered: re.Match[str] | None = NUMBERED.fullmatch(text)
        rows = series_named(numbered[1] if numbered else text)
        found = list(rows.filter(pk=int(numbered[2])) if numbered else rows[:4])
        if not found:
            raise forms.ValidationError(f"没有找到名称为「{text[:40]}」的品牌系列，请写登记的名称。")
        if len(found) > 1:
            listed = "、".join(f"{one.name}（编号{one.pk}）由{one.organiser.name}主办" for one in found)
            raise forms.ValidationError(f"叫这个名称的系列不止一个，请写明编号：{listed}。")
        return found[0]


class SeriesForm(forms.Form):
    """What is known of a series."""

    name = forms.CharField(label="系列名称", max_length=120, help_text="对外使用的品牌名称，例如 同心·助学。")
    organiser = OrganisationField(label="主办单位", help_text="登记的全称。")
    begin = DayField(label="开始日期")
    end = DayField(label="结束日期", required=False, help_text="不再举办的第一天；还在举办的不填。")
    parent = SeriesField(label="上级系列", required=False, help_text="属于更大的系列时填写它的名称，没有的不填。")
