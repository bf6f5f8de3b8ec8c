import io
import logging
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from tests.claims.tables import facts_table
from tongxin.claims import pdf
from tongxin.claims.check import check
from tongxin.claims.documents import read_report
from tongxin.kernel.errors import InputError
from tongxin.office import pdf as office_pdf

FIXTURE = Path(__file__).parent / "data" / "report.pdf"


def written(*pages):
    """Write a small PDF: one line of text per string, glyph n of the font is the n-th character of the text."""
    characters = sorted({character for page in pages for line in page for character in line})
    code = {character: f"{number:04X}" for number, character in enumerate(characters, 1)}
    shown = "\n".join(f"<{code[c]}> <{c.encode('utf-16-be').hex().upper()}>" for c in characters)
    unicode = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /A def 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange {len(characters)} beginbfchar\n{shown}\nendbfchar endcmap end"
    )
    contents = [
        "BT /F 12 Tf 20 TL 50 800 Td " + " ".join(f"<{''.join(code[c] for c in line)}> Tj T*" for line in page) + " ET"
        for page in pages
    ]
    first = 7
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {len(pages)}>>",
        "<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R>>",
        (
            "<</Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) "
            "/Supplement 0>> /FontDescriptor 5 0 R /DW 1000>>"
        ),
        (
            "<</Type /FontDescriptor /FontName /A /Flags 4 /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 "
            "/FontBBox [0 0 1000 1000]>>"
        ),
        f"<</Length {len(unicode)}>>\nstream\n{unicode}\nendstream",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F 3 0 R>>>> "
            f"/Contents {first + 2 * number + 1} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    body, offsets = "%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + end).encode()


def read(content):
    return read_report(content, name="报告.PDF", isolated=False).text


def test_lines_of_a_paragraph_are_one_and_a_figure_broken_over_two_is_whole():
    text = read(
        written(
            [
                "工作报告",
                "二〇二二年，全省商会系统共有会员12",
                "345人，比上年增加",
                "一、基地建设情况",
                "建成基地41个。",
            ]
        )
    )
    assert text == "工作报告\n二〇二二年，全省商会系统共有会员12345人，比上年增加\n一、基地建设情况\n建成基地41个。\n"


def test_a_full_line_before_a_heading_or_after_a_full_stop_ends_its_paragraph():
    assert pdf.join_lines(["会员三百一十二人", "一、基地建设情况", "共四十一个基地。", "又有四十二个县。"]) == (
        "会员三百一十二人\n一、基地建设情况共四十一个基地。\n又有四十二个县。\n"
    )


def test_a_pause_goes_on_however_short_and_latin_words_keep_their_space():
    assert pdf.join_lines(["全省会员单位分布在十四个市州。", "其中长沙，", "共312人。"]) == (
        "全省会员单位分布在十四个市州。\n其中长沙，共312人。\n"
    )
    assert pdf.join_lines(["supported by Open", "Data Hunan"]) == "supported by Open Data Hunan\n"
    assert pdf.join_lines([]) == "\n"


def test_a_sentence_goes_on_over_a_page_and_its_number():
    text = read(written(["年度工作报告", "全省商会系统共有会员12", "— 1 —"], ["345人，完成年度任务。", "第2页"]))
    assert text == "年度工作报告\n全省商会系统共有会员12345人，完成年度任务。\n"


def test_gaps_that_typesetting_left_between_chinese_and_figures_are_closed():
    assert read(written(["会员 312 人，覆盖 86 %，见 Table 2"])) == "会员312人，覆盖86%，见 Table 2\n"


def test_a_printed_page_is_checked_as_its_text():
    facts = facts_table("会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 12345", home="湖南省")
    text = read(FIXTURE.read_bytes())
    checked = check(text, date=date(2022, 9, 26), home="湖南省", answers=facts)
    assert [(found.claim.text, found.verdict.value) for found in checked.findings] == [("12345人", "fit")]


def locked(password):
    writer = PdfWriter(PdfReader(io.BytesIO(written(["会员312人。"]))))
    writer.encrypt(user_password=password, owner_password="o", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_file_that_only_forbids_changes_is_read_and_one_with_a_password_refused():
    assert read(locked("")) == "会员312人。\n"
    with pytest.raises(InputError, match="PDF 文件有密码，请取消密码"):
        read(locked("secret"))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", written(["会员312人。"])[:300], b"%PDF" + b"<<" * 10**5]
)
def test_a_broken_file_is_refused_in_one_sentence_without_a_word_from_the_parser(content, capsys):
    with pytest.raises(InputError, match="PDF 文件已损坏"):
        read(content)
    assert capsys.readouterr().err == ""
    assert logging.getLogger("pypdf").handlers


def test_a_scan_has_no_text():
    with pytest.raises(InputError, match="像是扫描件，请先做文字识别"):
        read(written([]))
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(InputError, match="像是扫描件"):
        read(stream.getvalue())


@pytest.mark.parametrize(("limit", "sentence"), [("MOST_PAGES", "超过 0 页"), ("MOST_PAGE_BYTES", "过大或过于复杂")])
def test_too_much_is_refused(monkeypatch, limit, sentence):
    monkeypatch.setattr(office_pdf, limit, 0)
    with pytest.raises(InputError, match=sentence):
        read(written(["会员312人。"]))


def test_a_line_of_a_day_ends_its_paragraph():
    lines = [
        "某某联谊会　　湖南同心报〔2022〕1号　　2022年9月26日",
        "今年以来，各级组织共举办培训班七十九个班次，培训会员很多。",
    ]
    assert pdf.join_lines(lines).splitlines() == lines


def test_a_number_and_what_it_counts_stay_together_however_short_the_line():
    lines = ["今年1月至8", "月，全省举办培训班1个班次，培训会员两千余人次，参加的会员来自各行各业。", "共计3", "培训班"]
    assert pdf.join_lines(lines).splitlines() == [lines[0] + lines[1], "共计3", "培训班"]
