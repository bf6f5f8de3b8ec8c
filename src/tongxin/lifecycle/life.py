"""Acts and lives: what may be done with a kind of record, in which state, by whom, and the words for it.

Declared once per kind of record. From the declaration come buttons and act pages, their addresses, the API's acts, the
Chinese words of journal and timeline, the list's filter by state, and the generated tests of every state, act and role.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.db.models import prefetch_related_objects

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.errors import ConflictError, ForbiddenError
from tongxin.kernel.scope import Scope, Verb

ARCHIVED: Final = "归档以后，这条记录就办完了：不再办理别的，只能用「更正」改；24 小时以内可以撤回。"
"""What is said before a record is put into the archive."""


def _own_path(record: Any) -> str:
    path: str = record.path
    return path


@dataclass(frozen=True)
class Act:
    """One thing that may be done with a record; `do(record, by=…, **values of the form)` does it.

    `from_` are the states it may be done in (none: in any), `to` those it leads to. `verb` is needed at `path(record)`.
    An act with `sides` needs it at any one of the places these give instead: those of whoever has a share in the record.
    `by_another_than` gives the account, or those, that may not do it, as they did the acts before: four eyes. Without a `form` it is a
    button. An act that `corrects` begins with the record's values and asks for a reason; others begin with `initial`.
    `arguments` gives what else the form's constructor takes. An act that is not `listed` has its button elsewhere on the
    page. `ends` says what follows an act that ends something: its button asks once before. An act that is `lasting` cannot be
    taken back, and this says why. `refusal` says to whom, of those with the verb, it is refused and why (empty: to nobody); `instead` what to do
    where the state does not allow it. `button` is the word on the form's button, `done` what is
    said afterwards.
    """

    code: str
    label: str
    do: Callable[..., Any]
    _: KW_ONLY
    form: type[forms.Form] | None = None
    from_: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    verb: Verb = Verb.RECORD
    path: Callable[[Any], str] = _own_path
    sides: Callable[[Any], Sequence[str]] | None = None
    by_another_than: Callable[[Any], int | Collection[int] | None] | None = None
    corrects: bool = False
    primary: bool = False
    listed: bool = True
    icon: str = ""
    button: str = ""
    done: str = ""
    initial: Callable[[Any], Mapping[str, Any]] | None = None
    ends: str = ""
    lasting: str = ""
    refusal: Callable[[Any, Scope, int | None], str] | None = None
    instead: str = "请刷新后再看。"
    arguments: Callable[[Any, Scope], Mapping[str, Any]] | None = None

    def place(self, record: Any, scope: Scope) -> str:
        """Return the place path at which the verb is needed: of several sides the first for which the scope has it."""
        sides = self.sides(record) if self.sides is not None else ()
        return next((one for one in sides if scope.may(self.verb, one)), sides[0] if sides else self.path(record))

    @property
    def said(self) -> str:
        """What is said when it is done."""
        return self.done or f"已{self.label}。"


@dataclass(frozen=True, kw_only=True)
class Life:
    """The life of one kind of record: its states, what may be done in each, and where its pages are.

    `new` puts one on record. `counted` are the states in which it counts in figures. `overdue(day)` are the conditions
    under which a record should have gone on by a day, `overdue_words` what is said of it then. `state_of` and `states` are the field `state` and its choices
    unless they are computed. Records with `evidence` carry files. `read` gives the values of the forms for many records, in a constant number of queries.
    `prefix` is the address below which the pages of its records are; a record `shown_elsewhere` has no page of its own: the
    facts over its table say which page shows it, unless `shown_with` gives the record on whose page it stands. `missing` is
    what is said of one not found. `called` is how its own pages name a record to those who may read it; what journal and
    messages write, `str`, names no people. `located(record, page)` gives the address of a page of a record that is not named
    by its number alone. `locked_first(record)` gives the row every writer of such records locks before them.
    """

    model: type[Guarded]
    code: str
    prefix: str
    shown_elsewhere: bool = False
    shown_with: Callable[[Any], Guarded] | None = None
    acts: tuple[Act, ...] = ()
    new: Act | None = None
    counted: tuple[str, ...] = ()
    overdue: Callable[[date], Mapping[str, Any]] | None = None
    overdue_words: str = "已过期，请登记结果"
    state_of: Callable[[Any], str] | None = None
    states: Sequence[tuple[str, str]] = ()
    evidence: bool = False
    read: Callable[[Sequence[Any]], Sequence[dict[str, Any]]] | None = field(default=None, hash=False)
    missing: str = ""
    called: Callable[[Any], str] = str
    located: Callable[[Any, str], str] | None = None
    locked_first: Callable[[Any], Guarded] | None = None

    @property
    def label(self) -> str:
        """The kind of record in words."""
        return str(self.model._meta.verbose_name)

    @property
    def not_found(self) -> str:
        """What is said of a record that is not there, or out of scope."""
        return self.missing or f"没有找到这条{self.label}，可能不在您的权限范围内。"

    def every_act(self) -> tuple[Act, ...]:
        """Return what may be done, putting on record included."""
        return (*((self.new,) if self.new else ()), *self.acts)

    def act(self, code: str) -> Act:
        """Return an act by its code; raises `LookupError` for one that is none."""
        for one in self.every_act():
            if one.code == code:
                return one
        raise LookupError(f"{self.code} knows no act {code!r}")

    def name_of(self, one: Act) -> str:
        """Return the full name of an act: what the journal keeps, and what its address is called."""
        return f"{self.code}.{one.code}"

    def choices(self) -> list[tuple[str, str]]:
        """Return the states with their words; none where its kind has none."""
        if self.states:
            return list(self.states)
        stored = [one for one in cast("Any", self.model)._meta.fields if one.name == "state"]
        return [(str(code), str(word)) for one in stored for code, word in one.flatchoices]

    def state(self, record: Any) -> str:
        """Return the state of a record; empty where its kind has none."""
        if self.state_of is not None:
            return self.state_of(record)
        return str(getattr(record, "state", ""))

    def is_overdue(self, record: Any, day: date) -> bool:
        """Tell whether a record should have gone on by a day: what the conditions of `overdue` say, of this one record."""
        conditions = self.overdue(day) if self.overdue is not None else {}
        return bool(conditions) and all(_holds(record, lookup, value) for lookup, value in conditions.items())

    def state_label(self, record: Any) -> str:
        """Return the state of a record in words."""
        state = self.state(record)
        return dict(self.choices()).get(state, state) if state else ""

    def allows(self, one: Act, record: Any) -> bool:
        """Tell whether the record's state allows an act."""
        return not one.from_ or self.state(record) in one.from_

    def offered(self, record: Any, *, scope: Scope, account: int | None = None) -> tuple[Act, ...]:
        """Return the acts this record's state allows to this scope and account: the buttons of its page."""
        return tuple(one for one in self.acts if self.offers(one, record, scope=scope, account=account))

    def offers(self, one: Act, record: Any, *, scope: Scope, account: int | None = None) -> bool:
        """Tell whether a record's state allows an act to this scope and account."""
        permitted = self.allows(one, record) and self.permits(one, record, scope=scope, account=account)
        return permitted and not _is_same(one, record, account)

    def permits(self, one: Act, record: Any, *, scope: Scope, account: int | None = None) -> bool:
        """Tell whether this scope and account may do an act, in whatever state the record is."""
        return scope.may(one.verb, one.place(record, scope)) and not _refusal(one, record, scope, account)

    def require(self, one: Act, record: Any, *, by: Actor) -> None:
        """Raise `ConflictError` where the state does not allow an act, or where it needs a second person.

        Raises `ForbiddenError` where it is refused to whoever has the verb.
        """
        if refused := _refusal(one, record, by.scope, by.account_id):
            raise ForbiddenError(refused)
        if not self.allows(one, record):
            raise ConflictError(
                f"{self.label}「{record}」现在是「{self.state_label(record)}」，不能{one.label}，{one.instead}"
            )
        if _is_same(one, record, by.account_id):
            raise ConflictError(f"{one.label}应由另一个人办理：上一步是您自己办理的，请由另一位同事{one.label}。")

    def values_of(self, records: Sequence[Any], *, names: Sequence[str]) -> Sequence[dict[str, Any]]:
        """Return what the fields of the forms hold for records on file."""
        if self.read is not None:
            return self.read(records)
        many = {one.name for one in self.model._meta.many_to_many if one.name in names}
        prefetch_related_objects(list(records), *many)
        return [
            {name: list(getattr(record, name).all()) if name in many else getattr(record, name, None) for name in names}
            for record in records
        ]


def _holds(record: Any, lookup: str, value: Any) -> bool:
    name, _, operator = lookup.partition("__")
    found = getattr(record, name)
    if operator == "in":
        return found in value
    return found is not None and bool(found < value) if operator == "lt" else bool(found == value)


def _refusal(one: Act, record: Any, scope: Scope, account: int | None) -> str:
    return one.refusal(record, scope, account) if one.refusal is not None else ""


def _is_same(one: Act, record: Any, account: int | None) -> bool:
    if one.by_another_than is None or account is None:
        return False
    others = one.by_another_than(record)
    return account in others if isinstance(others, Collection) else account == others
