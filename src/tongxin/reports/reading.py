"""An issued file handed in for verification: whose it says it is, and what stands at its figures now."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final

from tongxin.kernel.archives import unpacked_size
from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 30 * 2**20
_MOST_UNPACKED: Final = 300 * 2**20
_BLANK = re.compile(r"[\s\u2060\u200b]+")
_CODE = re.compile(r"tongxin-code:([0-9a-z]{12})")
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG: Final = "tongxin:"


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file as it is read: `shown` is what stands at each marked figure, None where the form marks none (PDF)."""

    form: str
    code: str
    text: str
    shown: dict[str, str] | None = field(default=None)


def squeezed(text: str) -> str:
    """Return a text without anything that only lays it out."""
    return _BLANK.sub("", text)


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
    return Handed(form="html", code=str(found[0]) if found else "", text=tree.text_content(), shown=shown)


def _docx(content: bytes) -> Handed:
    from lxml import etree  # noqa: PLC0415 - only verifying needs it

    if unpacked_size(content) > _MOST_UNPACKED:
        raise InputError("文件解压后太大，不像是本系统签发的报告。", field="file")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    code = ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = etree.fromstring(archive.read("word/document.xml"), parser)
            for name in archive.namelist():
                if name.startswith("customXml/item") and b"<tongxin" in (part := archive.read(name)):
                    code = etree.fromstring(part, parser).get("code", "")
    except etree.LxmlError as error:
        raise ValueError from error
    shown = {}
    for control in body.iter(f"{_WORD}sdt"):
        tag = control.find(f"{_WORD}sdtPr/{_WORD}tag")
        value = "" if tag is None else tag.get(f"{_WORD}val", "")
        if value.startswith(_TAG):
            shown[value.removeprefix(_TAG)] = _words(control)
    return Handed(form="docx", code=code, text=_words(body), shown=shown)


def _words(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_WORD}t"))


def _pdf(content: bytes) -> Handed:
    from pypdf import PdfReader  # noqa: PLC0415 - only verifying needs it
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    try:
        reader = PdfReader(io.BytesIO(content))
        keywords = str(reader.metadata.get("/Keywords", "")) if reader.metadata else ""
        text = "".join(page.extract_text() for page in reader.pages)
    except PyPdfError as error:
        raise ValueError from error
    found = _CODE.search(keywords)
    return Handed(form="pdf", code=found.group(1) if found else "", text=text)
