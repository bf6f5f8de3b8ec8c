"""Query sets that give less than rows: numbers alone, or what a snapshot may hold."""

from collections.abc import Iterator
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import Count
from django.db.models.query import ModelIterable

from tongxin.web.personal import holds_private, is_about_people, is_private

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class UnscopedQueryError(RuntimeError):
    """A scoped table was queried without saying for whom: a programming error, never shown to a user."""


class _ReadOnly(models.QuerySet[M_co]):
    """Rows that are read as `_refuse` allows, and never written or locked."""

    def _refuse(self) -> None:
        raise NotImplementedError

    def _fetch_all(self) -> None:
        self._refuse()
        super()._fetch_all()

    def iterator(self, *args: Any, **options: Any) -> Iterator[M_co]:
        self._refuse()
        return super().iterator(*args, **options)

    def update(self, *_: Any, **__: Any) -> NoReturn:
        self._never()

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        self._never()

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        self._never()

    def select_for_update(self, *_: Any, **__: Any) -> NoReturn:
        self._never()

    def _never(self) -> NoReturn:
        msg = f"{self.model.__name__}: what is opened to be counted or copied is neither locked nor written"
        raise UnscopedQueryError(msg)


class CountedRows(_ReadOnly[M_co]):
    """Numbers only: `.count()`, `.exists()`, `.aggregate()`, groups with their numbers; or to narrow another query.

    Groups are never single rows or single persons: they go neither by key, nor by a private field, nor by a person.
    """

    def _refuse(self) -> None:
        if not self._is_grouped():
            msg = f"{self.model.__name__}.objects.counted() gives numbers, no rows"
            raise UnscopedQueryError(msg)
        for one in self.query.annotation_select.values():
            self._refuse_telling(one)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return numbers of all rows; refuse to take a private value out of them."""
        query = self.query.chain()  # finding out what is asked joins tables to it
        for one in (*args, *kwargs.values()):
            self._refuse_telling(one.resolve_expression(query, allow_joins=True, summarize=True))
        return super().aggregate(*args, **kwargs)

    def _refuse_telling(self, expression: Any) -> None:
        """Refuse what takes a private value out of the rows: the greatest name is a name. How many there are tells none."""
        if not isinstance(expression, Count) and any(is_private(target) for target in _columns_of(expression)):
            msg = f"{self.model.__name__}.objects.counted() gives no private field, not the greatest of them either"
            raise UnscopedQueryError(msg)

    def _is_grouped(self) -> bool:
        groups = self.query.group_by
        if issubclass(self._iterable_class, ModelIterable) or not isinstance(groups, tuple):
            return False
        return not any(_tells_rows_apart(target) for one in groups for target in _columns_of(one))


class SnapshotRows(_ReadOnly[M_co]):
    """Rows for a copy that holds no private field: of a table without any, or as values chosen by name."""

    def _refuse(self) -> None:
        chosen = self._chosen()
        computed = (target for one in self.query.annotation_select.values() for target in _columns_of(one))
        if any(holds_private(self.model, name) for name in chosen) or any(is_private(target) for target in computed):
            msg = f"{self.model.__name__}: a snapshot never holds a private field"
            raise UnscopedQueryError(msg)

    def _chosen(self) -> list[str]:
        if issubclass(self._iterable_class, ModelIterable) or not (names := self.query.values_select):
            is_whole = not self.query.annotation_select or issubclass(self._iterable_class, ModelIterable)
            return [field.name for field in self.model._meta.concrete_fields] if is_whole else []
        return list(names)


def _columns_of(expression: Any) -> Iterator[Any]:
    """Yield the fields an expression reads."""
    target = getattr(expression, "target", None)
    if target is not None:
        yield target
    for inner in getattr(expression, "get_source_expressions", list)():
        if inner is not None:
            yield from _columns_of(inner)


def _tells_rows_apart(field: Any) -> bool:
    target = getattr(field, "related_model", None)
    return bool(
        (field.primary_key and not field.is_relation)
        or is_private(field)
        or (isinstance(target, type) and is_about_people(target))
    )
