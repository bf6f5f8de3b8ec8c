"""Files to hand in, and what became of them."""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.apps import apps
from django.db import connection
from python_calamine import CalamineWorkbook

from tests.cast import CITY
from tongxin.access.actor import Actor
from tongxin.intake import actions
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.uploads import Upload
from tongxin.intake.workbook import write_workbook
from tongxin.office.timeless import new_workbook

_SEARCH_INDEX = "_search"  # SQLite keeps the index of a table beside it, in an order of its own
_UNCOUNTED = ("intake_", "access_entry", "access_detail", "access_job", "django_", "sqlite_")
HEAD = ("姓名", "手机", "单位", "职务", "群体类别", "入会组织", "入会时间", "会内职务")
COUNTY_HOME = "宁乡市新的社会阶层人士联谊会"
Cells = Sequence[Sequence[Any]]


def silent(*_told: int) -> None:
    """Leave the progress untold."""


def workbook(sheets: dict[str, Cells]) -> bytes:
    """Write cells as they are; a cell of a pair is merged over that many columns."""
    stream = BytesIO()
    with new_workbook(stream) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.merge_range(line, column, line, column + cell[1] - 1, cell[0])
                    elif cell not in (None, ""):
                        sheet.write(line, column, cell)
    return stream.getvalue()


def member(name: str, mobile: Any = "", unit: str = "", **more: Any) -> list[Any]:
    """Return one line under `HEAD`."""
    values = {"position": "", "group": "", "organisation": COUNTY_HOME, "begin": "2021.9.9", "title": "", **more}
    return [name, mobile, unit, *values.values()]


def roster(*lines: list[Any]) -> bytes:
    """Return a roster under `HEAD`."""
    return workbook({"花名册": [HEAD, *lines]})


def handed_in(content: bytes, *, by: Actor, path: str = CITY, door: str = "", name: str = "花名册.xlsx") -> Batch:
    """Hand a file in and preview it."""
    batch = actions.receive_file(Upload(name=name, content=content, door=door), by=by, path=path)
    return actions.preview_file(batch, by=by, progress=silent)


def imported(content: bytes, *, by: Actor, path: str = CITY, door: str = "") -> Batch:
    """Hand a file in, preview it, put it on record."""
    return actions.apply_batch(handed_in(content, by=by, path=path, door=door), by=by)


def exported(doors: Sequence[Any], *, by: Actor, path: str = "43/") -> bytes:
    """Return the workbook with what is on record."""
    stream = BytesIO()
    write_workbook(stream, doors, scope=by.scope, path=path)
    return stream.getvalue()


def cells_of(content: bytes) -> dict[str, list[list[Any]]]:
    """Return the cells of a workbook, sheet by sheet."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def rows_of(batch: Batch) -> list[BatchRow]:
    """Return the rows of a batch in the order of the file."""
    return list(BatchRow.objects.whole_network(reason="test").filter(batch=batch).order_by("id"))


def kinds_of(batch: Batch) -> list[str]:
    """Return what each row does."""
    return [row.kind for row in rows_of(batch)]


def tallies(batch: Batch) -> tuple[int, int, int, int, int]:
    """Return the counts of new, changed, unchanged, wrong and double rows."""
    return (batch.new, batch.changed, batch.unchanged, batch.errors, batch.duplicates)


def state_of_the_tables(*, but: tuple[str, ...] = _UNCOUNTED) -> dict[str, str]:
    """Return the hash of all rows of every table, as the database holds them, but intake's, journal and jobs."""
    names = [
        name
        for name in connection.introspection.table_names()
        if not name.startswith(but) and _SEARCH_INDEX not in name
    ]
    return {name: _hash(name) for name in names}


def _hash(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = sorted(map(repr, cursor.fetchall()))
    return sha256("\n".join(rows).encode()).hexdigest()


def count(label: str) -> int:
    """Return how many rows a table holds."""
    return apps.get_model(label)._base_manager.count()
