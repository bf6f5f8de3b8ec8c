"""Read a report's text from .docx, .pdf, .txt or .md. In Word, tables, text boxes, notes, headers and footers are read too."""

import io
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from tongxin.claims.files import clean_text, decode
from tongxin.kernel.archives import unpacked_size
from tongxin.kernel.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ID: Final = f"{_WORD}id"
_NAME: Final = f"{_WORD}name"
_BOOKMARK: Final = f"{_WORD}bookmarkStart"
_PLAIN: Final = frozenset({".txt", ".md", ""})
_OLD_WORD: Final = frozenset({".doc", ".wps", ".wpt", ".dot", ".rtf", ".odt"})
_BREAKS: Final = {f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": " ", f"{_WORD}noBreakHyphen": "-"}
# Text that is not the report's: fall-back drawings repeat a text box, deleted and moved-away text is gone, rt is a gloss.
_ANNEX: Final = "tongxin_annex"
_ANNEX_END: Final = "tongxin_annex_end"
_LEFT_OUT: Final = frozenset({f"{_COMPATIBILITY}Fallback", f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}rt"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a Word document and the text offset it begins at.

    Word allows comments in the body only: for text elsewhere `anchor` is the run of the body that carries the comment
    (the reference of a footnote, the run that holds a text box) and `where` says in Chinese where the text stands.
    """

    start: int
    text: str
    run: "BaseOxmlElement"
    anchor: "BaseOxmlElement | None" = None
    where: str = ""


@dataclass
class Report:
    """A report's text and, for Word, the file as it came and the runs it was read from."""

    text: str
    word: "WordDocument | None" = None
    pieces: list[Piece] = field(default_factory=list)
    content: bytes = b""


def read_report(content: bytes, *, name: str) -> Report:
    """Read a report from a file's bytes; raise `InputError` in one sentence for anything that is none."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".docx":
        return _read_word(content)
    if suffix == ".pdf":
        from tongxin.claims.pdf import read_pdf  # noqa: PLC0415 - most reports are no PDF, and the start counts

        return Report(clean_text(read_pdf(content)))
    if suffix in _PLAIN:
        return Report(clean_text(decode(content, name=PurePath(name).name)))
    if suffix in _OLD_WORD:
        raise InputError(f"{suffix} 文件读不了，请用 Word 或 WPS 打开后另存为 .docx。", field="report")
    raise InputError(
        f"报告请用 .docx、.pdf、.txt 或 .md 文件，收到的是「{PurePath(name).name[:40]}」。", field="report"
    )


def _read_word(content: bytes) -> Report:
    from docx import Document
    from docx.opc.exceptions import OpcError

    unpacked_size(content)
    try:
        word = Document(io.BytesIO(content))
        reader = _WordReader()
        _read_parts(reader, word)
    except (OpcError, SyntaxError, KeyError, ValueError, AttributeError, RecursionError) as error:
        raise InputError("Word 文件已损坏，请用 Word 或 WPS 重新保存。", field="report") from error
    return Report(clean_text("".join(reader.parts)), word, reader.pieces, content)


def _read_parts(reader: "_WordReader", word: "WordDocument") -> None:
    """Read the body, then notes in the order they are referred to, then headers and footers."""
    body = word.element.body
    reader.read(body)
    first = next(body.iter(f"{_WORD}r"), None)
    for kind, where in (("footnote", "脚注"), ("endnote", "尾注")):
        references = {reference.get(_ID): reference.getparent() for reference in body.iter(f"{_WORD}{kind}Reference")}
        notes = {note.get(_ID): note for root in _parts(word, f"{kind}s") for note in root.iter(f"{_WORD}{kind}")}
        for identity in sorted(notes, key=[*references, *notes].index):
            reader.read_aside(notes[identity], anchor=references.get(identity, first), where=where)
    for kind, where in (("header", "页眉"), ("footer", "页脚")):
        for root in _parts(word, kind):
            reader.read_aside(root, anchor=first, where=where)


def _parts(word: "WordDocument", kind: str) -> list["BaseOxmlElement"]:
    from docx.oxml import parse_xml

    return [
        parse_xml(relation.target_part.blob)
        for relation in word.part.rels.values()
        if relation.reltype == f"{_RELATIONS}{kind}" and not relation.is_external
    ]


class _WordReader:
    """Walks a part in document order: paragraphs end lines, text boxes follow the paragraph they hang on."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.anchor: BaseOxmlElement | None = None
        self.where = ""
        self.boxes: list[BaseOxmlElement] = []
        self.in_annex = False

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def read_aside(self, element: "BaseOxmlElement", *, anchor: "BaseOxmlElement | None", where: str) -> None:
        """Read text outside the body whose comments go to the run `anchor`."""
        before = self.anchor, self.where
        self.anchor, self.where = (self.anchor, self.where) if self.where else (anchor, where)
        self.read(element)
        self.anchor, self.where = before

    def read(self, element: "BaseOxmlElement") -> None:
        """Read one element and everything in it."""
        if element.tag in _LEFT_OUT or self._passes_annex(element):
            return
        if element.tag == f"{_WORD}txbxContent":
            self.boxes.append(element)
            return
        if element.tag == f"{_WORD}t":
            text = element.text or ""
            self.pieces.append(Piece(self.length, text, element.getparent(), self.anchor, self.where))
            self._add(text)
        elif element.tag in _BREAKS:
            self._add(_BREAKS[element.tag])
        for child in element:
            self.read(child)
        if element.tag == f"{_WORD}p":
            self._end_paragraph()

    def _passes_annex(self, element: "BaseOxmlElement") -> bool:
        """Tell whether this is text of the annex of a report issued here, which repeats the figures with definitions."""
        if element.tag == _BOOKMARK and element.get(_NAME) == _ANNEX:
            # One whose end was lost hides nothing.
            following = element.getroottree().iterfind(f".//{_BOOKMARK}")
            self.in_annex = any(one.get(_NAME) == _ANNEX_END for one in following)
        elif element.tag == _BOOKMARK and element.get(_NAME) == _ANNEX_END:
            self.in_annex = False
        return self.in_annex and (element.tag == f"{_WORD}t" or element.tag in _BREAKS)

    def _end_paragraph(self) -> None:
        if not self.in_annex:
            self._add("\n")
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            *_, run = (ancestor for ancestor in box.iterancestors() if ancestor.tag == f"{_WORD}r")
            for child in box:
                self.read_aside(child, anchor=run, where="文本框")
