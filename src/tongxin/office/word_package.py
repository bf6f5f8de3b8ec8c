"""The parts of a Word file, found by their relations, as XML without a word processor's library."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from lxml import etree

from tongxin.kernel.errors import InputError
from tongxin.office.archives import unpacked_size

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""Before the attributes that name a relation."""
TYPES: Final = "[Content_Types].xml"
_DOCUMENT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

Element = Any
"""An element of lxml, which tells its types to nobody."""


class Relation(NamedTuple):
    """How a part leads to another one: what it calls it, what kind that is, and its name."""

    identity: str
    kind: str
    name: str


class WordPackage:
    """A Word file, opened: `document` is the root of its text, `main` the name of that part. Raises what `no_word` turns into a sentence."""

    def __init__(self, content: bytes) -> None:
        unpacked_size(content)
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        (self.main,) = (one.name for one in self.relations("") if one.kind == "officeDocument")
        if not self._is_document(self.main):
            raise ValueError(self.main)
        self._related = self.relations(self.main)
        self.document = self.part(self.main)

    @property
    def body(self) -> Element:
        """The text proper."""
        return self.document.find(f"{WORD}body")

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return self._archive.namelist()

    def parts(self, kind: str) -> list[Element]:
        """Return the roots of the parts of a kind: footnotes, endnotes, header, footer; each once, however often related."""
        return [self.part(name) for name in self.related(kind)]

    def related(self, kind: str) -> list[str]:
        """Return the names of the parts of a kind."""
        return list(dict.fromkeys(one.name for one in self._related if one.kind == kind))

    def read(self, name: str) -> bytes:
        """Return a part as it is."""
        return self._archive.read(name)

    def part(self, name: str) -> Element:
        """Return the root of a part."""
        return etree.fromstring(self.read(name), _parser())

    def relations(self, part: str) -> list[Relation]:
        """Return the relations of a part to others of the file, "" for those of the file itself.

        The kind is the last word of its address: strict files have others before it, and are drawn alike.
        """
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if part and relations not in self._archive.NameToInfo:
            return []
        return [
            Relation(
                identity=one.get("Id", ""),
                kind=one.get("Type", "").rpartition("/")[2],
                name=_name(folder, one.get("Target", "")),
            )
            for one in self.part(relations)
            if one.get("TargetMode") != "External"
        ]

    def _is_document(self, name: str) -> bool:
        """Tell whether a part is a document and neither a template nor one with macros, let alone a workbook."""
        known = {f"/{name}", name.rpartition(".")[2]}
        return any(
            one.get("ContentType") == _DOCUMENT and (one.get("PartName") or one.get("Extension")) in known
            for one in self.part(TYPES)
        )


def _name(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parser() -> Any:
    """Return a parser that leaves out what nobody sees: a comment within a word would part it for readers alone."""
    return etree.XMLParser(
        remove_blank_text=True, remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True
    )


@contextmanager
def no_word() -> Iterator[None]:
    """Say of a file that could not be read as Word in one sentence."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # a damaged file fails in ways nobody lists
        raise InputError("Word 文件已损坏，请用 Word 或 WPS 重新保存。", field="file") from error
