"""What people said of one file before it is read anew: cells mended, values replaced, columns it does not have."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tongxin.intake.models import Batch

_MOST: Final = 5_000  # mends of one file


@dataclass(frozen=True, kw_only=True)
class Said:
    """What holds for the sheets of one door. `cells` are texts by place, `values` by field and what stood there.

    `constants` are what a field means where the sheet has no column for it, `words` codes by word by field.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def place_of(sheet: str, number: int, block: int, name: str) -> str:
    """Return what names a cell of a file: its sheet, line, which of the tables side by side, its field."""
    return "\t".join((sheet[:31], str(number), str(block), name))


def mends_of(batch: Batch) -> dict[str, Any]:
    """Return the mends of a batch: `cells` text by place, `values` lists of door, field, former and new text."""
    found: dict[str, Any] = json.loads(batch.mends) if batch.mends else {"cells": {}, "values": []}
    return found


def mended(batch: Batch, *, cells: Mapping[str, str], values: Iterable[tuple[str, str, str, str]]) -> str:
    """Return the mends of a batch with further ones, as they are kept: a later one takes the place of an earlier."""
    kept = mends_of(batch)
    kept["cells"] |= cells
    told = {tuple(one[:3]): one[3] for one in kept["values"]} | {one[:3]: one[3] for one in values}
    kept["values"] = [[*key, text] for key, text in told.items()][-_MOST:]
    kept["cells"] = dict(list(kept["cells"].items())[-_MOST:])
    return json.dumps(kept, ensure_ascii=False)


def said_of(batch: Batch, *, door: str, presumed: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> Said:
    """Return what holds for a door's sheets of a batch: what was chosen for a column it lacks beats what is presumed."""
    kept = mends_of(batch)
    return Said(
        cells=kept["cells"],
        values={(name, former): text for known, name, former, text in kept["values"] if known == door},
        constants={**presumed, **batch.constants.get(door, {})},
        words=words,
    )
