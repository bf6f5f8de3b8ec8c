"""Word: the look of GB/T 9704, figures that keep their names, an annex, and an identity programs can read."""

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.reports import papers
from tongxin.claims.documents import read_report
from tongxin.claims.extract import extract
from tongxin.kernel.characters import unseen
from tongxin.reports.paper import Paragraph, Run
from tongxin.reports.printing.word import word

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The order the schema gives the children of w:pPr that are used.
ORDER = ["pStyle", "keepNext", "pageBreakBefore", "widowControl", "spacing", "ind", "jc", "outlineLvl"]


@pytest.fixture(scope="module")
def content() -> bytes:
    return word(papers.report(), digest=papers.DIGEST)


@pytest.fixture(scope="module")
def report(content: bytes) -> "WordDocument":
    return opened(content)


def opened(content: bytes) -> "WordDocument":
    from docx import Document

    return Document(io.BytesIO(content))


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.namelist()


def marks(content: bytes) -> dict[str, str]:
    """Return what stands at each bookmark, the annex apart."""
    found: dict[str, str] = {}
    open_now: dict[str, str] = {}
    for one in part(content, "word/document.xml").iter(f"{WORD}bookmarkStart", f"{WORD}bookmarkEnd", f"{WORD}t"):
        if one.tag == f"{WORD}bookmarkStart":
            open_now[one.get(f"{WORD}id")] = one.get(f"{WORD}name")
            found[one.get(f"{WORD}name")] = ""
        elif one.tag == f"{WORD}bookmarkEnd":
            del open_now[one.get(f"{WORD}id")]
        else:
            for name in open_now.values():
                found[name] += one.text or ""
    assert not open_now
    del found["tongxin_annex"], found["tongxin_annex_end"]
    return found


def text_of(content: bytes) -> str:
    return read_report(content, name="report.docx").text


def test_page_has_the_margins_of_the_standard(report: "WordDocument") -> None:
    (section,) = report.sections
    measured = [
        section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
        section.right_margin,
    ]  # fmt: skip
    assert [round(one.mm) for one in measured] == [210, 297, 37, 35, 28, 26]


def test_body_is_fangsong_of_size_three_with_exact_lines_and_two_characters_indent(report: "WordDocument") -> None:
    style = report.styles["Body Text"]
    assert style.font.size.pt == 16
    assert style.element.rPr.rFonts.get(f"{WORD}eastAsia") == "仿宋_GB2312"
    assert style.element.rPr.find(f"{WORD}lang").get(f"{WORD}eastAsia") == "zh-CN"
    spacing, indent = style.element.pPr.find(f"{WORD}spacing"), style.element.pPr.find(f"{WORD}ind")
    assert (spacing.get(f"{WORD}line"), spacing.get(f"{WORD}lineRule")) == ("578", "exact")
    assert (indent.get(f"{WORD}firstLineChars"), indent.get(f"{WORD}firstLine")) == ("200", "640")


def test_title_is_centred_in_size_two(report: "WordDocument") -> None:
    title = report.paragraphs[0]
    assert title.text == papers.report().title
    assert title.style.font.size.pt == 22
    assert title.style.element.rPr.rFonts.get(f"{WORD}eastAsia") == "方正小标宋简体"
    assert title.style.element.pPr.find(f"{WORD}jc").get(f"{WORD}val") == "center"
    assert report.paragraphs[1].text == "湖南省新的社会阶层人士联谊会　湘新联〔2022〕1号　2022年1月11日"


def test_every_paragraph_property_stands_in_the_order_of_the_schema(content: bytes) -> None:
    seen = 0
    for name in ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"):
        for properties in part(content, name).iter(f"{WORD}pPr"):
            tags = [etree.QName(child).localname for child in properties]
            assert tags == sorted(tags, key=ORDER.index)
            seen += 1
    assert seen > 100


def test_headings_are_numbered_unless_their_writer_did(report: "WordDocument") -> None:
    headings = [one.text for one in report.paragraphs if one.style.name.lower().startswith("heading")]
    assert headings == ["一、加强学习培训", "（一）开展专题培训", "1.办好县级班次", "二、组织建设"]


def test_figures_and_cells_are_bookmarks(content: bytes) -> None:
    found = marks(content)
    assert found["tongxin_f1"] == "4200余人次"
    assert found["tongxin_f2"] == "85.25"
    assert found["tongxin_t1_0"] == "7"
    assert found["tongxin_t1_2"] == "不公开"
    assert len(found) == 2 + 3 + 4  # what is only drawn is not marked


