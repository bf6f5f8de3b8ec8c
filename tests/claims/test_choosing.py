import io
import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.claims.conftest import TEXT, begun
from tongxin.claims.documents import read_report

pytestmark = pytest.mark.django_db


def choose(client: Client, url: str, words: str, *, htmx: bool = False, **values: str) -> object:
    start = TEXT.index(words)
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{url}match/", {"start": start, "end": start + len(words), **values}, headers=headers)


def verdict_of(page: str, number: int) -> str:
    return re.search(rf'id="n{number}"[^>]*data-verdict="(\w+)"', page)[1]


def test_result_stays_under_its_address_for_this_browser_only(client):
    url = begun(client)
    assert re.fullmatch(r"/check/d/[\w-]{24}/", url)
    assert "58.3万元" in client.get(url).content.decode()
    assert Client().get(url).status_code == 404
    for page in ("match/?start=2&end=6", "download/json/"):
        assert Client().get(f"{url}{page}").status_code == 404
    assert Client().post(f"{url}discard/").status_code == 404
    assert Client().post(f"{url}match/", {"start": 2, "end": 6}).status_code == 404


def test_choice_without_scripts_leads_back_to_the_figure(client):
    url = begun(client)
    assert verdict_of(client.get(url).content.decode(), 3) == "ambiguous"
    response = choose(client, url, "58.3万元", choice="f4")
    assert response["Location"] == f"{url}#n3"
    page = client.get(url).content.decode()
    assert verdict_of(page, 3) == "fit"
    assert page.count("人工指定</span>") == 1
    assert "（人工指定）" in page


def test_choice_with_scripts_returns_the_whole_result_so_counts_follow(client):
    url = begun(client)
    page = choose(client, url, "312人", choice="f2", htmx=True).content.decode()
    assert page.lstrip().startswith('<div id="ck-result" data-changed="n1"')
    assert "<html" not in page
    assert verdict_of(page, 1) == "contradicted"
    assert "宜写作" in page


def test_figure_may_be_said_to_have_no_record_and_left_to_the_text_again(client):
    url = begun(client)
    choose(client, url, "312人", choice="")
    page = client.get(url).content.decode()
    assert verdict_of(page, 1) == "unsupported"
    assert "恢复自动判断" in page
    choose(client, url, "312人", automatic="1")
    page = client.get(url).content.decode()
    assert verdict_of(page, 1) == "fit"
    assert "恢复自动判断" not in page


def test_choices_add_up(client):
    url = begun(client)
    choose(client, url, "312人", choice="f2")
    choose(client, url, "58.3万元", choice="f5")
    document = json.loads(client.get(f"{url}download/json/").content)
    assert [claim.get("override") for claim in document["claims"]] == [True, None, True, None]
    assert [claim["verdict"] for claim in document["claims"]] == [
        "contradicted", "contradicted", "contradicted", "unsupported",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"start": 2, "end": 6, "choice": "f9"}, "没有编号为「f9」"),
        ({"start": 0, "end": 1, "choice": "f1"}, "不是一个可核对的数字"),
        ({"start": "x", "end": 6}, "没有选好记录"),
        ({}, "没有选好记录"),
    ],
)
def test_choice_that_cannot_be_made_changes_nothing(client, values, sentence):
    url = begun(client)
    response = client.post(f"{url}match/", values)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert "override" not in client.get(f"{url}download/json/").content.decode()


