"""Taking back what was written, from the journal: the rows as they were, or a sentence saying what stands in the way.

The journal says what an import or an act wrote, line by line; what it must not repeat was kept sealed beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Value

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.bulk import delete_rows
from tongxin.access.guard import Guarded, every_row
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError
from tongxin.lifecycle.models import EvidenceFile

CHUNK: Final = 900
CODE: Final = "lifecycle.take_back"
"""What the journal calls the taking back of an act."""
_BESIDE: Final = ("access.entry", "intake.earliervalues", "lifecycle.evidencefile")
"""What tells of a record and does not rest on it; files have a sentence of their own."""


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """Who takes back what: `action` is what the journal calls it, `refused` begins every refusal, `origin` says what wrote the rows."""

    by: Actor
    action: str
    reason: str
    refused: str
    origin: str


@dataclass(frozen=True)
class Key:
    """What the lines of one act have in common: its moment, and whose it is."""

    at: datetime
    account: int | None
    actor: str

    @classmethod
    def of(cls, line: Entry) -> "Key":
        """Return that of the act a line is of."""
        return cls(line.at, line.account_id, line.actor)


def standing(lines: Iterable[Entry]) -> Entry | None:
    """Return the newest line, of those given newest first, whose act was not taken back."""
    taken_back, before = 0, None
    for line in lines:
        key = Key.of(line)
        if key == before:
            continue
        before = key
        if line.action == CODE:
            taken_back += 1
        elif taken_back:
            taken_back -= 1
        else:
            return line
    return None


def lines_written(condition: Q) -> models.QuerySet[Entry]:
    """Return the lines of the one import or act that is taken back."""
    every = Entry.objects.whole_network(reason="what the one import or act that is taken back wrote")
    return every.select_related("detail").filter(condition)


def lines_about(name: str, numbers: Sequence[int], *, after: int) -> models.QuerySet[Entry]:
    """Return the lines about records of one table numbered above a line."""
    every = Entry.objects.whole_network(reason="later writes about records of the one import or act that is taken back")
    return every.filter(pk__gt=after, record_type=name, record_id__in=numbers)


def rows_written(model: type[models.Model]) -> models.QuerySet[Any]:
    """Return the table in which rows are taken back."""
    return every_row(model, reason="rows written by the one import or act that is taken back")


def chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield numbers in pieces a statement can name."""
    for start in range(0, len(numbers), CHUNK):
        yield numbers[start : start + CHUNK]


def called(name: str) -> str:
    """Return the kind of record in words."""
    return str(apps.get_model(name)._meta.verbose_name)


def refuse_what_rests(written: "Written", *, undoing: Undoing) -> None:
    """Refuse where something rests on new rows: rows that point to them, files, certificates; or where they are a ledger's.

    A row that was changed to point to one points elsewhere again when it is put back.
    """
    created, touched = written.created, written.touched
    for name, numbers in created.items():
        _refuse_dependents(name, numbers, touched=touched, undoing=undoing)
    for name, numbers in created.items():
        _refuse_evidence(name, numbers, undoing=undoing)
    for name in created:
        model = apps.get_model(name)
        if issubclass(model, Guarded) and model.is_append_only:
            raise ConflictError(
                f"{undoing.refused}{undoing.origin}写入了「{model._meta.verbose_name}」，它只增不改，请在记录的页面上逐条冲正。"
            )


def _refuse_dependents(
    name: str, numbers: Sequence[int], *, touched: Mapping[str, Sequence[int]], undoing: Undoing
) -> None:
    model = apps.get_model(name)
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            for what in _pointing(model, relation, numbers, touched=touched):
                raise ConflictError(
                    f"{undoing.refused}{what._meta.verbose_name}「{what}」用到了{undoing.origin}的{called(name)}，请先处理这条记录。"
                )


def _pointing(
    model: type[models.Model], relation: Any, numbers: Sequence[int], *, touched: Mapping[str, Sequence[int]]
) -> Iterator[models.Model]:
    """Yield the rows that point to new ones and are not taken back with them."""
    pointing = relation.related_model
    owner = pointing._meta.auto_created or pointing  # the rows of a link table belong to whoever has the link
    if owner is model and owner is not pointing:
        return  # a record's own links go with it
    own = frozenset(touched.get(owner._meta.label_lower, ()))
    key = "pk" if owner is pointing else f"{owner._meta.model_name}_id"
    for chunk in chunks(numbers):
        for number in (
            rows_written(pointing).filter(**{f"{relation.field.name}__in": chunk}).values_list(key, flat=True)
        ):
            if number not in own:
                yield rows_written(owner).get(pk=number)


