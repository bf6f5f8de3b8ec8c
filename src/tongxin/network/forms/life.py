"""Forms of membership life: members on a day, elections, transfers, renewal."""

import re
from typing import Any

from django import forms

from tongxin.network.actions import Candidate
from tongxin.network.forms.fields import OrganisationField
from tongxin.network.models import Membership, Office, Organisation
from tongxin.network.queries.members import named_members
from tongxin.web.fields import DayField, ReasonField, YesNoField

_LINE = re.compile(r"(\S+)[\s，,、]+(\S+?)(?:（编号(\d{1,18})）)?[\s，,、]+(\d{1,6})票?")
_TITLES = {label: value for value, label in Office.Title.choices}
MOST_CANDIDATES = 500


class DayForm(forms.Form):
    """From when."""

    day = DayField(label="日期")


class TransferForm(forms.Form):
    """Where a member goes."""

    target = OrganisationField(label="转入组织", elses=True)
    day = DayField(label="转会日期", help_text="原会籍从这一天结束，新会籍从这一天开始。")
    reason = ReasonField()


class TransferAnswerForm(forms.Form):
    """Take a member in, or not."""

    accept = YesNoField(label="办理意见", yes="接收", no="不接收")
    day = DayField(label="转入日期")
    reason = ReasonField(required=False, help_text="不接收的必须写明。")


class ElectionForm(forms.Form):
    """A meeting and its votes, as minuted."""

    noticed = DayField(label="通知日期", help_text="向有表决权的人发出会议通知的日期。")
    held = DayField(label="会议日期")
    entitled = forms.IntegerField(label="应到人数", min_value=1, max_value=1_000_000)
    present = forms.IntegerField(label="实到人数", min_value=1, max_value=1_000_000)
    renewal = forms.BooleanField(
        label="换届：原来担任这些职务的人同时离任", required=False, initial=True, help_text="补选的不勾。"
    )
    candidates = forms.CharField(
        label="候选人和得票",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text="每行一名：职务 姓名 得票，例如 会长 张三 56。同名的写「张三（编号12）」。",
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self._organisation = organisation

    def clean_candidates(self) -> list[Candidate]:
        """Return the lines with their members; every line that cannot be read is named."""
        lines = [line.strip() for line in self.cleaned_data["candidates"].splitlines() if line.strip()]
        if len(lines) > MOST_CANDIDATES:
            raise forms.ValidationError(f"最多写 {MOST_CANDIDATES} 行。")
        read = [_LINE.fullmatch(line) for line in lines]
        members = named_members(self._organisation, {one[2] for one in read if one})
        found, wrong = [], []
        for number, (line, one) in enumerate(zip(lines, read, strict=True), start=1):
            try:
                found.append(_candidate(line, one, members=members))
            except forms.ValidationError as error:
                wrong.append(f"第 {number} 行：{error.messages[0]}")
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def _candidate(line: str, read: re.Match[str] | None, *, members: dict[str, list[Membership]]) -> Candidate:
    if read is None:
        raise forms.ValidationError(f"「{line[:20]}」应写成 职务 姓名 得票。")
    title, name, number, votes = read.groups()
    if title not in _TITLES:
        raise forms.ValidationError(f"没有「{title[:10]}」这个职务，可用：{'、'.join(_TITLES)}。")
    named = [one for one in members.get(name, []) if number is None or one.person_id == int(number)]
    if not named:
        raise forms.ValidationError(f"本组织没有叫「{name[:20]}」的会员。")
    if len(named) > 1:
        listed = "、".join(f"{name}（编号{one.person_id}）{one.person.unit}" for one in named)
        raise forms.ValidationError(f"叫「{name}」的会员不止一人，请写明编号：{listed}。")
    return Candidate(membership=named[0], title=_TITLES[title], votes=int(votes))
