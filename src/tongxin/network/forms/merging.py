"""Forms about pairs of persons or firms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from tongxin.kernel.period import chinese_date
from tongxin.network.queries.once import once_of
from tongxin.web.fields import ReasonField, YesNoField

_BLANK = "（未填）"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field of both records; `differs` says that there is something to choose."""

    name: str
    label: str
    kept: str
    merged: str
    differs: bool


def lines(kept: Any, merged: Any, *, with_mobile: bool) -> Sequence[Line]:
    """Return both records field by field, what both leave empty left out. Without `with_mobile` the numbers are only told to be the same or not."""
    once = once_of(kept)
    every = [_line(name, kept, merged, with_mobile=with_mobile) for name in (*once.choices, *once.shown)]
    return [line for line in every if line.differs or {line.kept, line.merged} != {_BLANK}]


def _line(name: str, kept: Any, merged: Any, *, with_mobile: bool) -> Line:
    once = once_of(kept)
    column = "mobile_index" if name == "mobile" else once.choices.get(name, (name,))[0]
    differs = name in once.choices and getattr(kept, column) != getattr(merged, column)
    texts = [_written(name, record, with_mobile=with_mobile) for record in (kept, merged)]
    if name == "mobile" and not with_mobile and kept.mobile_index and merged.mobile_index:
        texts[1] += "，号码不同" if differs else "，号码相同"
    label = str(once.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column of the table
    return Line(name=name, label=label, kept=texts[0], merged=texts[1], differs=differs)


def _written(name: str, record: Any, *, with_mobile: bool) -> str:
    if name == "mobile" and not with_mobile:
        return "已登记" if record.mobile_index else _BLANK
    value = getattr(record, name)
    if isinstance(value, list):
        value = "、".join(value)
    elif isinstance(value, date):
        value = chinese_date(value)
    elif name == "place":
        value = value.name
    return str(getattr(record, f"get_{name}_display", lambda: value)() or _BLANK)


class MergeForm(forms.Form):
    """Whose value stays, for every field in which the two differ, and why they are one."""

    reason = ReasonField(label="合并原因", help_text="写明怎样核对为同一个，会记入操作日志。")

    def __init__(self, *args: Any, kept: Any, merged: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept, self.merged = kept, merged
        once = once_of(kept)
        for line in lines(kept, merged, with_mobile=True):
            if line.differs:
                self.fields[line.name] = forms.ChoiceField(
                    label=line.label,
                    choices=[("kept", line.kept), ("merged", line.merged)],
                    initial=once.side_of(line.name, kept=kept, merged=merged),
                    widget=forms.RadioSelect({"class": "form-check-input"}),
                )
        self.order_fields([*once.choices, "reason"])


class DistinctForm(forms.Form):
    """On what ground two records are two."""

    reason = ReasonField(label="依据", required=False, help_text="例如：电话核实，父子共用手机号；两家各有营业执照。")


class AgreementForm(forms.Form):
    """What is said to a merge one agrees to."""

    reason = ReasonField(label="说明", required=False)


class AnswerForm(AgreementForm):
    """Agree to a merge or not."""

    accept = YesNoField(label="答复", yes="同意合并", no="不同意")
    reason = ReasonField(label="说明", required=False, help_text="不同意的必须写明。")
    field_order = ("accept", "reason")
