"""What browsers and proxies may keep of an answer: nothing about people, and of what is made for somebody, only that one."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.cast import cast as build
from tests.house.test_urls import NEEDS, OURS
from tongxin.access.tokens import issue
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb

# Addresses whose answer is one for everybody, and says so itself.
FOR_ALL = {"access:key_set", "produce.board", "produce.board_wishes", "stories.gallery", "giving.public"}


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.fixture
def _without_error_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("tongxin.web.errors.render", lambda *_, status: HttpResponse(status=status))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_without_error_pages")
def test_no_answer_to_somebody_signed_in_is_kept_for_others(cast: Cast) -> None:
    client, shown, odd = cast.client("province"), 0, []
    client.raise_request_exception = False
    for name, address in OURS:
        if any(made_up in address for made_up in NEEDS.values()):
            continue  # not found: no view has a say
        answer = client.get(address)
        for close in answer._resource_closers:  # `close()` would end the test's own transaction
            close()
        said = answer.get("Cache-Control", "")
        shown += answer.status_code == 200
        if "private" not in said and "no-store" not in said and name not in FOR_ALL:
            odd.append(f"{name} ({address}) {answer.status_code}: {said}")
    assert not odd, "\n".join(odd)
    assert shown > 80


def test_nothing_is_kept_of_an_answer_made_from_rows_about_people(cast: Cast) -> None:
    person = cast.person("张伟明", mobile="13800138000")
    membership = cast.join(person, cast.county)
    kept = f"/people/{person.pk}/"
    pages = ["/people/", kept, f"{kept}correct/", f"/organisations/{cast.county.pk}/members/", "/people/?q=张伟"]
    client = cast.client("registrar")
    for page in (*pages, f"/organisations/{membership.organisation_id}/"):
        assert client.get(page)["Cache-Control"] == "private, no-store", page
    assert client.get("/organisations/")["Cache-Control"] == "private, no-cache"
    assert client.get("/api/v1/records/persons")["Cache-Control"] == "private, no-store"
    assert not Client().get("/organisations/").has_header("Cache-Control")


def test_nothing_is_kept_of_what_a_program_reads_about_people(cast: Cast) -> None:
    cast.person("张伟明")
    verbs, expires = [Verb.VIEW, Verb.MEMBERS], today() + timedelta(days=30)
    issued = issue(by=cast.actor("registrar"), label="同步", verbs=verbs, path="", expires=expires)
    header: Any = {"HTTP_AUTHORIZATION": f"Bearer {issued.secret}"}
    assert Client().get("/api/v1/records/persons", **header)["Cache-Control"] == "private, no-store"
    assert Client().get("/api/v1/records/", **header)["Cache-Control"] == "private, no-cache"
