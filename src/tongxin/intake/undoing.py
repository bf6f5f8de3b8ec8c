"""Take an import back: the former state exactly, or a sentence saying which later work rests on it.

The journal says what the import wrote, line by line; what the journal must not repeat was kept sealed beside it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Value

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.bulk import delete_rows
from tongxin.access.guard import every_row
from tongxin.access.models import Entry
from tongxin.intake.models import Batch, Former
from tongxin.intake.packing import link_rows
from tongxin.kernel.errors import ConflictError
from tongxin.web.format import moment

_CHUNK: Final = 900


def undo_rows(batch: Batch, *, by: Actor, reason: str) -> int:
    """Take back every row the import wrote and return their number. Runs inside a transaction.

    New rows go first: a former value may be one that only a new row holds now. What points to them until then is put
    back before the transaction ends.
    """
    created, changed = _written(batch)
    _refuse_later_work(batch, created=created, changed=changed)
    _refuse_dependents(created)
    for name in reversed(list(created)):
        _remove(apps.get_model(name), created[name], by=by, reason=reason)
    for line in changed:
        _put_back(line, by=by, reason=reason)
    _restore_kept(batch)
    return len(changed) + sum(map(len, created.values()))


def _lines(batch: Batch) -> models.QuerySet[Entry]:
    return Entry.objects.whole_network(reason="what the one batch wrote").filter(batch=batch.pk)


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return every_row(model, reason="rows written by the one batch being undone")


def _written(batch: Batch) -> tuple[dict[str, list[int]], list[Entry]]:
    """Return the numbers of new records by type, and the lines about all others, the last first.

    Types come in the order in which they were first written; a record made and removed by the same import is neither.
    """
    made = list(
        _lines(batch).filter(before={}).exclude(after={}).order_by("id").values_list("record_type", "record_id")
    )
    others = list(_lines(batch).exclude(before={}).order_by("-id"))
    own = set(made) if others else set()
    removed = {(line.record_type, line.record_id) for line in others if not line.after}
    created: dict[str, list[int]] = defaultdict(list)
    for name, number in made:
        if (name, number) not in removed:
            created[name].append(number)
    return dict(created), [line for line in others if (line.record_type, line.record_id) not in own]


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]


def _refuse_later_work(batch: Batch, *, created: dict[str, list[int]], changed: Sequence[Entry]) -> None:
    """Refuse where something else was written later about a record of this import."""
    written: dict[str, set[int]] = defaultdict(set)
    for name, numbers in created.items():
        written[name].update(numbers)
    for line in changed:
        written[line.record_type].add(line.record_id)
    last = _lines(batch).order_by("-id").values_list("pk", flat=True).first() or 0
    every = Entry.objects.whole_network(reason="later writes about the records of the one batch").filter(pk__gt=last)
    for name, touched in written.items():
        for chunk in _chunks(sorted(touched)):
            later = every.filter(record_type=name, record_id__in=chunk).first()
            if later:
                raise ConflictError(
                    f"不能撤销：{_called(name)}「{later.record_label}」在导入以后由 {later.actor} 于 {moment(later.at)} 改过，"
                    "请先处理这条记录。"
                )


def _refuse_dependents(created: Mapping[str, Sequence[int]]) -> None:
    """Refuse where a row that is not of this import points to one that is."""
    for name, numbers in created.items():
        model = apps.get_model(name)
        for relation in model._meta.get_fields(include_hidden=True):  # our foreign keys all hide their other end
            if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
                _refuse_pointing(relation, numbers, created=created)


def _refuse_pointing(
    relation: models.ForeignObjectRel, numbers: Sequence[int], *, created: Mapping[str, Sequence[int]]
) -> None:
    pointing, owner, key = relation.related_model, *_owner(relation.related_model)
    own = frozenset(created.get(owner._meta.label_lower, ()))
    for chunk in _chunks(numbers):
        found = _rows(pointing).filter(**{f"{relation.field.name}__in": chunk}).values_list(key, flat=True)
        if foreign := next((number for number in found if number not in own), None):
            row = _rows(owner).get(pk=foreign)
            raise ConflictError(
                f"不能撤销：{owner._meta.verbose_name}「{row}」用到了导入的{relation.model._meta.verbose_name}，"
                "请先处理这条记录。"
            )


def _owner(pointing: Any) -> tuple[Any, str]:
    """Return whose rows the rows of a table are, and by which column: links to many belong to what has them."""
    owner = pointing._meta.auto_created
    if not owner:
        return pointing, "pk"
    (link,) = (one for one in owner._meta.many_to_many if one.remote_field.through is pointing)
    return owner, f"{link.m2m_field_name()}_id"


def _called(name: str) -> str:
    return str(apps.get_model(name)._meta.verbose_name)


def _put_back(line: Entry, *, by: Actor, reason: str) -> None:
    """Give a changed row its former values, or bring a removed one back; secret ones follow from what was kept."""
    model = apps.get_model(line.record_type)
    fields = {one.attname: one for one in model._meta.concrete_fields}
    values = {name: fields[name].to_python(value) for name, value in line.before.items() if value != journal.REDACTED}
    if not line.after:
        row = model(**values)
        row.save(force_insert=True)
        journal.write(row, by=by, action="intake.undo", reason=reason)
        return
    before = journal.values_of(_rows(model).get(pk=line.record_id))
    if values:
        _rows(model).filter(pk=line.record_id).update(**values)
    journal.write(_rows(model).get(pk=line.record_id), by=by, action="intake.undo", before=before, reason=reason)


def _remove(model: type[models.Model], numbers: Sequence[int], *, by: Actor, reason: str) -> None:
    for chunk in _chunks(numbers):
        rows = _rows(model).filter(pk__in=chunk)
        journal.write_removals(rows, by=by, action="intake.undo", reason=reason)
        delete_rows(model, chunk)


def _restore_kept(batch: Batch) -> None:
    """Put back, as they were stored, the values the journal does not hold."""
    kept = Former.objects.whole_network(reason="what the one batch changed").filter(batch=batch).order_by("-id")
    for former in kept:
        model = apps.get_model(former.record_type)
        content = json.loads(former.content)
        stored = {name: Value(text, output_field=models.TextField()) for name, text in content["secrets"].items()}
        rows = _rows(model).filter(pk=former.record)
        if stored:
            rows.update(**stored)
        for name, links in content["links"].items():
            linked = link_rows(model._meta.get_field(name), former.record)
            linked.delete()
            linked.bulk_create(linked.model(**link) for link in links)
