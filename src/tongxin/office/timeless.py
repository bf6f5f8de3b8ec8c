"""Excel and Word files that do not depend on the clock: the same content is the same file, byte for byte."""

import io
import zipfile
from datetime import datetime
from typing import IO, Any, Final

from xlsxwriter.workbook import Workbook

_CREATED: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - the earliest day an archive can name; it has no zone
_AS_WRITTEN: Final = {"strings_to_formulas": False, "strings_to_urls": False}


def new_workbook(file: IO[bytes], **options: Any) -> Workbook:
    """Return an empty workbook that is written to `file` when it is closed.

    Text stays text: none becomes a formula or a link. `options` are those of the library, such as `constant_memory` for
    sheets that are written row by row and `in_memory` for small files that need no folder.
    """
    book = Workbook(file, {**_AS_WRITTEN, **options})
    book.set_properties({"created": _CREATED})
    return book


def undated(name: str) -> zipfile.ZipInfo:
    """Return the entry of a part of an archive, to be written packed and without the time of writing."""
    entry = zipfile.ZipInfo(name, date_time=_CREATED.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def without_clock(archive: bytes) -> bytes:
    """Return the archive with the same parts in the same order, but not the times they were written at."""
    steady = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(steady, "w") as target:
        for name in source.namelist():
            target.writestr(undated(name), source.read(name))
    return steady.getvalue()
