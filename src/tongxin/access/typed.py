"""Columns in which people type freely: reasons, notes, answers, names of files. Whatever stands there may name anybody."""

import re
from functools import cache
from typing import Any, Final

from django.db import models

_NAMES: Final = re.compile(
    r"(?:.*_)?(?:reason|note|notes|answer|message|remark|filename|file_name|paper|purpose|detail|decision)"
)
_SHORTEST: Final = 60  # what holds less is a code


@cache
def typed_columns(model: type[models.Model]) -> frozenset[str]:
    """Return the columns of a table in which people type what may name anybody."""
    named = getattr(model, "typed_into", ())
    return frozenset(one.attname for one in model._meta.concrete_fields if one.name in named or _is_typed(one))


def _is_typed(one: Any) -> bool:
    if not isinstance(one, models.CharField | models.TextField | models.JSONField) or one.flatchoices:
        return False
    return (one.max_length or _SHORTEST) >= _SHORTEST and _NAMES.fullmatch(one.name) is not None
