"""What the tests of 核数 do not ask of comments: runs that stay whole, parts that are there already."""

import io
import zipfile

import pytest
from lxml import etree

from tests.office import files, hostile
from tongxin.office import comments
from tongxin.office.comments import Note
from tongxin.office.word_package import WORD, WordPackage


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def commented(body: str, *notes: Note) -> bytes:
    return comments.read(files.word(body), notes=notes, author="核数")


def texts(content: bytes) -> list[str]:
    """Return what stands in each run of the body, marks of comments in between."""
    shown = []
    for element in WordPackage(content).body.iter(f"{WORD}t", f"{WORD}commentRangeStart", f"{WORD}commentRangeEnd"):
        kind = etree.QName(element).localname
        shown.append({"commentRangeStart": "[", "commentRangeEnd": "]"}.get(kind, element.text))
    return shown


def test_run_is_split_once_at_all_its_figures() -> None:
    body = "<w:p><w:r w:rsidR='1'><w:rPr><w:b/></w:rPr><w:t>会员312人，基地39个。</w:t></w:r></w:p>"
    content = commented(body, (2, 6, "312人", "相符"), (9, 12, "39个", "不符"))
    assert texts(content) == ["会员", "[", "312人", "]", "，基地", "[", "39个", "]", "。"]
    runs = [run for run in WordPackage(content).body.iter(f"{WORD}r") if run.find(f"{WORD}t") is not None]
    assert [len(run.findall(f"{WORD}rPr/{WORD}b")) for run in runs] == [1] * 5
    assert {run.get(f"{WORD}rsidR") for run in runs} == {"1"}


def test_figure_in_several_runs_is_spanned_from_first_to_last() -> None:
    body = "<w:p><w:r><w:t>共3</w:t></w:r><w:r><w:t>1</w:t></w:r><w:r><w:t>2人。</w:t></w:r></w:p>"
    assert texts(commented(body, (1, 5, "312人", "相符"))) == ["共", "[", "3", "1", "2人", "]", "。"]


def test_run_without_a_letter_within_a_figure_stays() -> None:
    body = "<w:p><w:r><w:t>31</w:t></w:r><w:r><w:t></w:t></w:r><w:r><w:t>2人。</w:t></w:r></w:p>"
    assert texts(commented(body, (0, 4, "312人", "相符"))) == ["[", "31", None, "2人", "]", "。"]


@pytest.mark.parametrize("beside", ["<w:tab/>", "<w:t>又</w:t>"])
def test_run_that_holds_more_than_a_text_stays_whole(beside: str) -> None:
    content = commented(f"<w:p><w:r>{beside}<w:t>会员312人</w:t></w:r></w:p>", (3, 7, "312人", "相符"))
    assert texts(content)[0] == "["
    assert texts(content)[-2:] == ["会员312人", "]"]


def test_whole_run_and_both_its_ends() -> None:
    assert texts(commented(files.text("312人"), (0, 4, "312人", "相符"))) == ["[", "312人", "]"]
    content = commented(files.text("3人和4人"), (0, 2, "3人", "相符"), (3, 5, "4人", "不符"))
    assert texts(content) == ["[", "3人", "]", "和", "[", "4人", "]"]
    written = part(content, "word/comments.xml")
    assert [written.count(word) for word in ("相符", "不符", 'w:author="核数"', 'w:initials="核"')] == [1, 1, 2, 2]


def test_lines_of_a_comment_are_its_paragraphs_and_what_xml_forbids_is_replaced() -> None:
    content = commented(files.text("3人"), (0, 2, "3人", "一\n二\x00"))
    assert [one.text for one in etree.fromstring(part(content, "word/comments.xml").encode()).iter(f"{WORD}t")] == [
        "一",
        "二\ufffd",
    ]


def test_file_without_relations_gets_them() -> None:
    content = commented(files.text("3人"), (0, 2, "3人", "相符"))
    assert 'Target="comments.xml"' in part(content, "word/_rels/document.xml.rels")
    assert part(content, "[Content_Types].xml").count('PartName="/word/comments.xml"') == 1


def test_part_of_that_name_that_is_none_of_comments_stays() -> None:
    content = files.word(files.text("3人"), more={"word/comments.xml": "<mine/>"})
    content = comments.read(content, notes=[(0, 2, "3人", "相符")], author="核")
    assert part(content, "word/comments.xml") == "<mine/>"
    assert "相符" in part(content, "word/comments1.xml")


def test_comments_there_keep_their_numbers() -> None:
    content = comments.read(hostile.with_comments(2, "3人"), notes=[(0, 2, "3人", "相符")], author="核")
    numbers = [one.get(f"{WORD}id") for one in etree.fromstring(part(content, "word/comments.xml").encode())]
    assert numbers == ["0", "1", "2"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
