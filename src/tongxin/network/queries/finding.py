"""What a text is found in, kind by kind: organisations, persons of the scope, every kind of record with a title.

One query a kind, so many as there are doors that can be searched, however much is on record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tongxin.intake.door import Door, every_door
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person

SHOWN: Final = 5
_TELLING: Final = ("unit", "organiser", "place")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one kind of record holds: the first rows, and whether there are more."""

    door: Door
    rows: Sequence[Any]
    has_more: bool


def searched_doors(scope: Scope) -> Sequence[Door]:
    """Return the doors whose records have pages and a text to be found in; of records about people only persons themselves."""
    return [
        one
        for one in every_door().values()
        if one.search is not None and one.life is not None and one.model is not None
        if one.model is Person or not one.is_personal
        if scope.may_anywhere(one.model.read_verb)
    ]


def findings(scope: Scope, asked: str) -> Iterator[Finding]:
    """Yield the kinds in which something is found that this scope may read."""
    for door in searched_doors(scope):
        try:
            rows = list(door.search(door.rows(scope), asked).order_by("path", "-id")[: SHOWN + 1])  # type: ignore[misc]
        except InputError:
            continue  # eleven digits that are no mobile number
        if rows:
            yield Finding(door=door, rows=rows[:SHOWN], has_more=len(rows) > SHOWN)


def told_apart(row: Any) -> str:
    """Return what tells a row from others of its name, of what was read along: employer, organiser, place."""
    read = {name: value for name, value in vars(row).items() if name in _TELLING} | row._state.fields_cache
    return "，".join(str(read[name]) for name in _TELLING if read.get(name))
