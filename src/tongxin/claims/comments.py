"""Give the user's own Word file back with a comment at each figure; nothing else of the file changes."""

import copy
import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from tongxin.claims.check import Check
from tongxin.claims.documents import Piece, Report
from tongxin.claims.explain import LABELS, reason
from tongxin.claims.finding import Finding
from tongxin.kernel.workbooks import undated, without_clock

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES: Final = "[Content_Types].xml"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
AUTHOR: Final = "核数"


def annotate(report: Report, check: Check) -> bytes:
    """Return the .docx with one comment per finding; text, Markdown and PDF come back as a new .docx (`as_document`).

    A figure in a footnote, text box, header or footer has its comment at the place of the body it belongs to, and the
    comment quotes it.
    """
    if report.word is None:
        return as_document(check)
    for finding in reversed(check.findings):
        _comment_in_place(report.word, report.pieces, finding)
    return _with_comments(report.content, report.word)


def as_document(check: Check) -> bytes:
    """Return a new .docx made of the checked text, one paragraph per line, with a comment at each figure."""
    from docx import Document
    from docx.oxml.ns import qn

    word = Document()
    style = word.styles["Normal"]
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    findings, position = list(check.findings), 0
    for line in check.text.split("\n"):
        end = position + len(line)
        paragraph, written = word.add_paragraph(), position
        while findings and findings[0].claim.start < end:
            finding = findings.pop(0)
            stop = min(finding.claim.end, end)
            paragraph.add_run(_printable(check.text[written : finding.claim.start]))
            run = paragraph.add_run(_printable(check.text[finding.claim.start : stop]))
            _comment(word, [run._r], finding)  # noqa: SLF001 - python-docx offers the element under no other name
            written = stop
        paragraph.add_run(_printable(check.text[written:end].removesuffix("\r")))
        position = end + 1
    return _saved(word)


def _comment_in_place(word: "WordDocument", pieces: list[Piece], finding: Finding) -> None:
    first = pieces[_indexes(pieces, finding.claim.start, finding.claim.end)[0]]
    if not first.where:
        _comment(word, _runs(pieces, finding.claim.start, finding.claim.end), finding)
    elif first.anchor is not None:
        _comment(word, [first.anchor], finding, quoted=f"{first.where}“{finding.claim.text}”：")


def _comment(word: "WordDocument", runs: list["BaseOxmlElement"], finding: Finding, *, quoted: str = "") -> None:
    from docx.text.run import Run

    proxies = [Run(run, word._body) for run in (runs[0], runs[-1])]  # noqa: SLF001 - the only parent at hand
    text = _printable(f"{quoted}【{LABELS[finding.verdict]}】{reason(finding)}")
    comment = word.add_comment(proxies, text=text, author=AUTHOR, initials=AUTHOR[:1])
    del comment.part.element[-1].attrib[f"{_WORD}date"]  # the same report checked again gives the same file


def _printable(text: str) -> str:
    """Replace what a Word file cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _saved(word: "WordDocument") -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return without_clock(stream.getvalue())


def _with_comments(original: bytes, word: "WordDocument") -> bytes:
    """Put the commented body and the comments into the file as it came: every other part stays byte for byte."""
    body = str(word.part.partname).lstrip("/")
    relations = str(word.part.partname.rels_uri).lstrip("/")
    comments = str(word.part._comments_part.partname).lstrip("/")  # noqa: SLF001 - its name is given nowhere else
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as source,
        zipfile.ZipFile(io.BytesIO(_saved(word))) as changed,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            part = entry.filename
            if part in {body, relations, comments}:
                target.writestr(entry, changed.read(part))
            elif part == _TYPES:
                target.writestr(entry, _with_type(source.read(part), f"/{comments}"))
            else:
                target.writestr(entry, source.read(entry))
        for part in sorted({relations, comments} - set(source.namelist())):
            target.writestr(undated(part), changed.read(part))
    return stream.getvalue()


def _with_type(types: bytes, part: str) -> bytes:
    """Name the comments in the list of parts, unless they are there already."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    root = parse_xml(types)
    if any(override.get("PartName") == part for override in root):
        return types
    named = {"PartName": part, "ContentType": _COMMENTS_TYPE}
    root.append(root.makeelement(root.tag.replace("}Types", "}Override"), named))
    return serialize_part_xml(root)


def _indexes(pieces: list[Piece], start: int, end: int) -> list[int]:
    """Return the indexes of the pieces that hold a part of [start, end)."""
    first = max(bisect_right(pieces, start, key=lambda piece: piece.start) - 1, 0)
    last = bisect_left(pieces, end, key=lambda piece: piece.start)
    return [index for index in range(first, last) if start < pieces[index].start + len(pieces[index].text)]


def _runs(pieces: list[Piece], start: int, end: int) -> list["BaseOxmlElement"]:
    """Return runs that hold exactly [start, end), splitting runs at its borders; figures are asked for from last to first."""
    return [
        _cut(
            pieces, index, max(start - pieces[index].start, 0), min(end - pieces[index].start, len(pieces[index].text))
        )
        for index in _indexes(pieces, start, end)
    ]


def _cut(pieces: list[Piece], index: int, left: int, right: int) -> "BaseOxmlElement":
    """Split a run of plain text into before, figure and after, each with the same formatting; return the figure's run."""
    piece = pieces[index]
    texts = [child for child in piece.run if child.tag == f"{_WORD}t"]
    if len(texts) != 1 or any(child.tag not in {f"{_WORD}t", f"{_WORD}rPr"} for child in piece.run):
        return piece.run
    middle = piece.run
    if right < len(piece.text):
        after = copy.deepcopy(middle)
        _write(after, piece.text[right:])
        middle.addnext(after)
    if left > 0:
        before = copy.deepcopy(middle)
        _write(before, piece.text[:left])
        middle.addprevious(before)
        pieces[index] = Piece(piece.start, piece.text[:left], before)
    _write(middle, piece.text[left:right])
    return middle


def _write(run: "BaseOxmlElement", text: str) -> None:
    for child in run:
        if child.tag == f"{_WORD}t":
            child.text = text
            child.set(_SPACE, "preserve")
