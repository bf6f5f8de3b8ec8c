"""A file is sent whole or by the part asked for, in small steps, and closed afterwards."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from tongxin.web.ranges import answer_with

CONTENT = bytes(range(256)) * 1024
LONG = len(CONTENT)


class Watched(BytesIO):
    """A file that remembers how much was ever asked of it at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.most = max(self.most, LONG if size in (-1, None) else size or 0)
        return super().read(size)


def asked(method: str = "get", content: bytes = CONTENT, **headers: str) -> tuple[Any, Watched]:
    request = getattr(RequestFactory(), method)("/", headers=headers)
    file = Watched(content)
    return answer_with(request, file, media_type="video/mp4", etag='"a"'), file


def sent(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def closed(answer: Any) -> None:
    """As the server does at the end, without telling anybody that a request is over."""
    for close in answer._resource_closers:
        close()


@pytest.mark.parametrize(
    ("wish", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("BYTES = 100-", 100, LONG - 1),
        ("bytes=-5", LONG - 5, LONG - 1),
        (f"bytes=-{LONG + 9}", 0, LONG - 1),
        (f"bytes=9-{LONG + 9}", 9, LONG - 1),
        (f"bytes={LONG - 1}-", LONG - 1, LONG - 1),
        (f"bytes=70000-{LONG - 1}", 70_000, LONG - 1),
    ],
)
def test_part_asked_for_is_sent_and_nothing_else(wish: str, first: int, last: int) -> None:
    answer, file = asked(range=wish)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{LONG}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert sent(answer) == CONTENT[first : last + 1]
    assert file.most <= 2**16
    closed(answer)
    assert file.closed


@pytest.mark.parametrize("wish", ["bytes=9-1", f"bytes={LONG}-", f"bytes={LONG}-{LONG + 5}", "bytes=-0"])
def test_part_that_is_not_there_is_refused_with_the_length(wish: str) -> None:
    answer, file = asked(range=wish)
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{LONG}", b"")
    assert file.closed


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"range": "bytes=0-1,5-9"},
        {"range": "bytes=-"},
        {"range": "bytes=a-b"},
        {"range": "lines=0-1"},
        {"range": "bytes=1" + "0" * 30 + "-"},
        {"range": "bytes=0-9", "if-range": '"another"'},
        {"range": "bytes=0-9", "if-range": "Wed, 21 Oct 2015 07:28:00 GMT"},
    ],
)
def test_what_asks_for_no_single_part_gets_the_whole_file(headers: dict[str, str]) -> None:
    answer, file = asked(**headers)
    assert (answer.status_code, answer["Content-Length"]) == (200, str(LONG))
    assert "Content-Range" not in answer
    assert sent(answer) == CONTENT
    assert file.most <= 2**16
    closed(answer)
    assert file.closed


def test_part_of_the_very_file_known_is_sent() -> None:
    answer, _ = asked(**{"range": "bytes=0-9", "if-range": '"a"'})
    assert answer.status_code == 206
    closed(answer)


def test_only_reading_has_parts() -> None:
    answer, _ = asked("head", range="bytes=0-9")
    assert (answer.status_code, answer["Content-Length"]) == (200, str(LONG))
    closed(answer)
