"""A workbook of the rows that cannot be imported, each with its reason: mended in Excel and handed in again."""

from collections.abc import Iterable, Sequence
from typing import IO, Any, Final

from tongxin.intake.door import Door
from tongxin.intake.headings import REASON_HEADING
from tongxin.intake.queries import OpenRow
from tongxin.office.timeless import new_workbook
from tongxin.web.export import MAX_ROWS
from tongxin.web.spreadsheet import needs_quoting

_WIDE: Final = 60
_LONGEST: Final = 32_000


def write_faulty(file: IO[bytes], doors: Sequence[Door], rows: Iterable[OpenRow]) -> int:
    """Write a sheet for each door with the rows that came through it; return how many rows were written."""
    with new_workbook(file, constant_memory=False) as book:
        head = book.add_format({"bold": True, "border": 1})
        text, quoted = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "quote_prefix": True})
        wrap = book.add_format({"text_wrap": True})
        sheets: dict[str, Any] = {}
        lines = {door.name: 0 for door in doors}
        for door in doors:
            sheets[door.name] = book.add_worksheet(door.label[:31])
            labels = [*(str(one.label) for one in door.fields.values()), REASON_HEADING]
            sheets[door.name].write_row(0, 0, labels, head)
            sheets[door.name].set_column(0, len(labels) - 2, 16)
            sheets[door.name].set_column(len(labels) - 1, len(labels) - 1, _WIDE)
        for row in rows:
            door = next(one for one in doors if one.name == row.row.door)
            if lines[door.name] >= MAX_ROWS:
                continue
            lines[door.name] += 1
            for position, one in enumerate(door.fields.values()):
                if said := row.texts.get(str(one.label), ""):
                    style = quoted if needs_quoting(said) else text
                    sheets[door.name].write_string(lines[door.name], position, said[:_LONGEST], style)
            sheets[door.name].write_string(lines[door.name], len(door.fields), row.remark[:_LONGEST], wrap)
        return sum(lines.values())
