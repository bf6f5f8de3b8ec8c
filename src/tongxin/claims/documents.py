"""Read a report's text from .docx, .txt or .md. In Word, tables, text boxes and footnotes are read as text too."""

import io
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from tongxin.claims.files import clean_text, decode, unpacked_size
from tongxin.kernel.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FOOTNOTES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_PLAIN: Final = frozenset({".txt", ".md", ""})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a Word document and the text offset it begins at; None for text that cannot carry a comment."""

    start: int
    text: str
    run: "BaseOxmlElement"


@dataclass
class Report:
    """A report's text and, for Word, the runs it was read from."""

    text: str
    word: "WordDocument | None" = None
    pieces: list[Piece] = field(default_factory=list)


def read_report(content: bytes, *, name: str) -> Report:
    """Read a report from a file's bytes; raise `InputError` in one sentence for anything that is none."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".docx":
        return _read_word(content)
    if suffix in _PLAIN:
        return Report(clean_text(decode(content, name=PurePath(name).name)))
    raise InputError(f"报告请用 .docx、.txt 或 .md 文件，收到的是「{PurePath(name).name[:40]}」。", field="report")


def _read_word(content: bytes) -> Report:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    unpacked_size(content)
    try:
        word = Document(io.BytesIO(content))
        reader = _WordReader()
        reader.read(word.element.body)
        for part in _footnotes(word):
            reader.read(part)
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError) as error:
        raise InputError("Word 文件已损坏，请用 Word 或 WPS 重新保存。", field="report") from error
    return Report(clean_text("".join(reader.parts)), word, reader.pieces)


def _footnotes(word: "WordDocument") -> list["BaseOxmlElement"]:
    from docx.oxml import parse_xml

    return [
        parse_xml(relation.target_part.blob)
        for relation in word.part.rels.values()
        if relation.reltype == _FOOTNOTES and not relation.is_external
    ]


class _WordReader:
    """Walks a body in document order: paragraphs end lines, deleted text and fall-back drawings are left out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def read(self, element: "BaseOxmlElement") -> None:
        """Read one element and everything in it."""
        if element.tag in {f"{_COMPATIBILITY}Fallback", f"{_WORD}del"}:
            return
        if element.tag == f"{_WORD}t":
            self.pieces.append(Piece(self.length, element.text or "", element.getparent()))
            self._add(element.text or "")
        elif element.tag in {f"{_WORD}br", f"{_WORD}tab", f"{_WORD}cr"}:
            self._add(" " if element.tag.endswith("tab") else "\n")
        for child in element:
            self.read(child)
        if element.tag == f"{_WORD}p":
            self._add("\n")
