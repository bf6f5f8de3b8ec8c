"""How fields of a record are shown by their names alone: label, kind, words of codes, links, and whether they name people."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

from tongxin.access import journal, site
from tongxin.access.models import Entry
from tongxin.access.wording import changes_of, word_of
from tongxin.kernel.errors import NotFoundError
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.lives import life_of
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Moment
from tongxin.web.personal import names_people
from tongxin.web.table import Column

M = TypeVar("M", bound=models.Model)
LARGEST = 2**63 - 1
SHOWN = 100
_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (models.DateTimeField, Kind.TIME),
    (models.DateField, Kind.DATE),
    (models.BooleanField, Kind.FLAG),
    (models.IntegerField, Kind.NUMBER),
)


def only(rows: QuerySet[M], pk: int, *, missing: str) -> M:
    """Return the row with this number from the asker's own rows, else raise `NotFoundError`."""
    found = rows.filter(pk=min(pk, LARGEST)).first()
    if found is None:
        raise NotFoundError(missing)
    return found


def column_of(model: type[models.Model], name: str, **other: Any) -> Column:
    """Return the column of a field: its label, its words, sorted by where an index serves, linked where it has a page."""
    found = _field(model, name)
    values: dict[str, Any] = {
        "name": name,
        "label": str(found.verbose_name),
        "value": _value_path(found),
        "kind": _kind(found),
        "order": (name,) if _sorts(model, found) else (),
        "personal": names_people(model, name),
    }
    if name == "state":
        values["value"] = state_words
    return Column(**(values | other))


def shown_fact(record: Any, name: str) -> Fact:
    """Return a field of a record as a line of the facts card."""
    found = _field(type(record), name)
    if found.many_to_many:
        words = getattr(record, f"get_{name}_display", None) or (
            lambda: "、".join(map(str, getattr(record, name).all()))
        )
        return Fact(label=str(found.verbose_name), value=words())
    if name == "state":
        return Fact(label=str(found.verbose_name), value=state_words(record))
    value = column_of(type(record), name).of(record)
    linked = getattr(record, name) if found.is_relation else None
    link = _page_of(linked) if linked is not None else ""
    return Fact(label=str(found.verbose_name), value=value, kind=_kind(found), link=link)


def timeline(record: models.Model, *, written: Iterable[Entry] | None = None) -> list[Moment]:
    """Return what was written about a record that the asker has read through the scope, newest first, in words.

    `written` are the newest lines about it, where they were read already.
    """
    return [
        Moment(
            at=entry.at,
            who=entry.actor,
            what=word_of(entry.action),
            why=entry.reason,
            changes=list(_changes(entry)),
        )
        for entry in (journal.of(record)[:SHOWN] if written is None else written)
    ]


def _changes(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield what was changed, without numbers of other records and documents for programs: they say nothing."""
    for one in changes_of(entry) if entry.before else ():
        if not one.is_link and not one.is_document:
            yield one.label, one.before, one.after


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _value_path(found: Any) -> Any:
    if found.is_relation:
        return lambda row: str(getattr(row, found.name)) if getattr(row, f"{found.name}_id") is not None else ""
    return f"get_{found.name}_display" if found.flatchoices else found.name


def state_words(record: Any) -> str:
    """Return the state of a record in words, saying so where it should have gone on by today."""
    life = life_of(type(record))
    if life is None:
        return str(record.get_state_display())
    late = f"（{life.overdue_words}）" if life.is_overdue(record, site.current().day) else ""
    return f"{life.state_label(record)}{late}"


def _kind(found: Any) -> Kind:
    if found.is_relation or found.flatchoices:
        return Kind.TEXT
    return next((kind for field_class, kind in _KINDS if isinstance(found, field_class)), Kind.TEXT)


def _sorts(model: type[models.Model], found: Any) -> bool:
    """Tell whether a list can be sorted by a field: it is never null, and an index begins with it, or with the path and it."""
    if found.null or found.is_relation:
        return False
    if found.db_index or found.unique:
        return True
    for index in model._meta.indexes:
        names = [name.lstrip("-") for name in index.fields]
        if found.name in (names[:1] if names[:1] != ["path"] else names[:2]):
            return True
    return False


def _page_of(record: Any) -> str:
    try:
        return address_of(record)
    except LookupError:
        return ""


def with_link(column: Column) -> Column:
    """Return a column whose cells lead to the record's own page."""
    return replace(column, link=address_of)