def test_no_two_bookmarks_share_identity_or_name(content: bytes) -> None:
    starts = list(part(content, "word/document.xml").iter(f"{WORD}bookmarkStart"))
    for key in ("id", "name"):
        values = [one.get(f"{WORD}{key}") for one in starts]
        assert len(set(values)) == len(values)
        assert max(map(len, values)) <= 40  # Word takes no longer name


def test_nothing_is_printed_that_nobody_sees(content: bytes) -> None:
    assert "85.25%" in text_of(content)  # the sign may not begin a line: Word's own rule for Chinese
    assert unseen(text_of(content)) == []


def test_checker_reads_the_figures_of_the_printed_file(content: bytes) -> None:
    found = [claim.text for claim in extract(text_of(content))]
    assert found[:2] == ["4200余人次", "85.25%"]


def test_markup_characters_are_plain_text(content: bytes) -> None:
    assert papers.MARKUP in text_of(content)


def test_characters_no_file_can_hold_are_replaced() -> None:
    paper = papers.report(title="工作\x00综述\x0b\ud800\ufffe", blocks=(), series=())
    assert opened(word(paper, digest="x")).paragraphs[0].text == "工作\ufffd综述\ufffd\ufffd\ufffd"


def test_line_end_within_a_paragraph_stays_one() -> None:
    paper = papers.report(blocks=(Paragraph(runs=(Run(text="一行\n二行"),)),), series=())
    assert opened(word(paper, digest="x")).paragraphs[2].text == "一行\n二行"


def test_table_repeats_its_head_and_aligns_numbers_right(report: "WordDocument") -> None:
    table = report.tables[0]
    assert table.rows[0]._tr.trPr.find(f"{WORD}tblHeader") is not None
    assert [cell.text for cell in table.rows[0].cells] == ["县市区", "培训人次（人次）", "培训班次（期）"]
    number = table.rows[1].cells[1].paragraphs[0].style
    assert number.element.pPr.find(f"{WORD}jc").get(f"{WORD}val") == "right"
    assert table.rows[4].cells[1].text == ""


def test_caption_stands_above_its_table(report: "WordDocument") -> None:
    before = report.tables[0]._tbl.getprevious().getprevious()
    assert "".join(before.xpath("w:r/w:t/text()")) == "表1　各县培训情况"


def test_charts_are_pictures_with_words_for_who_cannot_see_them(content: bytes) -> None:
    described = [
        one.get("descr")
        for one in part(content, "word/document.xml").iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        )
    ]
    assert described[0] == "图1　各县培训人次：第0县 7；第1县 17；第2县 不公开"
    assert described[2].startswith("图3　历年会员：2015年 1200、900；2016年 1815、1000；")
    assert sum(name.endswith(".png") for name in names(content)) == 4


def test_chart_stands_alone_within_the_margins(report: "WordDocument") -> None:
    captions = [one.text for one in report.paragraphs if one.style.name.lower() == "caption"]
    assert captions == ["表1　各县培训情况", "图1　各县培训人次", "图2　历年培训人次", "图3　历年会员"]
    (section,) = report.sections
    between = section.page_width - section.left_margin - section.right_margin
    assert max(one.width for one in report.inline_shapes) <= between - 3 * 36_000  # millimetres an office suite may add


def kept_together(content: bytes) -> list[bool]:
    """Tell of each row of the first table whether it stays with the next."""
    rows = next(part(content, "word/document.xml").iter(f"{WORD}tbl")).iter(f"{WORD}tr")
    return [all(one.find(f"{WORD}keepNext") is not None for one in row.iter(f"{WORD}pPr")) for row in rows]


def test_table_that_fits_stays_on_one_page_and_a_long_one_repeats_its_head(content: bytes) -> None:
    assert kept_together(content) == [True, True, True, True, False]
    long = papers.report(
        series=(papers.series(cells=40), papers.series("t2", cells=40)), blocks=(papers.report().blocks[5],)
    )
    assert not any(kept_together(word(long, digest="x")))


def test_page_number_stands_right_on_odd_and_left_on_even_pages(report: "WordDocument") -> None:
    (section,) = report.sections
    assert report.settings.odd_and_even_pages_header_footer
    for footer, text, side in ((section.footer, "— 1 —　", "right"), (section.even_page_footer, "　— 1 —", "left")):
        (line,) = footer.paragraphs
        assert line.text == text
        assert line.style.font.size.pt == 14
        assert line.style.element.rPr.rFonts.get(f"{WORD}eastAsia") == "宋体"
        assert line.style.element.pPr.find(f"{WORD}jc").get(f"{WORD}val") == side
        assert "PAGE" in "".join(one.text for one in line._p.iter(f"{WORD}instrText"))


