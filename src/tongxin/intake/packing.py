"""Cleaned values as JSON and back: days as days, records as what they are and their number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model

from tongxin.access.guard import every_row

_RECORD, _DAY, _TUPLE = "record", "day", "tuple"


def packed(value: Any) -> Any:
    """Return a cleaned value as a JSON value."""
    if isinstance(value, Model):
        return {_RECORD: [value._meta.label_lower, value.pk]}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, tuple):
        return {_TUPLE: [packed(one) for one in value]}
    if isinstance(value, list):
        return [packed(one) for one in value]
    return value


def unpacked(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the cleaned values of many rows; records are read anew, in a query per kind of record and 5,000 of them."""
    records = _records(rows)
    return [{name: _restored(value, records) for name, value in row.items()} for row in rows]


def _records(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Model]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for value in row.values():
            for label, number in _named(value):
                wanted[label].add(number)
    found: dict[tuple[str, int], Model] = {}
    for label, numbers in wanted.items():
        every = every_row(apps.get_model(label), reason="records named by rows that were validated for their asker")
        found |= {(label, number): one for number, one in every.in_bulk(sorted(numbers)).items()}
    return found


def _named(value: Any) -> Iterable[tuple[str, int]]:
    if isinstance(value, dict) and _RECORD in value:
        yield value[_RECORD][0], value[_RECORD][1]
    elif isinstance(value, list):
        for one in value:
            yield from _named(one)


def _restored(value: Any, records: Mapping[tuple[str, int], Model]) -> Any:
    if isinstance(value, dict):
        if _RECORD in value:
            return records[value[_RECORD][0], value[_RECORD][1]]
        if _DAY in value:
            return date.fromisoformat(value[_DAY])
        return tuple(_restored(one, records) for one in value[_TUPLE])
    return [_restored(one, records) for one in value] if isinstance(value, list) else value
