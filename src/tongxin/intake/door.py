"""A door: the one form and the actions through which a kind of record is written, whatever it arrives in."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db import models


@dataclass(frozen=True, kw_only=True)
class Door:
    """How one kind of record comes in.

    `create(by=actor, **cleaned_data)` and `correct(record, by=actor, reason=…, **cleaned_data)` are the capability's
    actions; they check verb and scope, save, and write the journal in one transaction. Form labels are the Excel
    headings.
    """

    name: str
    label: str
    form: type[forms.Form]
    create: Callable[..., models.Model]
    correct: Callable[..., models.Model] | None = None
