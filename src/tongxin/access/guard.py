"""Gate 1: a scoped table is read through a scope, or with a stated reason, or not at all."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from tongxin.access.bulk import insert_rows
from tongxin.access.fields import PathField
from tongxin.access.rows import CountedRows, SnapshotRows, UnscopedQueryError
from tongxin.kernel.characters import can_be_kept
from tongxin.kernel.scope import Scope, Verb
from tongxin.web.personal import is_about_people, is_private

M_co = TypeVar("M_co", bound="Guarded", covariant=True)
_FACT = re.compile(r"[a-z_]+\.[a-z_]+")
_answering: ContextVar["Answering | None"] = ContextVar("answering", default=None)
_NEXT_AFTER_SLASH = "0"  # the character after "/", so that [prefix, prefix with this end) is the whole subtree


@dataclass
class Answering:
    """What is known of the answer being made: whether rows about people were read for it."""

    about_people: bool = False


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
    """The only way to the rows of a scoped model. Bare `.all()`, `.filter()`, `.get()` raise `UnscopedQueryError`.

    Lists and pages start from `visible_to(scope)`. Every other opener says in its name why no scope is asked, and gives
    no more than that.
    """

    def get_queryset(self) -> models.QuerySet[M_co]:
        """Refuse: say for whom, or why no scope is asked."""
        msg = f"{self.model.__name__}.objects: say .visible_to(scope), or open the rows by what they are read for"
        raise UnscopedQueryError(msg)

    def visible_to(self, scope: Scope, *, verb: Verb | None = None) -> models.QuerySet[M_co]:
        """Return the rows this scope may read (or may do `verb` to). Lists and object pages both start here."""
        return self._every().filter(self.model.readable(scope, verb or self.model.read_verb))

    def same_as(self, *rows: models.Model) -> models.QuerySet[M_co]:
        """Return these very rows once more, for example to lock them; the caller has read or checked them."""
        for row in rows:
            _require(isinstance(row, self.model), f"{row!r} is no row of {self.model.__name__}")
        keys = [_key(row) for row in rows]
        return self._every().filter(pk=keys[0]) if len(keys) == 1 else self._every().filter(pk__in=keys)

    def children_of(self, *rows: models.Model, field: str = "") -> models.QuerySet[M_co]:
        """Return what points to rows of one table that the caller has read or checked.

        `field` is the key followed, where there are several to that table.
        """
        _require(bool(rows), f"{self.model.__name__}.objects.children_of(): say of which rows")
        parent = _model_of(rows[0])
        keys = [_key(row) for row in rows if _model_of(row) is parent]
        _require(len(keys) == len(rows), "children_of(): rows of one table")
        return self.children_of_numbered(parent, keys, field=field)

    def children_of_numbered(
        self, parent: type[models.Model], numbers: Iterable[int] | models.QuerySet[Any, Any], *, field: str = ""
    ) -> models.QuerySet[M_co]:
        """Return what points to the rows of `parent` with these numbers, which the caller has read or checked."""
        key = _key_to(self.model, parent, field=field)
        several = numbers if isinstance(numbers, models.QuerySet) else list(numbers)
        if isinstance(several, list) and len(several) == 1:
            return self._every().filter(**{key: several[0]})
        return self._every().filter(**{f"{key}__in": several})

    def about(self, *records: models.Model) -> models.QuerySet[M_co]:
        """Return what names records of one table by type and number, for tables that declare `about_any`.

        The caller has read or checked the records.
        """
        tables = {_model_of(record) for record in records}
        _require(len(tables) == 1, "about(): records of one table")
        return self.about_numbered(tables.pop(), [_key(record) for record in records])

    def about_numbered(self, table: type[models.Model], numbers: Iterable[int]) -> models.QuerySet[M_co]:
        """Return what is about the records of a table with these numbers, which the caller has read or checked."""
        _require(bool(self.model.about_any), f"{self.model.__name__} is not about any record")
        kind, number = self.model.about_any
        return self._every().filter(**{kind: table._meta.label_lower, f"{number}__in": list(numbers)})

    def at_and_below(self, path: str) -> models.QuerySet[M_co]:
        """Return the rows of a place the caller has checked, and of those below it."""
        return self._every().filter(under(path))

    def public(self) -> models.QuerySet[M_co]:
        """Return every row of a table anybody may read: one that declares `is_public`."""
        _require(self.model.is_public, f"{self.model.__name__} is not public")
        return self._every()

    def published(self) -> models.QuerySet[M_co]:
        """Return the rows anybody may read as they stand: those that meet the condition the table declares as `shown_to_all`."""
        _require(self.model.shown_to_all is not None, f"{self.model.__name__} publishes no rows")
        return self._every().filter(self.model.shown_to_all)

    def of_self(self, who: models.Model) -> models.QuerySet[M_co]:
        """Return the rows of whoever asks, a person or an account: the own row, or those whose key of that name points to it."""
        if isinstance(who, self.model):
            return self.same_as(who)
        parent = _model_of(who)
        return self.children_of(who, field=str(parent._meta.model_name))

    def with_secret(self, **secret: str) -> models.QuerySet[M_co]:
        """Return the row found by what only its holder knows: one of the fields the table declares as `secrets`."""
        ((name, value),) = secret.items()
        _require(name in self.model.secrets, f"{self.model.__name__}.{name} is no secret")
        possible = value and can_be_kept(value)
        return self._every().filter(**{name: value}) if possible else self._every().none()

    def counted(self) -> CountedRows[M_co]:
        """Return numbers of rows, whoever asks, and never a row: see `CountedRows`."""
        return CountedRows(self.model)

    def for_snapshot(self, fact: str, *, using: str | None = None) -> SnapshotRows[M_co]:
        """Return every row for the fact with this code; `using` names the database alias. See `SnapshotRows`."""
        _require(bool(_FACT.fullmatch(fact)), f"{fact!r} is no code of a fact")
        return SnapshotRows(self.model, using=using)

    def for_worker(self) -> models.QuerySet[M_co]:
        """Return every row, for scheduled work and the worker; refused while a request is being answered."""
        _require(_answering.get() is None, f"{self.model.__name__}.objects.for_worker() while a request is answered")
        return self._every()

    def whole_network(self, *, reason: str, using: str | None = None) -> models.QuerySet[M_co]:
        """Return every row where none of the openers fits. `reason` stands in `docs/house.md`, which a test compares."""
        _require(bool(reason), "whole_network needs its reason")
        rows = self._every()
        return rows.using(using) if using else rows

    def _every(self) -> models.QuerySet[M_co]:
        _note_people(self.model)
        return super().get_queryset()

    def create(self, **values: Any) -> M_co:
        """Insert one row; for actions, which have checked the scope."""
        return self._every().create(**values)

    def insert_rows(self, rows: Iterable[M_co]) -> list[M_co]:
        """Insert many rows with one statement and give them their numbers; for actions, which have checked the scope."""
        return insert_rows(rows)

    def bulk_create(self, *args: Any, **options: Any) -> list[M_co]:
        """Insert many rows; for actions, which have checked the scope."""
        return self._every().bulk_create(*args, **options)


def every_row(model: type[models.Model], *, reason: str) -> models.QuerySet[Any]:
    """Return every row of a model known only by its name, scoped or not, with the reason why no scope applies."""
    if issubclass(model, Guarded):
        return model.objects.whole_network(reason=reason)
    return models.QuerySet(model)


@contextmanager
def answering_a_request() -> Iterator[Answering]:
    """Say that somebody waits for an answer: until it is given, nothing may be opened for the worker."""
    answering = Answering()
    token = _answering.set(answering)
    try:
        yield answering
    finally:
        _answering.reset(token)


@contextmanager
def working_in_background() -> Iterator[None]:
    """Say that a job is done now, wherever it was started."""
    token = _answering.set(None)
    try:
        yield
    finally:
        _answering.reset(token)


def _note_people(model: type[models.Model]) -> None:
    answering = _answering.get()
    if answering is not None and not answering.about_people:
        answering.about_people = _says_something_of_people(model)


@cache
def _says_something_of_people(model: type[models.Model]) -> bool:
    return is_about_people(model) or any(map(is_private, model._meta.concrete_fields))


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - an assertion that stands when optimised
    if not holds:
        raise UnscopedQueryError(message)


def _model_of(row: models.Model) -> type[models.Model]:
    return row._meta.concrete_model or row._meta.model


def _key(row: models.Model) -> Any:
    _require(row.pk is not None, f"{row._meta.object_name}: a row that was never saved")
    return row.pk


def _key_to(model: type[models.Model], parent: type[models.Model], *, field: str) -> str:
    """Return the name of the one key from a table to another, or of `field` where it is such a key."""
    keys = [one.name for one in model._meta.concrete_fields if one.related_model is parent]
    found = [name for name in keys if name == field] if field else keys
    _require(len(found) == 1, f"{model.__name__} has {len(found)} keys {field} to {parent.__name__}")
    return found[0]


class Guarded(models.Model):
    """Base of every table that belongs to a place. `path` is the place path of the row.

    `is_public` says that anybody may read the rows, `shown_to_all` under which condition where not all of them, `is_append_only` that no row is ever removed, `secrets` by which fields nobody can guess a row is found, `about_any`
    which fields name the type and the number of any record a row is about, `typed_into` in which fields people type what
    may name anybody, beside those whose names say so (see `access.typed`), `is_unchanging` that a trigger keeps rows as they are.

    `unguarded` is what Django itself needs for uniqueness checks and foreign keys; a house test proves that our code
    never names it.
    """

    read_verb: ClassVar[Verb] = Verb.VIEW
    is_public: ClassVar[bool] = False
    shown_to_all: ClassVar[Q | None] = None
    is_append_only: ClassVar[bool] = False
    secrets: ClassVar[tuple[str, ...]] = ()
    about_any: ClassVar[tuple[str, ...]] = ()
    typed_into: ClassVar[tuple[str, ...]] = ()
    is_unchanging: ClassVar[bool] = False
    scope_lookup: ClassVar[str] = "path"

    path = PathField(db_index=True, editable=False)

    unguarded = models.Manager()
    objects = GuardedManager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Note that a row about people was read, however it was come by: joined to another, or followed from one."""
        _note_people(cls)
        return super().from_db(db, field_names, values, **options)

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """Return the one predicate that decides for whom a row exists; override where rows hang in several places."""
        return within(scope, verb, lookup=cls.scope_lookup)
