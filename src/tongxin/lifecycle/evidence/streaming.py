"""How uploads come in: every file straight to disk, however small, and none longer than any kind takes."""

from typing import Final

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

from tongxin.lifecycle.evidence.kinds import KINDS

LONGEST: Final = max(kind.most_bytes for kind in KINDS.values() if not kind.apart)
MOST_AT_ONCE: Final = 20


class ToDisk(TemporaryFileUploadHandler):
    """Writes a file to disk as it comes. What is beyond the limit is counted and dropped, so the form can say so."""

    def __init__(self, request: HttpRequest, *, longest: int) -> None:
        super().__init__(request)
        self._longest = longest

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the next part."""
        if start <= self._longest:
            super().receive_data_chunk(raw_data, start)


def to_disk(request: HttpRequest, *, longest: int) -> None:
    """Have this request's files written to disk. To be called before anything reads the form, the CSRF check included.

    None is written beyond `longest` bytes.
    """
    request.upload_handlers = [ToDisk(request, longest=longest)]
