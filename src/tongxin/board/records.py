"""What the records behind a figure are called, for those who may read them. The board knows tables from facts alone."""

from collections.abc import Collection
from typing import Any

from tongxin.access.guard import Guarded
from tongxin.figures import Fact
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.lives import life_of
from tongxin.web.personal import is_about_people


def table_of_records(fact: Fact) -> type[Guarded] | None:
    """Return the table of the records that show the rows of a fact; None where nobody can tell."""
    if not isinstance(fact, TableFact):
        return None
    return fact.shown_by if fact.record_column == fact.shown_key else fact.source.model


def table_of_lines(fact: Fact) -> type[Guarded] | None:
    """Return the table whose rows are the rows of a fact."""
    return fact.source.model if isinstance(fact, TableFact) else None


def names_of(model: type[Guarded] | None, numbers: Collection[int], *, scope: Scope) -> dict[int, str]:
    """Return what the rows of a table with these numbers are called, as far as the asker may read them: one query."""
    if model is None or not numbers:
        return {}
    life = life_of(model)
    called = life.called if life is not None else str
    rows: Any = model.objects.visible_to(scope).filter(pk__in=numbers).select_related(*_named_with(model))
    return {row.pk: called(row) for row in rows}


def _named_with(model: type[Any]) -> list[str]:
    """Return the relations a row may take its name from: to people, and to what it is a part of."""
    relations = (one for one in model._meta.fields if one.many_to_one or one.one_to_one)
    return [one.name for one in relations if issubclass(one.related_model, Guarded)]


def names_people(model: type[Guarded] | None) -> bool:
    """Tell whether the rows of a table are about somebody, so that their names leave in no file without a purpose."""
    return model is not None and is_about_people(model)
