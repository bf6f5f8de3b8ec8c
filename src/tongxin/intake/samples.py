"""A few values of every column of a file, for whoever says what the columns mean: kept sealed, shown with numbers covered."""

import json
import re
from collections.abc import Sequence
from typing import Final

from tongxin.intake.headings import Columns
from tongxin.kernel.characters import plain
from tongxin.office.sheet import Sheet, column_letters

_SHOWN: Final = 3
_LOOKED_AT: Final = 200
_LONGEST: Final = 24
_NUMBER: Final = re.compile(r"(?<!\d)(\d{3}|0\d{2,3}[\s\-](?=\d{7}))\d{4,}([0-9Xx]{2})(?![0-9Xx])")


def excerpt_of(sheets: Sequence[tuple[Sheet, Columns]]) -> str:
    """Return, as it is kept, up to three different values of each column of each sheet."""
    return json.dumps([_columns(sheet, columns.below) for sheet, columns in sheets], ensure_ascii=False)


def _columns(sheet: Sheet, below: int) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for row in sheet.rows[below : below + _LOOKED_AT]:
        for position, cell in enumerate(row):
            texts = found.setdefault(column_letters(position), {})
            if cell != "" and len(texts) < _SHOWN:
                texts[covered(cell)] = None
    return {letters: list(texts) for letters, texts in found.items()}


def covered(cell: object) -> str:
    """Return a cell as it is shown: a long number, of a telephone or a person, with only its ends."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else plain(str(cell))
    return _NUMBER.sub(r"\1****\2", text)[:_LONGEST]
