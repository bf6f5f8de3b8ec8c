"""A file as an answer: whole, or the part a player asks for, in steps of a few kilobytes however long it is.

Django's own `FileResponse` knows no ranges. One range is answered with 206, one that lies outside the file or is turned
round with 416; several at once, and what is no range of bytes, are answered with the whole file, as RFC 9110 leaves open.
"""

import re
from typing import BinaryIO, Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_STEP: Final = 2**16
_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,19})-(\d{0,19})", re.IGNORECASE)


class _Answer(FileResponse):
    block_size = _STEP


class _Part:
    """Some of a file, from where it stands: what is read of it and closed with it."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def read(self, size: int) -> bytes:
        """Return up to so many of the bytes left."""
        found = self._file.read(min(size, self._left))
        self._left -= len(found)
        return found

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def answer_with(request: HttpRequest, file: BinaryIO, *, media_type: str, etag: str) -> HttpResponseBase:
    """Return what the request asks for of an open file. `etag` is the strong tag of its content, quoted."""
    size = file.seek(0, 2)
    file.seek(0)
    asked = _asked(request, size, etag)
    response: HttpResponseBase
    if asked is None:
        response = _Answer(file, content_type=media_type)
    elif asked[0] > asked[1]:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        first, last = asked
        file.seek(first)
        response = _Answer(_Part(file, last - first + 1), status=206, content_type=media_type)
        response["Content-Length"] = str(last - first + 1)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _asked(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and last byte asked for, out of order where there is no such part; None for all of it."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found[1], found[2]
    if not first and not last:
        return None
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1
