import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import SYSTEM, found
from tongxin.ports.desk import take_snapshot

pytestmark = pytest.mark.django_db
TEXT = "截至目前，全省联谊组织达到3家，县级覆盖86%。另有16座图书馆。"
FACTS = "编号,指标,单位,地区,起,止,数值,分母\nf1,联谊组织数,家,湖南省,2022-09-20,2022-09-20,3,\n"


@pytest.fixture
def _register(tmp_path: Path, settings: Settings) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path
    found("湖南省联谊会", "430000")
    found("长沙市联谊会", "430100")
    found("宁乡市联谊会", "430182")
    take_snapshot(by=SYSTEM)


def ask(client: Client, **changes: object) -> object:
    values = {"text": TEXT, "date": "2022-09-26", "home": "430000", **changes}
    return client.post("/check/", values, follow=True)


def test_page_without_a_report_offers_the_form(client: Client) -> None:
    response = client.get("/check/")
    assert response.status_code == 200
    assert "粘贴" in response.content.decode()


@pytest.mark.usefixtures("_register")
def test_report_checked_against_the_register_shows_each_figure_and_its_page(client: Client) -> None:
    page = ask(client).content.decode()
    assert page.count('class="ck-mark') == 3
    assert "ck-fit" in page
    assert "/figures/network.associations?place=430000&amp;as_of=2022-09-26" in page
    assert "ck-contradicted" in page
    assert "1/122" in page
    assert "没有可对照的记录" in page


@pytest.mark.usefixtures("_register")
def test_article_is_checked_as_an_example(client: Client) -> None:
    page = client.get("/check/?example=article").content.decode()
    assert page.count('class="ck-mark') == 15


def test_report_checked_against_a_supplied_table_needs_no_register(client: Client) -> None:
    page = ask(client, facts=SimpleUploadedFile("数据.csv", FACTS.encode())).content.decode()
    assert "ck-fit" in page
    assert "/figures/" not in page


def test_report_uploaded_as_a_file_is_read(client: Client) -> None:
    report = SimpleUploadedFile("报告.txt", TEXT.encode("gb18030"))
    page = ask(client, text="", report=report, facts=SimpleUploadedFile("数据.csv", FACTS.encode())).content.decode()
    assert "3家" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "请粘贴报告文字"),
        ({"date": "昨天"}, "2021-12-31 的样子"),
        ({"date": "0001-01-01"}, "1949 至 2199"),
        ({"date": "9999-12-31"}, "1949 至 2199"),
        ({"home": "43"}, "六位数字"),
        ({"home": "439999"}, "没有代码为 439999"),
        ({"home": ""}, "必填"),
        ({"report": SimpleUploadedFile("报告.exe", b"MZ")}, ".docx"),
        ({"facts": SimpleUploadedFile("数据.xlsx", b"no workbook")}, ""),
    ],
)
def test_wrong_input_is_answered_at_its_field_and_nothing_typed_is_lost(
    client: Client, changes: dict[str, object], sentence: str
) -> None:
    response = ask(client, **changes)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    assert changes.get("text", "全省联谊组织达到3家").strip()[:20] in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "字" * 1_000_001}, "1000000"),
        ({"report": SimpleUploadedFile("报告.txt", b"x" * (5 * 1024 * 1024 + 1))}, "超过 5 MB"),
        ({"report": SimpleUploadedFile("报告.txt", b"x" * (17 * 1024 * 1024 + 1))}, "超过 17 MB"),
    ],
)
def test_what_is_too_large_is_refused_as_such(client: Client, changes: dict[str, object], sentence: str) -> None:
    response = ask(client, **changes)
    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert sentence in response.content.decode()


def test_report_without_a_figure_says_so(client: Client) -> None:
    page = ask(client, text="今天天气很好。", facts=SimpleUploadedFile("数据.csv", FACTS.encode())).content.decode()
    assert "没有找到可核对的数字" in page


def test_register_without_a_snapshot_says_what_to_do(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path
    response = ask(client)
    assert response.status_code == 503
    assert "tongxin snapshot" in response.content.decode()


def test_markup_in_a_report_is_shown_as_text(client: Client) -> None:
    page = ask(
        client, text="<script>alert(1)</script>3家", facts=SimpleUploadedFile("数据.csv", FACTS.encode())
    ).content.decode()
    assert "<script>alert" not in page


def test_report_that_begins_with_a_figure_is_shown_whole(client: Client) -> None:
    page = ask(
        client, text="3家联谊组织已成立。", facts=SimpleUploadedFile("数据.csv", FACTS.encode())
    ).content.decode()
    assert re.search(r'文">\s*<a class="ck-mark[^>]+>3家<sup>&#8288;1</sup></a>联谊组织已成立。', page)
