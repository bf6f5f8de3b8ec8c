from http import HTTPStatus

import pytest
from django.test import RequestFactory

from tongxin.web.fresh import fresh_response


def asked(tag=""):
    headers = {"If-None-Match": tag} if tag else {}
    return fresh_response(RequestFactory().get("/", headers=headers), b"words", media_type="text/plain", seconds=60)


def test_content_is_sent_with_its_tag_and_how_long_it_is_kept():
    response = asked()
    assert (response.status_code, response.content) == (HTTPStatus.OK, b"words")
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Content-Type"] == "text/plain"


def test_what_may_change_at_any_time_is_asked_for_each_time():
    response = fresh_response(RequestFactory().get("/"), b"words", media_type="text/plain", seconds=0)
    assert response["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("weak", ["", "W/"])
def test_what_the_asker_has_is_not_sent_twice(weak):
    tag = asked()["ETag"]
    response = asked(f"{weak}{tag}")
    assert (response.status_code, response.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert response["ETag"] == tag
    assert asked('"other"').status_code == HTTPStatus.OK
