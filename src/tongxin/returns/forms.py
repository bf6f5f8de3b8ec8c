"""The one validator of what comes in about returns, by page, Excel or API. Labels are the Excel headings."""

import re
from typing import Any

from django import forms

from tongxin.figures import Measure
from tongxin.figures.question import is_stock
from tongxin.kernel.errors import InputError, TongxinError
from tongxin.kernel.period import Period, Step
from tongxin.network.forms.fields import OrganisationField, PlaceField
from tongxin.ports.desk import registry
from tongxin.returns.models import STEPS
from tongxin.returns.queries.asserted import measure_of, normal_value
from tongxin.returns.queries.numbers import every_reported
from tongxin.web.fields import DayField, ReasonForm, SaidField

_CODED = re.compile(r"([a-z_0-9]+\.[a-z_0-9]+)(?:\s.*)?")


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of record units owe returns on, with their words."""
    return [(one.kind, one.label) for one in every_reported().values()]


def _kinds_or_all() -> list[tuple[str, str]]:
    return [("", "全部"), *kinds()]


class MeasureField(SaidField):
    """A measure by its code or by one of its names: 「training.classes」, 「培训班次」, 「training.classes 培训班次」."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show the name beside a code."""
        measure = measure_of(value) if isinstance(value, str) else None
        return f"{measure.code} {measure.name}" if measure else value

    def to_python(self, value: Any) -> Any:
        """Return the code of the one measure meant."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        if coded := _CODED.fullmatch(text):
            try:
                return registry().measure(coded[1]).code
            except InputError as error:
                raise forms.ValidationError(error.message) from None
        every = registry().measures
        found = [one for one in every if one.name == text] or [one for one in every if text in one.names]
        if not found:
            raise forms.ValidationError(f"没有叫「{text[:30]}」的指标，请照指标目录写名称或代码。")
        if len(found) > 1:
            listed = "、".join(f"{one.code} {one.name}" for one in found)
            raise forms.ValidationError(f"叫「{text[:30]}」的指标不止一个，请改填代码：{listed}。")
        return found[0].code


class AssertedForm(forms.Form):
    """A figure of the past without records."""

    measure = MeasureField(label="指标", help_text="指标目录里的名称或代码，如 培训班次。")
    place = PlaceField(label="地区")
    first_day = DayField(label="起", required=False, help_text="时期的第一天；时点数不填。")
    last_day = DayField(label="止", help_text="时期的最后一天；时点数填那一天。")
    value = forms.CharField(label="数值", max_length=50, help_text="按指标的单位填写，如 4236、38.5；比例填分子。")
    denominator = forms.IntegerField(
        label="分母", min_value=1, max_value=10**15, required=False, help_text="只有比例才填。"
    )
    source = forms.CharField(label="来源", max_length=200, help_text="文件名称、文号或网址，写到能找到为止。")

    def clean(self) -> dict[str, Any]:
        """Let a stock stand on one day, and ask for the first day of everything else."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        measure = measure_of(values.get("measure") or "")
        if measure is not None and "value" in values:
            try:
                values["value"] = normal_value(values["value"], measure=measure)
            except InputError as error:
                self.add_error("value", error.message)
        if measure is not None and "last_day" in values:
            self._check_days(values, measure=measure)
        return values

    def _check_days(self, values: dict[str, Any], *, measure: Measure) -> None:
        first, last = values.get("first_day"), values["last_day"]
        if is_stock(measure, registry=registry()):
            if first not in (None, last):
                self.add_error("first_day", f"「{measure.name}」是时点数，只填「止」。")
            values["first_day"] = last
        elif first is None:
            self.add_error("first_day", f"「{measure.name}」是时期数，请填写时期的第一天。")
        elif first > last:
            self.add_error("first_day", "起始日期晚于截止日期，请调换。")


class DutyForm(forms.Form):
    """A unit's duty."""

    organisation = OrganisationField(label="上报单位")
    kind = forms.ChoiceField(label="上报内容", choices=kinds)
    step = forms.ChoiceField(label="周期", choices=STEPS)
    begin = DayField(label="从何时起", help_text="从这一天所在的周期起上报。")

    def clean_step(self) -> Step:
        """Return the step itself."""
        return Step(self.cleaned_data["step"])


class DutiesForm(forms.Form):
    """The same duty for every association of a place."""

    place = PlaceField(label="地区", help_text="这个地区和下级还没有这项任务的联谊组织都会设置。")
    kind = forms.ChoiceField(label="上报内容", choices=kinds)
    step = forms.ChoiceField(label="周期", choices=STEPS)
    begin = DayField(label="从何时起", help_text="这一天以后成立的，从成立时起。")

    def clean_step(self) -> Step:
        """Return the step itself."""
        return Step(self.cleaned_data["step"])


class DutyEndForm(ReasonForm):
    """When a duty ends, and why."""

    day = DayField(label="截止日期", help_text="这一天所在的周期是最后一期。")
    field_order = ("day", "reason")


class CalendarForm(forms.Form):
    """When returns of one step are due at a place and below."""

    place = PlaceField(label="地区", help_text="这个地区和下级都照此执行，下级另有规定的除外。")
    step = forms.ChoiceField(label="周期", choices=STEPS)
    due_days = forms.IntegerField(label="期末后几天上报", min_value=1, max_value=180)
    close_days = forms.IntegerField(
        label="到期后几天关闭", min_value=0, max_value=400, help_text="关闭后单位不能自己上报，由上级代为补报。"
    )
    second_person = forms.BooleanField(label="审核须另一人", required=False, initial=True)

    def clean_step(self) -> Step:
        """Return the step itself."""
        return Step(self.cleaned_data["step"])


class GridForm(forms.Form):
    """Which returns the grid shows."""

    kind = forms.ChoiceField(label="上报内容", choices=kinds)
    year = forms.IntegerField(label="年份", min_value=1950, max_value=2199)
    place = PlaceField(label="地区")


class LateForm(forms.Form):
    """Which missing returns are shown."""

    kind = forms.ChoiceField(label="上报内容", required=False, choices=_kinds_or_all)
    place = PlaceField(label="地区", required=False)


class LockForm(forms.Form):
    """What is locked."""

    kind = forms.ChoiceField(choices=kinds)
    place = PlaceField()
    period = forms.CharField(max_length=30)

    def clean_period(self) -> Period:
        """Read the period."""
        try:
            return Period.parse(self.cleaned_data["period"])
        except TongxinError as error:
            raise forms.ValidationError(error.message) from None
