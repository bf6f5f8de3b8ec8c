"""Forms of intake: the file, what its columns mean, what is decided about it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongxin.intake.models import Batch, BatchRow
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


class BatchFilter(forms.Form):
    """What the list of batches can be narrowed by."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Batch.State.choices])
    q = forms.CharField(label="文件名或上传人", max_length=60, required=False)


class RowFilter(forms.Form):
    """What the rows of a batch can be narrowed by."""

    kind = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *BatchRow.Kind.choices])


class ActForm(forms.Form):
    """What is done with a batch."""

    act = forms.ChoiceField(
        choices=[(name, name) for name in ("apply", "hand_up", "send_back", "undo", "discard", "decide", "again")]
    )
    reason = forms.CharField(max_length=200, required=False)
    choice = forms.ChoiceField(choices=[("", ""), *BatchRow.Choice.choices], required=False)
    row = forms.IntegerField(required=False, min_value=1)
    chosen = forms.IntegerField(required=False, min_value=1)
