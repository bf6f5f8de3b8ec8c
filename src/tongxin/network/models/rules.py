"""Rules that values keep whatever record they belong to."""

from datetime import date
from typing import Any, TypedDict

from tongxin.access.privacy import normal_mobile
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.network.models.people import Person
from tongxin.network.models.places import Place
from tongxin.network.models.readings import normal_name


class PersonDetails(TypedDict):
    """What is kept of a person."""

    name: str
    unit: str
    position: str
    group: str
    place: Place
    mobile: str


def stated(reason: str) -> str:
    """Return the reason without blanks around it; raise `InputError` where none was given."""
    if not reason.strip():
        raise InputError("请写明原因，会记入操作日志。", field="reason")
    return reason.strip()


def past(day: date, *, field: str, since: date | None = None) -> date:
    """Return a day that is not after today and not before `since`; raise `InputError` naming the field otherwise."""
    if day > today():
        raise InputError(f"{chinese_date(day)}还没有到，请填写今天或以前的日期。", field=field)
    if since is not None and day < since:
        raise InputError(f"日期不能早于 {chinese_date(since)}，请核对。", field=field)
    return day


def person_values(details: PersonDetails) -> dict[str, Any]:
    """Return the columns of a person with every value in its normal form; raise `InputError` for one that is none."""
    name = normal_name(details["name"])
    if not name:
        raise InputError("请填写姓名。", field="name")
    place = details["place"]
    return {
        "name": name,
        "unit": normal_name(details["unit"]),
        "position": normal_name(details["position"]),
        "group": Person.Group(details["group"]) if details["group"] else "",
        "place": place,
        "path": place.path,
        "mobile": normal_mobile(details["mobile"]),
    }
