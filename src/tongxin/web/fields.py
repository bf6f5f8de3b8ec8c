"""Form fields and forms every room uses: days as people write them, several names, the reason of a change."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import YEARS
from tongxin.kernel.quantity import fen

MOST_NAMES = 10
_MONEY = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,8})?)(元|万元)?")
_MOST_FEN = 10**14
_BREAK = re.compile(r"[\s,，、;；]+")


class SaidField(forms.CharField):
    """Text that means a record, an amount or a list. How long it may be is asked of the text, before anybody reads it."""

    def to_python(self, value: Any) -> Any:
        """Return the text, empty where there is none."""
        text = super().to_python(value) or ""
        if text not in self.empty_values:
            super().run_validators(text)
        return text

    def run_validators(self, value: Any) -> None:
        """Ask nothing of what the text means: it is no text."""


class DayField(forms.DateField):
    """A calendar day, picked or typed as 2021-12-31 or 2021年12月31日."""

    def __init__(self, **options: Any) -> None:
        formats = ["%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y/%m/%d"]
        super().__init__(input_formats=formats, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)
        self.error_messages["invalid"] = "日期应写成 2021-12-31 的样子，请改正。"

    def to_python(self, value: Any) -> date | None:
        """Refuse days before the records of the network can begin."""
        day: date | None = super().to_python(value)
        _require_year(day)
        return day


class MomentField(forms.DateTimeField):
    """A moment to the minute, as the clock shows it."""

    def __init__(self, **options: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y-%m-%d"]
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(input_formats=formats, widget=widget, **options)
        self.error_messages["invalid"] = "时间应写成 2021-12-31 09:00 的样子，请改正。"

    def to_python(self, value: Any) -> datetime | None:
        """Refuse what lies too far away for the clocks of other countries to be worked out."""
        moment: datetime | None = super().to_python(value)
        _require_year(moment)
        return moment


def _require_year(day: date | None) -> None:
    if day is not None and not YEARS.start <= day.year < YEARS.stop:
        raise forms.ValidationError(f"年份应在 {YEARS.start} 至 {YEARS.stop - 1} 之间，请核对。")


class DaysField(SaidField):
    """Several days, in order, each once."""

    def prepare_value(self, value: Any) -> Any:
        """Show the days."""
        return " ".join(map(str, value)) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> Any:
        """Return the days named."""
        one = DayField()
        days: set[date] = {one.clean(word) for word in words_of(super().to_python(value))}
        return tuple(sorted(days))


class NamesField(SaidField):
    """Further names, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 2}), required=False, max_length=2_000, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the names."""
        names = [name for name in re.split(r"[\n、；;]+", super().to_python(value)) if name.strip()]
        if len(names) > MOST_NAMES or any(len(name) > 120 for name in names):
            raise forms.ValidationError(f"最多写 {MOST_NAMES} 个名称，每个不超过 120 字。")
        return names


class ReasonField(forms.CharField):
    """Why, in a sentence or two."""

    def __init__(self, *, label: str = "原因", **options: Any) -> None:
        super().__init__(label=label, max_length=500, widget=forms.Textarea({"rows": 2}), **options)


class ParagraphsField(forms.CharField):
    """Text of several paragraphs. Browsers and workbooks end lines in ways of their own; here each ends the same way."""

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return "\n".join((super().to_python(value) or "").splitlines())


class MoneyField(SaidField):
    """An amount of money, written in 元 or 万元 and kept as whole fen: 3800, 3,800.50元, 0.38万元."""

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        self.least = least
        super().__init__(max_length=40, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show 元 with the decimals it needs."""
        return format(Decimal(value).scaleb(-2), "f") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the fen; refuse what is no amount, finer than a fen, or less than `least`."""
        text = unicodedata.normalize("NFKC", super().to_python(value)).replace(",", "").replace(" ", "")
        if not text:
            return None
        found = _MONEY.fullmatch(text)
        if found is None:
            raise forms.ValidationError("金额应写成数字，例如 3800 或 3800.50，单位是元，请改正。")
        try:
            amount = fen(Decimal(found[1]), unit=found[2] or "元")
        except InputError as error:
            raise forms.ValidationError(str(error)) from error
        if not self.least <= amount < _MOST_FEN:
            raise forms.ValidationError(
                "金额应大于零、不到一万亿元，请核对。" if self.least else "金额应不到一万亿元，请核对。"
            )
        return amount


class YesNoField(forms.TypedChoiceField):
    """A choice of two answers in words, cleaned to whether it was the first."""

    def __init__(self, *, label: str, yes: str, no: str, **options: Any) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(label=label, choices=choices, widget=forms.RadioSelect, coerce="yes".__eq__, **options)


class ReasonForm(forms.Form):
    """Why."""

    reason = ReasonField()


class DayReasonForm(forms.Form):
    """From when, and why."""

    day = DayField(label="日期")
    reason = ReasonField()


def words_of(text: str) -> Sequence[str]:
    """Return what stands between blanks and enumeration commas, each once."""
    return list(dict.fromkeys(word for word in _BREAK.split(text) if word))
