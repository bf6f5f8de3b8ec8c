"""Charter settings of an organisation, versioned and dated."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack

from tongxin.access.actor import Actor
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_past
from tongxin.network.models import Charter, Organisation

_LONGEST_NOTICE = 90


class CharterRules(TypedDict):
    """The settings of a charter; what is not said holds as `Charter` defaults it."""

    approver: str
    yearly_quota: int | None
    term_years: int
    quorum: NotRequired[str]
    majority: NotRequired[str]
    notice_days: NotRequired[int]
    required_fields: NotRequired[Sequence[str]]
    lapse_years: NotRequired[int | None]


def set_charter(organisation: Organisation, *, by: Actor, day: date, **rules: Unpack[CharterRules]) -> Charter:
    """Put new charter settings in force from this day; those before stay on record.

    They restrain the organisation: neither it nor who only records may change them, but who confirms above it.
    """
    settled = _settled(rules)
    with act("network.organisation.charter", organisation, by=by) as doer:
        require_past(day, field="day", since=organisation.founded)
        rows = Charter.objects.children_of(organisation)
        if current := rows.filter(end=None).first():
            require_past(day, field="day", since=current.begin)
            change(current, by=doer, action="network.charter.end", values={"end": day})
        charter = Charter(organisation=organisation, path=organisation.path, begin=day, **settled)
        return create(charter, by=doer, action="network.charter.set")


def _settled(rules: CharterRules) -> dict[str, Any]:
    lapse = rules.get("lapse_years")
    for field, years in (("term_years", rules["term_years"]), ("lapse_years", lapse)):
        if years is not None and not 1 <= years <= 10:
            what = "任期" if field == "term_years" else "会籍有效期"
            raise InputError(f"{what}应在 1 至 10 年之间。", field=field)
    if not 0 <= rules.get("notice_days", 0) <= _LONGEST_NOTICE:
        raise InputError(f"提前通知应在 0 至 {_LONGEST_NOTICE} 天之间。", field="notice_days")
    settled: dict[str, Any] = {**rules, "approver": Charter.Approver(rules["approver"])}
    settled |= {name: Charter.Share(settled[name]) for name in ("quorum", "majority") if name in settled}
    if "required_fields" in settled:
        settled["required_fields"] = [Charter.Field(name).value for name in settled["required_fields"]]
    return settled
