"""Figures of the past without records, kept under the document that states them."""

from datetime import date
from typing import Any, TypedDict, Unpack

from tongxin.access.actor import Actor
from tongxin.figures import Kind, whole_value
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Place
from tongxin.ports.desk import registry
from tongxin.returns.models import AssertedFigure


class AssertedDetails(TypedDict):
    """What a document states: `value` in the unit of the measure as a decimal, of a share its numerator."""

    measure: str
    place: Place
    first_day: date
    last_day: date
    value: str
    denominator: int | None
    source: str


def assert_figure(*, by: Actor, **details: Unpack[AssertedDetails]) -> AssertedFigure:
    """Keep a figure of the past without records under the document that states it."""
    with act("returns.assert.new", by=by, path=details["place"].path) as doer:
        return create(AssertedFigure(), by=doer, values=_values(details), action="returns.assert")


def correct_asserted(
    record: AssertedFigure, *, by: Actor, reason: str, **details: Unpack[AssertedDetails]
) -> AssertedFigure:
    """Correct what was misread from the document."""
    by.scope.require(Verb.RECORD, details["place"].path)
    with act("returns.assert.correct", record, by=by, reason=require_reason(reason)) as doer:
        return change(record, by=doer, values=_values(details))


def _values(details: AssertedDetails) -> dict[str, Any]:
    measure, denominator = registry().measure(details["measure"]), details["denominator"]
    period = Period.between(details["first_day"], details["last_day"])
    value = whole_value(details["value"], measure=measure)
    if measure.kind in (Kind.COVERAGE, Kind.RATIO):
        if not denominator:
            raise InputError("这个指标是比例：「数值」填分子，「分母」也要填写，并且大于零。", field="denominator")
        if measure.kind is Kind.COVERAGE and value > denominator:
            raise InputError("覆盖率的分子不能大于分母，请核对。", field="value")
    elif denominator is not None:
        raise InputError("这个指标不是比例，「分母」请留空。", field="denominator")
    return {
        "measure": measure.code,
        "place_id": details["place"].pk,
        "path": details["place"].path,
        "first_day": period.start,
        "last_day": period.last,
        "value": value,
        "denominator": denominator,
        "source": require_reason(details["source"]),
    }
