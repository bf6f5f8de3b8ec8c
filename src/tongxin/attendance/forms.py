"""Forms of everything with a roster: the roster itself, what proves a head-count, a corrected line."""

import unicodedata
from typing import Any, Final

from django import forms

from tongxin.attendance.actions.heads import MOST_HEADS
from tongxin.attendance.models import Evidence
from tongxin.attendance.rosters import NEXT_LIST, read_roster, table_text
from tongxin.kernel.errors import InputError
from tongxin.web.fields import DayField, DaysField, ReasonForm

CELLS: Final = (
    "name",
    "phone",
    "unit",
    "days",
    "remark",
)  # of a line in the table; the inputs are called roster-name, …
DROPPED: Final = "drop"


class RosterBox(forms.Textarea):
    """The box a roster is pasted into, and the table it becomes below: what stands in either is handed in as one text."""

    emptied = False  # where the table shows what stood in the box

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """Return the lines of the table that were not taken out, then what the box holds."""
        del files
        box: str | None = data.get(name)
        if not hasattr(data, "getlist") or not data.getlist(f"{name}-{CELLS[0]}"):
            return box
        dropped = set(data.getlist(f"{name}-{DROPPED}"))
        rows = zip(*(data.getlist(f"{name}-{cell}") for cell in CELLS), strict=False)
        table = table_text(row for place, row in enumerate(rows) if str(place) not in dropped)
        return NEXT_LIST.join(one for one in (table, box or "") if one.strip())

    def format_value(self, value: Any) -> Any:
        """Show what the table does not show already."""
        return "" if self.emptied else super().format_value(value)


class RosterForm(forms.Form):
    """Roster lines for a record on file."""

    roster = forms.CharField(
        label="结业名册",
        required=False,
        max_length=200_000,
        strip=False,
        widget=RosterBox({"rows": 8, "placeholder": "姓名 手机号 单位"}),
        help_text="从表格、接龙或聊天记录粘贴即可，手机号和单位可以没有；没有全程参加的写明「2天」「请假」「缺席」。粘贴后先预览，逐行可改。",
    )

    reason = forms.CharField(
        label="补登原因", max_length=300, required=False, help_text="所在时期的上报已锁定时要写明，平时不填。"
    )

    def clean_roster(self) -> str:
        """Refuse a roster with lines that cannot be handed in, naming every one."""
        text: str = self.cleaned_data["roster"]
        try:
            faults = read_roster(text).faults
        except InputError as error:
            raise forms.ValidationError(error.message) from None
        if faults:
            raise forms.ValidationError(list(faults))
        return text


class ProofForm(RosterForm):
    """What shows that something took place: a roster, or where the signed one is kept."""

    signed_roster = forms.CharField(
        label="签到册存放处", max_length=120, required=False, help_text="有纸质签到册的，写明存放处或档案号。"
    )
    head_count = forms.IntegerField(
        label="到场人数",
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text="只有纸质签到册时填写，供参考，不计入培训人次。",
    )


class WholeNumberField(forms.IntegerField):
    """A number of people as one types it on a phone: 186, １８６; nothing else."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "请填写整数，例如 186；只知道大概的，另填最少和最多。"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask the phone for its keys with digits."""
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Return the number; a decimal is none, not even 186.0."""
        if isinstance(value, float) or "." in unicodedata.normalize("NFKC", str(value or "")):
            raise forms.ValidationError(self.error_messages["invalid"])
        number: int | None = super().to_python(value)
        return number


def _people(label: str, *, hint: str, least: int = 1) -> WholeNumberField:
    return WholeNumberField(label=label, min_value=least, max_value=MOST_HEADS, required=False, help_text=hint)


GROUNDS = (
    (Evidence.HOST, "清点"), (Evidence.ESTIMATE, "估计"), (Evidence.DECLARED, "据申报"), (Evidence.SCAN, "签到设备计数"),
    (Evidence.ROSTER, "按签到册计数"),
)  # fmt: skip


class HeadsForm(forms.Form):
    """How many came, counted or estimated."""

    head_count = _people("来了多少人", hint="不含工作人员；有名册的不用填，按名册计。")
    head_evidence = forms.ChoiceField(
        label="怎么知道的",
        choices=[(one.value, word) for one, word in GROUNDS],
        initial=Evidence.HOST.value,
        required=False,
    )
    head_low = _people("最少", hint="只知道大概时填，例如近200名：最少 190、最多 200。")
    head_high = _people("最多", hint="清点清楚的不填。")
    head_first_time = _people("其中首次来的", least=0, hint="在基地举办的填：这些人里第一次来这个基地的。")
    head_method = forms.CharField(
        label="清点方法", max_length=100, required=False, help_text="例如「入口计数」，可以不填。"
    )


class ProgrammeForm(forms.Form):
    """The days of an occasion and how many of them complete it."""

    first_day = DayField(label="开始日期")
    last_day = DayField(label="结束日期", required=False, help_text="只有一天的可以不填。")
    field_days = DaysField(
        label="现场教学日期",
        max_length=1_000,
        required=False,
        help_text="如 2021-05-12，有几天就写几个，用空格隔开；没有的不填。",
    )
    days_needed = forms.IntegerField(
        label="结业最少天数", min_value=1, max_value=100, required=False, help_text="不填按三分之二天数计。"
    )

    def clean(self) -> dict[str, object]:
        """Let what lasts one day end on the day it begins."""
        values: dict[str, object] = super().clean() or self.cleaned_data
        if values.get("last_day") is None:
            values["last_day"] = values.get("first_day")
        return values


class LineForm(ReasonForm):
    """A corrected roster line."""

    days_attended = forms.IntegerField(
        label="参加天数", min_value=0, max_value=100, required=False, help_text="全程参加的不填；没有参加的填 0。"
    )
    identity = forms.CharField(
        label="对应人员", max_length=200, required=False, help_text="没有对上的，写「姓名 手机号」；不变的不填。"
    )
