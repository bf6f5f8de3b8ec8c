"""Rules that values keep whatever record they belong to."""

from typing import Any, TypedDict

from tongxin.access.privacy import normal_mobile
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.network.models.organisations import Organisation
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


def refuse_memberless(organisation: Organisation, *, field: str | None = "organisation") -> None:
    """Raise `ConflictError` for an organisation of a kind that has no members."""
    if not organisation.takes_members:
        raise ConflictError(
            f"「{organisation.name}」是{organisation.get_kind_display()}，没有会员，请改选联谊组织。", field=field
        )


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
