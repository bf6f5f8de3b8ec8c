"""An issued file handed in for verification: whose it says it is, and what stands at its figures now."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from tongxin.kernel.archives import unpacked_size
from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 30 * 2**20
_MOST_UNPACKED: Final = 300 * 2**20
_BLANK = re.compile(r"[\s\u2060\u200b]+")
_CODE = re.compile(r"tongxin-code:([0-9a-z]{12})")
_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOOKMARK: Final = f"{_WORD}bookmarkStart"
_BOOKMARK_END: Final = f"{_WORD}bookmarkEnd"
_MARK = re.compile(r"tongxin_(f\d+|t\d+_\d+)(?:__\d+)?")


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file as it is read: `shown` is what stands at each marked figure, None where the form marks none (PDF).

    `lines` are its stretches of text (paragraphs, cells) in order, squeezed, none empty; `asides` those of headers,
    footers and notes.
    """

    form: str
    code: str
    lines: tuple[str, ...]
    asides: tuple[str, ...] = ()
    shown: dict[str, str] | None = field(default=None)

    @cached_property
    def text(self) -> str:
        """All of it, squeezed."""
        return "".join(self.lines)


def squeezed(text: str) -> str:
    """Return a text without anything that only lays it out."""
    return _BLANK.sub("", text)


def _squeezed_lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in map(squeezed, lines) if line)


def read_issued(content: bytes, *, name: str) -> Handed:
    """Read an issued .html, .docx or .pdf; raises `InputError` for anything else."""
    if len(content) > MOST_BYTES:
        raise InputError("文件超过 30 MB，不像是本系统签发的报告。", field="file")
    form = name.lower().rpartition(".")[2]
    readers = {"html": _html, "docx": _docx, "pdf": _pdf}
    if form not in readers:
        raise InputError("只能核验本系统签发的 .pdf、.docx 或 .html 文件。", field="file")
    try:
        handed = readers[form](content)
    except (ValueError, KeyError, OSError, RecursionError, zipfile.BadZipFile):
        raise InputError("文件读不了，可能已损坏，请重新下载后再核验。", field="file") from None
    if not handed.code:
        raise InputError("文件里没有核验信息，可能不是本系统签发的，或另存时丢失了；可改用核验码核验。", field="file")
    return handed


def _html(content: bytes) -> Handed:
    from lxml import etree, html  # noqa: PLC0415 - only verifying needs it

    try:
        tree = html.document_fromstring(content.decode("utf-8", errors="replace").replace("\0", ""))
    except etree.LxmlError as error:
        raise ValueError from error
    found = tree.xpath("//meta[@name='tongxin-code']/@content")
    shown = {}
    for one in tree.xpath("//data[@id]"):
        key = f"{one.get('data-series')}:{one.get('data-row')}" if one.get("data-series") else str(one.get("id"))
        shown[key] = one.text_content()
    for one in tree.xpath("//script|//style"):
        one.drop_tree()
    lines = _squeezed_lines(str(text) for text in tree.itertext())
    return Handed(form="html", code=str(found[0]) if found else "", lines=lines, shown=shown)


def _docx(content: bytes) -> Handed:
    from lxml import etree  # noqa: PLC0415 - only verifying needs it

    if unpacked_size(content) > _MOST_UNPACKED:
        raise InputError("文件解压后太大，不像是本系统签发的报告。", field="file")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    code, parts = "", []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = etree.fromstring(archive.read("word/document.xml"), parser)
            for name in archive.namelist():
                if name.startswith("customXml/item") and b"<tongxin" in (part := archive.read(name)):
                    code = etree.fromstring(part, parser).get("code", "")
                elif _ASIDE.fullmatch(name):
                    parts.append(etree.fromstring(archive.read(name), parser))
    except etree.LxmlError as error:
        raise ValueError from error
    asides = _squeezed_lines(line for part in parts for line in _paragraphs(part))
    lines = _squeezed_lines(_paragraphs(body))
    return Handed(form="docx", code=code, lines=lines, asides=tuple(sorted(asides)), shown=_marked(body))


def _paragraphs(part: Any) -> Iterator[str]:
    """Yield the text of each paragraph; one in a text box is none of the paragraph the box hangs on."""
    for paragraph in part.iter(f"{_WORD}p"):
        yield "".join(
            one.text or ""
            for one in paragraph.iter(f"{_WORD}t")
            if next(one.iterancestors(f"{_WORD}p")) is paragraph and not _is_page_number(one)
        )


def _is_page_number(text: Any) -> bool:
    return text.getroottree().getroot().tag == f"{_WORD}ftr" and (text.text or "").strip().isdigit()


def _marked(body: Any) -> dict[str, str]:
    """Return what stands at each marked figure; one stated several times with other words is shown with all of them."""
    stretches: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for element in body.iter(_BOOKMARK, _BOOKMARK_END, f"{_WORD}t"):
        identity = element.get(f"{_WORD}id", "")
        if element.tag == _BOOKMARK:
            if _MARK.fullmatch(name := element.get(f"{_WORD}name", "")):
                names[identity] = name
                stretches[name] = []
        elif element.tag == _BOOKMARK_END:
            names.pop(identity, None)
        else:
            for name in names.values():
                stretches[name].append(element.text or "")
    shown: dict[str, list[str]] = {}
    for name, words in stretches.items():
        found = _MARK.fullmatch(name)
        said = shown.setdefault(found[1].replace("_", ":") if found else name, [])
        if "".join(words) not in said:
            said.append("".join(words))
    return {name: "／".join(said) for name, said in shown.items()}


def _pdf(content: bytes) -> Handed:
    from pypdf import PdfReader  # noqa: PLC0415 - only verifying needs it
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    try:
        reader = PdfReader(io.BytesIO(content))
        keywords = str(reader.metadata.get("/Keywords", "")) if reader.metadata else ""
        lines = _squeezed_lines(line for page in reader.pages for line in page.extract_text().splitlines())
    except PyPdfError as error:
        raise ValueError from error
    found = _CODE.search(keywords)
    return Handed(form="pdf", code=found.group(1) if found else "", lines=lines)
