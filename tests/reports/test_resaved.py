"""A Word file saved again is never called the issued one, and one in which anything draws that was not issued is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.office import files
from tests.reports.conftest import DAY, last_day
from tests.reports.resaved import by_word, by_wps
from tests.shared import World, world_of
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report, start_report
from tongxin.reports.models import Issue
from tongxin.reports.verdict import Verdict
from tongxin.reports.verifying import Verification, verify_file

BODY = (
    "2021年全省举办培训班{{training.classes 430000 2021}}。\n"
    "{{table training.classes 430000 2021 prefecture}}\n{{chart training.classes 430000 2019..2021 year}}"
)
MARK = '<w:bookmarkStart w:id="1" w:name="tongxin_f1"/>'
DOCUMENT = "word/document.xml"


def issued() -> tuple[Cast, Issue]:
    built = last_day()
    report = start_report(built.province, by=SYSTEM, title="工作综述", day=DAY, body=BODY)
    return built, issue_report(report, by=SYSTEM, version=1)


world = world_of(issued)


@pytest.fixture
def issue(world: World[tuple[Cast, Issue]], db: None, settings: Any, tmp_path: Path) -> Issue:
    return world.given(settings, tmp_path)[1]


@pytest.fixture
def word(issue: Issue) -> bytes:
    return shelf.take(issue.files["docx"], form="docx")


def verified(content: bytes) -> Verification:
    return verify_file(content, name="x.docx")


def with_body(content: bytes, change: Callable[[str], str]) -> bytes:
    """Return the file with its text part changed; fails where nothing changed."""
    xml = files.part(content, DOCUMENT)
    assert change(xml) != xml
    return files.changed(content, {DOCUMENT: change(xml)})


def before(run: str) -> Callable[[str], str]:
    """Put something before the figure."""
    return lambda xml: xml.replace(MARK, run + MARK)


@pytest.mark.parametrize("saved", [by_word, by_wps, lambda content: files.changed(content, {})])
def test_file_saved_again_says_the_same_and_is_not_the_issued_one(word: bytes, saved: Callable[[bytes], bytes]) -> None:
    found = verified(saved(word))
    assert (found.drawn, found.changed, found.added) == ((), (), ())
    assert (found.verdict, found.holds, found.untouched) == (Verdict.RESAVED, False, False)
    assert (found.verdict.tone, found.json()["verdict"]) == ("warning", "resaved")
    assert "另存过" in found.verdict.words
    assert "索取签发的原文件" in found.verdict.advice


BOX = "<w:txbxContent><w:p><w:r><w:t>9</w:t></w:r></w:p></w:txbxContent>"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ('<w:r><w:sym w:font="Arial" w:char="0039"/></w:r>', "sym"),
        ("<w:r><w:noBreakHyphen/></w:r>", "noBreakHyphen"),
        ("<w:r><w:softHyphen/></w:r>", "softHyphen"),
        ("<w:r><w:tab/></w:r>", "tab"),
        ("<w:r><w:pgNum/></w:r>", "pgNum"),
        ("<w:r><w:dayShort/></w:r>", "dayShort"),
        ('<w:r><w:footnoteReference w:id="9"/></w:r>', "footnoteReference"),
        ('<w:fldSimple w:instr="QUOTE 9"/>', "fldSimple"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "fldChar"),
        ("<w:r><w:instrText> PAGE </w:instrText></w:r>", "instrText"),
        ("<w:r><w:ruby><w:rt/></w:ruby></w:r>", "ruby"),
        ("<w:r><w:object/></w:r>", "object"),
        (f"<w:r><w:pict>{BOX}</w:pict></w:r>", "pict"),
        (f"<w:r><mc:AlternateContent {MC}/></w:r>", "AlternateContent"),
        ('<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>', "oMath"),
        ("<w:sdt/>", "sdt"),
        ("<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", "del"),
        ("<w:r><w:rPr><w:vanish/></w:rPr></w:r>", "vanish"),
        ("<w:r><w:rPr><w:rtl/></w:rPr></w:r>", "rtl"),
        ('<w:r><w:rPr><w:em w:val="dot"/></w:rPr></w:r>', "em"),
        ("<w:r><w:separator/></w:r>", "separator"),
    ],
)
def test_what_draws_before_a_figure_is_found(word: bytes, run: str, name: str) -> None:
    """Each of these is seen beside the figure, or hides part of it, and is no text."""
    found = verified(with_body(word, before(run)))
    assert name in found.drawn
    assert (found.verdict, found.holds, found.verdict.tone) == (Verdict.DRAWN, False, "bad")
    assert "签发时没有的符号、图形或对象" in found.verdict.advice
    assert found.json()["added_drawings"] == list(found.drawn)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda xml: xml.replace("<w:pPr>", '<w:pPr><w:numPr><w:numId w:val="9"/></w:numPr>'), "numPr"),
        (lambda xml: xml.replace("<w:pPr>", '<w:pPr><w:framePr w:y="9"/>'), "framePr"),
        (lambda xml: xml.replace("<w:pPr>", '<w:pPr><w:pBdr><w:left w:val="single"/></w:pBdr>'), "left"),
        (lambda xml: xml.replace("<w:body>", '<w:background w:color="FF0000"/><w:body>'), "background"),
        (lambda xml: xml.replace("<w:pgSz ", '<w:lnNumType w:countBy="1"/><w:pgSz '), "lnNumType"),
        (lambda xml: xml.replace("</w:body>", '<w:altChunk w:id="9"/></w:body>'), "altChunk"),
        (lambda xml: xml.replace("<wp:inline", "<wp:anchor").replace("</wp:inline", "</wp:anchor"), "anchor"),
        (lambda xml: xml.replace("<a:blip ", '<a:blip r:link="rId9" '), "blip"),
        (lambda xml: xml.replace("<a:stretch>", '<a:srcRect t="9"/><a:stretch>'), "srcRect"),
        (lambda xml: xml.replace("2个班次</w:t>", "2个班次<w:br/></w:t>"), "br"),
        (lambda xml: xml.replace(f"{MARK}<w:r>", f"{MARK}<w:r><w:rPr><w:t>9</w:t></w:rPr>"), "t"),
        (lambda xml: xml.replace("<w:drawing>", "<w:t>9</w:t><w:drawing>"), "picture"),
    ],
)
def test_whatever_else_draws_is_found(word: bytes, change: Callable[[str], str], name: str) -> None:
    found = verified(with_body(word, change))
    assert name in found.drawn
    assert found.verdict is Verdict.DRAWN


def test_numbers_and_faces_of_the_file_are_found(word: bytes) -> None:
    styles, faces = files.part(word, "word/styles.xml"), files.part(word, "word/fontTable.xml")
    numbered = styles.replace("<w:pPr>", '<w:pPr><w:numPr><w:numId w:val="9"/></w:numPr>')
    assert verified(files.changed(word, {"word/styles.xml": numbered})).drawn == ("numId", "numPr")
    own = faces.replace("<w:altName", '<w:embedRegular w:fontKey="x"/><w:altName')
    assert verified(files.changed(word, {"word/fontTable.xml": own})).drawn == ("embedRegular",)


def test_other_picture_of_a_chart_is_found(word: bytes) -> None:
    """Its words and its place are the same; it says otherwise."""
    other = files.changed(word, {"word/media/image1.png": files.part_bytes(word, "word/media/image2.png")})
    found = verified(other)
    assert (found.drawn, found.changed, found.added) == ((), ("［图］",), ("［图］",))
    assert found.verdict is Verdict.DRAWN
    gone = verified(with_body(word, lambda xml: xml.replace("<a:blip ", "<a:blipless ")))
    assert gone.verdict is Verdict.DRAWN


def test_number_within_a_comment_or_a_head_under_another_name_is_read(word: bytes) -> None:
    """A parser that keeps comments ends a word there; a head is whatever the file is related to as one."""
    hidden = with_body(word, lambda xml: xml.replace("举办培训班</w:t>", "举办培训班<!-- -->9</w:t>"))
    assert verified(hidden).verdict is Verdict.ALTERED
    relations = "word/_rels/document.xml.rels"
    head = files.part(word, "word/header1.xml").replace("</w:p>", "<w:r><w:t>9</w:t></w:r></w:p>")
    moved = {"word/top.xml": head, relations: files.part(word, relations).replace("header1.xml", "top.xml")}
    assert verified(files.changed(word, moved)).verdict is Verdict.ALTERED


def test_foot_says_the_page_and_nothing_else(word: bytes) -> None:
    """Digits in a foot are the page's only where a field says so, which numbers it anew wherever it is opened."""
    foot = files.part(word, "word/footer1.xml")
    for changed, verdict in (
        (foot.replace(">1</w:t>", ">7</w:t>"), Verdict.RESAVED),
        (foot.replace("</w:p>", "<w:r><w:t>50000</w:t></w:r></w:p>"), Verdict.ALTERED),
        (foot.replace(" PAGE ", " QUOTE 9 "), Verdict.DRAWN),
        (foot.replace("<w:instrText", "<w:t").replace("</w:instrText", "</w:t"), Verdict.ALTERED),
    ):
        assert verified(files.changed(word, {"word/footer1.xml": changed})).verdict is verdict


@pytest.mark.parametrize(
    "change",
    [
        "<style>data::before{content:'9'}</style>",
        "<script>document.querySelector('data').textContent = '9个班次'</script>",
        "<input value='9'>",
        "<img alt='92个班次'>",
        "<object data='data:text/html,9'></object>",
        "",
    ],
)
def test_another_web_page_is_none_of_ours(issue: Issue, change: str) -> None:
    page = shelf.take(issue.files["html"], form="html").decode()
    assert page.count("<data ") >= 1
    found = verify_file((page.replace("<data ", f"{change}<data ", 1) + "\n").encode(), name="x.html")
    assert (found.verdict, found.holds) == (Verdict.OTHER, False)


def test_every_verdict_says_what_it_is() -> None:
    assert [one for one in Verdict if one.tone == "good"] == [Verdict.ISSUED]
    assert all(one.words and one.icon and (one.advice or one is Verdict.ISSUED) for one in Verdict)
