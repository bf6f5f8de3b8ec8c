"""The figures API: the contract's document, its description, and refusals in one sentence."""

import json
from typing import Any

import pytest
from django.test import Client

from tongxin.figures import Store

pytestmark = pytest.mark.django_db
API = "/api/v1/figures/"
YEAR = "from=2021-01-01&to=2021-12-31"


def get(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return json.loads(response.content)


def test_document_holds_what_the_contract_names(provincial: Client, board: Store) -> None:
    found = get(provincial, f"{API}training.classes?place=430000&{YEAR}&evidence=5")
    assert set(found) == {
        "measure", "place", "from", "to", "as_of", "status", "reason", "value", "numerator", "denominator",
        "uncovered", "completeness", "snapshot", "evidence_count", "evidence_hash", "of", "evidence",
    }  # fmt: skip
    assert (found["value"], found["from"], found["to"]) == ("2", "2021-01-01", "2021-12-31")
    assert found["snapshot"] == board.current_id()
    assert [row["page"] for row in found["evidence"]] == ["/training/20/", "/training/22/"]


def test_records_are_listed_only_when_asked_for(provincial: Client, board: Store) -> None:
    found = get(provincial, f"{API}training.classes?place=430000&{YEAR}")
    assert found["evidence"] == []
    assert found["evidence_count"] == 2


def test_unknown_parameter_changes_nothing(provincial: Client, board: Store) -> None:
    address = f"{API}training.classes?place=430000&{YEAR}"
    assert get(provincial, f"{address}&colour=red") == get(provincial, address)


def test_evidence_goes_on_after_a_record(provincial: Client, board: Store) -> None:
    found = get(provincial, f"{API}training.classes?place=430000&{YEAR}&evidence=5&after=20")
    assert [row["record"] for row in found["evidence"]] == ["training.class:22"]


def test_cells_say_where_or_when(provincial: Client, board: Store) -> None:
    by_place = get(provincial, f"{API}network.county_coverage?as_of=2022-09-26&by=prefecture")
    assert [(cell["code"], cell["numerator"], cell["denominator"]) for cell in by_place["cells"]] == [
        ("430100", 2, 3),
        ("430200", 1, 1),
    ]
    by_month = get(provincial, f"{API}training.classes?{YEAR}&by=month")
    assert len(by_month["cells"]) == 12
    assert by_month["cells"][4]["from"] == "2021-05-01"
    assert by_month["cells"][4]["value"] == "1"


def test_stranger_gets_the_public_version_without_records(client: Client, board: Store) -> None:
    found = get(client, f"{API}training.persons?place=430200&{YEAR}&evidence=5")
    assert (found["status"], found["value"], found["evidence"]) == ("withheld", None, [])
    assert found["evidence_hash"] is None
    assert get(client, f"{API}training.classes?place=430000&{YEAR}")["value"] == "2"


def test_figure_that_is_not_public_is_not_found_by_a_stranger(client: Client, provincial: Client, board: Store) -> None:
    assert "没有找到" in get(client, f"{API}training.inner?{YEAR}", 404)["message"]
    assert get(provincial, f"{API}training.inner?{YEAR}")["value"] == "2"


def test_completeness_comes_with_persons(provincial: Client, board: Store) -> None:
    found = get(provincial, f"{API}training.persons?place=430102&{YEAR}")
    assert found["value"] == "12"
    assert found["completeness"] == {
        "reporting_rate": None,
        "returns": None,
        "resolved": 12,
        "participations": 13,
        "evidence": None,
        "bounds": None,
    }


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        (f"{API}nothing.here", 400, "没有代码为"),
        (f"{API}training.classes?place=999999", 404, "没有代码 999999"),
        (f"{API}training.classes?from=2021-12-31&to=2021-01-01", 400, "请调换"),
        (f"{API}network.associations?as_of=2198-01-01", 400, "还没有到"),
        (f"{API}network.associations?as_of=2021-01-01&{YEAR}", 400, "只能给一个"),
        (f"{API}network.associations?as_of=1.5", 400, "日期应写成"),
        (f"{API}training.classes?{YEAR}&by=person", 400, "by 只能是"),
        (f"{API}training.classes?{YEAR}&evidence=many", 400, "evidence 应为"),
        (f"{API}training.classes?{YEAR}&evidence=1&after=99999999999999999999", 400, "after 应为"),
        (f"{API}training.classes?{YEAR}&evidence=1001", 400, "0 至 1000"),
        (f"{API}training.classes?from=2021-01-01", 400, "同时给出起止日期"),
        (f"{API}training.classes?place=%01%FF&{YEAR}", 400, "六位数字"),
        (f"{API}network.associations?{YEAR}", 400, "时点数"),
        (f"{API}{'x' * 3000}", 400, "没有代码为"),
        ("/api/v1/nothing", 404, "没有找到"),
    ],
)
def test_question_that_cannot_be_answered_gets_a_sentence(
    client: Client, board: Store, *, address: str, status: int, sentence: str
) -> None:
    refusal = get(client, address, status)
    assert set(refusal) == {"message", "field"}
    assert sentence in refusal["message"]
    assert len(refusal["message"]) < 120


def test_other_methods_are_refused_in_a_sentence(client: Client, board: Store) -> None:
    response = client.post("/api/v1/measures")
    assert (response.status_code, response["Allow"]) == (405, "GET")
    assert "不接受这种请求" in json.loads(response.content)["message"]


def test_api_before_the_first_snapshot_says_so(client: Client, empty_board: Store) -> None:
    assert "还没有生成过快照" in get(client, f"{API}training.classes", 503)["message"]


def test_catalogue_holds_back_what_is_not_public(client: Client, provincial: Client, board: Store) -> None:
    codes = {entry["code"] for entry in get(client, "/api/v1/measures")}
    assert "training.persons" in codes
    assert "training.inner" not in codes
    assert "training.inner" in {entry["code"] for entry in get(provincial, "/api/v1/measures")}


def test_description_names_every_parameter_and_answer(client: Client, db: None) -> None:
    found = get(client, "/api/v1/openapi.json")
    figure = found["paths"]["/api/v1/figures/{code}"]["get"]
    assert {"code", "place", "from", "to", "as_of", "by", "evidence", "after", "of"} == {
        parameter["name"] for parameter in figure["parameters"]
    }
    assert {"200", "400", "401", "403", "404", "429", "503"} == set(figure["responses"])
    assert "from" in found["components"]["schemas"]["FigureDocument"]["properties"]


def test_reader_with_a_browser_finds_the_api_explained(client: Client, empty_board: Store) -> None:
    html = client.get("/api/v1/").content.decode()
    assert "/api/v1/openapi.json" in html
    assert "as_of" in html


def test_program_that_asks_for_json_is_led_to_the_description(client: Client, empty_board: Store) -> None:
    response = client.get("/api/v1/", headers={"Accept": "application/json"})
    assert (response.status_code, response["Location"]) == (302, "/api/v1/openapi.json")
    assert client.get("/api/v1/", headers={"Accept": "*/*"}).status_code == 200
