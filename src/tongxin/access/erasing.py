"""Erasing somebody from what people typed: reasons, notes, names of files, beside the records and beside the journal.

A name is looked for where it may have been typed, in every spelling (`access.spelled`), and replaced by the record's number;
what stands beside the journal is deleted, for its lines are sealed. Nobody is shown a row on the way, so no scope is asked: whoever may erase the person
may erase the name everywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Count

from tongxin.access import exports
from tongxin.access.bulk import delete_rows
from tongxin.access.guard import Guarded
from tongxin.access.models import Account, Detail, Entry, Job, KeptAnswer
from tongxin.access.spelled import Spelled, may_hold, read, spelled, spelled_in_letters
from tongxin.access.typed import typed_columns

_SHORTEST: Final = 2  # a single character names nobody
_WAIT_MS: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Erased:
    """Whom nothing may name any more: by `words`, names and numbers; `called` is what stands there from now on.

    `others` are longer names of other people that hold one of the words: 王明亮 is not 王明. `readings` are the syllables
    names are written by in pinyin, `other_readings` those of the others.
    """

    words: Sequence[str]
    called: str
    others: Sequence[str] = ()
    readings: Sequence[Sequence[str]] = ()
    other_readings: Sequence[Sequence[str]] = ()

    def names(self, text: str) -> bool:
        """Tell whether a text holds one of the words."""
        return self.without(text) != text

    def without(self, text: str) -> str:
        """Return a text without the words."""
        if not self._first_look.search(text):
            return text
        reading, left, end = read(text), list[str](), 0
        for found in self._pattern.finditer(reading.text):
            begun, ended = reading.spans[found.start()][0], reading.spans[found.end() - 1][1]
            if not self._longest_first[(found.lastindex or 1) - 1][1] and begun >= end:
                left += text[end:begun], self.called
                end = ended
        return "".join([*left, text[end:]])

    @cached_property
    def wanted(self) -> list[Spelled]:
        """The words by their parts; a single character, or syllable, names nobody."""
        words = [one for one in map(spelled, self.words) if len(one.key) >= _SHORTEST]
        return words + [spelled_in_letters(one) for one in self.readings if len(one) >= _SHORTEST]

    @cached_property
    def _longest_first(self) -> list[tuple[Spelled, bool]]:
        """The words, and the names that stay."""
        kept = [spelled(name).as_one() for name in self.others] + [
            spelled_in_letters(one) for one in self.other_readings
        ]
        every = [(one, False) for one in self.wanted] + [(one, True) for one in kept]
        return sorted(every, key=lambda one: len(one[0].key), reverse=True)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"({one.pattern()})" for one, _ in self._longest_first) or r"(?!)")

    @cached_property
    def _first_look(self) -> re.Pattern[str]:
        return re.compile(may_hold(self.wanted))


def longer_names(column: "models.Field[Any, Any]", words: Iterable[str]) -> list[str]:
    """Return the values of a column of names that hold one of the words and are longer."""
    wanted = [one for one in map(spelled, words) if len(one.key) >= _SHORTEST]
    keys = {one.key for one in wanted}
    names = [name for _, name in _holding(column.model, [column], wanted)] if wanted else []
    read_as = {name: spelled(name).key for name in names}
    return sorted(name for name, said in read_as.items() if said not in keys and any(key in said for key in keys))


def erase_typed(erased: Erased) -> None:
    """Replace the words wherever people type; delete what stands beside the journal and answers kept for programs."""
    if not erased.wanted:
        return
    for model in apps.get_models():
        if issubclass(model, Guarded) and model not in (Detail, Entry, KeptAnswer) and not _stays(model):
            _replace(model, erased)
    _delete(Detail, ("reason", "said"), erased)
    _delete(KeptAnswer, ("body",), erased)


def erase_details(about: Mapping[type[models.Model], Sequence[int]]) -> None:
    """Delete what was typed in lines about these records, as far as no line about anything else shares it."""
    own: dict[int, int] = {}
    for table, numbers in about.items():
        lines = Entry.objects.about_numbered(table, numbers).exclude(detail=None).order_by()
        for detail, count in lines.values_list("detail_id").annotate(count=Count("pk")):
            own[detail] = own.get(detail, 0) + count
    lines = Entry.objects.counted().filter(detail__in=list(own)).order_by()
    every = dict(lines.values_list("detail_id").annotate(count=Count("pk")))
    delete_rows(Detail, [detail for detail, count in own.items() if every[detail] == count])


def after_erasing(*then: Callable[[], object]) -> None:
    """Once the erasing is committed: remove files of exports about people, do the rest, and let the disk forget as well."""
    for one in (_remove_exports, *then, forget_on_disk):
        transaction.on_commit(one)


def forget_on_disk() -> None:
    """Have SQLite write its log into the database and empty it; deleted content is overwritten there (`secure_delete`).

    PostgreSQL forgets when it vacuums, and in its archive when that is thrown away: see docs/operations.md.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")  # somebody reads just now: the next night is early enough
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {before}")


