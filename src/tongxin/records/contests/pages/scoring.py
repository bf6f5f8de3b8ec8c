"""A form with a field for each thing that is judged: what is wrong is said beside the field it is wrong in."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongxin.kernel.errors import InputError
from tongxin.records.contests.models import Criterion
from tongxin.records.contests.rules import ScoreItem, read_score, written

_LONGEST = 20


class ScoreField(forms.CharField):
    """One score, exact; full-width digits are read."""

    def __init__(self, item: ScoreItem, **options: Any) -> None:
        self.item = item
        decimals = f"，最多 {item.decimals} 位小数" if item.decimals else "，整数"
        weight = f"，权重 {item.weight}%" if item.weight != 100 else ""
        super().__init__(
            label=item.title,
            max_length=_LONGEST,
            help_text=f"0 至 {item.maximum}{decimals}{weight}",
            error_messages={"required": f"「{item.title}」还没有打分，请填写 0 至 {item.maximum} 之间的数。"},
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "enterkeyhint": "next"}),
            **options,
        )

    def clean(self, value: Any) -> str:
        """Return the score in its one way of being written."""
        text = super().clean(value)
        try:
            return written(read_score(text, self.item))
        except InputError as error:
            raise forms.ValidationError(error.message) from error


class ScoreForm(forms.Form):
    """The scores of one sheet, in the order of the criteria."""

    def __init__(self, *args: Any, items: Sequence[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        self._names = [f"score{row.position}" for row in items]
        for name, row in zip(self._names, items, strict=True):
            self.fields[name] = ScoreField(ScoreItem.of(row))

    @property
    def scores(self) -> list[str]:
        """What was given, once the form is valid."""
        return [self.cleaned_data[name] for name in self._names]

    @property
    def score_fields(self) -> list[forms.BoundField]:
        """The fields of the scores."""
        return [self[name] for name in self._names]


class TabletForm(ScoreForm):
    """A sheet as a judge's page sends it: of which round and entry, and the version the judge has seen."""

    round = forms.IntegerField(min_value=1, max_value=99)
    entry = forms.IntegerField(min_value=1, max_value=9_999)
    version = forms.IntegerField(min_value=0, max_value=30_000, required=False)


class PaperForm(ScoreForm):
    """A paper sheet keyed in: whose, of what, and the scores."""

    judge = forms.IntegerField(label="评委编号", min_value=1, max_value=99)
    entry = forms.IntegerField(label="参赛编号", min_value=1, max_value=9_999)
