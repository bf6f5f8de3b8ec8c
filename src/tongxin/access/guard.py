"""Gate 1: a scoped table is read through a scope, or with a stated reason, or not at all."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Q

from tongxin.access.bulk import insert_rows
from tongxin.access.fields import PathField
from tongxin.kernel.scope import Scope, Verb

M_co = TypeVar("M_co", bound="Guarded", covariant=True)
_NEXT_AFTER_SLASH = "0"  # the character after "/", so that [prefix, prefix with this end) is the whole subtree


class UnscopedQueryError(RuntimeError):
    """A scoped table was queried without saying for whom: a programming error, never shown to a user."""


def under(prefix: str, *, lookup: str = "path") -> Q:
    """Return the index-friendly predicate “at or below this place path”."""
    if not prefix:
        return ~Q(pk__in=())  # everything; an empty Q would vanish when a model's `readable` joins it to another with |
    return Q(**{f"{lookup}__gte": prefix, f"{lookup}__lt": prefix[:-1] + _NEXT_AFTER_SLASH})


def within(scope: Scope, verb: Verb, *, lookup: str = "path") -> Q:
    """Return the predicate “inside what the scope grants this verb on”; matches nothing for an empty scope."""
    prefixes = scope.prefixes(verb)
    if not prefixes:
        return Q(pk__in=())
    predicate = under(prefixes[0], lookup=lookup)
    for prefix in prefixes[1:]:
        predicate |= under(prefix, lookup=lookup)
    return predicate


class GuardedManager(models.Manager[M_co]):
    """The only way to the rows of a scoped model. Bare `.all()`, `.filter()`, `.get()` raise `UnscopedQueryError`."""

    def get_queryset(self) -> models.QuerySet[M_co]:
        """Refuse: say `.visible_to(scope)` or `.whole_network(reason=…)`."""
        msg = f"{self.model.__name__}.objects: say .visible_to(scope) or .whole_network(reason=…)"
        raise UnscopedQueryError(msg)

    def visible_to(self, scope: Scope, *, verb: Verb | None = None) -> models.QuerySet[M_co]:
        """Return the rows this scope may read (or may do `verb` to). Lists and object pages both start here."""
        return super().get_queryset().filter(self.model.readable(scope, verb or self.model.read_verb))

    def whole_network(self, *, reason: str, using: str | None = None) -> models.QuerySet[M_co]:
        """Return every row. `reason` says why no asker's scope applies; `using` names the database alias."""
        if not reason:
            msg = "whole_network needs its reason"
            raise UnscopedQueryError(msg)
        rows = super().get_queryset()
        return rows.using(using) if using else rows

    def create(self, **values: Any) -> M_co:
        """Insert one row; for actions, which have checked the scope."""
        return super().get_queryset().create(**values)

    def insert_rows(self, rows: Iterable[M_co]) -> list[M_co]:
        """Insert many rows with one statement and give them their numbers; for actions, which have checked the scope."""
        return insert_rows(rows)

    def bulk_create(self, *args: Any, **options: Any) -> list[M_co]:
        """Insert many rows; for actions, which have checked the scope."""
        return super().get_queryset().bulk_create(*args, **options)


def every_row(model: type[models.Model], *, reason: str) -> models.QuerySet[Any]:
    """Return every row of a model known only by its name, scoped or not, with the reason why no scope applies."""
    if issubclass(model, Guarded):
        return model.objects.whole_network(reason=reason)
    return models.QuerySet(model)


class Guarded(models.Model):
    """Base of every table that belongs to a place. `path` is the place path of the row.

    `unguarded` is what Django itself needs for uniqueness checks and foreign keys; a house test proves that our code
    never names it.
    """

    read_verb: ClassVar[Verb] = Verb.VIEW
    scope_lookup: ClassVar[str] = "path"

    path = PathField(db_index=True, editable=False)

    unguarded = models.Manager()
    objects = GuardedManager()

    class Meta:
        abstract = True

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """Return the one predicate that decides for whom a row exists; override where rows hang in several places."""
        return within(scope, verb, lookup=cls.scope_lookup)
