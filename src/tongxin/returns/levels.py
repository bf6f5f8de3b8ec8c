"""Who decides about whose return: bottom-up, county → prefecture → province."""

from typing import TypeAlias

from tongxin.kernel.places import parent_path
from tongxin.returns.models import Return

Awaiting: TypeAlias = Return.Awaiting


def province_of(path: str) -> str:
    """Return the path of the province a place lies in; the whole country for the country itself."""
    return path[: path.find("/") + 1]


def deciding_path(path: str, awaiting: str) -> str:
    """Return the place whose officer decides about a unit's return at this level."""
    return parent_path(path) if awaiting == Awaiting.PREFECTURE else province_of(path)


def first_awaiting(path: str) -> Awaiting:
    """Return who decides first: a county answers to its prefecture; prefectures, and counties without one, to the province."""
    return Awaiting.PREFECTURE if path.count("/") > 2 else Awaiting.PROVINCE


def above(path: str) -> str:
    """Return where one must confirm to set a unit's duties: above it, but a province, which has nobody above, sets its own."""
    return parent_path(path) or province_of(path)
