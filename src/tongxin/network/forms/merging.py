"""Forms about pairs of persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from tongxin.network.models import Person
from tongxin.network.queries.choices import CHOICES, side_of
from tongxin.web.fields import ReasonField, YesNoField

_LABELS = {
    "name": "姓名",
    "mobile": "手机号",
    "unit": "工作单位",
    "position": "职务",
    "group": "类别",
    "place": "归属地区",
}
_BLANK = "（未填）"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field of both records; `differs` says that there is something to choose."""

    name: str
    label: str
    kept: str
    merged: str
    differs: bool


def lines(kept: Person, merged: Person, *, with_mobile: bool) -> Sequence[Line]:
    """Return both records field by field. Without `with_mobile` the numbers are only told to be the same or not."""
    return [_line(name, kept, merged, with_mobile=with_mobile) for name in CHOICES]


def _line(name: str, kept: Person, merged: Person, *, with_mobile: bool) -> Line:
    column = "mobile_index" if name == "mobile" else CHOICES[name][0]
    differs = getattr(kept, column) != getattr(merged, column)
    texts = [_written(name, person, with_mobile=with_mobile) for person in (kept, merged)]
    if name == "mobile" and not with_mobile and kept.mobile_index and merged.mobile_index:
        texts[1] += "，号码不同" if differs else "，号码相同"
    return Line(name=name, label=_LABELS[name], kept=texts[0], merged=texts[1], differs=differs)


def _written(name: str, person: Person, *, with_mobile: bool) -> str:
    if name == "mobile" and not with_mobile:
        return "已登记" if person.mobile_index else _BLANK
    if name == "group":
        return str(person.get_group_display()) or _BLANK
    return str(person.place.name if name == "place" else getattr(person, name)) or _BLANK


class MergeForm(forms.Form):
    """Whose value stays, for every field in which the two differ, and why they are one person."""

    reason = ReasonField(label="合并原因", help_text="写明怎样核对为同一人，会记入操作日志。")

    def __init__(self, *args: Any, kept: Person, merged: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept, self.merged = kept, merged
        for line in lines(kept, merged, with_mobile=True):
            if line.differs:
                self.fields[line.name] = forms.ChoiceField(
                    label=line.label,
                    choices=[("kept", line.kept), ("merged", line.merged)],
                    initial=side_of(line.name, kept=kept, merged=merged),
                    widget=forms.RadioSelect({"class": "form-check-input"}),
                )
        self.order_fields([*CHOICES, "reason"])


class DistinctForm(forms.Form):
    """On what ground two records are two people."""

    reason = ReasonField(label="依据", required=False, help_text="例如：电话核实，父子共用手机号。")


class AgreementForm(forms.Form):
    """What is said to a merge one agrees to."""

    reason = ReasonField(label="说明", required=False)


class AnswerForm(AgreementForm):
    """Agree to a merge or not."""

    accept = YesNoField(label="答复", yes="同意合并", no="不同意")
    reason = ReasonField(label="说明", required=False, help_text="不同意的必须写明。")
    field_order = ("accept", "reason")
