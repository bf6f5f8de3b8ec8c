"""The one validator of what comes in, by page, Excel or API. Labels are the Excel headings."""

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator

from tongxin.kernel.period import today
from tongxin.network.forms.fields import OrganisationField, OrganisationsField, PlaceField
from tongxin.network.forms.series import SeriesField
from tongxin.records.stories.models import Story
from tongxin.web.fields import DayField, ParagraphsField, SaidField

LONGEST = 30_000
MOST_STOPS = 30
_LONGEST_STOP = 330  # place, name and text, with the signs between
_STOP = re.compile(r"(\S+)\s+([^：:]+)(?:[：:]\s*(.*))?")


class RouteField(SaidField):
    """Stops in order, one a line: 「岳麓区 橘子洲：江心的绿洲」. Cleaned to what `Story.route` holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_STOPS * _LONGEST_STOP, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show one a line, the place with its code."""
        if not isinstance(value, list):
            return value
        return "\n".join(f"{one['code']} {one['name']}" + (f"：{one['text']}" if one["text"] else "") for one in value)

    def to_python(self, value: Any) -> Any:
        """Return the stops."""
        lines = [line.strip() for line in super().to_python(value).splitlines() if line.strip()]
        if len(lines) > MOST_STOPS:
            raise forms.ValidationError(f"最多写 {MOST_STOPS} 站，现在是 {len(lines)} 站，请合并或分成几篇。")
        return [self._stop(line) for line in lines]

    def _stop(self, line: str) -> dict[str, str]:
        found = _STOP.fullmatch(line)
        if found is None:
            raise forms.ValidationError(f"「{line[:30]}」读不懂，请写成「岳麓区 橘子洲：江心的绿洲」，一行一站。")
        place = PlaceField().clean(found[1])
        name, text = found[2].strip(), (found[3] or "").strip()
        if len(name) > 40 or len(text) > 200:
            raise forms.ValidationError(f"「{name[:20]}」太长，地点名最多 40 字，说明最多 200 字，请缩短。")
        return {"code": place.code, "place": place.name, "name": name, "text": text}


class StoryForm(forms.Form):
    """What is told."""

    title = forms.CharField(label="标题", max_length=120)
    organiser = OrganisationField(label="主办单位", widget=forms.TextInput({"list": "organisations"}))
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Story.Kind.choices])
    lead = ParagraphsField(
        label="导语", max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="一两句话，列表里也显示。",
    )  # fmt: skip
    text = ParagraphsField(
        label="正文", max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 10}), help_text="空一行分段。"
    )
    route = RouteField(
        label="地点和路线", required=False, widget=forms.Textarea({"rows": 4}),
        help_text="一行一站，按先后写：岳麓区 橘子洲：江心的绿洲。不写坐标。",
    )  # fmt: skip
    link = forms.CharField(
        label="视频链接", max_length=300, required=False,
        validators=[URLValidator(schemes=("https",), message="链接应以 https:// 开头并写完整，请改正。")],
        help_text="视频已在别的网站公开的，填它的网址；要在本站播放的，登记后在本页上传。",
    )  # fmt: skip
    co_organisers = OrganisationsField(label="合办单位", required=False, help_text="用顿号隔开全称。")
    series = SeriesField(label="所属品牌系列", required=False, widget=forms.TextInput({"list": "series"}))


class PeopleForm(forms.Form):
    """Who is to be seen or heard."""

    people = forms.CharField(
        label="出镜人", max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="能认出来的人都要写，一行一人：姓名 手机号或单位。",
    )  # fmt: skip
    nobody = forms.BooleanField(label="没有人出镜（风景、器物，或认不出是谁）", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(values.get("people", "").strip()) == bool(values.get("nobody")):
            raise forms.ValidationError("请写出镜人，或勾选「没有人出镜」，二者选一。")
        return values


class NumberForm(forms.Form):
    """Which of those shown."""

    number = forms.IntegerField(label="第几位出镜人", min_value=1, max_value=999, initial=1)


class ConsentForm(NumberForm):
    """What somebody agreed to."""

    purpose = forms.CharField(
        label="同意用途", max_length=60, initial="在公开页面展示", help_text="例如「在公开页面展示，印入宣传册」。"
    )
    paper = forms.CharField(
        label="同意依据", max_length=120, help_text="例如「肖像和访谈使用同意书，存档案柜 3」；未成年人须监护人签字。"
    )
    agreed = DayField(label="同意日期")
    until = DayField(label="同意到期日", required=False, help_text="到期次日起自动不再公开。没有期限的不填。")

    def clean(self) -> dict[str, Any]:
        """Refuse a consent that is not given yet, or is over already."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("agreed") and values["agreed"] > today():
            self.add_error("agreed", "同意日期还没有到，请核对。")
        if values.get("until") and values["until"] < today():
            self.add_error("until", "同意已经到期，不能用来公开，请重新征得同意。")
        return values


class RevokeForm(NumberForm):
    """Who takes consent back, and what is known of it."""

    reason = forms.CharField(label="撤回情况", max_length=200, help_text="例如「本人来电」。不要写人名。")


class PublishForm(forms.Form):
    """Since when it is published."""

    published = DayField(
        label="发布日期", required=False, help_text="今天发布的不填；早先发布、现在补登的填原来的日期。"
    )
    reason = forms.CharField(label="补登原因", max_length=300, required=False)
