import io
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.claims.conftest import FACTS, TEXT, begun, table
from tongxin.claims import limits
from tongxin.claims.reading import report_text, table_facts
from tongxin.claims.tables import read_facts
from tongxin.claims.template import facts_template
from tongxin.kernel.errors import InputError
from tongxin.office import commented_text

pytestmark = pytest.mark.django_db


def test_visitor_is_asked_to_wait_and_an_account_is_not(client, network, monkeypatch):
    monkeypatch.setattr(limits, "PER_MINUTE", {"check": 2, "follow": 2})
    values = {"text": TEXT, "date": "2022-09-26", "home": "湖南省"}
    assert [client.post("/check/", {**values, "facts": table()}).status_code for _ in range(3)] == [302, 302, 429]
    page = client.post("/check/", {**values, "facts": table()}).content.decode()
    assert "请稍等一分钟" in page
    assert TEXT in page
    city = network.client("city")
    assert all(begun(city) for _ in range(3))


def test_choices_and_downloads_of_a_visitor_are_counted_apart(client, monkeypatch):
    monkeypatch.setattr(limits, "PER_MINUTE", {"check": 2, "follow": 2})
    url = begun(client)
    choice = {"start": 2, "end": 6, "choice": "f2"}
    assert client.post(f"{url}match/", choice).status_code == 302
    assert client.get(f"{url}download/json/").status_code == 200
    refused = client.get(f"{url}download/json/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "请稍等一分钟" in client.post(f"{url}match/", choice).content.decode()
    assert client.get(url).status_code == 200


def test_counter_that_expires_meanwhile_starts_again(client, monkeypatch):
    monkeypatch.setattr(cache, "incr", lambda name: (_ for _ in ()).throw(ValueError))
    assert begun(client)


def test_form_without_its_token_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/check/", {"text": TEXT}).status_code == 403


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.docx", b""),
        ("报告.docx", b"PK\x03\x04 broken"),
        ("报告.docx", b"\xd0\xcf\x11\xe0" + b"x" * 100),
        ("报告.txt", b"\x00\x01\x02"),
        ("报告.txt", b"   "),
        ("报告.exe", b"MZ"),
        ("报告", b"\xff\xfe\xff"),
    ],
)
def test_file_that_is_no_report_is_refused_at_its_field(client, name, content):
    values = {"date": "2022-09-26", "home": "湖南省", "facts": table()}
    response = client.post("/check/", {**values, "report": SimpleUploadedFile(name, content)})
    assert response.status_code == 400
    page = response.content.decode()
    assert "没有核对，请改正下面的内容" in page
    assert 'id="id_report_error"' in page


@pytest.mark.parametrize("name", [r"会员\ud800", r"会员\u0000"])
def test_half_characters_of_a_table_are_refused(client, name):
    facts = SimpleUploadedFile("数据.json", f'[{{"指标": "{name}", "数值": 3, "止": "2022-09-20"}}]'.encode())
    response = client.post("/check/", {"text": TEXT, "date": "2022-09-26", "home": "湖南省", "facts": facts})
    assert response.status_code == 400
    assert "残缺的字符" in response.content.decode()


@pytest.mark.parametrize("value", ["9" * 5_000, "9" * 100_000, "0." + "1" * 5_000])
def test_endless_number_in_a_table_is_no_fault(client, value):
    facts = SimpleUploadedFile("数据.csv", f"指标,单位,数值,止\n会员人数,人,{value},2022-09-20\n".encode())
    response = client.post("/check/", {"text": TEXT, "date": "2022-09-26", "home": "湖南省", "facts": facts})
    assert response.status_code in {302, 400}


def test_zero_byte_deep_in_a_text_is_a_blank(client):
    report = SimpleUploadedFile("报告.txt", ("字" * 5_000 + "\0会员312人。").encode())
    url = begun(client, text="", report=report)
    assert "312人" in client.get(url).content.decode()


def test_error_of_a_table_stands_at_its_field(client):
    facts = SimpleUploadedFile("数据.csv", "指标,数值,止\n会员,很多,2022-09-20\n".encode())
    response = client.post("/check/", {"text": TEXT, "date": "2022-09-26", "home": "湖南省", "facts": facts})
    page = response.content.decode()
    assert response.status_code == 400
    assert "第2行「数值」写的是「很多」" in page
    assert 'id="id_facts_error"' in page


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (301 * 2**20))
    return stream.getvalue()


def test_bomb_is_refused_unopened(client):
    values = {"date": "2022-09-26", "home": "湖南省", "facts": table()}
    response = client.post("/check/", {**values, "report": SimpleUploadedFile("报告.docx", bomb())})
    assert response.status_code == 400
    assert "解压后过大" in response.content.decode()


def test_text_of_a_file_too_long_for_a_page_is_refused(client):
    report = SimpleUploadedFile("报告.txt", ("字" * 1_000_001).encode())
    response = client.post("/check/", {"date": "2022-09-26", "home": "湖南省", "facts": table(), "report": report})
    assert response.status_code == 400
    assert "100 万字" in response.content.decode()


@pytest.mark.parametrize(("name", "sentence"), [("湖南", ""), ("长沙市", ""), ("没有的市", "没有叫「没有的市」的地区")])
def test_place_may_be_named(client, name, sentence):
    response = client.post("/check/", {"text": TEXT, "date": "2022-09-26", "home": name, "facts": table()})
    assert response.status_code == (400 if sentence else 302)
    assert not sentence or sentence in response.content.decode()


def word(text: str) -> bytes:
    return commented_text.read(text.encode(), notes=[], author="")


def test_what_was_uploaded_is_ready_to_be_written_down() -> None:
    assert report_text(word(TEXT), name="报告.docx").strip() == TEXT
    assert report_text("会员\r\n312人".encode("gb18030"), name="报告.txt") == "会员\n312人"
    expected = read_facts(FACTS.encode(), name="数据.csv", home="湖南省").facts
    assert table_facts(FACTS.encode(), name="数据.csv", home="湖南省") == expected


def test_error_of_an_uploaded_file_keeps_its_sentence_and_field() -> None:
    with pytest.raises(InputError, match="报告请用") as refused:
        report_text(b"MZ", name="报告.exe")
    assert refused.value.field == "report"
    with pytest.raises(InputError, match="没有一行数据"):
        table_facts("指标,数值\n".encode(), name="数据.csv", home="湖南省")


def test_nothing_uploaded_is_parsed_in_this_process(client, monkeypatch) -> None:
    monkeypatch.setattr("tongxin.office.reading.outcome", lambda *_: pytest.fail("parsed in this process"))
    facts = SimpleUploadedFile("数据.xlsx", facts_template())
    report = SimpleUploadedFile("报告.docx", word(TEXT))
    url = client.post("/check/", {"date": "2022-09-26", "home": "湖南省", "report": report, "facts": facts})["Location"]
    assert client.get(f"{url}download/docx/").content.startswith(b"PK")


# --- the empty table ------------------------------------------------------------------------------------------------------------


def test_empty_table_is_linked_and_downloaded(client):
    assert "/check/template.xlsx" in client.get("/check/").content.decode()
    response = client.get("/check/template.xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert len(read_facts(response.content, name="模板.xlsx", home="湖南省").facts) == 3
