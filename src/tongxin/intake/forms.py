"""Forms of intake: the file, what its columns mean, what is decided about it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongxin.intake.models import BatchRow
from tongxin.office.spreadsheets import MOST_BYTES


class UploadForm(forms.Form):
    """A file to hand in."""

    file = forms.FileField(
        label="表格文件",
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=f".xlsx、.xls、.ods 或 .csv，不超过 {MOST_BYTES // 2**20} MB。别处的花名册也可以直接上传。",
        error_messages={"empty": "文件是空的，请重新选择。"},
    )
    door = forms.ChoiceField(label="内容", required=False, help_text="不选时按工作表名称和表头判断。")
    place = forms.ChoiceField(label="为哪个地区上传")

    def __init__(
        self, *args: Any, doors: Sequence[tuple[str, str]] = (), places: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("door", [("", "自动判断"), *doors]), ("place", list(places))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"文件超过 {MOST_BYTES // 2**20} MB，请拆成几个再上传。")
        return file


class RowFilter(forms.Form):
    """What the rows of a batch can be narrowed by."""

    kind = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *BatchRow.Kind.choices])


class NoteForm(forms.Form):
    """Why, where there is anything to say."""

    reason = forms.CharField(label="原因", max_length=200, required=False)


class SendBackForm(forms.Form):
    """Why a batch goes back."""

    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明退回的原因。"})


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写明撤销的原因，会记入操作日志。"}
    )


class DecisionForm(forms.Form):
    """Whether rows are on record already: one row, or all that are undecided."""

    choice = forms.ChoiceField(
        label="决定",
        choices=BatchRow.Choice.choices,
        error_messages={"required": "请选择是同一个、不是同一个，或不导入。"},
    )
    row = forms.IntegerField(label="行", required=False, min_value=1)
    chosen = forms.IntegerField(label="对应记录", required=False, min_value=1)