def _refuse_evidence(name: str, numbers: Sequence[int], *, undoing: Undoing) -> None:
    """Refuse where a new record has files or papers by now: without it nobody could open, withdraw or delete them."""
    model = apps.get_model(name)
    for chunk in chunks(numbers):
        if file := EvidenceFile.objects.about_numbered(model, chunk).order_by("id").first():
            what = rows_written(model).get(pk=file.record_id)
            raise ConflictError(
                f"{undoing.refused}{undoing.origin}的{called(name)}「{what}」已上传佐证，请逐条更正或取消。"
            )
        for other in _about_any():
            if found := other.objects.about_numbered(model, chunk).first():
                raise ConflictError(f"{undoing.refused}已有{other._meta.verbose_name}「{found}」以它为依据，请先处理。")


def _about_any() -> list[type[Guarded]]:
    every = (one for one in apps.get_models() if issubclass(one, Guarded) and one.about_any)
    return [one for one in every if one._meta.label_lower not in _BESIDE]


def put_back(line: Entry, *, undoing: Undoing) -> None:
    """Give a changed row its former values, or bring a removed one back; secret ones follow from what was kept."""
    model = apps.get_model(line.record_type)
    fields = {one.attname: one for one in model._meta.concrete_fields}
    values = {
        name: fields[name].to_python(value)
        for name, value in line.values[0].items()
        if value not in (journal.REDACTED, Entry.APART) and name in fields  # links to many come back from what was kept
    }
    if not line.after:
        row = model(**values)
        row.save(force_insert=True)
        journal.write(row, by=undoing.by, action=undoing.action, reason=undoing.reason)
        return
    before = journal.values_of(rows_written(model).get(pk=line.record_id))
    rows_written(model).filter(pk=line.record_id).update(**values)
    after = rows_written(model).get(pk=line.record_id)
    journal.write(after, by=undoing.by, action=undoing.action, before=before, reason=undoing.reason)


def remove(name: str, numbers: Sequence[int], *, undoing: Undoing) -> None:
    """Remove new rows, and tell the journal all they held."""
    model = apps.get_model(name)
    for chunk in chunks(numbers):
        rows = rows_written(model).filter(pk__in=chunk)
        journal.write_removals(rows, by=undoing.by, action=undoing.action, reason=undoing.reason)
        delete_rows(model, chunk)


def own_links(record: models.Model, name: str) -> models.QuerySet[Any]:
    """Return the rows of the link table that belong to a record."""
    link: Any = record._meta.get_field(name)
    every = every_row(link.remote_field.through, reason="the links of the one record about to be changed")
    return every.filter(**{link.m2m_field_name(): record.pk})


def restore_kept(model: type[models.Model], number: int, content: Mapping[str, Any]) -> None:
    """Put back, as they were stored, secret values and links to many of a row."""
    rows = rows_written(model).filter(pk=number)
    stored = {name: Value(text, output_field=models.TextField()) for name, text in content["secrets"].items()}
    if stored:
        rows.update(**stored)
    for name, kept_links in content["links"].items():
        own = own_links(rows.get(), name)
        own.delete()
        own.bulk_create(own.model(**values) for values in kept_links)


@dataclass(frozen=True)
class Written:
    """What lines say was written: rows that are new, in the order they were made, and lines about rows that were there, newest first."""

    created: Mapping[str, Sequence[int]]
    changed: Sequence[Entry]

    @property
    def touched(self) -> Mapping[str, Sequence[int]]:
        """The numbers of all rows, by table."""
        found: dict[str, set[int]] = defaultdict(set)
        for name, numbers in self.created.items():
            found[name].update(numbers)
        for line in self.changed:
            found[line.record_type].add(line.record_id)
        return {name: sorted(numbers) for name, numbers in found.items()}

    @property
    def count(self) -> int:
        """How many rows are taken back."""
        return len(self.changed) + sum(map(len, self.created.values()))


def written_by(lines: Sequence[Entry]) -> Written:
    """Return what lines, in their order, say was written."""
    born = dict.fromkeys((one.record_type, one.record_id) for one in lines if one.after and not one.before)
    created: dict[str, list[int]] = defaultdict(list)
    for name, number in born:  # one that was removed again is not there any more, and nothing is done
        created[name].append(number)
    kept = [
        one for one in reversed(lines) if (one.before or not one.after) and (one.record_type, one.record_id) not in born
    ]
    return Written(created, kept)


def take_back(written: Written, *, undoing: Undoing) -> None:
    """Remove what is new, then give back what was there: no new row stands where a former one comes back."""
    try:
        with transaction.atomic():
            for name in reversed(list(written.created)):
                remove(name, written.created[name], undoing=undoing)
            for line in written.changed:
                if line.before or line.after:  # of secrets alone the journal names no column
                    put_back(line, undoing=undoing)
    except IntegrityError as error:
        raise ConflictError(
            f"{undoing.refused}其中的记录后来又被用到，或别的记录占用了原来的名称或位置，请先处理后来的记录。"
        ) from error
