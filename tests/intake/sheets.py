"""Workbooks as people keep them, written for a test; and every table of the database as one hash."""

import io
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection

from tests.cast import Cast
from tongxin.access.actor import Actor
from tongxin.intake import actions
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.queries import OpenRow, opened
from tongxin.intake.uploads import Upload
from tongxin.office.timeless import new_workbook

ALL = "the test reads everything"
HEAD = ("姓名", "手机", "单位", "组织名称", "入会时间")
OWN = ("access_entry", "access_detail", "intake_", "access_job", "django_", "access_keptanswer")


def book(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    stream = io.BytesIO()
    with new_workbook(stream) as workbook:
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets:
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                for position, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, position, cell, dated)
                    elif cell != "":
                        sheet.write(number, position, cell)
    return stream.getvalue()


def roster(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    return book(("花名册", [head, *rows]))


def line(cast: Cast, name: str, *, mobile: Any = "", unit: str = "", day: Any = "2021-03-09") -> list[Any]:
    return [name, mobile, unit, cast.county.name, day]


def read(content: bytes, *, by: Actor, path: str = "43/", name: str = "花名册.xlsx", door: str = "") -> Batch:
    batch = actions.receive_file(Upload(name=name, content=content, door=door), by=by, path=path)
    return actions.preview_file(batch, by=by, progress=lambda done, total: None)


def rows_of(batch: Batch) -> list[OpenRow]:
    rows = BatchRow.objects.whole_network(reason=ALL).filter(batch=batch).order_by("id")
    return [opened(row) for row in rows]


def kinds(batch: Batch) -> list[str]:
    return [one.row.kind for one in rows_of(batch)]


def tally(batch: Batch) -> tuple[int, int, int, int, int]:
    return batch.new, batch.changed, batch.unchanged, batch.errors, batch.duplicates


def everything() -> dict[str, str]:
    """Every table but those that remember what was done, as the hash of its raw rows."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(one for one in tables if not one.startswith(OWN)):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found
