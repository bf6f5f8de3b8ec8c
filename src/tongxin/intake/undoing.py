"""Take an import back: the former state exactly, or a sentence saying which later work rests on it.

The journal says what the import wrote, line by line; what the journal must not repeat was kept sealed beside it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Value

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.bulk import delete_rows
from tongxin.access.guard import Guarded, every_row
from tongxin.access.models import Entry
from tongxin.intake.earlier import own_links
from tongxin.intake.models import Batch, EarlierValues
from tongxin.kernel.errors import ConflictError
from tongxin.lifecycle.models import EvidenceFile
from tongxin.web.format import moment

_CHUNK: Final = 900


def undo_rows(batch: Batch, *, by: Actor, reason: str) -> int:
    """Take back every row the import wrote, the last first, and return their number. Runs inside a transaction."""
    born = dict.fromkeys(
        _lines(batch).filter(before={}).exclude(after={}).order_by("id").values_list("record_type", "record_id")
    )
    kept = _lines(batch).exclude(before={}).order_by("-id")
    changed = [line for line in kept if (line.record_type, line.record_id) not in born]
    created: dict[str, list[int]] = defaultdict(list)
    for name, number in born:  # one that the import itself removed again is not there any more, and nothing is done
        created[name].append(number)
    _refuse_later_work(batch, created=created, changed=changed)
    _refuse_dependents(created)
    _refuse_evidence(created)
    _refuse_ledgers(created)
    for name in reversed(list(created)):  # first, so that no new row stands where a former one comes back
        _remove(apps.get_model(name), created[name], by=by, reason=reason)
    for line in changed:
        _put_back(line, by=by, reason=reason)
    _restore_kept(batch, born=set(born))
    return len(changed) + sum(map(len, created.values()))


def _lines(batch: Batch) -> models.QuerySet[Entry]:
    every = Entry.objects.whole_network(reason="what the one batch wrote")
    return every.select_related("detail").filter(batch=batch.pk)


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return every_row(model, reason="rows written by the one batch being undone")


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
    # A line about secret values alone names no column, but what was kept does.
    kept = EarlierValues.objects.children_of(batch)
    for name, number in kept.values_list("record_type", "record"):
        written[name].add(number)
    last = _lines(batch).order_by("-id").values_list("pk", flat=True).first() or 0
    undone = Batch.objects.counted().filter(state=Batch.State.UNDONE)
    every = Entry.objects.whole_network(reason="later writes about the records of the one batch")
    every = every.filter(pk__gt=last).exclude(batch__in=undone.values("pk"))
    for name, touched in written.items():
        for chunk in _chunks(sorted(touched)):
            later = every.filter(record_type=name, record_id__in=chunk).first()
            if later:
                raise ConflictError(
                    f"不能撤销：{_called(name)}「{later.record_label}」在导入以后由 {later.actor} 于 {moment(later.at)} 改过，"
                    "请先处理这条记录。"
                )


def _refuse_dependents(created: dict[str, list[int]]) -> None:
    """Refuse where a row that is not of this import points to one that is."""
    for name, numbers in created.items():
        model = apps.get_model(name)
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
                _refuse_pointing(model, relation, numbers, created=created)


def _refuse_pointing(
    model: type[models.Model], relation: Any, numbers: Sequence[int], *, created: dict[str, list[int]]
) -> None:
    pointing = relation.related_model
    owner = pointing._meta.auto_created or pointing  # the rows of a link table belong to whoever has the link
    if owner is model and owner is not pointing:
        return  # a record's own links go with it
    own = frozenset(created.get(owner._meta.label_lower, ()))
    key = "pk" if owner is pointing else f"{owner._meta.model_name}_id"
    for chunk in _chunks(numbers):
        for number in _rows(pointing).filter(**{f"{relation.field.name}__in": chunk}).values_list(key, flat=True):
            if number not in own:
                what = _rows(owner).get(pk=number)
                raise ConflictError(
                    f"不能撤销：{owner._meta.verbose_name}「{what}」用到了导入的{model._meta.verbose_name}，请先处理这条记录。"
                )


def _refuse_ledgers(created: dict[str, list[int]]) -> None:
    """Refuse where the import wrote lines that are never removed: what is wrong there is reversed."""
    for name in created:
        model = apps.get_model(name)
        if issubclass(model, Guarded) and model.is_append_only:
            raise ConflictError(
                f"不能撤销：导入写入了「{model._meta.verbose_name}」，它只增不改，请在记录的页面上逐条冲正。"
            )


def _refuse_evidence(created: dict[str, list[int]]) -> None:
    """Refuse where a new record has files by now: without it nobody could open, withdraw or delete them."""
    for name, numbers in created.items():
        for chunk in _chunks(numbers):
            if file := EvidenceFile.objects.about_numbered(apps.get_model(name), chunk).order_by("id").first():
                what = _rows(apps.get_model(name)).get(pk=file.record_id)
                raise ConflictError(f"不能撤销：导入的{_called(name)}「{what}」已上传佐证，请逐条更正或取消。")


def _called(name: str) -> str:
    return str(apps.get_model(name)._meta.verbose_name)


def _put_back(line: Entry, *, by: Actor, reason: str) -> None:
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
        journal.write(row, by=by, action="intake.undo", reason=reason)
        return
    before = journal.values_of(_rows(model).get(pk=line.record_id))
    _rows(model).filter(pk=line.record_id).update(**values)
    journal.write(_rows(model).get(pk=line.record_id), by=by, action="intake.undo", before=before, reason=reason)


def _remove(model: type[models.Model], numbers: Sequence[int], *, by: Actor, reason: str) -> None:
    for chunk in _chunks(numbers):
        rows = _rows(model).filter(pk__in=chunk)
        journal.write_removals(rows, by=by, action="intake.undo", reason=reason)
        delete_rows(model, chunk)


def _restore_kept(batch: Batch, *, born: set[tuple[str, int]]) -> None:
    """Put back, as they were stored, the values the journal does not hold."""
    kept = EarlierValues.objects.children_of(batch).order_by("-id")
    for earlier in kept:
        if (earlier.record_type, earlier.record) in born:
            continue
        model = apps.get_model(earlier.record_type)
        content = json.loads(earlier.content)
        stored = {name: Value(text, output_field=models.TextField()) for name, text in content["secrets"].items()}
        rows = _rows(model).filter(pk=earlier.record)
        if stored:
            rows.update(**stored)
        for name, kept_links in content["links"].items():
            own = own_links(rows.get(), name)
            own.delete()
            own.bulk_create(own.model(**values) for values in kept_links)
