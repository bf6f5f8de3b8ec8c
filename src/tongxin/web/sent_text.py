"""Text no database takes is refused where requests come in: before any form, view or session asks the database for it."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from tongxin.kernel.characters import can_be_kept

REFUSED: Final = "提交的内容里有看不见的空字符，没有保存，请删去后重新提交。"


class UnkeptTextError(BadRequest):
    """The request holds a NUL (HTTP 400)."""


class SentTextMiddleware:
    """Refuses a request with a NUL: in its address 404, in its query string, cookies or form 400.

    A form is looked at when it is read, by whoever reads it first: some views say before how its files are kept. Bodies of
    JSON are read by `intake.api.values.read_json`, which does the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at what is there, and have the form looked at."""
        if not can_be_kept(request.path_info):
            raise Http404
        _require(chain(request.COOKIES.values(), _texts(request.GET)))
        read_form = request._load_post_and_files  # noqa: SLF001 - Django has no other moment

        def read_and_look() -> None:
            read_form()
            _require(_texts(request.POST))

        request._load_post_and_files = read_and_look  # type: ignore[method-assign]  # noqa: SLF001 - as above
        return self._respond(request)


def _texts(sent: QueryDict) -> Iterable[str]:
    for name, values in sent.lists():
        yield name
        yield from map(str, values)


def _require(texts: Iterable[str]) -> None:
    if not all(map(can_be_kept, texts)):
        raise UnkeptTextError(REFUSED)
