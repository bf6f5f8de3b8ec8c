"""PDF: everything literal, fonts inside, the same bytes twice, and a name programs can read."""

import io
import re
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from pypdf import PdfReader

from tests.reports import papers
from tongxin.kernel.errors import UnavailableError
from tongxin.office import press
from tongxin.reports.paper import Chart, Heading, Paper, Paragraph, Run
from tongxin.reports.printing.pdf import pdf


@pytest.fixture(scope="module")
def content() -> bytes:
    return pdf(papers.report(), digest=papers.DIGEST)


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in reader(content).pages))


def is_embedded(font: dict) -> bool:
    return any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_every_word_of_the_report_is_in_it(content: bytes) -> None:
    text = text_of(content)
    paper = papers.report()
    wanted = [paper.title, paper.organisation, paper.number, "2022年1月11日", "一、加强学习培训", "（一）开展专题培训"]
    wanted += [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    wanted += ["第0县77", "第1县1717", "第2县不公开27", "第3县37"]
    wanted += ["表1　各县培训情况", "图3　历年会员", "单位：人次", *paper.notes, paper.address, "核验码：K7QM-2W9D"]
    wanted += ["附件　数字说明", "上报110/122，零报告5", "凭据0123456789abcdef", "慈利县等12个"]
    missing = [one for one in wanted if squeezed(one) not in text]
    assert not missing


def test_markup_characters_come_out_literally(content: bytes) -> None:
    assert squeezed(papers.MARKUP) in text_of(content)


@pytest.mark.parametrize("text", ["#panic()", "$", "*", "_", "<a>", "@x", "`", "\\", "= 一", '#import "x": *', '"'])
def test_markup_is_literal_wherever_people_write(text: str) -> None:
    paper = papers.report(
        title=f"题{text}",
        organisation=f"会{text}",
        number=f"号{text}",
        blocks=(Heading(level=1, text=f"节{text}"), Chart(caption=f"图一{text}", shape="bar", series=("t1",))),
        series=(papers.series(name=f"列{text}"),),
        notes=(f"注{text}",),
    )
    found = text_of(pdf(paper, digest="x"))
    assert not [word for word in "题会号节图列注" if squeezed(f"{word}{text}".replace("图", "图一")) not in found]


def test_every_font_is_embedded(content: bytes) -> None:
    fonts = set()
    for page in reader(content).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object()["/DescendantFonts"]:
                described = descendant.get_object()["/FontDescriptor"].get_object()
                assert is_embedded(described)
                fonts.add(described["/FontName"])
    assert any("Serif" in name for name in fonts)
    assert any("Sans" in name for name in fonts)


def test_pages_are_a4_and_numbered(content: bytes) -> None:
    pages = reader(content).pages
    assert len(pages) > 2
    for index, page in enumerate(pages, start=1):
        assert [round(float(one)) for one in page.mediabox[2:]] == [595, 842]
        assert f"—{index}—" in squeezed(page.extract_text())


def test_demonstration_says_so_on_every_page(content: bytes) -> None:
    assert all("演示数据" in page.extract_text() for page in reader(content).pages)


def test_draft_says_so_and_cannot_be_verified() -> None:
    text = text_of(pdf(papers.empty(), digest=""))
    assert "草稿，未签发" in text
    assert "核验" not in text
    assert "附件" not in text


def test_file_carries_its_identity(content: bytes) -> None:
    known = reader(content).metadata
    assert known.title == papers.report().title
    assert known.author == "湖南省新的社会阶层人士联谊会"
    keywords = known["/Keywords"]
    assert "tongxin-code:K7QM-2W9D" in keywords
    assert f"tongxin-digest:{papers.DIGEST}" in keywords


def test_date_of_the_file_is_the_day_of_the_report(content: bytes) -> None:
    assert reader(content).metadata["/CreationDate"].startswith("D:20220111")


@pytest.mark.parametrize("day", ["", "去年年底"])
def test_report_without_a_calendar_day_is_printed_all_the_same(day: str) -> None:
    assert papers.report().title in text_of(pdf(papers.report(day=day), digest="x"))


def test_file_is_made_for_archives(content: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content


def test_character_no_font_has_is_no_reason_to_refuse() -> None:
    made = pdf(papers.report(title="综述\ue123\U0001fae0"), digest="x")
    assert "综述" in text_of(made)


def test_same_paper_is_the_same_bytes(content: bytes) -> None:
    assert pdf(papers.report(), digest=papers.DIGEST) == content
    press._compiler.cache_clear()
    press._found.cache_clear()
    assert pdf(papers.report(), digest=papers.DIGEST) == content


def test_frozen_form_read_back_prints_the_same_bytes(content: bytes) -> None:
    assert pdf(Paper.from_json(papers.report().json()), digest=papers.DIGEST) == content


def test_threads_share_the_press(content: bytes) -> None:
    made: dict[int, bytes] = {}

    def printed(number: int) -> None:
        made[number] = pdf(replace(papers.report(), title=f"第{number}份"), digest="x")

    threads = [Thread(target=printed, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"第{number}份" in text_of(made[number]) for number in range(4))


@pytest.mark.slow
def test_thousand_figures_are_all_explained() -> None:
    text = text_of(pdf(papers.filled(1000), digest="x"))
    assert "f1000" in text
    assert "1000人次" in text


def test_figures_lead_to_their_public_pages(content: bytes) -> None:
    links = {
        note.get_object()["/A"]["/URI"]
        for page in reader(content).pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert {"https://tongxin.example/v/K7QM2W9D/f1/", "https://tongxin.example/v/K7QM2W9D/t1/"} <= links


def test_machine_without_chinese_fonts_is_told_what_to_install() -> None:
    with pytest.raises(UnavailableError, match="fonts-noto-cjk"):
        press.choose(["DejaVu Sans", "Liberation Serif"])


def test_missing_fonts_stop_the_printing_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "_faces", lambda *_: press.choose([]))
    with pytest.raises(UnavailableError, match="中文字体"):
        pdf(papers.report(), digest="x")


def test_faces_of_a_machine_are_those_its_reports_are_set_in() -> None:
    found = press.faces([])
    assert any("Serif" in name for name in found.body)
    assert found is press.faces(())  # looked for once while the folders stay as they are


def test_faces_of_the_standard_come_before_those_of_the_machine() -> None:
    families = ["Noto Serif CJK SC", "Noto Sans CJK SC", "仿宋_GB2312", "KaiTi", "SimHei", "FZXiaoBiaoSong-B05S"]
    faces = press.choose(families)
    first = (faces.body[0], faces.title[0], faces.hei[0], faces.kai[0], faces.sans[0])
    assert first == ("仿宋_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "KaiTi", "Noto Sans CJK SC")
    assert faces.data()["title-weight"] == "regular"


def test_one_chinese_face_is_enough() -> None:
    assert press.choose(["Noto Sans CJK SC"]).body == ["Noto Sans CJK SC"]
    assert press.choose(["SimSun"]).hei == ["SimSun"]


def test_fonts_put_into_the_folder_are_found_without_a_restart(tmp_path: Path) -> None:
    before = press._files((tmp_path, tmp_path / "nowhere"))
    (tmp_path / "own.ttf").write_bytes(b"no font, but a file")
    assert before == []
    assert press._files((tmp_path,)) != before
    assert papers.report().title in text_of(pdf(papers.report(), digest="x", font_paths=(tmp_path,)))


def test_long_address_stays_inside_the_margin() -> None:
    address = "http://xinsijie.example.cn/" + "tongzhangongzuo/2021/" * 12 + "index.html?id=" + "0123456789" * 12
    paper = papers.report(blocks=(Paragraph(runs=(Run(text=f"详见{address}，请查收。"),)),), numbers=(), series=())
    made = pdf(paper, digest="x")
    assert squeezed(f"详见{address}，请查收。") in text_of(made).replace("\u200b", "")
    (first, *_) = reader(made).pages
    lines = [line for line in first.extract_text().splitlines() if re.search("[a-z0-9/]{20}", line)]
    assert len(lines) >= 4
    assert max(map(len, lines)) < 80  # 156 mm of letters of 16 pt


def page_of(content: bytes, words: str) -> list[int]:
    return [number for number, page in enumerate(reader(content).pages) if words in squeezed(page.extract_text())]


def test_table_that_fits_on_a_page_is_not_broken() -> None:
    text = Paragraph(runs=(Run(text="各地结合实际办出特色。" * 60),))
    table = papers.report().blocks[5]
    paper = papers.report(blocks=(text, table), series=(papers.series(cells=16), papers.series("t2", cells=16)))
    made = pdf(paper, digest="x")
    assert page_of(made, "表1各县培训情况") == page_of(made, "第0县") == page_of(made, "第15县") == [1]
    long = replace(paper, series=(papers.series(cells=60), papers.series("t2", cells=60)))
    assert len(page_of(pdf(long, digest="x"), "县市区湖南省培训人次（人次）")) >= 2  # the head once more


def test_one_page_is_one_page() -> None:
    block = papers.report().blocks[3]
    paper = papers.report(
        compact=True, blocks=(*[block] * 8, papers.report().blocks[5]), series=papers.report().series[:2]
    )
    made = pdf(paper, digest="x")
    assert len(reader(made).pages) == 1
    assert "核验码：K7QM-2W9D" in text_of(made)
    assert "附件" not in text_of(made)
    assert len(reader(pdf(replace(paper, blocks=(block,) * 200), digest="x")).pages) > 1  # as small as can be read
