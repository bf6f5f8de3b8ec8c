"""The acts of a record through the API: what it offers, doing it, and every way in which it is refused."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import COUNTY, SYSTEM, Cast
from tests.intake.programs import READER, ROOT, program
from tests.returns.stage import a_class
from tongxin.access.models import Entry, KeptAnswer
from tongxin.intake.api import records
from tongxin.intake.api.acts import act_of
from tongxin.intake.preview import door_named
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.records.training.models import TrainingClass

SEEN = "the test looks at what was written"
PLANNED = {"roster": "", "day": date(2021, 6, 10)}


def lines() -> list[tuple[str, str, str]]:
    rows = Entry.objects.whole_network(reason=SEEN).order_by("id")
    return [(line.action, line.actor, line.reason) for line in rows]


def state_of(one: TrainingClass) -> str:
    return str(TrainingClass.objects.whole_network(reason=SEEN).get(pk=one.pk).state)


def at(one: TrainingClass, act: str = "") -> str:
    return f"training-classes/{one.pk}/{act}".rstrip("/")


def test_record_tells_its_state_and_the_acts_it_offers_to_this_asker(cast: Cast) -> None:
    one = a_class(cast.county, **PLANNED)
    told = program(cast, "secretary").ask(at(one))
    assert list(told) == ["id", "url", "values", "state", "acts"]
    assert told["state"] == "planned"
    assert [(act["code"], act["label"]) for act in told["acts"]] == [
        ("hold", "登记为已举办"),
        ("roster", "补充名册"),
        ("correct", "更正"),
        ("cancel", "取消"),
        ("rematch", "重新对人员"),
    ]
    fields = {act["code"]: act["fields"] for act in told["acts"]}
    assert fields["cancel"] == ["reason"]
    assert fields["hold"] == ["roster", "reason", "signed_roster", "head_count"]
    assert fields["rematch"] == []
    assert fields["correct"][-1] == "reason"
    assert program(cast, "secretary", verbs=(Verb.VIEW,)).ask(at(one))["acts"] == []


def test_acts_lead_through_the_states_each_with_one_line_of_its_own(cast: Cast) -> None:
    one = a_class(cast.county, **PLANNED)
    secretary = program(cast, "secretary")
    held = secretary.send("post", at(one, "hold"), {"signed_roster": "档案柜 3 号"}, status=200)
    assert list(held) == ["id", "url", "state", "acts"]
    assert (held["id"], held["url"], held["state"]) == (one.pk, ROOT + at(one), "held")
    assert [act["code"] for act in held["acts"]] == ["roster", "correct", "close", "rematch"]
    before = lines()
    closed = secretary.answer("post", at(one, "close"), b"")  # asks for nothing: no body is as good as {}
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert state_of(one) == "closed"
    assert lines()[len(before) :] == [("training.class.close", "secretary（令牌：同步）", "")]


def test_correction_as_an_act_leaves_the_other_fields_as_they_are(cast: Cast) -> None:
    one = a_class(cast.county)
    secretary = program(cast, "secretary")
    before = secretary.ask(at(one))["values"]
    secretary.send("post", at(one, "correct"), {"venue": "行政学院", "reason": "写错"}, status=200)
    assert secretary.ask(at(one))["values"] == {**before, "venue": "行政学院"}
    refused = secretary.send("post", at(one, "correct"), {"venue": "党校"}, status=422)
    assert [error["field"] for error in refused["errors"]] == ["reason"]


def test_act_sent_again_with_its_key_is_done_once(cast: Cast) -> None:
    one = a_class(cast.county, **PLANNED)
    secretary, body = program(cast, "secretary"), {"reason": "场地没有落实"}
    first = secretary.send("post", at(one, "cancel"), body, status=200, key="k")
    written = lines()
    assert secretary.send("post", at(one, "cancel"), body, status=200, key="k") == first
    assert lines() == written
    assert first["state"] == "cancelled"
    again = secretary.send("post", at(one, "cancel"), body, status=409)
    assert again["message"] == f"培训班次「{one.title}」现在是「已取消」，不能取消，请刷新后再看。"


@pytest.mark.parametrize(
    ("act", "body", "told"),
    [
        ("close", {}, (409, None, "现在是「计划中」，不能归档")),
        ("hold", {}, (409, "roster", "还没有名册")),
        ("cancel", {}, (422, "reason", "必填")),
        ("cancel", {"reason": " "}, (422, "reason", "必填")),
        ("cancel", {"signed_roster": "档案柜"}, (422, "signed_roster", "没有「signed_roster」这个字段，可用的字段有：reason")),
        ("hold", {"head_count": 0}, (422, "head_count", "1")),
        ("hold", {"roster": [True]}, (422, "roster", "应填文字")),
        ("rematch", {"reason": "x"}, (422, "reason", "不用填写内容")),
        ("correct", {"last_day": "2021-06-01", "reason": "写错"}, (422, "last_day", "早于")),
        ("plan", {}, (404, None, "没有「plan」这种办理")),
        ("飞", {}, (404, None, "可以办理的有：hold 登记为已举办")),
        ("close", b"[]", (400, None, "JSON")),
        ("cancel", b"", (422, "reason", "必填")),
    ],
)  # fmt: skip
def test_refused_act_says_why_and_writes_nothing(
    cast: Cast, act: str, body: Any, told: tuple[int, str | None, str]
) -> None:
    one, secretary = a_class(cast.county, **PLANNED), program(cast, "secretary")
    written, (status, field, sentence) = lines(), told
    refused = secretary.send("post", at(one, act), body, status=status)
    (error,) = refused["errors"]
    assert sentence in error["message"]
    assert error["field"] == field
    assert state_of(one) == "planned"
    assert lines() == written


def test_act_is_for_those_who_may_do_it_and_see_it(cast: Cast) -> None:
    one = a_class(cast.county, **PLANNED)
    body = {"reason": "不办了"}
    assert (
        "权限" in program(cast, "secretary", verbs=READER).send("post", at(one, "cancel"), body, status=403)["message"]
    )
    outside = program(cast, "neighbour").send("post", at(one, "cancel"), body, status=404)["message"]
    assert (
        outside == program(cast, "secretary").send("post", "training-classes/99999/cancel", body, status=404)["message"]
    )
    assert program(cast, "secretary", verbs=(Verb.MEMBERS,)).answer("post", at(one, "cancel"), body).status_code == 403
    assert Client().post(f"{ROOT}{at(one, 'cancel')}", body, content_type="application/json").status_code == 401
    assert state_of(one) == "planned"


def test_record_deleted_meanwhile_is_not_found(cast: Cast) -> None:
    one = a_class(cast.county, **PLANNED)
    address = at(one, "cancel")
    one.delete()
    assert "没有找到" in program(cast, "secretary").send("post", address, {"reason": "不办"}, status=404)["message"]


def test_refused_act_may_be_sent_again_with_its_key(cast: Cast) -> None:
    one = a_class(cast.county, **PLANNED)
    secretary = program(cast, "secretary")
    secretary.send("post", at(one, "cancel"), {}, status=422, key="k")
    assert not KeptAnswer.objects.whole_network(reason=SEEN).exists()
    secretary.send("post", at(one, "cancel"), {"reason": "不办"}, status=200, key="k")


def test_door_without_a_life_offers_nothing(cast: Cast) -> None:
    with pytest.raises(NotFoundError, match="登记后没有可以办理的"):
        act_of(door_named("zones"), "fly")


def test_definition_names_the_acts_of_every_door_with_a_life(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()
    lively = [door for door in records.doors() if door.life is not None]
    assert "training-classes" in {door.name for door in lively}
    for door in lively:
        for one in door.life.acts if door.life else ():
            doing = document["paths"][f"{ROOT}{door.name}/{{id}}/{one.code}"]["post"]
            assert one.label in doing["summary"]
            asked = document["components"]["schemas"][f"{door.name}.act.{one.code}"]["properties"]
            assert list(asked) == records.fields_of(one)
        record = document["components"]["schemas"][f"{door.name}.record"]["properties"]
        assert list(record)[-2:] == ["state", "acts"]
    states = document["components"]["schemas"]["training-classes.record"]["properties"]["state"]
    assert states["x-labels"] == dict(TrainingClass.State.choices)


def test_kind_without_states_has_none_in_its_definition(client: Client, db: None) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert schemas["asserted-figures.record"]["properties"]["state"] == {"type": "string", "title": "状态"}


def test_acts_are_done_only_within_the_place_of_the_token(cast: Cast) -> None:
    one = a_class(cast.city, **PLANNED)
    county = program(cast, "city", path=COUNTY)
    assert county.answer("post", at(one, "cancel"), {"reason": "x"}).status_code == 404
    assert SYSTEM.scope.may(Verb.RECORD, COUNTY)
