"""Every record type that has a door can be listed, read, put on file and corrected by a program."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import COUNTY, NEIGHBOUR, Cast, found
from tests.cast import cast as build
from tests.intake.programs import READER, ROOT, new_record, program
from tongxin.access.models import Entry
from tongxin.intake.api import records, schema
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation, Person
from tongxin.ports.room import rooms

DOORS = [door for room in rooms() for door in room.doors]
READABLE = [door for door in DOORS if door.model is not None]
CORRECTED = [door for door in READABLE if door.correct is not None]


def name_of(door: Door) -> str:
    return door.name


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_record_is_put_on_file_and_read_back(cast: Cast, door: Door) -> None:
    secretary = program(cast, "registrar" if door.name == "zones" else "secretary")
    sent = new_record(door, cast)
    answer = secretary.answer("post", door.name, sent)
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    line = Entry.objects.whole_network(reason="the test reads the journal").order_by("-id").first()
    assert line is not None
    assert line.actor.endswith("（令牌：同步）")
    if door.model is None:
        assert made["url"] is None
        return
    assert answer["Location"] == made["url"] == f"{ROOT}{door.name}/{made['id']}"
    read = secretary.ask(f"{door.name}/{made['id']}")
    assert read["id"] == made["id"]
    listed = secretary.ask(f"{door.name}?size=200")
    assert read in listed["records"]
    assert listed["next"] is None


@pytest.mark.parametrize("door", READABLE, ids=name_of)
def test_record_handed_back_as_it_was_read_changes_nothing(cast: Cast, door: Door) -> None:
    secretary = program(cast, "secretary")
    made = secretary.send("post", door.name, new_record(door, cast), status=201)
    address = f"{door.name}/{made['id']}"
    before = secretary.ask(address)
    if door.correct is None:
        assert "不能更正" in secretary.send("patch", address, {"reason": "核对"}, status=404)["message"]
        return
    kept = {name: value for name, value in before["values"].items() if name in door.correcting.base_fields}
    lines = Entry.objects.whole_network(reason="the test counts journal lines").count()
    secretary.send("patch", address, {**kept, "reason": "核对"}, status=200)
    assert secretary.ask(address) == before
    assert Entry.objects.whole_network(reason="the test counts journal lines").count() == lines


@pytest.mark.parametrize("door", CORRECTED, ids=name_of)
def test_correction_changes_the_field_sent_and_needs_its_reason(cast: Cast, door: Door) -> None:
    secretary = program(cast, "secretary")
    made = secretary.send("post", door.name, new_record(door, cast), status=201)
    address = f"{door.name}/{made['id']}"
    before = secretary.ask(address)["values"]
    fields = ("name", "title", "scores", "body", "purpose", "source", "need", "begin", "product", "item")
    title = next(name for name in fields if name in before and name in door.correcting.base_fields)
    other = {"scores": "51 30", "begin": "2021-06-01"}.get(title, "改过的例")
    refused = secretary.send("patch", address, {title: other}, status=400)
    assert refused["errors"] == [{"field": "reason", "label": "更正原因", "message": "这个字段是必填项。"}]
    assert secretary.ask(address)["values"] == before
    secretary.send("patch", address, {title: other, "reason": "写错"}, status=200)
    assert secretary.ask(address)["values"] == {**before, title: other}


@pytest.mark.parametrize("door", READABLE, ids=name_of)
def test_record_out_of_scope_does_not_exist(cast: Cast, door: Door) -> None:
    made = program(cast, "secretary").send("post", door.name, new_record(door, cast), status=201)
    neighbour = program(cast, "neighbour")
    assert made["id"] not in {one["id"] for one in neighbour.ask(f"{door.name}?size=200")["records"]}
    outside = neighbour.ask(f"{door.name}/{made['id']}", status=404)["message"]
    assert outside == neighbour.ask(f"{door.name}/999999999", status=404)["message"]
    assert outside == neighbour.ask(f"{door.name}/{10**30}", status=404)["message"]
    if door.correct is not None:
        body = {"reason": "越权"}
        assert neighbour.send("patch", f"{door.name}/{made['id']}", body, status=404)["message"] == outside


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_token_that_only_reads_writes_nothing(cast: Cast, door: Door) -> None:
    reader = program(cast, "secretary", verbs=(Verb.VIEW,))
    sent = new_record(door, cast)
    before = Entry.objects.whole_network(reason="the test counts journal lines").count()
    refused = reader.send("post", door.name, sent, status=403)
    assert "权限" in refused["message"]
    assert Entry.objects.whole_network(reason="the test counts journal lines").count() == before


@pytest.mark.parametrize("door", READABLE, ids=name_of)
def test_token_of_one_county_reads_nothing_of_the_next(cast: Cast, door: Door) -> None:
    program(cast, "secretary").send("post", door.name, new_record(door, cast), status=201)
    assert door.model is not None
    verbs = (*READER, door.model.read_verb)
    whole = program(cast, "province", verbs=verbs)
    county = program(cast, "province", verbs=verbs, path=COUNTY)
    other = program(cast, "province", verbs=verbs, path=NEIGHBOUR)
    ids = [{one["id"] for one in each.ask(f"{door.name}?size=200")["records"]} for each in (whole, county, other)]
    assert ids[1]
    assert ids[1] <= ids[0]
    assert not ids[1] & ids[2]


def test_persons_are_read_only_with_the_right_to_names(cast: Cast) -> None:
    person = cast.person("例人甲", mobile="13800000001")
    officer = program(cast, "city")
    refused = officer.ask("persons", status=403)
    assert "人员信息" in refused["message"]
    assert "人员信息" in officer.ask(f"persons/{person.pk}", status=403)["message"]
    found = program(cast, "registrar").ask(f"persons/{person.pk}")
    assert found["values"]["name"] == "例人甲"
    assert found["values"]["mobile"] == "13800000001"


@pytest.mark.parametrize("door", READABLE, ids=name_of)
def test_list_takes_the_same_queries_for_one_and_three(
    cast: Cast, door: Door, django_assert_max_num_queries: Any
) -> None:
    secretary = program(cast, "secretary")
    numbers = []
    for _ in range(2):
        secretary.send("post", door.name, new_record(door, cast), status=201)
        secretary.ask(door.name)
        with django_assert_max_num_queries(20) as queries:
            secretary.ask(door.name)
        numbers.append(len(queries))
        secretary.send("post", door.name, new_record(door, cast), status=201)
    assert numbers[0] == numbers[1]


def test_list_of_people_leaves_a_line_in_the_journal(cast: Cast) -> None:
    registrar = program(cast, "registrar")
    registrar.ask("persons")
    registrar.ask("organisations")
    lines = Entry.objects.whole_network(reason="the test reads the journal").filter(action="access.export")
    assert not lines.exists()
    for name in ("例人甲", "例人乙"):
        cast.person(name)
    assert len(registrar.ask("persons")["records"]) == 2
    registrar.ask("persons?q=没有此人")
    line = lines.get()
    assert line.reason == "导出「人员」，共 2 行；用途：接口读取"
    assert line.path == "43/4301/"
    assert "令牌" in line.actor


def test_list_of_organisations_takes_three_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    city = program(cast, "city", verbs=(Verb.VIEW,))
    city.ask("organisations")
    with django_assert_num_queries(3):  # token, grants, organisations with place and parent
        assert len(city.ask("organisations")["records"]) == 2


def test_list_goes_on_where_the_page_before_ended(cast: Cast) -> None:
    province = program(cast, "province")
    seen, after = [], ""
    while True:
        page = province.ask(f"organisations?size=1&after={after}")
        seen += [one["values"]["name"] for one in page["records"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [cast.province.name, cast.city.name, cast.county.name, cast.neighbour.name]


def test_list_is_narrowed_by_text_place_and_time(cast: Cast) -> None:
    province = program(cast, "province")

    def names(query: str) -> list[str]:
        return [one["values"]["name"] for one in province.ask(f"organisations?{query}")["records"]]

    assert names("q=ningxiang") == [cast.county.name]
    assert names("place=430100") == [cast.city.name, cast.county.name]
    assert names("changed_since=2190-01-01") == []
    assert len(names("changed_since=2020-01-01T08:00:00+08:00")) == 4
    assert names("place=430182&q=长沙&changed_since=2020-01-01") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=" + "界" * 61, "q 最多写"),
        ("place=439999", "没有代码为 439999"),
        ("place=%F0%9F%92%A3", "六位数字"),
        ("changed_since=昨天", "changed_since 应写成"),
        ("size=0", "size 应为"),
        ("size=201", "size 应为"),
        ("size=十", "size 应为"),
        ("after=x", "翻页位置无效"),
        ("changed_since=0001-01-01", "changed_since 应写成"),
        ("changed_since=0001-01-01T00:00:00%2B14:00", "年份在 1949 至 2199 之间"),
        ("changed_since=9999-12-31T23:59:59-12:00", "changed_since 应写成"),
        ("changed_since=9999-12-31", "changed_since 应写成"),
    ],
)
def test_list_asked_wrongly_says_so(cast: Cast, query: str, sentence: str) -> None:
    refused = program(cast, "city").ask(f"organisations?{query}", status=400)
    assert sentence in refused["message"]
    assert refused["errors"][0]["message"] == refused["message"]


def test_door_that_cannot_search_says_so(cast: Cast) -> None:
    assert "请去掉 q" in program(cast, "registrar").ask("members?q=x", status=400)["message"]


def test_doors_are_listed(cast: Cast) -> None:
    listed = program(cast, "city").ask("")["doors"]
    assert [one["name"] for one in listed] == [door.name for door in DOORS]
    assert listed[0]["url"] == f"{ROOT}{DOORS[0].name}"


def test_unknown_door_names_the_known_ones(cast: Cast) -> None:
    assert "organisations" in program(cast, "city").ask("unicorns", status=404)["message"]


def test_zone_is_written_but_not_read(cast: Cast) -> None:
    assert "只能登记" in program(cast, "city").ask("zones", status=404)["message"]


def test_stranger_is_asked_for_a_token(cast: Cast) -> None:
    for address in ("", "organisations", f"organisations/{cast.city.pk}"):
        answer = Client().get(ROOT + address)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert "访问令牌" in answer.json()["message"]


def test_signed_in_page_reads_too_but_writes_with_its_mark_only(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.accounts["city"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"{ROOT}organisations").status_code == 200
    answer = client.post(f"{ROOT}organisations", b"{}", content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["message"]


def test_method_of_no_use_is_refused_in_words(cast: Cast) -> None:
    refused = program(cast, "city").send("delete", f"organisations/{cast.city.pk}", {}, status=405)
    assert "不接受" in refused["message"]


def test_every_mistake_in_a_form_is_named_with_its_label(cast: Cast) -> None:
    sent = {"name": "", "kind": "castle", "place": "火星", "founded": "1066-10-14"}
    refused = program(cast, "city").send("post", "organisations", sent, status=400)
    assert refused["message"] == "有 4 处需要改正。"
    assert [(one["field"], one["label"]) for one in refused["errors"]] == [
        ("name", "组织名称"),
        ("kind", "类别"),
        ("place", "所在地区"),
        ("founded", "成立日期"),
    ]
    assert not Organisation.objects.whole_network(reason="the test counts organisations").filter(name="").exists()


def test_refusal_of_the_action_keeps_its_status_and_field(cast: Cast) -> None:
    city = program(cast, "city")
    moved = {"place": "430200", "reason": "搬家"}
    refused = city.send("patch", f"organisations/{cast.city.pk}", moved, status=400)
    assert (refused["errors"][0]["field"], refused["errors"][0]["label"]) == ("place", "所在地区")
    outside = {"name": "例会", "kind": "association", "place": "430200", "founded": "2020-01-01"}
    assert "登记" in city.send("post", "organisations", outside, status=403)["message"]


def test_member_on_record_already_is_refused(cast: Cast) -> None:
    secretary = program(cast, "secretary")
    door = next(door for door in DOORS if door.name == "members")
    sent = new_record(door, cast, name="例同甲", mobile="13800000001", unit="例公司")
    made = secretary.send("post", "members", sent, status=201)
    again = secretary.send("post", "members", sent, status=409)
    assert f"编号 {made['id']}" in again["message"]
    persons = Person.objects.whole_network(reason="the test counts persons").filter(name="例同甲")
    assert persons.count() == 1
    likely = {**sent, "mobile": ""}
    refused = secretary.send("post", "members", likely, status=409)
    assert "distinct=yes" in refused["message"]
    secretary.send("post", "members?distinct=yes", likely, status=201)
    assert persons.count() == 2


def test_person_known_elsewhere_becomes_a_member_once(cast: Cast) -> None:
    person = cast.person("例同乙", mobile="13800000002", unit="例公司")
    door = next(door for door in DOORS if door.name == "members")
    sent = new_record(door, cast, name="例同乙", mobile="13800000002", unit="例公司")
    program(cast, "secretary").send("post", "members", sent, status=201)
    persons = Person.objects.whole_network(reason="the test counts persons").filter(name="例同乙")
    assert [one.pk for one in persons] == [person.pk]


def test_record_that_has_no_correction_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    organisations = next(door for door in DOORS if door.name == "organisations")
    fixed = replace(organisations, correct=None)
    monkeypatch.setattr(records, "doors", lambda: (fixed,))
    monkeypatch.setattr(schema, "doors", lambda: (fixed,))
    answer = program(cast, "city").send("patch", f"organisations/{cast.city.pk}", {"reason": "核对"}, status=404)
    assert "不能更正" in answer["message"]
    document = schema.extend({}, root="/api/v1/")
    assert set(document["paths"]["/api/v1/records/organisations/{id}"]) == {"parameters", "get"}


def test_definition_describes_every_door_beside_the_figures(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/measures" in document["paths"]
    schemas = document["components"]["schemas"]
    for door in DOORS:
        described = schemas[f"{door.name}.new"]
        assert set(described["properties"]) == set(door.form.base_fields)
        for name, field in door.form.base_fields.items():
            assert described["properties"][name]["title"] == field.label
        assert set(document["paths"][f"{ROOT}{door.name}"]) == ({"get", "post"} if door.model else {"post"})
    for door in CORRECTED:
        assert schemas[f"{door.name}.correction"]["required"] == ["reason"]
        assert set(document["paths"][f"{ROOT}{door.name}/{{id}}"]) == {"parameters", "get", "patch"}


def test_definition_promises_no_value_that_may_be_missing_and_names_every_refusal(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for door in (door for door in DOORS if door.model):
        values = document["components"]["schemas"][f"{door.name}.record"]["properties"]["values"]["properties"]
        assert list(values) == list(door.form.base_fields)
        for name, one in values.items():
            assert "null" in one["type"], f"{door.name}.{name} may be null on record"
            assert None in one.get("enum", [None]), f"{door.name}.{name}"
    for address in ("/api/v1/records/persons", "/api/v1/figures/{code}", "/api/v1/measures"):
        for asked, operation in document["paths"][address].items():
            assert {"400", "401", "403", "404", "429", "503"} <= set(operation["responses"]), f"{asked} {address}"


def test_every_reference_of_the_definition_leads_somewhere(client: Client, db: None) -> None:
    text = client.get("/api/v1/openapi.json").content.decode()
    document = json.loads(text)
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert names
    assert names <= set(document["components"]["schemas"])


def test_page_of_the_api_describes_every_door_in_words(client: Client, db: None) -> None:
    page = client.get("/api/v1/", headers={"Accept": "text/html"}).content.decode()
    for door in DOORS:
        assert f'id="{door.name}"' in page
    assert "必填" in page
    assert f"association {dict(Organisation.Kind.choices)['association']}" in page


def test_field_nobody_sent_stays_even_where_its_name_would_not_do(cast: Cast) -> None:
    """Two organisations of one name cannot be told apart by it; a correction of something else need not."""
    twins = [found("长沙例会", code, founded=date(2010, 1, 1)) for code in ("430100", "430200")]
    child = found("宁乡例会", "430182", parent=twins[1])
    city = program(cast, "city")
    city.send("patch", f"organisations/{child.pk}", {"name": "宁乡例会二", "reason": "更名"}, status=200)
    child.refresh_from_db(from_queryset=Organisation.objects.whole_network(reason="the test reads it anew"))
    assert (child.name, child.parent_id) == ("宁乡例会二", twins[1].pk)
    refused = city.send("patch", f"organisations/{child.pk}", {"parent": "长沙例会", "reason": "x"}, status=400)
    assert refused["errors"][0]["field"] == "parent"


def test_body_beyond_the_limit_is_refused(cast: Cast) -> None:
    answer = program(cast, "city").answer("post", "organisations", b'{"name": "' + b"x" * 6_000_000 + b'"}')
    assert answer.status_code in {400, 413}
    assert answer.json()["message"]
