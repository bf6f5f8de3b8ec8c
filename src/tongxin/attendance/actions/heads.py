"""Counting those who were there without names."""

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.models import Evidence, HeadCount, Occasion
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb

MOST_HEADS = 1_000_000


def count_heads(
    occasion: Occasion, *, by: Actor, number: int, method: str, evidence: Evidence = Evidence.HOST
) -> HeadCount:
    """Record how many were there without names, and how they were counted."""
    by.scope.require(Verb.RECORD, occasion.path)
    if not 1 <= number <= MOST_HEADS:
        raise InputError("清点人数应为 1 至 1000000 的整数。", field="head_count")
    if not method.strip():
        raise InputError("请写明清点方法，例如「会场清点」。", field="method")
    with transaction.atomic():
        count = HeadCount.objects.create(
            occasion=occasion, path=occasion.path, number=number, method=method.strip(), evidence=evidence
        )
        journal.write(count, by=by, action="attendance.count")
    return count
