"""How long a request may be: told by the length it announces, refused before any of it is read.

A view takes what a form without files needs, or the bytes its attribute `most_bytes` names.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from tongxin.web.errors import page

MEGABYTE: Final = 2**20
MOST_BYTES: Final = 6 * MEGABYTE
"""What all fields together may take (`DATA_UPLOAD_MAX_MEMORY_SIZE`), with what stands between them."""
BESIDE_FILES: Final = MEGABYTE
"""What a form with files may take beside them."""
_LONGEST: Final = 15  # digits


class BodyLimitMiddleware:
    """Stands before whatever reads a form, such as the check of its token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on: which view answers is not known yet."""
        return self._respond(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Answer 413 to what is longer than this view takes."""
        most = getattr(getattr(view, "view_class", None), "most_bytes", MOST_BYTES)
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if announced.isdecimal() and len(announced) <= _LONGEST and int(announced) <= most:
            return None
        message = f"提交的内容超过 {most // MEGABYTE} MB，没有读取，请减少内容或拆成几份后重新提交。"
        return page(request, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message=message)
