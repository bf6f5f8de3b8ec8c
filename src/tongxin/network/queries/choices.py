"""Which of two records' values stays when they are merged, field by field."""

from collections.abc import Mapping
from typing import Any

from tongxin.kernel.errors import InputError
from tongxin.network.models import Person

# What can be chosen, with every column that goes along with it.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name", "sound", "search_text"),
    "mobile": ("mobile", "mobile_index"),
    "unit": ("unit",),
    "position": ("position",),
    "group": ("group",),
    "place": ("place_id", "path"),
}
SIDES = ("kept", "merged")


def refuse_unknown(choose: Mapping[str, str]) -> None:
    """Raise `InputError` for a field that cannot be chosen or a side that is neither "kept" nor "merged"."""
    for field, side in choose.items():
        if field not in CHOICES or side not in SIDES:
            raise InputError(f"不能这样选择「{field[:20]}」，请逐项选择保留哪一边。", field="choose")


def side_of(field: str, *, kept: Person, merged: Person) -> str:
    """Return whose value stays where nobody chose: the kept record's, or the other's where that is empty."""
    column = CHOICES[field][0]
    return "kept" if getattr(kept, column) or not getattr(merged, column) else "merged"


def chosen(kept: Person, merged: Person, *, choose: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns the kept record takes from the other one."""
    taken = [field for field in CHOICES if choose.get(field, side_of(field, kept=kept, merged=merged)) == "merged"]
    return {column: getattr(merged, column) for field in taken for column in CHOICES[field]}
