"""How a form names another record: by what it is called, or 「名称（编号12）」 where several are called so."""

import re
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.db.models import Model, QuerySet

from tongxin.kernel.errors import InputError
from tongxin.web.fields import SaidField

NUMBERED: Final = re.compile(r"(.*)（编号(\d{1,18})）")
_MOST_NAMED = 5


def numbered_name(record: Any) -> str:
    """Return the name with the number, which means exactly this record."""
    return f"{record}（编号{record.pk}）"


def named_record(rows: QuerySet[Any], text: str, *, by: str, field: str) -> Any:
    """Return the one of the rows a text means by its column `by`; raise `InputError` at `field` for none or several."""
    said = text.strip()
    numbered = NUMBERED.fullmatch(said)
    found = list(
        rows.filter(pk=int(numbered[2])) if numbered else rows.filter(**{by: said}).order_by("pk")[:_MOST_NAMED]
    )
    label = rows.model._meta.verbose_name
    if not found:
        raise InputError(f"没有找到名称为「{said[:40]}」的{label}，请写登记的名称。", field=field)
    if len(found) > 1:
        listed = "、".join(f"{numbered_name(one)}{_whose(one)}" for one in found)
        raise InputError(f"叫「{said[:40]}」的{label}不止一条，请写明编号：{listed}。", field=field)
    return found[0]


def _whose(record: Any) -> str:
    organiser = getattr(record, "organiser", None)
    return f"由{organiser}主办" if organiser else ""


class RecordField(SaidField):
    """A record of a table everybody may read, by its name or its number.

    `rows` are those it may be, `by` the column that holds the name. A record that is not public is named in plain text
    and looked for by the action, in the scope of whoever asks.
    """

    def __init__(self, rows: Callable[[], QuerySet[Any]], *, by: str, **options: Any) -> None:
        self.rows, self.by = rows, by
        super().__init__(max_length=150, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show name and number: the same name may be another organisation's, too."""
        return numbered_name(value) if isinstance(value, Model) else value

    def to_python(self, value: Any) -> Any:
        """Return the one record meant."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return named_record(self.rows(), text, by=self.by, field="")
        except InputError as error:
            raise forms.ValidationError(str(error)) from error
