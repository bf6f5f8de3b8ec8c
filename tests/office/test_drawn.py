"""What a Word file draws beside its text: nothing that is not known to draw nothing passes, wherever it stands."""

from hashlib import sha256
from typing import Any

import pytest

from tests.office import files
from tests.office.files import RELATIONS, WORD, text
from tongxin.kernel.errors import InputError
from tongxin.office.reading import read

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = f'xmlns:r="{RELATIONS}"'
TABLE = (
    "<w:tbl><w:tblPr><w:tblBorders><w:top w:val='single'/></w:tblBorders></w:tblPr><w:tr><w:tc>"
    "<w:tcPr><w:tcBorders><w:left w:val='nil'/></w:tcBorders></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
)
FIELD = '<w:fldChar w:fldCharType="{}"/>'


def found(body: str, **parts: tuple[str, str]) -> dict[str, Any]:
    roots = {name: (kind, xml.replace(">", f' xmlns:w="{WORD}">', 1)) for name, (kind, xml) in parts.items()}
    content = files.word(body, parts=roots)
    options = {"prefix": "x", "picture": "P"}
    answer: dict[str, Any] = read("bookmarks", content, options=options, isolated=False)
    return answer


def drawn(body: str, **parts: tuple[str, str]) -> list[str]:
    return list(found(body, **parts)["drawn"])


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


@pytest.mark.parametrize(
    "body",
    [
        text("九人"),
        paragraph('<w:pPr><w:bidi w:val="0"/></w:pPr>' + run('<w:rPr><w:vertAlign w:val="baseline"/></w:rPr><w:br/>')),
        TABLE,
        paragraph(f"<!-- words --><?words?>{run(f'<w:drawing><a:srcRect {A}/></w:drawing>')}"),
    ],
)
def test_what_draws_nothing_passes(body: str) -> None:
    assert drawn(body) == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (paragraph(run("<w:sym/>")), ["sym"]),
        (paragraph("<w:t>九</w:t>"), ["t"]),
        (run("<w:t>九</w:t>"), ["r"]),
        (paragraph(run("<w:t>九<w:br/></w:t>")), ["br"]),
        (paragraph(run("<w:t>九<w:shd/></w:t>")), ["shd"]),
        (paragraph('<w:pPr><w:bidi w:val="1"/></w:pPr>'), ["bidi"]),
        (paragraph('<w:pPr><w:other w:val="0"><w:b/></w:other></w:pPr>'), ["other"]),
        (paragraph('<w:sym w:val="0"/>'), ["sym"]),
        (paragraph('<w:pPr><w:pBdr><w:left w:val="single"/></w:pBdr></w:pPr>'), ["left"]),
        (paragraph(run(FIELD.format("begin"))), ["fldChar"]),
        (paragraph(run("<w:continuationSeparator/>")), ["continuationSeparator"]),
        (paragraph(run(f'<w:drawing><a:srcRect {A} t="1"/></w:drawing>')), ["srcRect"]),
        (paragraph(run(f'<w:drawing><a:blip {A} {R} r:link="x"/></w:drawing>')), ["blip"]),
        (paragraph('<n:x xmlns:n="n"/><n:b xmlns:n="n"/>'), ["b", "x"]),
    ],
)
def test_everything_else_is_named_once(body: str, names: list[str]) -> None:
    assert drawn(body * 2) == names


def test_styles_and_faces_and_notes_are_looked_at() -> None:
    assert drawn("", s=("styles", "<w:styles><w:style><w:pPr><w:numPr/></w:pPr></w:style></w:styles>")) == ["numPr"]
    assert drawn("", f=("fontTable", "<w:fonts><w:font><w:embedBold/></w:font></w:fonts>")) == ["embedBold"]
    note = "<w:footnote><w:p><w:r><w:{}/></w:r></w:p></w:footnote>"
    assert drawn("", n=("footnotes", f"<w:footnotes>{note.format('separator')}</w:footnotes>")) == []
    assert drawn("", n=("footnotes", f"<w:footnotes>{note.format('footnoteRef')}</w:footnotes>")) == ["footnoteRef"]


def field(instruction: str, said: str) -> str:
    asked = run(f"<w:instrText>{instruction}</w:instrText>") if instruction else ""
    begin, separate, end = (run(FIELD.format(one)) for one in ("begin", "separate", "end"))
    return paragraph(f"{begin}{asked}{separate}{run(f'<w:t>{said}</w:t>')}{end}{run('<w:t>8</w:t>')}")


@pytest.mark.parametrize(
    ("instruction", "said", "line", "names"),
    [
        (" PAGE ", "12", "8", []),
        (r"PAGE \* MERGEFORMAT", "12", "8", []),
        (" PAGE ", "12人", "12人8", []),
        ("", "12", "128", []),
        (" DATE ", "12", "8", ["instrText"]),
    ],
)
def test_only_the_number_of_a_page_is_left_out_of_a_foot(
    instruction: str, said: str, line: str, names: list[str]
) -> None:
    foot = found("", f=("footer", f"<w:ftr>{field(instruction, said)}</w:ftr>"))
    assert (foot["asides"], foot["drawn"]) == ([line], names)


def test_pictures_are_told_by_their_content() -> None:
    blip = run(f'<w:drawing><a:blip {A} {R} r:embed="{{}}"/></w:drawing>')
    body = paragraph(blip.format("rId1")) + paragraph(run("<w:t>图</w:t>") + blip.format("rId9"))
    content = files.word(body, parts={"one": ("image", "content")})
    answer = read("bookmarks", content, options={"prefix": "x", "picture": "P"}, isolated=False)
    assert answer["lines"] == [f"P{sha256(b'content').hexdigest()}", "图P"]
    assert answer["drawn"] == []


def test_names_of_parts_differ_in_more_than_case() -> None:
    """Office finds parts whatever their case: it would open another one than a reader does."""
    content = files.word(text("九"), more={"WORD/document.xml": "<x/>"})
    with pytest.raises(InputError, match="重名"):
        read("bookmarks", content, options={"prefix": "x"}, isolated=False)
