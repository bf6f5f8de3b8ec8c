"""What a record held before an import changed it and the journal must not repeat: kept sealed, for undoing the import."""

import json
from typing import Any

from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded, every_row
from tongxin.access.models import Entry
from tongxin.intake.models import Batch, BatchRow, EarlierValues


def forget_earlier_values(record: Model, *, by: Actor, called: str) -> None:
    """Forget what imports kept of a record whose content is being erased; they can no longer be undone for it."""
    del by  # whoever may erase the record may forget this, and the erasing is told in the journal
    EarlierValues.objects.about(record).delete()
    _forget_rows(record, called)


def _forget_rows(record: Model, called: str) -> None:
    """Empty the rows, of every batch that wrote something about the record, that name whoever is `called` so."""
    batches = Entry.objects.about(record).filter(batch__isnull=False)
    rows = BatchRow.objects.children_of_numbered(Batch, batches.values("batch"))
    held = rows.exclude(content="")
    named = [row.pk for row in held.iterator(chunk_size=2_000) if called in row.content]
    rows.filter(pk__in=named).update(content="")


def own_links(record: Model, name: str) -> QuerySet[Any]:
    """Return the rows of the link table that belong to a record."""
    link: Any = record._meta.get_field(name)
    every = every_row(link.remote_field.through, reason="the links of the one record about to be changed")
    return every.filter(**{link.m2m_field_name(): record.pk})


def keep_earlier_values(record: Guarded, *, by: Actor) -> None:
    """Keep, as they are stored, secret fields and links to many of a record about to be changed by an import.

    Does nothing outside one. Every action that changes a record with either calls this first.
    """
    if by.batch is None:
        return
    model = type(record)
    names = [one.attname for one in model._meta.concrete_fields if getattr(one, "keeps_secret", False)]
    rows = model.objects.same_as(record)
    stored = rows.values_list(*(Cast(name, TextField()) for name in names)).get() if names else ()
    links = {one.name: list(own_links(record, one.name).values()) for one in model._meta.many_to_many}
    if names or links:
        EarlierValues.objects.create(
            batch_id=by.batch,
            path=getattr(record, "path", ""),
            record_type=model._meta.label_lower,
            record=record.pk,
            content=json.dumps({"secrets": dict(zip(names, stored, strict=True)), "links": links}, ensure_ascii=False),
        )