def _remove_exports() -> None:
    """Remove the files of exports about people: whoever needs one has it written again."""
    jobs = Job.objects.children_of_numbered(Account, Account.objects.values("pk")).filter(kind=exports.KIND.code)
    for result in jobs.filter(state=Job.State.DONE).values_list("result", flat=True):
        if result.get("personal"):
            (exports.folder() / Path(result["file"]).name).unlink(missing_ok=True)


def _replace(model: type[models.Model], erased: Erased) -> None:
    typed = typed_columns(model) | {one.attname for one in model._meta.concrete_fields if _is_long_private(one)}
    columns = [one for one in model._meta.concrete_fields if one.attname in typed]
    if not columns:
        return
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    for number, *texts in list(_holding(model, columns, erased.wanted)):
        found = {one: (text, erased.without(text)) for one, text in zip(columns, texts, strict=True) if text}
        changed = {one: new[: one.max_length] for one, (old, new) in found.items() if new != old}
        if changed:
            marks = ", ".join(f"{quoted(str(one.column))} = {_mark(one)}" for one in changed)
            _execute(
                f"UPDATE {quoted(model._meta.db_table)} SET {marks} WHERE {_key(model)} = %s",  # noqa: S608 - names are ours
                [*changed.values(), number],
            )


def _stays(model: type[Guarded]) -> bool:
    """Tell whether rows stay as they were written: a hash or a trigger sees to it, and people type nothing into them."""
    return model.is_append_only or model.is_unchanging


def _delete(model: type[models.Model], names: Sequence[str], erased: Erased) -> None:
    columns = [model._meta.get_field(name) for name in names]
    rows = list(_holding(model, columns, erased.wanted))
    delete_rows(model, [number for number, *texts in rows if any(text and erased.names(text) for text in texts)])


def _holding(model: type[models.Model], columns: Sequence[Any], words: Sequence[Spelled]) -> Iterator[tuple[Any, ...]]:
    """Yield the key and these columns, as text, of the rows that may hold one of the words in one of them."""
    connection, pattern = connections[DEFAULT_DB_ALIAS], may_hold(words)
    quoted, look = connection.ops.quote_name, re.compile(pattern)
    texts = [f"CAST({quoted(str(one.column))} AS text)" for one in columns]
    far = connection.vendor == "postgresql"  # SQLite would ask us of every row
    where = " OR ".join(f"{text} ~ %s" for text in texts) if far else "1 = 1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([_key(model), *texts])} FROM {quoted(model._meta.db_table)} WHERE {where}",  # noqa: S608 - names are ours, the pattern is a parameter
            [pattern] * len(texts) if far else [],
        )
        yield from (row for row in cursor if any(text and look.search(text) for text in row[1:]))


def _execute(statement: str, values: Sequence[Any]) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, values)


def _mark(one: Any) -> str:
    return "%s::jsonb" if _is_json(one) and connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else "%s"


def _key(model: type[models.Model]) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(model._meta.pk.column))


def _is_json(one: Any) -> bool:
    return isinstance(one, models.JSONField)


def _is_long_private(one: Any) -> bool:
    """Tell whether a private field holds sentences, as those of an objection, not the name of one person."""
    long_enough = isinstance(one, models.CharField) and (one.max_length or 0) >= 100
    return long_enough and getattr(one, "is_private", False)
