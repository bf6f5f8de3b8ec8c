"""Nobody is put on record twice through the door of persons: page, program, workbook, twenty at once."""

from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, place
from tests.intake.programs import program
from tongxin.kernel.errors import ConflictError
from tongxin.network import actions
from tongxin.network.models import Person

WEI: Any = {"name": "张伟明", "mobile": "13800138000", "unit": "甲律所", "position": "", "group": ""}
SENT = {**WEI, "place": "430182"}


def on_record() -> int:
    return Person.objects.whole_network(reason="the test counts persons").count()


def register(by: Any = SYSTEM, code: str = "430182", **changed: Any) -> Person:
    return actions.register_person(by=by, place=place(code), **(WEI | changed))


def test_person_on_record_is_named_and_not_entered_again(cast: Cast) -> None:
    person = register()
    for again in ({}, {"name": "章伟明"}, {"unit": "乙律所", "code": "430100"}, {"mobile": "138-0013-8000"}):
        with pytest.raises(ConflictError, match=rf"已经登记，编号 {person.pk}，没有重复登记") as refused:
            register(**again)
        assert refused.value.field == "name"
    assert on_record() == 1


def test_without_a_number_only_the_very_same_line_is_one_person(cast: Cast) -> None:
    person = register(mobile="")
    with pytest.raises(ConflictError, match=f"编号 {person.pk}"):
        register(mobile="")
    for other in (
        {"unit": "乙律所"},
        {"position": "律师"},
        {"group": "intermediary"},
        {"name": "张伟"},
        {"code": "430100"},
    ):
        register(mobile="", **other)
    register(mobile="13800138001")
    assert on_record() == 7


def test_somebody_else_may_be_entered_when_it_is_said(cast: Cast) -> None:
    first, second = register(), register(distinct=True)
    assert first.pk != second.pk


def test_person_out_of_sight_is_neither_found_nor_told(cast: Cast) -> None:
    register()
    by = cast.actor("neighbour")
    assert register(by=by, code="430200").path == "43/4302/"


def test_page_says_who_is_on_record(cast: Cast) -> None:
    person, client = register(), cast.client("secretary")
    page = client.post("/people/new/", SENT)
    assert (page.status_code, f"编号 {person.pk}" in page.content.decode()) == (409, True)
    assert on_record() == 1


def test_program_is_told_of_the_same_and_asked_about_the_likely(cast: Cast) -> None:
    person, secretary = register(), program(cast, "secretary")
    refused = secretary.send("post", "persons", SENT, status=409)
    assert f"编号 {person.pk}" in refused["message"]
    likely = SENT | {"mobile": "", "position": "主任"}
    assert "distinct=yes" in secretary.send("post", "persons", likely, status=409)["message"]
    secretary.send("post", "persons?distinct=yes", likely, status=201)
    assert on_record() == 2
