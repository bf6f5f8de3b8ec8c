"""Forgetting somebody wherever the name was typed: reasons, notes, names of files, beside the journal."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import models

from tongxin.access.actor import Actor
from tongxin.access.erasing import Erased, after_erasing, erase_details, erase_typed, longer_names
from tongxin.access.guard import Guarded
from tongxin.intake.earlier import forget_earlier_values
from tongxin.network.models import Person, PersonMerge


def erased_as(person: Person) -> Erased:
    """Return by which words somebody may have been named: as this record, and as those merged into it."""
    known = [one for one in (person, *_merged(person)) if not one.is_erased]
    words = [word for one in known for word in (one.name, one.mobile) if word]
    name = Person._meta.get_field("name")
    return Erased(words=words, called=str(person), others=longer_names(name, words))


def forget_typed(person: Person, *, by: Actor, erased: Erased) -> None:
    """Erase the words wherever people type, and what was typed in the journal about the person's own rows.

    For whoever erases the person, in the same transaction and before the name is gone.
    """
    every = [person, *_merged(person)]
    for one in every:
        forget_earlier_values(one, by=by, words=erased.words)
    erase_details(dict(_own_rows([one.pk for one in every])))
    erase_typed(erased)
    after_erasing()


def _merged(person: Person) -> Iterator[Person]:
    for merge in PersonMerge.objects.children_of(person, field="kept").filter(state=PersonMerge.State.DONE):
        yield merge.merged
        yield from _merged(merge.merged)


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
