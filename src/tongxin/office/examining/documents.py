"""Papers and tables: kept as they are, so what could act on a reader's machine, or hides something, is refused."""

import codecs
import logging
import os
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from tongxin.kernel.errors import InputError
from tongxin.office.archives import unpacked_size

MOST_PAGES: Final = 2_000
MOST_OBJECTS: Final = 200_000
_PDF_TAIL: Final = 1_024
_CHUNK: Final = 2**16
_END_OF_ARCHIVE: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_MAIN_PARTS: Final = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
_ACTIVE_PART: Final = re.compile(r"(?i).*(vbaProject\.bin|/activeX/.*|/embeddings/.*\.(?!xlsx$|docx$)\w+)")
_ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/Launch", "/RichMedia", "/XFA"})
_ACTIVE_ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/Rendition", "/RichMediaExecute", "/ImportData"})
_HIDING_KEYS: Final = frozenset({"/EmbeddedFiles", "/EF"})
_MARKUP: Final = re.compile(r"<\s*[A-Za-z!/?%]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CAPTIONS: Final = re.compile(r"WEBVTT(?=[ \t\r\n])")
_CUE: Final = re.compile(r"(?m)^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}")
_FOREIGN_MARKUP: Final = re.compile(r"<(?!/?(?:b|c|i|u|v|lang|rt|ruby)\b|[\d:.]+>)|(?m:^STYLE\b)")
_BEGINNING: Final = 2_000  # characters in which a table shows its columns
_SEPARATORS: Final = (",", "，", ";", "；", "\t")

# The reader reports every repair it makes; a user sees the one sentence of ours instead.
_LOGGER = logging.getLogger("pypdf")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False


def office_type(file: BinaryIO) -> str:
    """Return 「xlsx」 or 「docx」 for a sound Office file without macros; raise `InputError` for any other archive."""
    unpacked_size(file)
    if _tail(file, _END_BYTES)[:4] != _END_OF_ARCHIVE:
        raise InputError("文件末尾附有别的内容，请用 Word、Excel 或 WPS 重新保存。", field="file")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    types = {_MAIN_PARTS[name] for name in names if name in _MAIN_PARTS}
    if len(types) != 1 or "[Content_Types].xml" not in names:
        raise InputError("压缩包不能作为佐证，请解压后上传里面的文件；Word、Excel 文件请重新保存。", field="file")
    if any(_ACTIVE_PART.fullmatch(name) or ".." in name.split("/") or name.startswith("/") for name in names):
        raise InputError("文件带有宏、控件或嵌入的程序，请另存为不带宏的 .xlsx 或 .docx。", field="file")
    return types.pop()


def _tail(file: BinaryIO, length: int) -> bytes:
    """Return the last bytes of a file."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - length))
    return file.read()


def check_pdf(file: BinaryIO) -> None:
    """Raise `InputError` for a PDF that is cut off, locked, too long, active, or carries other files.

    Active are scripts, programs to start, media players and XFA forms. A file inside a file is looked at by nobody, so
    it is refused, too; printing to PDF leaves all of it out.
    """
    _, mark, rest = _tail(file, _PDF_TAIL).rpartition(b"%%EOF")
    if not mark:
        raise InputError("PDF 不完整，可能没有传完，请重新导出后再传。", field="file")
    if rest.strip(b"\r\n\t \x00"):
        raise InputError("PDF 末尾附有别的内容，请用「打印」另存为 PDF 后再传。", field="file")
    try:
        reader = PdfReader(file)
        _check_open(reader)
        _check_pages(reader)
        for found in _dictionaries(reader):
            _check_still(found)
    except InputError:
        raise
    except Exception as error:  # a parser of foreign files fails in ways nobody lists
        raise InputError("PDF 已损坏或不完整，请重新导出，或用「打印」另存为 PDF。", field="file") from error


def _check_open(reader: PdfReader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("PDF 有密码，请取消密码后再传。", field="file")


def _check_pages(reader: PdfReader) -> None:
    """Count the pages by what the file says, then one by one, for it may lie."""
    count = reader.root_object["/Pages"].get_object().get("/Count", 0)  # type: ignore[union-attr]  # a dictionary, or a damaged file
    if not isinstance(count, int) or count < 1:
        raise InputError("PDF 里没有一页，请重新导出后再传。", field="file")
    if count > MOST_PAGES or len(reader.pages) > MOST_PAGES:
        raise InputError(f"PDF 超过 {MOST_PAGES:,} 页，请只上传相关的几页。", field="file")


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary that can be reached in the file."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one
        if len(seen) > MOST_OBJECTS:
            raise InputError("PDF 过于复杂，请用「打印」另存为 PDF 后再传。", field="file")


def _check_still(found: DictionaryObject) -> None:
    if _ACTIVE_KEYS & found.keys() or found.get("/S") in _ACTIVE_ACTIONS:
        raise InputError("PDF 带有脚本或程序，请用「打印」另存为 PDF 后再传。", field="file")
    if _HIDING_KEYS & found.keys():
        raise InputError("PDF 里附带了别的文件，请单独上传，或用「打印」另存为 PDF 后再传。", field="file")


def check_csv(file: BinaryIO) -> None:
    """Raise `InputError` for a file that is not plain text in columns: binary, markup, or a script."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            _check_text(file, encoding)
        except UnicodeDecodeError:
            continue
        return
    raise _unknown()


def _check_text(file: BinaryIO, encoding: str) -> None:
    begin, kept = "", ""
    for text in _decoded(file, encoding):
        if _CONTROL.search(text):
            raise _unknown()
        if _MARKUP.search(kept + text):
            raise InputError("文件里有网页或程序代码，不能作为表格，请另存为 .xlsx 或 PDF 后再传。", field="file")
        kept = text[-8:]
        begin += text[: _BEGINNING - len(begin)]
    if begin.startswith("#!") or not any(mark in begin for mark in _SEPARATORS):
        raise _unknown()


def check_captions(file: BinaryIO) -> None:
    """Raise `InputError` for captions that are not WebVTT in UTF-8, show nothing, or hold other markup than captions have."""
    try:
        text = "".join(_decoded(file, "utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("字幕不是 UTF-8 编码，请用字幕软件另存为 UTF-8 的 .vtt。", field="file") from None
    if not _CAPTIONS.match(text) or _CONTROL.search(text) or not _CUE.search(text):
        raise InputError("字幕不是 WebVTT 格式，或一条字幕也没有，请用字幕软件另存为 .vtt。", field="file")
    if _FOREIGN_MARKUP.search(text):
        raise InputError("字幕里有网页或程序代码，请只留字幕文字后再传。", field="file")


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _unknown() -> InputError:
    return InputError(
        "认不出这是什么文件：可以上传照片（JPG、PNG、HEIC）、PDF、.xlsx、.docx、.csv 和 .vtt，视频收 MP4 和 WebM。",
        field="file",
    )
