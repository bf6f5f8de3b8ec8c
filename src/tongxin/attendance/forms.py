"""Forms of everything with a roster: the roster itself, what proves a head-count, a corrected line."""

from typing import Any, Final

from django import forms

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
