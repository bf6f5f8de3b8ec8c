"""A door: the one form and the actions through which a kind of record is written, whatever it arrives in."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self, cast

from django import forms
from django.db import models

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.office.sheet import Sheet
from tongxin.ports.room import rooms
from tongxin.web.filters import holds
from tongxin.web.personal import is_about_people

ACT_HEADING: Final = "办理"
Values = Mapping[str, Any]
"""Cleaned values of a form by field name."""

_IDENTITY: Final = frozenset({"name", "mobile"})


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A record that may be the same as a new row: its number, what it is called, and why it may be the same.

    `strength`, 0 to 100, belongs to the likeness of the two, never to a person.
    """

    record: int
    label: str
    strength: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is already on record for a new row: surely the same `record`, or only `likely` ones to choose from.

    `same` is what the new record hangs on, where that is surely on record and the record itself is not.
    """

    record: int | None = None
    same: int | None = None
    likely: tuple[Likeness, ...] = ()


Search = Callable[[models.QuerySet[Any], str], models.QuerySet[Any]]
"""Narrows rows to those a text is found in."""

Finder = Callable[[Sequence[Values], Scope], Sequence[Found]]
"""Asked with the cleaned values of many rows, answers for each in a constant number of queries."""


class Translator(Protocol):
    """Reads a sheet other programs make."""

    def __call__(self, sheet: Sheet, *, filename: str, path: str) -> Sheet | None:
        """Return it under the headings of the door, rows on their lines; None for a sheet it does not know.

        `path` is the place it was handed in for. Raises `InputError` for one that must not be read.
        """


def _path_of_values(values: Values) -> str:
    path: str = values["organiser" if "organiser" in values else "place"].path
    return path


@dataclass(frozen=True, kw_only=True)
class Door:
    """How one kind of record comes in.

    `create(by=actor, **cleaned_data)` and `correct(record, by=actor, reason=…, **cleaned_data)` are the capability's
    actions; they check verb and scope, save, and write the journal in one transaction. Form labels are the Excel
    headings. A correction is validated by `correct_form`, where it asks for less than a new record.

    A door with a `model` can be read back: by the API, and into a workbook that is edited and handed in again.
    `read(records)` is the inverse of the form, for many records in a constant number of queries: a value for each of
    its fields. `select` names the relations to read along, `only` which rows the door is about where not all, and
    `search(rows, text)` narrows to what a text is found in.

    `headings` are the words other people's sheets use for a field. `verb` is what one needs at `place_path(cleaned)` to
    write here. `find` looks for rows that are on record already.

    A door through which rosters come writes them as one set: `create_many(rows, by=actor)`, after `refusals(rows,
    by=actor)` has said, by position, what the action would refuse. Two rows with the same `key` are one record. Where
    the record hangs on another one that may be there already (a membership on a person), what is likely or `same` is
    that other one, and `create_many` takes it under the name `same`. `hangs_on` names the door of that other one, and
    `joined(numbers, values, scope)` says for each which record hangs on it already, if any: a row decided to be the same
    corrects what is on record instead of entering it again.

    `create_other` writes a record although it is like one there is: somebody decided that it is another.

    `words` are what other people write for the choices of a closed list, by field and code: offered, never taken
    unasked. `months` are the days of which a month alone may stand for its first, where somebody says so. `presumed(path)` gives, as typed, what a sheet without such a column means at the place it was handed in
    for. `left_out` says by field why a text that was read is not taken, empty where it is: the row is kept and this told.
    """

    name: str
    label: str
    form: type[forms.Form]
    create: Callable[..., models.Model]
    correct: Callable[..., models.Model] | None = None
    correct_form: type[forms.Form] | None = None
    model: type[Guarded] | None = None
    read: Callable[[Sequence[Any]], Sequence[dict[str, Any]]] | None = None
    select: tuple[str, ...] = ()
    search: Search | None = None
    only: models.Q = field(default_factory=models.Q)
    verb: Verb = Verb.RECORD
    place_path: Callable[[Values], str] = _path_of_values
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    find: Finder | None = None
    key: Callable[[Values], Hashable] | None = None
    create_many: Callable[..., Sequence[models.Model]] | None = None
    refusals: Callable[..., Mapping[int, TongxinError]] | None = None
    life: Life | None = None
    create_other: Callable[..., models.Model] | None = None
    hangs_on: str = ""
    joined: Callable[[Sequence[int], Sequence[Values], Scope], Sequence[int | None]] | None = None
    words: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    presumed: Callable[[str], Mapping[str, str]] | None = None
    left_out: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    months: tuple[str, ...] = ()
    translate: Translator | None = None

    @classmethod
    def of(cls, life: Life, *, name: str, search: Sequence[str] | Search = (), **other: Any) -> Self:
        """Return the door of a life: its forms and actions, its acts, found by a text in the fields of `search`.

        Where the table has an index of its own for that, `search` is what asks it.
        """
        correct = next((one for one in life.acts if one.corrects), None)
        assert life.new is not None  # what cannot be put on record has no door  # noqa: S101
        assert life.new.form is not None  # noqa: S101 - as above
        values: dict[str, Any] = {
            "label": life.label,
            "form": life.new.form,
            "create": life.new.do,
            "correct": correct and correct.do,
            "correct_form": correct and correct.form,
            "verb": life.new.verb,
            "read": life.read,
        }
        if callable(search):
            values["search"] = search
        elif search:
            values["search"] = lambda rows, text: rows.filter(holds(search, text))
        return cls(name=name, model=life.model, life=life, **(values | other))

    @property
    def sheet_acts(self) -> Mapping[str, Act]:
        """The acts a workbook can ask for, by code: those that ask for nothing, or only for the reason a batch gives."""
        acts = self.life.acts if self.life is not None else ()
        return {one.code: one for one in acts if one.form is None or set(one.form.base_fields) == {"reason"}}

    @property
    def act_field(self) -> forms.ChoiceField:
        """The column of a workbook in which they are asked for; without choices where there are none."""
        choices = [(one.code, one.label) for one in self.sheet_acts.values()]
        hint = "更正以外要办的事，从列表里选；不办的留空。要写明原因的，用导入时填写的原因。"
        return forms.ChoiceField(label=ACT_HEADING, required=False, choices=[("", ""), *choices], help_text=hint)

    @property
    def is_personal(self) -> bool:
        """Whether what comes and goes here is about people: it leaves for a stated purpose, with a line in the journal."""
        return self.verb is Verb.MEMBERS or (self.model is not None and is_about_people(self.model))

    @property
    def writes_sets(self) -> bool:
        """Whether new records are written as one set instead of one by one."""
        return self.create_many is not None

    @property
    def fields(self) -> Mapping[str, forms.Field]:
        """The fields of the form, in the order in which its page asks for them."""
        known = self.form.base_fields
        return {name: known[name] for name in dict.fromkeys((*(self.form.field_order or ()), *known)) if name in known}

    @property
    def shared_fields(self) -> Mapping[str, forms.Field]:
        """The fields a whole file may have one value for: everything but who somebody is."""
        identity = _IDENTITY if self.is_personal else frozenset()
        return {name: one for name, one in self.fields.items() if name not in identity}

    @property
    def correcting(self) -> type[forms.Form]:
        """The validator of a correction."""
        return self.correct_form or self.form

    def values_of(self, record: Any) -> dict[str, Any]:
        """Return what the fields of the form hold for a record."""
        return self.values_of_many([record])[0]

    def values_of_many(self, records: Sequence[Any]) -> Sequence[dict[str, Any]]:
        """Return what the fields of the form hold for each record, in a constant number of queries.

        The records' links to many are read along: which acts a record offers may hang on them.
        """
        links = self.model._meta.many_to_many if self.model is not None else ()
        models.prefetch_related_objects([one for one in records if one.pk], *(one.name for one in links))
        if self.read is not None:
            return self.read(records)
        if self.life is not None:
            return self.life.values_of(records, names=list(self.form.base_fields))
        return [{name: getattr(record, name, None) for name in self.form.base_fields} for record in records]

    def rows(self, scope: Scope, *, verb: Verb | None = None) -> models.QuerySet[Any]:
        """Return the records of this door that the scope may read, or do `verb` to; a door without model has none."""
        if self.model is None:
            msg = f"door {self.name} cannot be read back"
            raise TypeError(msg)
        return self.model.objects.visible_to(scope, verb=verb).filter(self.only).select_related(*self.select)


def every_door() -> dict[str, Door]:
    """Return the doors of the installed rooms by name, in the order in which their records depend on each other."""
    return {door.name: cast("Door", door) for room in rooms() for door in room.doors}
