"""Give a Word file back with comments at stretches of its text; nothing else of the file changes."""

import copy
import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tongxin.office.archives import unpacked_size
from tongxin.office.timeless import undated, without_clock
from tongxin.office.word import Piece, WordReader
from tongxin.office.word_package import RELATIONS, WORD, Element, no_word

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Note = tuple[int, int, str, str]
"""Where the text commented on begins and ends, its words, and the comment."""
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES: Final = "[Content_Types].xml"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read(content: bytes, *, notes: Sequence[Note], author: str) -> bytes:
    """Return the .docx with one comment per note; notes stand in the order of the text, as `word.read` gives it.

    Text in a footnote, text box, header or footer has its comment at the place of the body it belongs to, and the comment
    quotes it.
    """
    from docx import Document

    with no_word():
        unpacked_size(content)
        word = Document(io.BytesIO(content))
        reader = WordReader()
        reader.read_document(word.element.body, lambda kind: _parts(word, kind))
        for note in reversed(notes):
            _comment_in_place(word, reader.pieces, note, author=author)
        return _with_comments(content, word)


def add_comment(word: "WordDocument", runs: Sequence[Element], text: str, *, author: str) -> None:
    """Add a comment that spans from the first of the runs to the last."""
    from docx.text.run import Run

    proxies = [Run(run, word._body) for run in (runs[0], runs[-1])]  # noqa: SLF001 - the only parent at hand
    comment = word.add_comment(proxies, text=printable(text), author=author, initials=author[:1])
    del comment.part.element[-1].attrib[f"{WORD}date"]  # the same notes on the same file give the same file


def printable(text: str) -> str:
    """Replace what a Word file cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def saved(word: "WordDocument") -> bytes:
    """Return a document as a file, the same for the same content at any time."""
    stream = io.BytesIO()
    word.save(stream)
    return without_clock(stream.getvalue())


def _parts(word: "WordDocument", kind: str) -> list[Element]:
    from docx.oxml import parse_xml

    related = {
        relation.target_part.partname: relation.target_part.blob
        for relation in word.part.rels.values()
        if relation.reltype == f"{RELATIONS}{kind}" and not relation.is_external
    }
    return [parse_xml(blob) for blob in related.values()]


def _comment_in_place(word: "WordDocument", pieces: list[Piece], note: Note, *, author: str) -> None:
    start, end, quoted, text = note
    first = pieces[_indexes(pieces, start, end)[0]]
    if not first.where:
        add_comment(word, _runs(pieces, start, end), text, author=author)
    elif first.anchor is not None:
        add_comment(word, [first.anchor], f"{first.where}“{quoted}”：{text}", author=author)


def _with_comments(original: bytes, word: "WordDocument") -> bytes:
    """Put the commented body and the comments into the file as it came: every other part stays byte for byte."""
    body = str(word.part.partname).lstrip("/")
    relations = str(word.part.partname.rels_uri).lstrip("/")
    comments = str(word.part._comments_part.partname).lstrip("/")  # noqa: SLF001 - its name is given nowhere else
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as source,
        zipfile.ZipFile(io.BytesIO(saved(word))) as changed,
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


def _runs(pieces: list[Piece], start: int, end: int) -> list[Element]:
    """Return runs that hold exactly [start, end), splitting runs at its borders; figures are asked for from last to first."""
    return [
        _cut(
            pieces, index, max(start - pieces[index].start, 0), min(end - pieces[index].start, len(pieces[index].text))
        )
        for index in _indexes(pieces, start, end)
    ]


def _cut(pieces: list[Piece], index: int, left: int, right: int) -> Element:
    """Split a run of plain text into before, figure and after, each with the same formatting; return the figure's run."""
    piece = pieces[index]
    texts = [child for child in piece.run if child.tag == f"{WORD}t"]
    if len(texts) != 1 or any(child.tag not in {f"{WORD}t", f"{WORD}rPr"} for child in piece.run):
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


def _write(run: Element, text: str) -> None:
    for child in run:
        if child.tag == f"{WORD}t":
            child.text = text
            child.set(_SPACE, "preserve")
