"""HTML: every figure says what it is, nothing in a text can become markup, and the article fits the site's strict pages."""

import json
from dataclasses import replace

import pytest
from lxml import html as parser

from tests.reports import papers
from tongxin.reports.paper import Heading, Paragraph, Run
from tongxin.reports.printing.page import body, html

EVIL = "</script><script>alert(1)</script><!-- <script> \" ' &amp;"


def page(text: str) -> parser.HtmlElement:
    return parser.document_fromstring(text)


@pytest.fixture(scope="module")
def report() -> parser.HtmlElement:
    return page(html(papers.report(), digest=papers.DIGEST))


def linked(document: parser.HtmlElement) -> dict:
    (script,) = document.xpath("//script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)


def test_every_figure_states_itself_to_programs(report: parser.HtmlElement) -> None:
    assert dict(report.get_element_by_id("f1").attrib) == {
        "class": "tx-figure",
        "id": "f1",
        "data-figure": "f1",
        "value": "4236",
        "data-status": "ok",
        "data-measure": "training.person_times@1",
        "data-name": "培训人次",
        "data-unit": "人次",
        "data-place": "430000",
        "data-from": "2021-01-01",
        "data-to": "2021-12-31",
        "data-period": "2021年",
        "data-snapshot": papers.SNAPSHOT,
        "data-evidence-hash": "0123456789abcdef" * 4,
        "data-completeness": "110/122",
    }
    assert report.get_element_by_id("f1").text == "4200余人次"


def test_share_states_its_parts_and_its_day(report: parser.HtmlElement) -> None:
    known = report.get_element_by_id("f2").attrib
    assert (known["value"], known["data-numerator"], known["data-denominator"]) == ("0.852459", "104", "122")
    assert known["data-as-of"] == "2022-01-01"
    assert not {"data-from", "data-to", "data-completeness"} & set(known)


def test_figure_without_a_value_has_none() -> None:
    paper = papers.report(numbers=(papers.number(value=None, status="undefined"), papers.share()))
    known = page(html(paper, digest="x")).get_element_by_id("f1").attrib
    assert (known["value"], known["data-status"]) == ("", "undefined")


def test_figure_leads_to_its_public_page(report: parser.HtmlElement) -> None:
    assert report.get_element_by_id("f1").getparent().get("href") == "https://tongxin.example/v/K7QM2W9D/f1/"


def test_paragraph_reads_as_it_was_written(report: parser.HtmlElement) -> None:
    wanted = [block.text for block in papers.report().blocks if isinstance(block, Paragraph)]
    texts = [one.text_content() for one in report.xpath("//p")]
    assert all(one in texts for one in wanted)


def test_cell_states_its_series_and_row(report: parser.HtmlElement) -> None:
    known = report.get_element_by_id("t1-1").attrib
    assert (known["value"], known["data-series"], known["data-row"]) == ("17", "t1", "1")
    assert (known["data-measure"], known["data-unit"], known["data-code"]) == (
        "training.person_times@1",
        "人次",
        "430001",
    )
    assert report.get_element_by_id("t1-2").text == "不公开"
    assert report.get_element_by_id("t1-2").get("value") == ""


def test_no_two_elements_share_an_id() -> None:
    paper = papers.report()
    identities = page(html(replace(paper, blocks=paper.blocks * 2), digest="x")).xpath("//@id")
    assert len(set(identities)) == len(identities)


def test_charts_are_drawn_with_words_in_them(report: parser.HtmlElement) -> None:
    drawings = report.xpath("//svg[@class='tx-drawing']")
    assert len(drawings) == 3
    assert all(one.get("width") and one.get("height") for one in drawings)
    assert {"第1县", "17", "不公开", "单位：人次"} <= set(drawings[0].xpath(".//text/text()"))


def test_linked_data_lists_every_figure_and_cell(report: parser.HtmlElement) -> None:
    known = linked(report)
    assert (known["@type"], known["name"]) == ("Report", papers.report().title)
    assert {"@type": "PropertyValue", "propertyID": "tongxin-digest", "value": papers.DIGEST} in known["identifier"]
    assert len(known["about"]) == 2 + 3 + 4 + 7 + 7
    first = known["about"][0]
    assert (first["@type"], first["value"], first["unitText"]) == ("Observation", "4236", "人次")
    assert first["measuredProperty"] == "training.person_times@1"
    assert first["observationPeriod"] == "2021-01-01/2021-12-31"
    assert first["observationAbout"]["identifier"] == "430000"
    assert {"@type": "PropertyValue", "propertyID": "snapshot", "value": papers.SNAPSHOT} in first["additionalProperty"]
    assert known["about"][1]["observationDate"] == "2022-01-01"
    assert known["about"][3]["observationAbout"] == {
        "@type": "AdministrativeArea",
        "identifier": "430001",
        "name": "第1县",
    }
    assert known["about"][-1]["observationDate"] == "2021年"


def test_linked_data_of_a_withheld_cell_has_no_value(report: parser.HtmlElement) -> None:
    cells = [one for one in linked(report)["about"] if one["@id"].endswith("#t1-2")]
    assert len(cells) == 1
    assert "value" not in cells[0]


def test_title_cannot_break_out_of_the_script_or_the_page() -> None:
    paper = papers.report(
        title=EVIL,
        organisation=EVIL,
        notes=(EVIL,),
        numbers=(papers.number(text=EVIL, name=EVIL, unit=EVIL), papers.share()),
        blocks=(Heading(level=1, text=EVIL), Paragraph(runs=(Run(text=EVIL), Run(text=EVIL, figure="f1")))),
    )
    text = html(paper, digest="x")
    document = page(text)
    assert linked(document)["name"] == EVIL
    assert document.xpath("//h1")[0].text_content() == EVIL
    assert "<script>alert" not in text
    assert "<!--" not in text


def test_file_needs_nothing_else(report: parser.HtmlElement) -> None:
    assert report.get("lang") == "zh-CN"
    assert not report.xpath("//@src")
    assert not report.xpath("//link[@rel='stylesheet']")
    assert ".tx-paper" in report.xpath("//style")[0].text
    assert report.xpath("//meta[@name='tongxin-digest']/@content") == [papers.DIGEST]


def test_article_in_a_page_of_the_site_has_no_style_and_no_script() -> None:
    text = body(papers.report())
    article = parser.fragment_fromstring(text)
    assert article.tag == "article"
    assert not article.xpath("//style | //script | //@style")
    assert not [name for one in article.iter() for name in one.attrib if name.startswith("on")]


def test_article_of_the_file_and_of_the_site_are_one() -> None:
    assert body(papers.report()) in html(papers.report(), digest="x")


def test_annex_notes_and_code_are_in_the_article(report: parser.HtmlElement) -> None:
    lines = report.xpath("//section[@class='tx-paper-annex']//tbody/tr")
    assert [one.get("id") for one in lines] == ["a-f1", "a-f2", "a-t1", "a-t2", "a-t3", "a-t4"]
    assert len(report.xpath("//section[@class='tx-paper-notes']//li")) == 2
    assert report.xpath("//section[@class='tx-paper-verify']//strong/text()") == ["K7QM-2W9D"]
    assert report.xpath("//div[@class='tx-paper-code']/svg")


def test_draft_says_so_and_leads_nowhere() -> None:
    paper = replace(papers.report(), number="", code="", address="")
    document = page(html(paper, digest=""))
    assert document.xpath("//p[@class='tx-paper-banner']/text()") == ["演示数据　草稿，未签发"]
    assert document.get_element_by_id("f1").getparent().tag == "p"
    assert not document.xpath("//section[@class='tx-paper-verify']")
    assert linked(document)["creativeWorkStatus"] == "草稿"


def test_report_without_figures_has_no_annex() -> None:
    document = page(html(papers.empty(), digest=""))
    assert not document.xpath("//section")
    assert linked(document)["about"] == []


def test_thousand_figures_are_all_there() -> None:
    document = page(html(papers.filled(1000), digest="x"))
    assert len(document.xpath("//data")) == 1000
