"""What a record held before an import, or an act by hand, changed it and the journal must not repeat: kept sealed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.erasing import Erased
from tongxin.access.guard import Guarded
from tongxin.intake.models import Batch, BatchRow, EarlierValues
from tongxin.intake.uploads import kept_file
from tongxin.lifecycle.lives import act_named
from tongxin.lifecycle.taking_back import WITHIN
from tongxin.lifecycle.undoing import own_links
from tongxin.lifecycle.writing import Doer


def forget_earlier_values(record: Model, *, by: Actor, erased: Erased) -> None:
    """Forget what imports kept of a record whose content is being erased; they can no longer be undone for it.

    Every row of a file that names who is `erased` is emptied, and a file that waits to be imported is removed once
    the erasing is committed: it has to be handed in again.
    """
    del by  # whoever may erase the record may forget this, and the erasing is told in the journal
    EarlierValues.objects.about(record).delete()
    rows = BatchRow.objects.children_of_numbered(Batch, Batch.objects.counted().values("pk"))
    held = rows.exclude(content="")
    named = [row for row in held.iterator(chunk_size=2_000) if erased.names(row.content)]
    rows.filter(pk__in=[row.pk for row in named]).update(content="")
    for kept in Batch.objects.at_and_below("").exclude(excerpt="", mends="").iterator(chunk_size=500):
        if erased.names(kept.excerpt) or erased.names(kept.mends):
            Batch.objects.same_as(kept).update(excerpt="", mends="")
    for batch in {row.batch_id for row in named}:
        transaction.on_commit(partial(kept_file(batch).unlink, missing_ok=True))


def keep_earlier_values(*records: Guarded, by: Actor) -> None:
    """Keep, as they are stored, secret fields and links to many of rows of one table about to be changed: two statements.

    Of an import that is for its undoing, of an act by hand for taking it back within a day; of an act that is lasting,
    and of a row the act itself has made, nothing is kept. Every action that changes a record with either calls this first.
    """
    kept = [one for one in records if by.batch is not None or _may_be_taken_back(one, by=by)]
    if not kept:
        return
    model = type(kept[0])
    names = [one.attname for one in model._meta.concrete_fields if getattr(one, "keeps_secret", False)]
    read = model.objects.same_as(*kept).values_list("pk", *(Cast(name, TextField()) for name in names))
    stored: dict[int, list[str]] = {number: texts for number, *texts in read} if names else {}
    links = [one.name for one in model._meta.many_to_many]
    if names or links:
        EarlierValues.objects.insert_rows(
            [
                EarlierValues(
                    batch=None if by.batch is None else Batch(pk=by.batch),
                    at=journal.moment_of_act() if by.batch is None else None,
                    path=getattr(one, "path", ""),
                    record_type=model._meta.label_lower,
                    record=one.pk,
                    content=_content(one, dict(zip(names, stored.get(one.pk, ()), strict=True)), links),
                )
                for one in kept
            ]
        )


def _content(record: Guarded, secrets: Mapping[str, str], links: Sequence[str]) -> str:
    own = {name: list(own_links(record, name).values()) for name in links}
    return json.dumps({"secrets": secrets, "links": own}, ensure_ascii=False)


def _may_be_taken_back(record: Guarded, *, by: Actor) -> bool:
    if not isinstance(by, Doer) or by.has_made(record):
        return False
    try:
        return not act_named(by.action)[1].lasting
    except LookupError:
        return False


def earlier_content(record: Guarded, *, at: datetime) -> Mapping[str, Any] | None:
    """Return what was kept of a record in the act by hand of this moment, the first of several; None where nothing was."""
    kept = EarlierValues.objects.about(record).filter(batch=None, at=at).order_by("id").first()
    if kept is None:
        return None
    content: Mapping[str, Any] = json.loads(kept.content)
    return content


def forget_acts() -> str:
    """Forget what was kept of acts by hand that can no longer be taken back. For a schedule."""
    rows = EarlierValues.objects.for_worker().filter(batch=None, at__lt=timezone.now() - WITHIN)
    number, _ = rows.delete()
    return f"删去 {number} 条为撤回留存的内容。"
