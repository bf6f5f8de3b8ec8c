"""A write that is sent again with the same key is done once, also by two at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.http import HttpResponse
from django.utils import timezone

from tests.cast import Cast
from tests.cast import cast as build
from tests.intake.programs import Program, program
from tongxin.access.actor import Actor
from tongxin.access.models import KeptAnswer
from tongxin.intake.api.answers import Reply, Sent, once
from tongxin.network.models import Organisation

CLUB = {"name": "例会", "kind": "association", "place": "430182", "founded": "2020-01-01"}


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def clubs(name: str = "例会") -> int:
    return Organisation.objects.whole_network(reason="the test counts organisations").filter(name=name).count()


def kept() -> list[KeptAnswer]:
    return list(KeptAnswer.objects.whole_network(reason="the test reads the answers"))


def test_write_sent_again_gets_the_first_answer(cast: Cast) -> None:
    city = program(cast, "city")
    first = city.answer("post", "organisations", CLUB, key="月报-1")
    again = city.answer("post", "organisations", CLUB, key="月报-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert clubs() == 1


def test_same_key_with_another_content_is_refused(cast: Cast) -> None:
    city = program(cast, "city")
    city.send("post", "organisations", CLUB, status=201, key="k")
    for address, body in (("organisations", {**CLUB, "name": "例会二"}), ("zones", CLUB)):
        refused = city.send("post", address, body, status=409, key="k")
        assert "Idempotency-Key" in refused["message"]
    assert clubs("例会二") == 0


def test_key_belongs_to_its_account(cast: Cast) -> None:
    program(cast, "city").send("post", "organisations", CLUB, status=201, key="k")
    program(cast, "province").send("post", "organisations", {**CLUB, "name": "例会二"}, status=201, key="k")
    assert len(kept()) == 2


def test_refused_write_can_be_sent_again_with_its_key(cast: Cast) -> None:
    city = program(cast, "city")
    city.send("post", "organisations", {**CLUB, "name": ""}, status=400, key="k")
    city.send("post", "organisations", {**CLUB, "place": "430200"}, status=403, key="k")
    assert kept() == []
    city.send("post", "organisations", CLUB, status=201, key="k")


def test_correction_sent_again_is_done_once(cast: Cast) -> None:
    city = program(cast, "city")
    body = {"name": "长沙例会", "reason": "更名"}
    for _ in range(2):
        city.send("patch", f"organisations/{cast.city.pk}", body, status=200, key="k")
    city.send("patch", f"organisations/{cast.county.pk}", body, status=409, key="k")


def test_answer_is_forgotten_after_a_day(cast: Cast) -> None:
    city = program(cast, "city")
    city.send("post", "organisations", CLUB, status=201, key="k")
    rows = KeptAnswer.objects.whole_network(reason="the test lets time pass")
    rows.update(expires=timezone.now() - timedelta(seconds=1))
    city.send("post", "organisations", {**CLUB, "name": "例会二"}, status=201, key="k")
    assert clubs("例会二") == 1
    assert len(kept()) == 1


def test_kept_answer_says_nothing_of_the_content(cast: Cast) -> None:
    registrar = program(cast, "registrar")
    body = {"name": "例人甲", "mobile": "13800000001", "place": "430182"}
    registrar.send("post", "persons", body, status=201, key="例人甲")
    (answer,) = kept()
    stored = f"{answer.key_hash} {answer.request_hash} {answer.body} {answer}"
    assert "例人甲" not in stored
    assert "13800000001" not in stored
    assert set(answer.body) == {"id", "url"}


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_key_of_no_use_is_refused(cast: Cast, key: str) -> None:
    refused = program(cast, "city").send("post", "organisations", CLUB, status=400, key=key)
    assert refused["errors"][0]["field"] == "Idempotency-Key"


def test_actor_without_account_keeps_nothing(db: None) -> None:
    sent = Sent(key="k", method="POST", path="/", body=b"{}")
    assert once(sent, by=Actor.system("命令行"), write=lambda: Reply(status=200, body={})).status == 200
    assert kept() == []


def race(*acts: Callable[[], HttpResponse]) -> list[tuple[int, str]]:
    """Let all begin together; return each one's status and answer."""
    start = Barrier(len(acts))

    def run(act: Callable[[], HttpResponse]) -> tuple[int, str]:
        try:
            start.wait(timeout=20)
            answer = act()
            return answer.status_code, answer.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_once() -> None:
    city: Program = program(build(), "city")
    answers = race(*[lambda: city.answer("post", "organisations", CLUB, key="k")] * 4)
    assert {status for status, _ in answers} == {201}
    assert len({body for _, body in answers}) == 1
    assert clubs() == 1


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_do_not_undo_each_other() -> None:
    cast = build()
    city = program(cast, "city")
    address = f"organisations/{cast.county.pk}"
    for day in range(1, 6):
        name, founded = f"宁乡例会{day}", f"2015-01-0{day}"
        answers = race(
            lambda name=name: city.answer("patch", address, {"name": name, "reason": "更名"}),
            lambda founded=founded: city.answer("patch", address, {"founded": founded, "reason": "核对档案"}),
        )
        assert [status for status, _ in answers] == [200, 200]
        values = city.ask(address)["values"]
        assert (values["name"], values["founded"]) == (name, founded)
