"""Read the text of a Word file: body, tables, text boxes, notes, headers and footers, in one walk over its elements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tongxin.office.word_package import WORD, Element, WordPackage, no_word

_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ID: Final = f"{WORD}id"
_NAME: Final = f"{WORD}name"
_BOOKMARK: Final = f"{WORD}bookmarkStart"
_BREAKS: Final = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": " ", f"{WORD}noBreakHyphen": "-"}
# The annex of a report issued here repeats its figures with definitions; it stands between two bookmarks.
_ANNEX: Final = "tongxin_annex"
_ANNEX_END: Final = "tongxin_annex_end"
# Text that is not the report's: fall-back drawings repeat a text box, deleted and moved-away text is gone, rt is a gloss.
_LEFT_OUT: Final = frozenset({f"{_COMPATIBILITY}Fallback", f"{WORD}del", f"{WORD}moveFrom", f"{WORD}rt"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a Word document and the text offset it begins at.

    Word allows comments in the body only: for text elsewhere `anchor` is the run of the body that carries the comment
    (the reference of a footnote, the run that holds a text box) and `where` says in Chinese where the text stands.
    """

    start: int
    text: str
    run: Element
    anchor: Element = None
    where: str = ""


def read(content: bytes) -> str:
    """Return the text of a .docx, paragraphs as lines."""
    with no_word():
        package = WordPackage(content)
        reader = WordReader()
        reader.read_document(package.body, package.parts)
    return "".join(reader.parts)


class WordReader:
    """Walks a part in document order: paragraphs end lines, text boxes follow the paragraph they hang on."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.anchor: Element = None
        self.where = ""
        self.boxes: list[Element] = []
        self.in_annex = False
        self._annex_ends = False

    def read_document(self, body: Element, parts: Callable[[str], list[Element]]) -> None:
        """Read the body, then notes in the order they are referred to, then headers and footers."""
        self._annex_ends = _annex_ends(body)
        self.read(body)
        first = next(body.iter(f"{WORD}r"), None)
        for kind, where in (("footnote", "脚注"), ("endnote", "尾注")):
            references = {one.get(_ID): one.getparent() for one in body.iter(f"{WORD}{kind}Reference")}
            notes = {
                note.get(_ID): (note, ends)
                for root in parts(f"{kind}s")
                for ends in [_annex_ends(root)]
                for note in root.iter(f"{WORD}{kind}")
            }
            for identity in dict.fromkeys([*references, *notes]):
                if identity in notes:
                    note, self._annex_ends = notes[identity]
                    self._read_aside(note, anchor=references.get(identity, first), where=where)
        for kind, where in (("header", "页眉"), ("footer", "页脚")):
            for root in parts(kind):
                self._annex_ends = _annex_ends(root)
                self._read_aside(root, anchor=first, where=where)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _read_aside(self, element: Element, *, anchor: Element, where: str) -> None:
        """Read text outside the body whose comments go to the run `anchor`."""
        before = self.anchor, self.where
        self.anchor, self.where = (self.anchor, self.where) if self.where else (anchor, where)
        self.read(element)
        self.anchor, self.where = before

    def read(self, element: Element) -> None:
        """Read one element and everything in it."""
        if element.tag in _LEFT_OUT or self._passes_annex(element):
            return
        if element.tag == f"{WORD}txbxContent":
            self.boxes.append(element)
            return
        if element.tag == f"{WORD}t":
            text = element.text or ""
            self.pieces.append(Piece(self.length, text, element.getparent(), self.anchor, self.where))
            self._add(text)
        elif element.tag in _BREAKS:
            self._add(_BREAKS[element.tag])
        for child in element:
            self.read(child)
        if element.tag == f"{WORD}p":
            self._end_paragraph()

    def _passes_annex(self, element: Element) -> bool:
        """Tell whether this is text of the annex of a report issued here."""
        if element.tag == _BOOKMARK and element.get(_NAME) == _ANNEX:
            self.in_annex = self._annex_ends
        elif element.tag == _BOOKMARK and element.get(_NAME) == _ANNEX_END:
            self.in_annex = False
        return self.in_annex and (element.tag == f"{WORD}t" or element.tag in _BREAKS)

    def _end_paragraph(self) -> None:
        if not self.in_annex:
            self._add("\n")
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            *_, run = (ancestor for ancestor in box.iterancestors() if ancestor.tag == f"{WORD}r")
            for child in box:
                self._read_aside(child, anchor=run, where="文本框")


def _annex_ends(root: Element) -> bool:
    """Tell whether an annex ends in a part: one whose end was lost hides nothing."""
    return any(one.get(_NAME) == _ANNEX_END for one in root.iter(_BOOKMARK))
