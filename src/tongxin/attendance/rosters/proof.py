"""What shows that something took place, as records hand it on."""

from typing import Any, TypedDict, cast


class Proof(TypedDict, total=False):
    """What shows that something took place: a roster, where the signed one is kept, how many were counted."""

    roster: str
    signed_roster: str
    head_count: int | None


def taken_proof(details: dict[str, Any]) -> Proof:
    """Take out of the details of a record what shows that it took place."""
    return cast("Proof", {name: details.pop(name) for name in Proof.__annotations__ if name in details})


def is_proof(proof: Proof) -> bool:
    """Tell whether anything but a number of people is given."""
    return bool(proof.get("roster", "").strip() or proof.get("signed_roster", "").strip())
