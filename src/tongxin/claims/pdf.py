"""Read the text layer of a PDF, with the lines of a paragraph put together again.

A page keeps lines, not sentences: 「会员12」 at a line's end and 「345人」 on the next are one figure. A line that fills the
width and does not end a sentence therefore goes on in the next one, without a space unless two Latin words meet.
"""

import io
import logging
import re
import time
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from pypdf import PageObject, PdfReader

from tongxin.claims.dateline import day_at_end
from tongxin.claims.files import MOST_CHARACTERS, whole_characters
from tongxin.kernel.errors import InputError

MOST_PAGES: Final = 500
MOST_PAGE_BYTES: Final = 8 * 2**20
MOST_SECONDS: Final = 20.0
_FULL_LINE: Final = 0.85  # of the widest line of the document: shorter lines end their paragraph
_WIDE_FROM: Final = "\u1100"  # from here on a character is about as wide as two Latin letters
_ENDS: Final = ("。", "！", "？", "!", "?", "：", ":", "；", ";")
_PAUSES: Final = ("，", "、", "（")
_AFTER_DIGITS: Final = ("年", "月", "日", "%", "％", "万", "亿")  # 8 at a line's end and 月 on the next are one day
_HEADING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}[章节条部])"
)
_PAGE_NUMBER: Final = re.compile(r"\s*[-—–－·第]{0,2}\s*\d{1,4}\s*(?:[/／]\s*\d{1,4}\s*)?[-—–－·页]{0,2}\s*")
_CJK: Final = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_ISSUED: Final = "tongxin-code:"
_ANNEX: Final = re.compile(r"\s*附件\s*数字说明\s*")  # of reports issued here: it lists what the text says once more
_NARROW_GAP: Final = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}\d])|(?<=\d) +(?=[{_CJK}%])")

# The reader reports every repair it makes; a user sees the one sentence of ours instead.
_LOGGER = logging.getLogger("pypdf")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False  # what is wrong with the file is said in one sentence, to the user


def read_pdf(content: bytes) -> str:
    """Return the text of a PDF; raise `InputError` for one that is encrypted, scanned, broken or too big."""
    try:
        reader = PdfReader(io.BytesIO(content))
        _opened(reader)
        pages = list(_pages(reader))
        issued = reader.metadata is not None and _ISSUED in str(reader.metadata.get("/Keywords", ""))
    except InputError:
        raise
    except Exception as error:  # a parser of foreign files fails in ways nobody lists
        raise InputError("PDF 文件已损坏，请重新导出，或另存为 .docx。", field="report") from error
    lines = [_NARROW_GAP.sub("", line.rstrip()) for page in pages for line in _without_numbers(page.splitlines())]
    if issued:
        lines = list(takewhile(lambda line: not _ANNEX.fullmatch(line), lines))
    if not any(line.strip() for line in lines):
        raise InputError("PDF 里没有文字，像是扫描件，请先做文字识别，或改用 .docx。", field="report")
    return join_lines(lines)


def _opened(reader: PdfReader) -> None:
    """Open a file that only forbids changes; refuse one that asks for a password to be read."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("PDF 文件有密码，请取消密码后再核对。", field="report")
    if len(reader.pages) > MOST_PAGES:
        raise InputError(f"PDF 超过 {MOST_PAGES} 页，请拆小后再核对。", field="report")


def _pages(reader: PdfReader) -> Iterator[str]:
    deadline, characters = time.monotonic() + MOST_SECONDS, 0
    for page in reader.pages:
        if _drawing_bytes(page) > MOST_PAGE_BYTES or characters > MOST_CHARACTERS or time.monotonic() > deadline:
            raise InputError("PDF 过大或过于复杂，请另存为 .docx 后再核对。", field="report")
        text = page.extract_text()
        characters += len(text)
        yield whole_characters(text)


def _drawing_bytes(page: PageObject) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def _without_numbers(lines: list[str]) -> list[str]:
    """Leave out a page number at the head or foot of a page: a sentence may go on behind it."""
    kept = [line for line in lines if line.strip()]
    return [
        line for index, line in enumerate(kept) if index not in {0, len(kept) - 1} or not _PAGE_NUMBER.fullmatch(line)
    ]


def join_lines(lines: list[str]) -> str:
    """Put the lines of each paragraph together, paragraphs apart."""
    full = _FULL_LINE * max(map(_width, lines), default=0)
    text, previous = "", ""
    for line in lines:
        goes_on = (
            previous.endswith(_PAUSES)
            or (_width(previous) >= full and not previous.endswith(_ENDS))
            or (previous[-1:].isdigit() and line.lstrip().startswith(_AFTER_DIGITS))
        )
        if previous and goes_on and not _HEADING.match(line) and day_at_end(previous) is None:
            following = line.lstrip()
            latin = _is_letter(previous[-1:]) and _is_letter(following[:1])
            text += (" " if latin else "") + following
        else:
            text += ("\n" if text else "") + line
        previous = line
    return text + "\n"


def _width(line: str) -> int:
    return sum(2 if character >= _WIDE_FROM else 1 for character in line.rstrip())


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
