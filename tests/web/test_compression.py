"""What is compressed on its way to the reader, and what must not be."""

import gzip
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from tests.cast import cast
from tongxin.web.compression import CompressionMiddleware
from tongxin.web.fresh import fresh_response

WORDS = ("同心" * 500).encode()
ACCEPTS = {"Accept-Encoding": "gzip, br"}


def sent(answer: Callable[[Any], HttpResponseBase], *, method: str = "GET", **headers: str) -> HttpResponseBase:
    request = RequestFactory().generic(method, "/", headers=ACCEPTS | headers)
    response = CompressionMiddleware(answer)(request)  # type: ignore[arg-type]
    assert isinstance(response, HttpResponseBase)
    return response


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/calendar", "image/svg+xml"])
def test_text_is_compressed_and_reads_the_same(kind: str) -> None:
    response = sent(lambda _: HttpResponse(WORDS, content_type=kind))
    assert isinstance(response, HttpResponse)
    assert (response["Content-Encoding"], response["Vary"]) == ("gzip", "Accept-Encoding")
    assert len(response.content) < len(WORDS) / 4
    assert gzip.decompress(response.content) == WORDS
    assert response["Content-Length"] == str(len(response.content))


def test_length_of_the_same_answer_differs() -> None:
    lengths = {len(sent(lambda _: HttpResponse(WORDS)).getvalue()) for _ in range(20)}  # type: ignore[attr-defined]
    assert len(lengths) > 1


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (lambda _: HttpResponse(WORDS), "POST"),
        (lambda _: HttpResponse(WORDS, content_type="image/png"), "GET"),
        (lambda _: HttpResponse(WORDS, content_type="application/zip"), "GET"),
        (lambda _: FileResponse(BytesIO(WORDS), content_type="text/csv"), "GET"),
        (lambda _: FileResponse(BytesIO(WORDS), content_type="text/plain", status=206), "GET"),
        (lambda _: HttpResponse(b"short"), "GET"),
    ],
    ids=["answer to a form", "picture", "archive", "export", "part of a file", "short"],
)
def test_rest_is_sent_as_it_is(answer: Callable[[Any], HttpResponseBase], method: str) -> None:
    response = sent(answer, method=method)
    assert not response.has_header("Content-Encoding")
    assert response.getvalue() in (WORDS, b"short")  # type: ignore[attr-defined]


def test_reader_who_takes_no_compressed_answer_gets_the_words() -> None:
    response = CompressionMiddleware(lambda _: HttpResponse(WORDS))(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    assert response.content == WORDS


def test_compressed_answer_is_still_not_sent_twice() -> None:
    def answer(request: Any) -> HttpResponse:
        return fresh_response(request, WORDS, media_type="text/html", seconds=0)

    tag = sent(answer)["ETag"]
    assert tag.startswith("W/")
    again = sent(answer, **{"If-None-Match": tag})
    assert (again.status_code, again.getvalue()) == (304, b"")  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_pages_of_the_site_are_compressed_and_the_mark_of_a_form_never_stands_twice() -> None:
    client: Client = cast().client("secretary")
    pages = [client.get("/returns/", headers=ACCEPTS) for _ in range(2)]
    assert [page["Content-Encoding"] for page in pages] == ["gzip", "gzip"]
    marks = [gzip.decompress(page.content).decode().partition('csrfmiddlewaretoken" value="')[2][:64] for page in pages]
    assert len(marks[0]) == 64
    assert marks[0] != marks[1]
