"""Forms of evidence."""

from typing import Any

from django import forms

from tongxin.lifecycle.evidence.actions import About
from tongxin.lifecycle.evidence.kinds import KINDS, MOST_BYTES_OF_VIDEO
from tongxin.lifecycle.evidence.streaming import LONGEST, MOST_AT_ONCE
from tongxin.lifecycle.models import EvidenceFile
from tongxin.web.fields import DayField

_ACCEPTED = "image/*,.heic,.pdf,.xlsx,.docx,.csv,.vtt"


class SeveralFilesInput(forms.FileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files, none longer than any kind of evidence takes. Whether each is what it seems to be is seen later."""

    widget = SeveralFilesInput
    kind = ""
    """The kind of file handed in apart, whose limit holds instead of the usual one."""
    default_error_messages = {"empty": "文件是空的，请重新选择。"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files."""
        given = data if isinstance(data, list) else [data] if data else []
        found = [super(SeveralFilesField, self).clean(one, initial) for one in given]
        for one in found:
            longest = KINDS[self.kind].most_bytes if self.kind else LONGEST
            if one.size > longest:
                raise forms.ValidationError(f"「{one.name[:60]}」超过 {longest // 2**20} MB，请压缩或拆小后再传。")
        return found


def _day(label: str, *, hint: str) -> DayField:
    return DayField(label=label, required=False, help_text=hint)


class AboutForm(forms.Form):
    """What is said about a file."""

    purpose = forms.CharField(
        label="说明", max_length=120, required=False, help_text="这个文件说明什么，例如「开班合影」。不要写人名。"
    )
    shows_people = forms.BooleanField(label="有人像（能认出是谁）", required=False)
    consent_given = forms.BooleanField(label="本人同意使用", required=False)
    consent_paper = forms.CharField(
        label="同意依据", max_length=120, required=False, help_text="例如「肖像使用同意书，存档案柜 3」。"
    )
    consent_until = _day("同意到期日", hint="到期后自动不再显示。没有期限的不填。")
    holds_personal = forms.BooleanField(label="含个人信息（名册、身份证件、电话等）", required=False)
    keep_until = _day("保存到", hint="到期后删除内容，留下记录。长期保存的不填。")

    def about(self) -> About:
        """Return what was said."""
        given = self.cleaned_data
        return About(**{name: given[name] for name in AboutForm.base_fields})


class AddForm(AboutForm):
    """Files for a record, and what is said about them."""

    camera = SeveralFilesField(
        label="拍照", required=False, widget=forms.FileInput({"accept": "image/*", "capture": "environment"})
    )
    chosen = SeveralFilesField(
        label="选择文件",
        required=False,
        widget=SeveralFilesInput({"accept": _ACCEPTED}),
        help_text=f"可以一次选几个，最多 {MOST_AT_ONCE} 个，每个不超过 {LONGEST // 2**20} MB。照片里的位置信息会自动去掉。",
    )
    kind = forms.ChoiceField(label="类型", choices=[(one.code, one.label) for one in KINDS.values() if not one.apart])

    def clean(self) -> dict[str, Any]:
        """Gather `uploads` and `about`; ask for at least one file, and for no more than somebody can wait for."""
        given = self.cleaned_data
        uploads = [*given.get("camera", ()), *given.get("chosen", ())]
        if not uploads and not {"camera", "chosen"} & self.errors.keys():
            self.add_error("chosen", "请拍照或选择至少一个文件。")
        elif len(uploads) > MOST_AT_ONCE:
            self.add_error("chosen", f"一次最多 {MOST_AT_ONCE} 个文件，现在是 {len(uploads)} 个，请分几次上传。")
        return given if self.errors else {**given, "uploads": uploads, "about": self.about()}


class _VideoField(SeveralFilesField):
    kind = EvidenceFile.Kind.VIDEO


class VideoForm(AboutForm):
    """A video for a record, and what is said about it."""

    video = _VideoField(
        label="视频文件",
        widget=forms.FileInput({"accept": "video/mp4,video/webm"}),
        help_text=f"MP4 或 WebM，一次一个，不超过 {MOST_BYTES_OF_VIDEO // 2**20} MB。视频里记的拍摄位置会自动去掉；字幕另传。",
    )

    def clean(self) -> dict[str, Any]:
        """Gather `uploads` and `about`, as for other files."""
        given = self.cleaned_data
        return given if self.errors else {"uploads": given["video"], "kind": "video", "about": self.about()}


class DescribeForm(AboutForm):
    """What is said about a file, anew, and why."""

    reason = forms.CharField(label="修改原因", max_length=200, help_text="会记入操作日志，例如「补登同意书」。")


class WithdrawForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=200,
        help_text="文件仍列在记录里，标明已撤回和原因；只有能登记这条记录的人还能打开。不要写人名。",
        widget=forms.Textarea({"rows": 2}),
    )
