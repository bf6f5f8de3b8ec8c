"""Read the text layer of a PDF, line by line as its pages keep it."""

import io
import logging
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PageObject, PdfReader

from tongxin.kernel.errors import InputError

MOST_PAGES: Final = 500
MOST_PAGE_BYTES: Final = 8 * 2**20
MOST_CHARACTERS: Final = 2_000_000

# The reader reports every repair it makes; a user sees the one sentence of ours instead.
_LOGGER = logging.getLogger("pypdf")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False


def read(content: bytes, *, texts: bool = True) -> dict[str, Any]:
    """Return `pages`, each a list of lines, and `keywords`. A page without text, as scanners make them, has no lines.

    Without `texts` no page has: finding them takes nearly all of the time, and who counts the pages needs none.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        _open(reader)
        pages: list[list[str]] = list(_pages(reader)) if texts else [[] for _ in reader.pages]
        keywords = str(reader.metadata.get("/Keywords", "")) if reader.metadata is not None else ""
    except InputError:
        raise
    except Exception as error:  # a parser of foreign files fails in ways nobody lists
        raise InputError("PDF 文件已损坏，请重新导出或重新下载，也可另存为 .docx 后再试。", field="file") from error
    return {"pages": pages, "keywords": keywords}


def _open(reader: PdfReader) -> None:
    """Open a file that only forbids changes; refuse one that asks for a password to be read."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("PDF 文件有密码，请取消密码后再试。", field="file")
    if len(reader.pages) > MOST_PAGES:
        raise InputError(f"PDF 超过 {MOST_PAGES} 页，请拆小后再试。", field="file")


def _pages(reader: PdfReader) -> Iterator[list[str]]:
    characters = 0
    for page in reader.pages:
        if _drawing_bytes(page) > MOST_PAGE_BYTES or characters > MOST_CHARACTERS:
            raise InputError("PDF 过大或过于复杂，请另存为 .docx 后再试。", field="file")
        text = page.extract_text()
        characters += len(text)
        yield text.splitlines()


def _drawing_bytes(page: PageObject) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0
