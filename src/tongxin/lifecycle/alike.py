"""What may be on record once is on record once however it is written: （第一期） and (第一期) are one title.

A constraint of the database compares what was typed. Here the same constraint is held against the plain form of it, and
what was typed is what is kept and shown.
"""

import re
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Count, Q, UniqueConstraint

from tongxin.access.guard import Guarded
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import ConflictError
from tongxin.web.personal import is_private

# What may be written in several ways: all but Chinese characters, which are never taken apart.
_VARIES = re.compile(r"[^\u3400-\u9fff]+")


def refuse_alike(record: Guarded, *, changed: Collection[str] | None = None) -> None:
    """Raise `ConflictError` where another row says the same in other signs; `changed` names the fields that do, None for all.

    One query for each constraint with a text in it that can be written in several ways.
    """
    for rule in record._meta.constraints:
        if not isinstance(rule, UniqueConstraint) or not _concerns(rule, changed):
            continue  # a rule without words of its own is about numbers, and no user's to break
        for name in filter(lambda one: _is_text(record, one), rule.fields):
            if _VARIES.search(getattr(record, name)) and _is_said(record, rule, name):
                raise ConflictError(str(rule.get_violation_error_message()))


def _concerns(rule: UniqueConstraint, changed: Collection[str] | None) -> bool:
    speaks = rule.violation_error_message != UniqueConstraint.default_violation_error_message
    return speaks and (changed is None or any(name in changed for name in rule.fields))


def _is_text(record: Guarded, name: str) -> bool:
    """Tell whether a field holds text somebody typed: no choice, no secret, nothing that is told from another field."""
    found: Any = record._meta.get_field(name)
    return isinstance(found, models.CharField) and found.editable and not found.choices and not is_private(found)


def _is_said(record: Guarded, rule: UniqueConstraint, name: str) -> bool:
    """Tell whether another row the rule compares with has this text in other signs."""
    said = plain(getattr(record, name))
    others = {one: getattr(record, one) for one in rule.fields if one != name}
    if None in others.values():
        return False  # the database takes nothing for the same as nothing
    rows = type(record).objects.counted().filter(rule.condition or Q(), **others).exclude(pk=record.pk).order_by()
    if longest := max(_VARIES.split(said), key=len):
        rows = rows.filter(**{f"{name}__contains": longest})
    groups = rows.values(name).annotate(number=Count("pk"))
    return any(plain(group[name]) == said for group in groups)
