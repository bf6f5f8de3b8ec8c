"""Answers in text are compressed on their way; everything else is sent as it is.

Compressed beside what an asker typed, the length of an answer can tell a stranger on the line what else is in it. So only
what is asked for by its address is compressed: an answer to a form may hold both what was typed and a secret shown once.
Django adds a random length to each answer, and writes the mark of a form differently every time.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS: Final = ("text/", "application/json", "application/atom+xml", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages, data and drawings. Files and parts of files go as they are: packed already, or asked for by bytes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress the answer, where it is one of text to a request without a form."""
        if isinstance(response, HttpResponse) and request.method == "GET" and _is_text(response):
            return super().process_response(request, response)
        return response


def _is_text(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(_TEXTS)
