"""The lines of a PDF as text, those of a paragraph put together again.

A page keeps lines, not sentences: 「会员12」 at a line's end and 「345人」 on the next are one figure. A line that fills the
width and does not end a sentence therefore goes on in the next one, without a space unless two Latin words meet.
"""

import re
from itertools import takewhile
from typing import Final

from tongxin.claims.dateline import day_at_end
from tongxin.claims.files import whole_characters
from tongxin.kernel.errors import InputError

_FULL_LINE: Final = 0.85  # of the widest line of the document: shorter lines end their paragraph
_WIDE_FROM: Final = "\u1100"  # from here on a character is about as wide as two Latin letters
_ENDS: Final = ("。", "！", "？", "!", "?", "：", ":", "；", ";")
_PAUSES: Final = ("，", "、", "（")
_AFTER_DIGITS: Final = ("年", "月", "日", "%", "％", "万", "亿")  # 8 at a line's end and 月 on the next are one day
_HEADING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}[章节条部])"
)
_PAGE_NUMBER: Final = re.compile(r"\s*[-—–－·第]{0,2}\s*\d{1,4}\s*(?:[/／]\s*\d{1,4}\s*)?[-—–－·页]{0,2}\s*")
_LONGEST_NUMBER: Final = 30
_CJK: Final = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_ISSUED: Final = "tongxin-code:"
_ANNEX: Final = re.compile(r"\s*附件\s*数字说明\s*")  # of reports issued here: it lists what the text says once more
_NARROW_GAP: Final = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}\d])|(?<=\d) +(?=[{_CJK}%])")


def text_of(pages: list[list[str]], keywords: str) -> str:
    """Return the text of the pages of a PDF; raise `InputError` for a scanned one."""
    read = [[whole_characters(line) for line in page] for page in pages]
    lines = [_NARROW_GAP.sub("", line.rstrip()) for page in read for line in _without_numbers(page)]
    if _ISSUED in keywords:
        lines = list(takewhile(lambda line: not _ANNEX.fullmatch(line), lines))
    if not any(line.strip() for line in lines):
        raise InputError("PDF 里没有文字，像是扫描件，请先做文字识别，或改用 .docx。", field="report")
    return join_lines(lines)


def _without_numbers(lines: list[str]) -> list[str]:
    """Leave out a page number at the head or foot of a page: a sentence may go on behind it."""
    kept = [line for line in lines if line.strip()]
    return [
        line for index, line in enumerate(kept) if index not in {0, len(kept) - 1} or not _is_page_number(line.strip())
    ]


def _is_page_number(line: str) -> bool:
    return len(line) <= _LONGEST_NUMBER and _PAGE_NUMBER.fullmatch(line) is not None


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
