"""Any table as a file: readable, complete, saying where it is from, and the same cells as on the page."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Scope, Verb
from tongxin.web.spreadsheet import CSV, TYPES, XLSX, Lines, write_csv, write_xlsx
from tongxin.web.table import Table

MAX_ROWS = 200_000
FORMS = tuple(TYPES)
Progress = Callable[[int], None]
_STEP = 2_000


class UnstatedPurposeError(RuntimeError):
    """People would leave in a file without anybody having said what for: a programming error, never shown to a user."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table to be sent as a file. `source` lines (place, period, snapshot, 演示数据) stand above the headings.

    `query` is the query set behind the rows, where there is one: it tells how many there are. `about_somebody` says that
    the title names a person, whatever the columns hold.
    """

    title: str
    table: Table
    source: Sequence[str] = ()
    query: QuerySet[Any] | None = None
    about_somebody: bool = False

    @property
    def is_personal(self) -> bool:
        """Whether the title or a column names people or says something of them."""
        return self.about_somebody or any(self.table.names_people(column) for column in self.table.columns)

    def is_longer_than(self, rows: int) -> bool:
        """Tell whether there are more rows than this, without counting them all."""
        return self.query is not None and self.query.order_by()[rows : rows + 1].exists()

    def within(self, scope: Scope) -> "Sheet":
        """Return the sheet without its columns about people where the asker may read them nowhere."""
        if scope.may_anywhere(Verb.MEMBERS):
            return self
        columns = [column for column in self.table.columns if not self.table.names_people(column)]
        return replace(self, table=replace(self.table, columns=columns))


def workbook(table: Table, *, title: str, source: Iterable[str]) -> FileResponse:
    """Return a table as an Excel download. Raises `InputError` beyond `MAX_ROWS` rows."""
    return download(Sheet(title=title, table=table, source=tuple(source)))


def download(sheet: Sheet, form: str = XLSX) -> FileResponse:
    """Return a sheet about nobody as a download in one of `FORMS`. Raises `InputError` beyond `MAX_ROWS` rows.

    A sheet about people is written by `access.exports` alone, which asks what for and tells the journal.
    """
    if sheet.is_personal:
        msg = f"{sheet.table.caption}: a sheet about people is sent without a purpose"
        raise UnstatedPurposeError(msg)
    return written(lambda file: write(file, sheet, form=form), title=sheet.title, form=form)


def written(write_into: Callable[[IO[bytes]], None], *, title: str, form: str = XLSX) -> FileResponse:
    """Return what a function writes into a file of its own as a download; where it fails, the file is gone."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it was sent
    try:
        write_into(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return respond(file, title=title, form=form)


def respond(file: IO[bytes], *, title: str, form: str) -> FileResponse:
    """Return a written file as a download under its Chinese name."""
    response = FileResponse(file, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title, safe='')}.{form}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def write(file: IO[bytes], sheet: Sheet, *, form: str, progress: Progress | None = None) -> None:
    """Write a sheet; memory does not grow with its rows. `progress` hears how many are written, now and then."""
    columns = sheet.table.columns
    lines = _counted(sheet.table.values(), progress=progress)
    if form == CSV:
        write_csv(file, columns, lines)
    else:
        top = (sheet.title, *sheet.source, f"导出日期：{chinese_date(today())}")
        write_xlsx(file, columns, lines, top=top)


def _counted(lines: Lines, *, progress: Progress | None) -> Iterator[Sequence[Any]]:
    """Pass the lines on; where nobody hears of progress somebody waits for the answer, so there is a limit."""
    count = 0
    for count, line in enumerate(lines, start=1):
        if progress is None and count > MAX_ROWS:
            raise InputError(f"结果超过 {MAX_ROWS:,} 行，请先筛选再导出。")
        yield line
        if progress is not None and count % _STEP == 0:
            progress(count)
    if progress is not None:
        progress(count)
