"""What says of a model's field that it names people, or says something of them: known from the tables, said nowhere else."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from tongxin.kernel.scope import Verb

_DISPLAY = ("get_", "_display")


def is_about_people(model: type[models.Model]) -> bool:
    """Tell whether each row of a table is about somebody: it is read with the verb 人员信息 alone."""
    return getattr(model, "read_verb", None) is Verb.MEMBERS


def is_private(field: Any) -> bool:
    """Tell whether a field holds text or a number of a person's; in a table about people, whatever the journal leaves out."""
    if getattr(field, "is_private", False):
        return True
    return bool(getattr(field, "keeps_secret", False)) and is_about_people(field.model)


def names_people(model: type[models.Model], path: str) -> bool:
    """Tell whether a path of fields (`membership.person.name`, `person__name`, `get_kind_display`) names people.

    It does in a table about people, at a private field, and where it leads through a key into such a table.
    """
    if is_about_people(model):
        return True
    return any(is_private(field) or _leads_to_people(field) for field in fields_along(model, path))


def holds_private(model: type[models.Model], path: str) -> bool:
    """Tell whether a path of fields ends in, or leads through, a private field: a name, not merely a person's number."""
    return any(is_private(field) for field in fields_along(model, path))


def fields_along(model: type[models.Model], path: str) -> Iterator[Any]:
    """Yield the fields a path leads through, as far as it names fields at all."""
    here: type[models.Model] | None = model
    for step in path.replace("__", ".").split("."):
        found = _field(here, step) if here is not None else None
        if found is None:
            return
        yield found
        here = getattr(found, "related_model", None)


def _leads_to_people(field: Any) -> bool:
    target = getattr(field, "related_model", None)
    return bool(field.is_relation) and isinstance(target, type) and is_about_people(target)


def _field(model: type[models.Model], step: str) -> Any:
    start, end = _DISPLAY
    name = step.removeprefix(start).removesuffix(end) if step.endswith(end) else step
    for wanted in (name, name.removesuffix("_id")):
        try:
            return model._meta.get_field(wanted)
        except FieldDoesNotExist:
            continue
    return None
