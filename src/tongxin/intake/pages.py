"""The entry page of a door that also corrects: its own validator for corrections, its own way to read a record back."""

from typing import Any

from django import forms

from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.web.pages import EntryPage


class RecordEntryPage(SignedIn, EntryPage):
    """Puts a record on file through a door, or corrects the one `get_record()` returns, with a reason."""

    door: Door

    def validator(self) -> type[forms.Form]:
        return self.door.form if self.record is None else self.door.correcting

    def initial(self) -> dict[str, Any]:
        return super().initial() if self.record is None else self.door.values_of(self.record)
