"""Forms of everything with a roster: the roster itself, what proves a head-count, a corrected line."""

import unicodedata
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, cast

from django import forms

from tongxin.attendance.actions.heads import MOST_HEADS
from tongxin.attendance.models import Evidence, Occasion, Session
from tongxin.attendance.rosters import NEXT_LIST, read_roster, table_text
from tongxin.attendance.timetables import (
    LARGEST_ROOM,
    LONGEST_TITLE,
    LONGEST_VENUE,
    TimetableError,
    parse_timetable,
    written_timetable,
)
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date
from tongxin.web.fields import DayField, DaysField, ReasonForm

SHARES = (
    ("1/2", "二分之一"), ("2/3", "三分之二"), ("3/4", "四分之三"), ("4/5", "五分之四"), ("9/10", "十分之九"), ("1/1", "全部"),
)  # fmt: skip
_CLOCK = partial(forms.TimeInput, {"type": "time"}, format="%H:%M")
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


class CrowdForm(forms.Form):
    """How many came, counted or estimated."""

    head_count = _people("来了多少人", hint="不含工作人员；有名册的不用填，按名册计。")
    head_evidence = forms.ChoiceField(
        label="怎么知道的",
        choices=[(one.value, word) for one, word in GROUNDS],
        initial=Evidence.HOST.value,
        required=False,
    )
    head_low = _people("最少", hint="只知道大概时填，例如近200名：人数写 200，最少 190，最多 200。")
    head_high = _people("最多", hint="清点清楚的不填。")
    head_method = forms.CharField(
        label="清点方法", max_length=100, required=False, help_text="例如「入口计数」，可以不填。"
    )


class HeadsForm(CrowdForm):
    """How many came, and how many of them for the first time."""

    head_first_time = _people("其中首次来的", least=0, hint="在基地举办的填：这些人里第一次来这个基地的。")
    field_order: tuple[str, ...] | None = (
        "head_count", "head_evidence", "head_low", "head_high", "head_first_time", "head_method",
    )  # fmt: skip


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

    timetable = forms.CharField(
        label="日程",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(
            {"rows": 4, "placeholder": "5月10日 9:00-11:30 开班式\n5月10日 14:30-17:00 专题课 @二楼 限80人"}
        ),
        help_text="每行一场：日期、时间、名称；现场教学写「现场教学」，地点写在 @ 后面，名额写「限80人」。不填的每天算一场。",
    )
    rule = forms.ChoiceField(
        label="结业认定", choices=Occasion.Rule.choices, initial=Occasion.Rule.DAYS, required=False
    )
    share = forms.ChoiceField(
        label="结业场次比例",
        choices=SHARES,
        initial="2/3",
        required=False,
        help_text="按场次认定时用，不足一场进为一场。",
    )
    leave_counts = forms.IntegerField(
        label="请假不计缺勤",
        min_value=0,
        max_value=100,
        required=False,
        help_text="书面请假最多几次（按天数或场次）不计缺勤，从应到中扣除；不填的按缺勤计。",
    )

    def clean(self) -> dict[str, Any]:
        """Let what lasts one day end on the day it begins; name every line of the timetable that cannot be read."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("last_day") is None:
            values["last_day"] = values.get("first_day")
        first_day, last_day = values.get("first_day"), values.get("last_day")
        if values.get("timetable") and first_day and last_day and first_day <= last_day:
            try:
                lines = parse_timetable(values["timetable"], first_day=first_day, last_day=last_day)
                values["timetable"] = written_timetable(lines)
            except TimetableError as error:
                self.add_error("timetable", list(error.faults))
        return values


class SessionForm(forms.Form):
    """One session of an occasion."""

    day = DayField(label="日期")
    begins = forms.TimeField(label="开始时间", required=False, widget=_CLOCK(), help_text="不填的为全天。")
    ends = forms.TimeField(label="结束时间", required=False, widget=_CLOCK())
    title = forms.CharField(label="名称", max_length=LONGEST_TITLE, required=False, help_text="例如 开班式、专题课。")
    form = forms.ChoiceField(label="形式", choices=Session.Form.choices, initial=Session.Form.LECTURE)
    venue = forms.CharField(
        label="地点", max_length=LONGEST_VENUE, required=False, help_text="与班次的举办地点相同的不填。"
    )
    capacity = forms.IntegerField(
        label="名额", min_value=1, max_value=LARGEST_ROOM, required=False, help_text="不限名额的不填。"
    )
    reason = forms.CharField(
        label="更改原因", max_length=300, required=False, help_text="所在时期的上报已锁定时要写明，平时不填。"
    )


class LeaveForm(forms.Form):
    """From what leave is granted. `sessions` are those of the occasion."""

    sessions = forms.MultipleChoiceField(label="请假的场次", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="请假事由",
        max_length=200,
        required=False,
        help_text="只写类别，如公务、家事；不写病情。只有能看人员信息的人看得到。",
    )

    why = forms.CharField(
        label="补登原因",
        max_length=300,
        required=False,
        help_text="所在时期的上报已锁定时要写明，会记入操作日志，不写姓名；平时不填。",
    )

    def __init__(self, *args: Any, sessions: Sequence[Session] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._own = {str(one.pk): one for one in sessions}
        field = cast("forms.MultipleChoiceField", self.fields["sessions"])
        field.choices = [
            (pk, " ".join(filter(None, (chinese_date(one.day), one.times, one.title)))) for pk, one in self._own.items()
        ]

    def clean_sessions(self) -> list[Session]:
        """Return the sessions chosen."""
        return [self._own[pk] for pk in self.cleaned_data["sessions"]]


class WithdrawForm(forms.Form):
    """Why leave is taken back, where a locked period asks for it."""

    reason = forms.CharField(
        label="销假说明", max_length=200, required=False, help_text="会记入操作日志，不写姓名；平时可以不填。"
    )


class LineForm(ReasonForm):
    """A corrected roster line. An occasion that goes by sessions asks for these, another one for days."""

    days_attended = forms.IntegerField(
        label="参加天数", min_value=0, max_value=100, required=False, help_text="全程参加的不填；没有参加的填 0。"
    )
    sessions_attended = forms.IntegerField(
        label="参加场次", min_value=0, max_value=1_000, required=False, help_text="没有按场次记的不填；没有参加的填 0。"
    )
    identity = forms.CharField(
        label="对应人员", max_length=200, required=False, help_text="没有对上的，写「姓名 手机号」；不变的不填。"
    )

    def __init__(self, *args: Any, by_sessions: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["days_attended" if by_sessions else "sessions_attended"]
