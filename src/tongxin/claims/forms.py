"""The form of the 核数 page."""

from django import forms

from tongxin.kernel.divisions import divisions
from tongxin.kernel.errors import InputError
from tongxin.kernel.places import check_code

MAX_TEXT = 200_000
MAX_FILE = 5 * 1024 * 1024


class CheckForm(forms.Form):
    """A report, pasted or uploaded, the day it was published, the place it is about, and an optional table of facts."""

    text = forms.CharField(
        label="报告文字",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 8, "placeholder": "把报告全文粘贴到这里……"}),
    )
    report = forms.FileField(
        label="或上传报告", required=False, help_text="Word（.docx）或文本（.txt、.md），不超过 5 MB。"
    )
    facts = forms.FileField(
        label="事实表（可选）",
        required=False,
        help_text="列：编号、指标、单位、地区、起、止、数值、分母（.xlsx、.csv、.json）。不给就对照本系统的登记簿。",
    )
    date = forms.DateField(
        label="发布日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="“今年”“截至目前”从这一天算起。",
    )
    home = forms.CharField(label="报告所说的地区", max_length=6, help_text="六位区划代码，例如 430000。")

    def clean_home(self) -> str:
        """Return the place's name."""
        code = self.cleaned_data["home"]
        try:
            return divisions()[check_code(code)].name
        except InputError as error:
            raise forms.ValidationError(error.message) from error
        except KeyError:
            raise forms.ValidationError(f"没有代码为 {code} 的区划，请核对六位代码。") from None

    def clean(self) -> dict[str, object]:
        """Ask for exactly one report, of a size that can be read at once."""
        cleaned = super().clean() or {}
        if not cleaned.get("text", "").strip() and not cleaned.get("report"):
            self.add_error("text", "请粘贴报告文字，或上传一个文件。")
        for name in ("report", "facts"):
            if cleaned.get(name) and cleaned[name].size > MAX_FILE:
                self.add_error(name, "文件超过 5 MB，请拆分后再核对。")
        return cleaned