def test_records_are_looked_for_by_any_word(client):
    url = begun(client)
    page = client.get(f"{url}match/?start=2&end=6&q=女 湖南").content.decode()
    assert "<html" in page
    assert re.findall(r'name="choice" value="(\w+)"', page) == ["f2"]
    part = client.get(f"{url}match/?start=2&end=6", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert len(re.findall('name="choice"', part)) == 5
    assert "没有符合的记录" in client.get(f"{url}match/?start=2&end=6&q=鲸鱼").content.decode()


def test_long_list_of_records_asks_for_a_word(client):
    rows = "".join(f"g{n},指标{n},个,湖南省,2022-09-20,2022-09-20,{n},\n" for n in range(40))
    facts = SimpleUploadedFile("数据.csv", f"编号,指标,单位,地区,起,止,数值,分母\n{rows}".encode())
    values = {"text": TEXT, "date": "2022-09-26", "home": "湖南省", "facts": facts}
    url = client.post("/check/", values)["Location"]
    page = client.get(f"{url}match/?start=2&end=6").content.decode()
    assert page.count('name="choice"') == 30
    assert "还有更多" in page


@pytest.mark.parametrize("query", ["", "?start=0&end=1", "?start=x&end=2", "?start=2&end=6&q=" + "界" * 61])
def test_looking_for_a_record_of_no_figure_is_refused(client, query):
    assert client.get(f"{begun(client)}match/{query}").status_code == 400


def test_register_answers_choices_too(client, network):
    text = "全省联谊组织达到3家。"
    url = begun(client, facts=False, text=text)
    page = client.get(f"{url}match/?start=8&end=10&q=基地").content.decode()
    assert 'value="network.bases"' in page
    client.post(f"{url}match/", {"start": 8, "end": 10, "choice": "network.bases"})
    page = client.get(url).content.decode()
    assert "/figures/network.bases?" in page
    assert verdict_of(page, 1) == "contradicted"


def test_register_that_has_no_such_time_yet_gives_no_value_and_no_link(client, network):
    url = begun(client, facts=False, text="全省联谊组织达到3家。", date="2030-01-01")
    page = client.get(url).content.decode()
    assert verdict_of(page, 1) == "unsupported"
    assert "没有可用的数值" in page
    assert "/figures/" not in page


def test_result_is_narrowed_to_a_verdict_without_scripts(client):
    url = begun(client)
    page = client.get(f"{url}?verdict=contradicted").content.decode()
    assert re.findall(r'id="n(\d)"[^>]*data-verdict="\w+" hidden', page) == ["1", "3", "4"]
    assert page.count("ck-dim") == 3
    assert 'aria-current="true"' in page
    for wrong in ("?verdict=x", "?part=0", "?part=2", "?part=x", "?part=" + "9" * 400):
        assert client.get(f"{url}{wrong}").status_code == 400


def test_long_text_is_shown_in_parts_that_never_cut_a_figure(client):
    line = "活动照常举行，大家都很高兴。" * 70 + "会员312人。"
    text = (line * 40)[: 20_000 * 2 - 500]
    text = text[:19_998] + "会员312人。" + text[20_004:]
    url = begun(client, text=text)
    first, second = (client.get(f"{url}?part={number}").content.decode() for number in (1, 2))
    marks = [re.findall(r'id="c(\d+)"', page) for page in (first, second)]
    assert not set(marks[0]) & set(marks[1])
    assert sorted(map(int, marks[0] + marks[1])) == list(range(1, len(marks[0] + marks[1]) + 1))
    assert "第 2 部分" in first
    start = text.index("312人", 20_100)
    response = client.post(f"{url}match/", {"start": start, "end": start + 4, "choice": "f2"})
    assert response["Location"].startswith(f"{url}?part=2#n")
    assert client.get(f"{url}?verdict=contradicted&part=2").content.decode().count("<small>") == 2


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_findings_are_taken_away_as_excel(client):
    url = begun(client)
    choose(client, url, "58.3万元", choice="f4")
    response = client.get(f"{url}download/xlsx/")
    assert response["X-Content-Type-Options"] == "nosniff"
    found = sheets(response.content)
    assert list(found) == ["逐项结果", "文内自相矛盾", "用到的记录"]
    heading, member, covered, sold, book = found["逐项结果"][1:]
    assert heading[:4] == ["编号", "报告里的数字", "所指区间", "结论"]
    assert member[1:4] == ["312人", "312人", "相符"]
    assert covered[2:4] == ["[85.5, 86.5)%", "不符"]
    assert covered[8:10] == ["85.25%（104/122）", "85%"]
    assert (sold[3], sold[10], book[3]) == ("相符", "是", "无据")
    assert [row[0] for row in found["用到的记录"][2:]] == ["f1", "f3", "f4"]
    assert found["用到的记录"][3][6:9] == [104.0, 122.0, "2"]


def test_formula_in_a_report_is_only_text_in_excel(client):
    facts = SimpleUploadedFile("数据.csv", "编号,指标,单位,止,数值\n=1+1,=会员人数,人,2022-09-20,312\n".encode())
    values = {"text": "会员312人，会员超过99人。", "date": "2022-09-26", "home": "湖南省", "facts": facts}
    url = client.post("/check/", values)["Location"]
    found = sheets(client.get(f"{url}download/xlsx/").content)
    assert [row[2] for row in found["逐项结果"][2:]] == ["312人", "(99, 100]人"]
    assert found["用到的记录"][2][:2] == ["=1+1", "=会员人数"]


def test_pasted_text_comes_back_as_word_with_comments(client):
    url = begun(client)
    content = client.get(f"{url}download/docx/").content
    comments = zipfile.ZipFile(io.BytesIO(content)).read("word/comments.xml").decode()
    assert comments.count("<w:comment ") == 4
    assert "【不符】" in comments


def test_word_report_comes_back_as_itself_with_comments_without_sending_it_again(client):
    from docx import Document

    document = Document()
    document.add_paragraph("标题", style="Heading 1")
    document.add_paragraph(TEXT)
    stream = io.BytesIO()
    document.save(stream)
    upload = SimpleUploadedFile("报告.docx", stream.getvalue())
    url = begun(client, text="", report=upload)
    page = client.get(url).content.decode()
    start = int(re.search(r'name="start" value="(\d+)"', page)[1])
    client.post(f"{url}match/", {"start": start, "end": start + 4, "choice": "f2"})
    content = client.get(f"{url}download/docx/").content
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert "Heading1" in archive.read("word/document.xml").decode()
    assert "人工指定" in archive.read("word/comments.xml").decode()
    assert read_report(content, name="x.docx").text == read_report(stream.getvalue(), name="x.docx").text


def test_page_is_taken_away(client):
    response = client.get(f"{begun(client)}download/html/")
    assert "attachment" in response["Content-Disposition"]
    assert "核数结果" in response.content.decode()


def test_unknown_download_is_not_found(client):
    assert client.get(f"{begun(client)}download/exe/").status_code == 404


def test_discarded_check_is_gone(client):
    url = begun(client)
    assert client.post(f"{url}discard/")["Location"] == "/check/"
    assert client.get(url).status_code == 404
