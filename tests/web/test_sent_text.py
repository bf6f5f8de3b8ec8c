import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.cast import cast as build
from tests.house.test_urls import OURS
from tongxin.kernel.characters import can_be_kept
from tongxin.web.sent_text import REFUSED

FORM = "application/x-www-form-urlencoded"
REFUSALS = {400, 401, 403, 404, 405}
WITHOUT_FORM = {"board:api_definition"}  # answers without reading what was sent


@pytest.fixture
def _quietly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither draw a page nor write a line of the log for each of a thousand refusals."""
    monkeypatch.setattr("tongxin.web.errors.render", lambda *_, status: HttpResponse(status=status))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def test_text_with_nul_or_half_a_character_cannot_be_kept() -> None:
    assert [can_be_kept(text) for text in ("", "会员\n\t", "😀", "\0", "会\0员", "\ud800", "\udfff")] == [
        *(True, True, True),
        *(False, False, False, False),
    ]


@pytest.mark.usefixtures("_quietly")
def test_form_with_nul_is_refused_at_every_address(cast: Cast) -> None:
    client = cast.client("province")
    client.raise_request_exception = False
    sent = "name=%00&place=430100&organisation=1&person=1&day=2021-01-01&%00=1"
    odd = [
        f"{name} ({address}): {status}"
        for name, address in [*OURS, ("sign-in", "/accounts/login/")]
        if (status := client.post(address, sent, content_type=FORM).status_code) not in REFUSALS
    ]
    assert not [one for one in odd if one.partition(" ")[0] not in WITHOUT_FORM], "\n".join(odd)


@pytest.mark.usefixtures("_quietly")
def test_nul_in_query_or_address_is_refused_at_every_address(cast: Cast) -> None:
    client, odd = cast.client("province"), []
    client.raise_request_exception = False
    for name, address in OURS:
        asked = {f"{address}?q=%00&place=%00": {HTTPStatus.BAD_REQUEST}}
        if "nothing" in address:
            asked[address.replace("nothing", "%00")] = {HTTPStatus.NOT_FOUND}
        odd += [
            f"{name} ({one}): {status}"
            for one, expected in asked.items()
            if (status := client.get(one).status_code) not in expected
        ]
    assert not odd, "\n".join(odd)


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "messages", "device"])
def test_nul_in_a_cookie_is_refused_before_a_session_is_looked_for(cast: Cast, cookie: str) -> None:
    client = Client(raise_request_exception=False, HTTP_COOKIE=f'{cookie}="aaaaaaaa\\000aaaaaaaa"')
    assert client.get("/jobs/").status_code == 400


def test_refusal_says_what_to_do_on_a_page_and_to_a_program(cast: Cast) -> None:
    client = cast.client("administrator")
    page = client.post("/manage/accounts/new/", "username=%00", content_type=FORM)
    assert (page.status_code, REFUSED in page.content.decode()) == (400, True)
    told = client.get("/api/v1/figures/?place=%00")
    assert (told.status_code, told.json()) == (400, {"message": REFUSED, "field": None})


def test_form_without_nul_is_read_as_ever(cast: Cast) -> None:
    sent: dict[str, Any] = {"label": "例", "verbs": ["view"], "days": "30", "place": "430100"}
    assert cast.client("province").post("/tokens/new/", sent).status_code == 200
