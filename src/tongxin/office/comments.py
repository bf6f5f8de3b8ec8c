"""Give a Word file back with comments at stretches of its text; nothing else of the file changes."""

import copy
import io
import posixpath
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from typing import Final

from lxml import etree

from tongxin.office.timeless import undated
from tongxin.office.word import Piece, WordReader
from tongxin.office.word_package import RELATIONS, TYPES, WORD, Element, WordPackage, no_word

Note = tuple[int, int, str, str]
"""Where the text commented on begins and ends, its words, and the comment."""
Cut = tuple[int, int]
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NO_RELATIONS: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_NO_COMMENTS: Final = f'<w:comments xmlns:w="{WORD[1:-1]}"/>'.encode()
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RUN, _FORMAT, _TEXT = f"{WORD}r", f"{WORD}rPr", f"{WORD}t"


def read(content: bytes, *, notes: Sequence[Note], author: str) -> bytes:
    """Return the .docx with one comment per note; notes stand in the order of the text, as `word.read` gives it.

    Text in a footnote, text box, header or footer has its comment at the place of the body it belongs to, and the comment
    quotes it.
    """
    with no_word():
        package = WordPackage(content)
        reader = WordReader()
        reader.read_document(package.body, package.parts)
        comments = _Comments(package, author=author)
        for runs, text in list(_placed(reader.pieces, notes)):
            comments.add(runs, text)
        return _with_parts(package, content, comments.parts())


def printable(text: str) -> str:
    """Replace what a Word file cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


class _Comments:
    """The comments of a file, those that were there first."""

    def __init__(self, package: WordPackage, *, author: str) -> None:
        self._package = package
        self._author = author
        folder, name = posixpath.split(package.main)
        self._relations = posixpath.join(folder, "_rels", f"{name}.rels")
        there = package.related("comments")
        self._is_new = not there
        self._name = there[0] if there else _free(posixpath.join(folder, "comments"), package.names)
        self._root = etree.fromstring(_NO_COMMENTS) if self._is_new else package.part(self._name)
        used = {one.get(f"{WORD}id") for one in self._root}
        self._ids = (number for number in map(str, count()) if number not in used)

    def add(self, runs: Sequence[Element], text: str) -> None:
        """Comment on what stands from the first of the runs to the last."""
        identity = next(self._ids)
        comment = etree.SubElement(self._root, f"{WORD}comment")
        for name, value in (("id", identity), ("author", self._author), ("initials", self._author[:1])):
            comment.set(f"{WORD}{name}", value)
        for line in printable(text).split("\n"):
            paragraph = etree.SubElement(comment, f"{WORD}p")
            etree.SubElement(etree.SubElement(paragraph, f"{WORD}pPr"), f"{WORD}pStyle").set(
                f"{WORD}val", "CommentText"
            )
            if paragraph is comment[0]:
                paragraph.append(_reference("annotationRef"))
            write(etree.SubElement(etree.SubElement(paragraph, _RUN), _TEXT), line)
        marks = [_mark(f"comment{kind}", identity) for kind in ("RangeStart", "RangeEnd", "Reference")]
        runs[0].addprevious(marks[0])
        reference = _reference()
        reference.append(marks[2])
        runs[-1].addnext(reference)
        runs[-1].addnext(marks[1])

    def parts(self) -> dict[str, bytes]:
        """Return the parts of the file that changed, or are new."""
        changed = {self._package.main: self._package.document, self._name: self._root}
        if self._is_new:
            changed |= {self._relations: self._with_relation(), TYPES: self._with_type()}
        return {name: etree.tostring(root, encoding="UTF-8", standalone=True) for name, root in changed.items()}

    def _with_relation(self) -> Element:
        there = self._relations in self._package.names
        root = self._package.part(self._relations) if there else etree.fromstring(_NO_RELATIONS)
        used = {one.get("Id") for one in root}
        identity = next(name for name in (f"rId{number}" for number in count(1)) if name not in used)
        named = {"Id": identity, "Type": f"{RELATIONS}comments", "Target": posixpath.basename(self._name)}
        etree.SubElement(root, root.tag.replace("}Relationships", "}Relationship"), named)
        return root

    def _with_type(self) -> Element:
        root = self._package.part(TYPES)
        named = {"PartName": f"/{self._name}", "ContentType": _COMMENTS_TYPE}
        etree.SubElement(root, root.tag.replace("}Types", "}Override"), named)
        return root


def _free(name: str, taken: Sequence[str]) -> str:
    """Return the name of a part there is not yet."""
    known = set(taken)
    return next(one for one in (f"{name}{number or ''}.xml" for number in count()) if one not in known)


def _mark(kind: str, identity: str) -> Element:
    mark = etree.Element(f"{WORD}{kind}")
    mark.set(f"{WORD}id", identity)
    return mark


def _reference(kind: str = "") -> Element:
    """Return a run in the look of references."""
    run = etree.Element(_RUN)
    etree.SubElement(etree.SubElement(run, _FORMAT), f"{WORD}rStyle").set(f"{WORD}val", "CommentReference")
    if kind:
        etree.SubElement(run, f"{WORD}{kind}")
    return run


def _with_parts(package: WordPackage, original: bytes, parts: dict[str, bytes]) -> bytes:
    """Put parts into the file as it came: every other part stays byte for byte."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry, parts.get(entry.filename) or source.read(entry))
        for name in sorted(parts.keys() - set(package.names)):
            target.writestr(undated(name), parts[name])
    return stream.getvalue()


