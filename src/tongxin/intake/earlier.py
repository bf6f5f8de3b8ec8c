"""What a record held before an import changed it and the journal must not repeat: kept sealed, for undoing the import."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded, every_row
from tongxin.intake.models import Batch, BatchRow, EarlierValues
from tongxin.intake.uploads import kept_file


def forget_earlier_values(record: Model, *, by: Actor, words: Sequence[str]) -> None:
    """Forget what imports kept of a record whose content is being erased; they can no longer be undone for it.

    Every row of a file that holds one of the `words` is emptied, and a file that waits to be imported is removed once
    the erasing is committed: it has to be handed in again.
    """
    del by  # whoever may erase the record may forget this, and the erasing is told in the journal
    EarlierValues.objects.about(record).delete()
    rows = BatchRow.objects.children_of_numbered(Batch, Batch.objects.counted().values("pk"))
    held = rows.exclude(content="")
    named = [row for row in held.iterator(chunk_size=2_000) if any(word in row.content for word in words)]
    rows.filter(pk__in=[row.pk for row in named]).update(content="")
    for kept in Batch.objects.at_and_below("").exclude(excerpt="", mends="").iterator(chunk_size=500):
        if any(word in kept.excerpt or word in kept.mends for word in words):
            Batch.objects.same_as(kept).update(excerpt="", mends="")
    for batch in {row.batch_id for row in named}:
        transaction.on_commit(partial(kept_file(batch).unlink, missing_ok=True))


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