def test_demonstration_says_so_on_every_page(report: "WordDocument") -> None:
    (section,) = report.sections
    assert [one.paragraphs[0].text for one in (section.header, section.even_page_header)] == ["演示数据", "演示数据"]


def test_draft_says_so_and_cannot_be_verified() -> None:
    content = word(papers.empty(), digest="")
    (section,) = opened(content).sections
    assert section.header.paragraphs[0].text == "草稿，未签发"
    text = text_of(content)
    assert "核验" not in text
    assert "附件" not in text
    assert not any(name.endswith(".png") for name in names(content))


def test_annex_stands_between_bookmarks_and_the_checker_passes_over(content: bytes) -> None:
    assert "指标和定义" not in text_of(content)
    assert "附件" not in text_of(content)
    assert "核验" in text_of(content)


def test_annex_whose_end_was_lost_hides_nothing(content: bytes) -> None:
    document = part(content, "word/document.xml")
    starts = document.iter(f"{WORD}bookmarkStart")
    end = next(one for one in starts if one.get(f"{WORD}name") == "tongxin_annex_end")
    end.getparent().remove(end)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, etree.tostring(document) if name == "word/document.xml" else old.read(name))
    assert "指标和定义" in text_of(changed.getvalue())


def test_annex_explains_every_figure_and_series(content: bytes) -> None:
    annex = next(
        one for one in part(content, "word/document.xml").iter(f"{WORD}tbl") if "编号" in "".join(one.itertext())
    )
    lines = [
        ["\n".join("".join(line.itertext()) for line in cell.iter(f"{WORD}p")) for cell in row.iter(f"{WORD}tc")]
        for row in annex.iter(f"{WORD}tr")
    ]
    assert lines[0] == ["编号", "数字", "指标和定义", "地区和时期", "完整度", "快照和凭据"]
    assert [line[0] for line in lines[1:]] == ["f1", "f2", "t1", "t2", "t3", "t4"]
    assert lines[1] == [
        "f1",
        "4200余人次",
        "培训人次（第 1 版）\n结业的人，每参加一个班次计一次。",
        "湖南省\n2021年",
        "上报 110/122，零报告 5，已审 100，未到期 10\n缺报：长沙县、浏阳市、宁乡市、株洲县、湘潭县、衡阳县、邵东市、华容县、石门县、慈利县等 12 个\n对上人员 3612/4236",
        "快照 20220110-0930\n凭据 0123456789abcdef",
    ]
    assert lines[2][4] == "未统计完整度\n只能写作“据不完全统计”\n核验页不显示准确数"


def test_notes_and_verification_close_the_report(report: "WordDocument") -> None:
    texts = [one.text for one in report.paragraphs]
    at = texts.index("说明")
    assert texts[at + 1 : at + 3] == [
        "1. 本报告数字为初步统计数。",
        "2. 部分数据因四舍五入的原因，存在总计与分项合计不等的情况。",
    ]
    assert texts[-2:] == ["https://tongxin.example/v/K7QM2W9D/", "核验码：K7QM-2W9D"]


def test_file_carries_its_identity(content: bytes) -> None:
    identity = part(content, "customXml/item1.xml")
    assert identity.tag == "tongxin"
    assert dict(identity.attrib) == {"code": "K7QM-2W9D", "digest": papers.DIGEST, "schema": "1"}
    types = part(content, "[Content_Types].xml")
    declared = {one.get("PartName"): one.get("ContentType") for one in types}
    assert declared["/customXml/itemProps1.xml"].endswith("customXmlProperties+xml")
    kinds = [one.get("Type").rpartition("/")[2] for one in part(content, "word/_rels/document.xml.rels")]
    assert kinds.count("customXml") == 1


def test_properties_name_the_report(report: "WordDocument") -> None:
    known = report.core_properties
    assert (known.title, known.author) == (papers.report().title, "湖南省新的社会阶层人士联谊会")
    assert known.keywords == f"tongxin-code:K7QM-2W9D tongxin-digest:{papers.DIGEST}"
    assert known.created.date().isoformat() == "2022-01-10"  # midnight in Shanghai, written in UTC


def test_identity_holds_what_means_something_in_xml() -> None:
    content = word(replace(papers.empty(), code='<&">'), digest="<")
    assert dict(part(content, "customXml/item1.xml").attrib)["code"] == '<&">'


def test_same_paper_is_the_same_bytes(content: bytes) -> None:
    assert word(papers.report(), digest=papers.DIGEST) == content


def test_thousand_figures_are_all_there() -> None:
    found = marks(word(papers.filled(1000), digest="x"))
    assert len(found) == 1000
    assert found["tongxin_f1000"] == "1000人次"