def _placed(pieces: list[Piece], notes: Sequence[Note]) -> Iterator[tuple[Sequence[Element], str]]:
    """Yield the runs each comment spans, and its text. A run is split once, however many figures it holds."""
    cuts: dict[int, list[Cut]] = {}
    places: list[tuple[Piece, list[tuple[int, int]], str]] = []
    for start, end, quoted, text in notes:
        indexes = _indexes(pieces, start, end)
        first = pieces[indexes[0]]
        if first.where:
            places.append((first, [], f"{first.where}“{quoted}”：{text}"))
            continue
        spots = []
        for index in indexes:
            piece = pieces[index]
            of_piece = cuts.setdefault(index, [])
            of_piece.append((max(start - piece.start, 0), min(end - piece.start, len(piece.text))))
            spots.append((index, len(of_piece) - 1))
        places.append((first, spots, text))
    runs = {index: _split(pieces[index], of_piece) for index, of_piece in cuts.items()}
    for first, spots, text in places:
        if spots:
            yield [runs[index][number] for index, number in spots], text
        elif first.anchor is not None:
            yield [first.anchor], text


def _indexes(pieces: list[Piece], start: int, end: int) -> list[int]:
    """Return the indexes of the pieces that hold a part of [start, end)."""
    first = max(bisect_right(pieces, start, key=lambda piece: piece.start) - 1, 0)
    last = bisect_left(pieces, end, key=lambda piece: piece.start)
    return [index for index in range(first, last) if start < pieces[index].start + len(pieces[index].text)]


def _split(piece: Piece, cuts: Sequence[Cut]) -> list[Element]:
    """Split a run of plain text at the borders of figures, all with the same formatting; return the run of each figure.

    What holds more than text stays whole.
    """
    run = piece.run
    texts = [child for child in run if child.tag == _TEXT]
    if not piece.text or len(texts) != 1 or any(child.tag not in {_TEXT, _FORMAT} for child in run):
        return [run] * len(cuts)
    borders = sorted({0, len(piece.text), *(at for cut in cuts for at in cut)})
    made: dict[int, Element] = {}
    last = run
    for start, end in pairwise(borders):
        last = made[start] = _alike(run, after=last) if made else run
        write(next(last.iterchildren(_TEXT)), piece.text[start:end])
    return [made[left] for left, _ in cuts]


def _alike(run: Element, *, after: Element) -> Element:
    """Put an empty run with the formatting of another one behind `after`."""
    new = run.makeelement(run.tag, dict(run.attrib), nsmap=run.nsmap)
    for formatting in run.iterchildren(_FORMAT):
        new.append(copy.deepcopy(formatting))
    etree.SubElement(new, _TEXT)
    after.addnext(new)
    return new


def write(element: Element, text: str) -> None:
    """Give an element its text, blanks at its ends included."""
    element.text = text
    element.set(_SPACE, "preserve")
