"""Whom a page may name: entrants who agreed to be shown, or all of them where those who hold the hall have asked them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tongxin.network.queries.own import with_consent
from tongxin.records.contests.models import Entrant, Entry
from tongxin.records.contests.queries import entrants_of

DISPLAY: Final = "display"
"""The use of personal data people agree to: being shown in public with name and unit."""


def shown_names(entries: Sequence[Entry], *, everybody: bool = False) -> dict[int, str]:
    """Return the names to show for each entry, by row; empty where nobody may be named. Who may not is counted in 「等 3 人」."""
    behind: dict[int, list[Entrant]] = defaultdict(list)
    for one in entrants_of(*entries) if entries else ():
        behind[one.entry_id].append(one)
    persons = [one.person_id for rows in behind.values() for one in rows if one.person_id]
    agreed = with_consent(persons, DISPLAY) if persons and not everybody else set()
    return {
        number: _said(rows, [one for one in rows if everybody or one.person_id in agreed])
        for number, rows in behind.items()
    }


def _said(rows: Sequence[Entrant], named: Sequence[Entrant]) -> str:
    names = "、".join(one.shown_name for one in named)
    return f"{names}等 {len(rows)} 人" if names and len(named) < len(rows) else names
