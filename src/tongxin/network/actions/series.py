"""Writes of series: opening, correcting, closing."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.network.models import Organisation, Series
from tongxin.network.models.readings import normal_name


class SeriesDetails(TypedDict):
    """What is known of a series."""

    name: str
    organiser: Organisation
    begin: date
    end: date | None
    parent: Series | None


def open_series(*, by: Actor, **details: Unpack[SeriesDetails]) -> Series:
    """Put a series on record at its organiser's place, one that has ended already included."""
    organiser = details["organiser"]
    with act("network.series.open", by=by, path=organiser.path) as doer:
        return create(Series(**_values(details), organiser=organiser, path=organiser.path), by=doer)


def correct_series(series: Series, *, by: Actor, reason: str, **details: Unpack[SeriesDetails]) -> Series:
    """Correct what was recorded wrongly. The organiser stays: all that is held in the series is filed under it."""
    why = require_reason(reason)
    with transaction.atomic():
        parents = _parents() if details["parent"] else {}
        with act("network.series.correct", series, by=by, reason=why) as doer:
            if details["organiser"].pk != series.organiser_id:
                raise InputError("主办单位不能更正：登记错了请结束本系列，再按正确的主办单位登记。", field="organiser")
            _refuse_circle(series, parent=details["parent"], parents=parents)
            return change(series, by=doer, values=_values(details))


def close_series(series: Series, *, by: Actor, day: date, reason: str) -> Series:
    """End a series from this day on. What belongs to it goes on under its own name until it is ended itself."""
    with act("network.series.close", series, by=by, reason=require_reason(reason)) as doer:
        require_past(day, field="day", since=series.begin)
        return change(series, by=doer, values={"end": day})


def _values(details: SeriesDetails) -> dict[str, Any]:
    name = normal_name(details["name"])
    if not name:
        raise InputError("请填写系列名称。", field="name")
    organiser, parent = details["organiser"], details["parent"]
    begin, end = require_past(details["begin"], field="begin"), details["end"]
    if begin < organiser.beginning or (organiser.closed and begin >= organiser.closed):
        raise InputError(f"「{organiser.name}」在开始日期那天还没有成立或已经注销，请核对。", field="begin")
    if end is not None:
        require_past(end, field="end", since=begin)
    if parent is not None and parent.end and begin >= parent.end:
        raise InputError(f"上级系列「{parent.name}」在开始日期以前已经结束，请重新选择。", field="parent")
    return {"name": name, "begin": begin, "end": end, "parent": parent}


def _parents() -> dict[int, int | None]:
    """Return which series belongs to which, all rows locked in one order: two corrections at once close no circle."""
    rows = Series.objects.public()
    return dict(rows.select_for_update().order_by("pk").values_list("pk", "parent_id"))


def _refuse_circle(series: Series, *, parent: Series | None, parents: dict[int, int | None]) -> None:
    above = parent.pk if parent else None
    while above is not None:
        if above == series.pk:
            raise InputError("上级系列不能是本系列或它的下级，请重新选择。", field="parent")
        above = parents.get(above)
