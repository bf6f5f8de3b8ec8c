"""What hangs on a record, found in the tables themselves, so that nothing is forgotten and no higher room is imported."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, QuerySet, TextField, UniqueConstraint, Value
from django.db.models.expressions import ExpressionWrapper, F

from tongxin.access.guard import Guarded
from tongxin.network.models.privacy import EncryptedField, decrypt

Stored = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A foreign key of some table to the table asked about."""

    model: type[Model]
    field: str

    @property
    def label(self) -> str:
        """The table in words."""
        return str(self.model._meta.verbose_name)


@cache
def relations_to(target: type[Model]) -> tuple[Relation, ...]:
    """Return every foreign key to a table, except those of tables that speak about merges themselves.

    A record's own key to the one it was merged into is none; a registration's key to that of its group's leader is one.
    """
    return tuple(
        Relation(model=model, field=field.name)
        for model in apps.get_models(include_auto_created=True)
        if not getattr(model, "stays_when_merged", False)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.related_model is target
        and not (model is target and field.name == "merged_into")
    )


def rows_of(model: type[Model]) -> QuerySet[Any]:
    """Return all rows of a table; tables without a scope of their own have none to ask."""
    if issubclass(model, Guarded):
        return model.objects.whole_network(reason="rows of the one record whose merge was checked on both sides")
    rows: QuerySet[Any] = model.objects.all()  # type: ignore[attr-defined]  # every table without a guard has it
    return rows


def uniques(model: type[Model], field: str) -> Iterable[UniqueConstraint]:
    """Return the rules by which a row of this table may exist once, as far as this field has a part in them."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint) and rule.fields]
    rules += [UniqueConstraint(fields=names, name="together") for names in model._meta.unique_together]
    rules += [UniqueConstraint(fields=[one.name], name=one.name) for one in model._meta.concrete_fields if one.unique]
    return [rule for rule in rules if field in rule.fields]


def stored(row: Model, names: Iterable[str]) -> Stored:
    """Return these columns of a row as they lie in the database, as JSON values; encrypted ones stay as they are."""
    found = {name: _column(row, name) for name in names}
    sealed = {f"sealed_{name}": _sealed(name) for name, field in found.items() if isinstance(field, EncryptedField)}
    raw = rows_of(type(row)).filter(pk=row.pk).values(**sealed).get() if sealed else {}
    return {
        name: raw[f"sealed_{name}"] if isinstance(field, EncryptedField) else _text(field, row)
        for name, field in found.items()
    }


def values_from(model: type[Model], kept: Stored, *, readable: bool = False) -> dict[str, Any]:
    """Return what `stored` gave as values for an `update`, or with `readable` as values to read and compare."""
    return {name: _value(_field(model, name), text, readable=readable) for name, text in kept.items()}


def all_columns(model: type[Model]) -> list[str]:
    """Return the names of all columns but the key."""
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def hanging_on(record: Guarded) -> list[tuple[str, int]]:
    """Return what hangs on a person or firm, in words and numbers, without empty kinds."""
    counts = [
        (one.label, rows_of(one.model).filter(**{one.field: record.pk}).count()) for one in relations_to(type(record))
    ]
    totals: dict[str, int] = {}
    for label, count in counts:
        totals[label] = totals.get(label, 0) + count
    return [(label, count) for label, count in totals.items() if count]


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if name in {field.attname, field.name})


def _column(row: Model, name: str) -> "Field[Any, Any]":
    return _field(type(row), name)


def _sealed(name: str) -> ExpressionWrapper[F]:
    return ExpressionWrapper(F(name), output_field=TextField())


def _text(field: "Field[Any, Any]", row: Model) -> Any:
    return None if field.value_from_object(row) is None else field.value_to_string(row)


def _value(field: "Field[Any, Any]", text: Any, *, readable: bool) -> Any:
    if isinstance(field, EncryptedField):
        return decrypt(text) if readable else Value(text, output_field=TextField())
    return None if text is None else field.to_python(text)
