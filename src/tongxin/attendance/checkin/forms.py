"""Forms of the host's page of the door."""

from typing import Any

from django import forms

from tongxin.attendance.checkin.actions.devices import LONGEST_LABEL
from tongxin.attendance.checkin.queries import label_of
from tongxin.attendance.models import Session


class DeviceForm(forms.Form):
    """A device to be opened."""

    label = forms.CharField(label="哪一台设备", max_length=LONGEST_LABEL, help_text="例如「东门手机」。")
    with_names = forms.BooleanField(
        label="把本场报名名单放到这台设备上，可以按姓名查找；场次结束或 24 小时后清除",
        required=False,
    )


class PaperForm(forms.Form):
    """Rows signed on the printed roster."""

    session = forms.ModelChoiceField(label="场次", queryset=Session.objects.counted().none(), empty_label=None)
    codes = forms.CharField(
        label="已签到的行号",
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="例如 A3 A7 B12，连续的写 A3-A9。重复录入或与扫码重复的只计一次。",
    )
    decided = forms.BooleanField(label="候补、已取消或报其他节次的，签了字的也放行", required=False)

    def __init__(self, *args: Any, sessions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["session"]
        field.queryset = sessions  # type: ignore[attr-defined]  # a field that chooses among rows
        field.label_from_instance = label_of  # type: ignore[attr-defined]  # as above
