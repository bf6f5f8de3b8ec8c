"""Read the text of a Word file: body, tables, text boxes, notes, headers and footers, in one walk over its elements.

What a reader of the page does not see - deleted, moved away, struck out, hidden - is left out.
"""

from collections import deque
from collections.abc import Callable, Iterator
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
_UNSEEN: Final = tuple(f"{WORD}rPr/{WORD}{mark}" for mark in ("strike", "dstrike", "vanish"))
_OFF: Final = frozenset({"0", "false", "off", "none"})
_TABLE, _ROW, _CELL, _TEXT = f"{WORD}tbl", f"{WORD}tr", f"{WORD}tc", f"{WORD}t"
_AROUND: Final = frozenset(f"{WORD}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
"""What may stand between a table and its rows, a row and its cells."""
_LONGEST_CELL: Final = 80
_MOST_COLUMNS: Final = 63  # of Word


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
    """Walks a part in document order: paragraphs end lines, text boxes follow the paragraph they hang on.

    A row of a table is one line, tabs between its cells, an empty cell for every further one that a merged cell takes the
    place of; what hangs in a cell, another table or a text box, follows the table. A row with more than a few words in a
    cell is no row of figures: its cells are read as paragraphs.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.anchor: Element = None
        self.where = ""
        self.boxes: list[Element] = []
        self.in_annex = False
        self._annex_ends = False
        self._in_cell = False
        self._cell_start = 0
        self._parted = False
        self._tables: deque[Element] = deque()

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
        if self._parted:
            self.parts.append(" ")
            self.length += 1
        self._parted = False
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
        if element.tag in _LEFT_OUT or self._passes_annex(element) or _is_unseen(element):
            return
        if element.tag == f"{WORD}txbxContent":
            self.boxes.append(element)
        elif element.tag == _TABLE:
            self._read_table(element)
        else:
            self._read_parts(element)

    def _read_parts(self, element: Element) -> None:
        if element.tag == _TEXT and element.text:
            piece_at = self.length + self._parted
            self.pieces.append(Piece(piece_at, element.text, element.getparent(), self.anchor, self.where))
            self._add(element.text)
        elif element.tag in _BREAKS:
            self._add(" " if self._in_cell else _BREAKS[element.tag])
        for child in element:
            self.read(child)
        if element.tag == f"{WORD}p":
            self._end_paragraph()

    def _read_table(self, table: Element) -> None:
        """Read a table, or put it aside until the one it stands in has been read."""
        self._tables.append(table)
        if self._in_cell:
            return
        while self._tables:
            for row in _inside(self._tables.popleft()):
                if row.tag == _ROW:
                    self._read_row(row)
                else:
                    self.read(row)
            self._read_boxes()

    def _read_row(self, row: Element) -> None:
        if row.find(f"{WORD}trPr/{WORD}del") is not None:
            return
        parts = list(_inside(row))
        cells = [part for part in parts if part.tag == _CELL]
        if len(cells) < 2 or not all(map(_is_short, cells)):
            for part in parts:
                self.read(part)
            return
        self._in_cell, self._cell_start = True, self.length
        before = row.find(f"{WORD}trPr/{WORD}gridBefore")
        self._part("\t" * _number(before))
        for part in parts:
            if part.tag == _CELL and part is not cells[0]:
                self._part("\t")
            if not _goes_on_above(part):
                self.read(part)
            self._part("\t" * (_number(part.find(f"{WORD}tcPr/{WORD}gridSpan")) - 1))
        self._in_cell = False
        self._part("\n")

    def _part(self, signs: str) -> None:
        """End a cell or a row."""
        self._parted = False
        if signs and not self.in_annex:
            self._add(signs)
        self._cell_start = self.length

    def _passes_annex(self, element: Element) -> bool:
        """Tell whether this is text of the annex of a report issued here."""
        if element.tag == _BOOKMARK and element.get(_NAME) == _ANNEX:
            self.in_annex = self._annex_ends
        elif element.tag == _BOOKMARK and element.get(_NAME) == _ANNEX_END:
            self.in_annex = False
        return self.in_annex and (element.tag == _TEXT or element.tag in _BREAKS)

    def _end_paragraph(self) -> None:
        if self._in_cell:
            self._parted = self.length > self._cell_start
            return
        if not self.in_annex:
            self._add("\n")
        self._read_boxes()

    def _read_boxes(self) -> None:
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            *_, run = (ancestor for ancestor in box.iterancestors() if ancestor.tag == f"{WORD}r")
            for child in box:
                self._read_aside(child, anchor=run, where="文本框")


def _annex_ends(root: Element) -> bool:
    """Tell whether an annex ends in a part: one whose end was lost hides nothing."""
    return any(one.get(_NAME) == _ANNEX_END for one in root.iter(_BOOKMARK))


def _is_unseen(element: Element) -> bool:
    """Tell a run that is struck out or hidden."""
    if element.tag != f"{WORD}r":
        return False
    marks = (element.find(path) for path in _UNSEEN)
    return any(mark is not None and mark.get(f"{WORD}val") not in _OFF for mark in marks)


def _inside(element: Element) -> Iterator[Element]:
    """Yield the rows of a table, or cells of a row, and whatever else stands beside them (bookmarks)."""
    for child in element:
        if child.tag in _AROUND:
            yield from _inside(child)
        else:
            yield child


def _is_short(cell: Element) -> bool:
    """Tell a cell that may hold a figure or a head from one that holds prose."""
    length = 0
    for text in cell.iter(_TEXT):
        length += len(text.text or "")
        if length > _LONGEST_CELL:
            return False
    return True


def _goes_on_above(cell: Element) -> bool:
    """Tell the place of a cell that is merged into the one above it."""
    merged = cell.find(f"{WORD}tcPr/{WORD}vMerge")
    return merged is not None and merged.get(f"{WORD}val", "continue") == "continue"


def _number(element: Element | None) -> int:
    """Return how many columns an element says; nobody's file makes them endless."""
    written = "" if element is None else str(element.get(f"{WORD}val", ""))
    return min(int(written[:3]), _MOST_COLUMNS) if written.isascii() and written.isdigit() else 0
