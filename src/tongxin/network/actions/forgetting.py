"""Forgetting somebody wherever the name was typed: reasons, notes, names of files, beside the journal."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import models

from tongxin.access.actor import Actor
from tongxin.access.erasing import Erased, after_erasing, erase_details, erase_typed
from tongxin.access.guard import Guarded
from tongxin.intake.earlier import forget_earlier_values
from tongxin.network.models import Person
from tongxin.network.queries.erasing import merged_into


def forget_typed(person: Person, *, by: Actor, erased: Erased) -> None:
    """Erase the words wherever people type, and what was typed in the journal about the person's own rows.

    For whoever erases the person, in the same transaction and before the name is gone.
    """
    every = [person, *merged_into(person)]
    for one in every:
        forget_earlier_values(one, by=by, erased=erased)
    erase_details(dict(_own_rows([one.pk for one in every])))
    erase_typed(erased)
    after_erasing()


def _own_rows(persons: Sequence[int]) -> Iterator[tuple[type[models.Model], list[int]]]:
    """Yield the persons and, by table, the rows that point to them: what was typed there was typed of them."""
    yield Person, list(persons)
    for model in apps.get_models():
        keys = [one.name for one in model._meta.concrete_fields if one.related_model is Person]
        if issubclass(model, Guarded) and model is not Person and keys:
            found = {
                number
                for key in keys
                for number in model.objects.children_of_numbered(Person, persons, field=key).values_list(
                    "pk", flat=True
                )
            }
            yield model, sorted(found)
