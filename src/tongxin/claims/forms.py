"""Forms of 核数: what is checked, under which name it is kept, and how kept checks are looked for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongxin.claims.divisions import gazetteer
from tongxin.claims.inputs import one_line_end
from tongxin.kernel.characters import is_han
from tongxin.kernel.divisions import divisions, name_of_path
from tongxin.kernel.errors import InputError
from tongxin.kernel.places import check_code
from tongxin.web.fields import DayField

MAX_TEXT = 1_000_000
MAX_FILE = 5 * 1024 * 1024


class CheckForm(forms.Form):
    """A report, pasted or uploaded, the day it was published, the place it is about, an optional table of facts, and an earlier report to compare with."""

    text = forms.CharField(
        label="报告文字",
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea({"rows": 8, "placeholder": "把报告全文粘贴到这里……"}),
    )
    report = forms.FileField(
        label="或上传报告",
        required=False,
        help_text="Word（.docx）、PDF 或文本（.txt、.md），不超过 5 MB。",
        widget=forms.FileInput({"accept": ".docx,.pdf,.txt,.md"}),
    )
    facts = forms.FileField(
        label="事实表（可选）",
        required=False,
        help_text="列：编号、指标、单位、地区、起、止、数值、分母（.xlsx、.csv、.json）。不给就对照本系统的登记簿。",
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv,.json"}),
    )
    other = forms.FileField(
        label="较早的报告（可选）",
        required=False,
        help_text="例如去年的总结：同一个数说法不同、累计数变小、增幅对不上，都会指出。格式同上。",
        widget=forms.FileInput({"accept": ".docx,.pdf,.txt,.md"}),
    )
    date = DayField(
        label="发布日期",
        required=False,
        help_text="“今年”“截至目前”从这一天算起；不填取文中的成文日期，没有则取统计日期。",
    )
    home = forms.CharField(label="报告所说的地区", max_length=40, help_text="名称或六位代码，例如 长沙市、430100。")

    def clean_text(self) -> str:
        """Return the text with one kind of line end, so that offsets mean the same everywhere."""
        return one_line_end(self.cleaned_data["text"])

    def clean_home(self) -> str:
        """Return the place's name; it may be given by a short name or by its code."""
        code = self.cleaned_data["home"].strip()
        if not code.isdigit():
            return _named(code)
        try:
            return divisions()[check_code(code)].name
        except InputError as error:
            raise forms.ValidationError(error.message) from error
        except KeyError:
            raise forms.ValidationError(f"没有代码为 {code} 的区划，请核对六位代码。") from None

    def clean(self) -> dict[str, object]:
        """Ask for exactly one report, of a size that can be read at once."""
        cleaned = super().clean() or {}
        if not cleaned.get("text", "").strip() and not cleaned.get("report") and "text" not in self.errors:
            self.add_error("text", "请粘贴报告文字，或上传一个文件。")
        for name in ("report", "facts", "other"):
            if cleaned.get(name) and cleaned[name].size > MAX_FILE:
                self.add_error(name, forms.ValidationError("文件超过 5 MB，请拆分后再核对。", code="too_large"))
        return cleaned

    @property
    def is_too_large(self) -> bool:
        """Whether something was refused for its size alone."""
        return any(
            error.code in {"too_large", "max_length"} for errors in self.errors.as_data().values() for error in errors
        )


def _named(name: str) -> str:
    known = gazetteer()
    found = known.innermost(name)
    if found not in known.full:
        raise forms.ValidationError(f"没有叫「{name[:20]}」的地区，请写全称（例如 长沙市）或六位代码。")
    return found


class ChoiceForm(forms.Form):
    """Another candidate for one figure; an empty choice says that no record speaks of it."""

    start = forms.IntegerField(min_value=0, max_value=10**7)
    end = forms.IntegerField(min_value=0, max_value=10**7)
    choice = forms.CharField(required=False, max_length=200)
    automatic = forms.BooleanField(required=False)


class PickForm(forms.Form):
    """Which figure another candidate is looked for, and what was typed."""

    start = forms.IntegerField(min_value=0, max_value=10**7)
    end = forms.IntegerField(min_value=0, max_value=10**7)
    q = forms.CharField(label="指标、地区或编号", required=False, max_length=60)


class _AtAPlace(forms.Form):
    """What is kept for one of the `places`, paths, in a field `path`."""

    def __init__(self, *args: Any, places: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [(path, name_of_path(path)) for path in places]  # type: ignore[attr-defined]  # a ChoiceField


class KeepForm(_AtAPlace):
    """The name and the place a check is kept under."""

    title = forms.CharField(label="名称", max_length=120, help_text="例如：2022年度工作总结（送审稿）。")
    path = forms.ChoiceField(
        label="归在哪个地区",
        help_text="保存后，在这个地区有查看权限的同事都能打开它，包括报告全文。",
    )


class PhraseForm(forms.Form):
    """The words of a text that stand for what was chosen."""

    said = forms.CharField(
        label="文中的说法",
        min_length=2,
        max_length=30,
        help_text="报告里称呼这个指标的词，不含地区、时间和数字，例如“参训学员”。",
    )

    def clean_said(self) -> str:
        """Refuse what names no indicator: a place, a time, a number."""
        said = "".join(self.cleaned_data["said"].split())
        if any(character.isdigit() for character in said) or not any(map(is_han, said)):
            raise forms.ValidationError("说法要是一个词，不含数字，例如“参训学员”。")
        if said in gazetteer().names:
            raise forms.ValidationError(f"「{said}」是地名，不能当作指标的说法。")
        return said


class KeepPhraseForm(_AtAPlace, PhraseForm):
    """The same, and for whose checks it is kept."""

    path = forms.ChoiceField(label="归在哪个地区", help_text="在这个地区有查看权限的同事，以后核对时都会用到它。")


class RenameForm(forms.Form):
    """Another name."""

    title = forms.CharField(label="名称", max_length=120)


class KeptFilter(forms.Form):
    """How kept checks are looked for."""

    q = forms.CharField(label="名称", required=False, max_length=60)
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), ("contradicted", "有不符"), ("clean", "没有不符")]
    )
    keeper = forms.ChoiceField(label="保存人", required=False, choices=[("", "全部"), ("me", "我自己")])
