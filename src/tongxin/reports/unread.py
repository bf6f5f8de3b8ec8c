"""Places for a figure that nobody understands: braces that would be printed as they are typed."""

from collections.abc import Iterator
from typing import Final

from tongxin.reports.slots import HOW, TOKEN
from tongxin.reports.source import HeadingLine, TextLine, lines_of

_OPEN, _SHUT = "{{", "}}"
_SHOWN: Final = 40


def unread(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with braces that became no figure, table or chart, each with a sentence."""
    for line in lines_of(text):
        if isinstance(line, HeadingLine):
            yield from unread_in_title(line.text, number=line.number)
        elif isinstance(line, TextLine):
            for part in line.parts:
                if isinstance(part, str) and (shown := _braces(part)):
                    yield line.number, f"「{shown}」没有读懂，会原样印出来，请改正或删去。{HOW}"


def unread_in_title(text: str, *, number: int = 0) -> Iterator[tuple[int, str]]:
    """Yield a sentence where a title holds a place for a figure: no title is filled in."""
    if shown := _braces(text):
        yield number, f"「{shown}」在标题里，标题里不能放数字，会原样印出来，请移到正文或删去。"


def _braces(text: str) -> str:
    """Return the place of a text that has braces, shortened; empty where it has none."""
    found = TOKEN.search(text)
    where = [text.find(one) for one in (_OPEN, _SHUT) if one in text]
    if not where:
        return ""
    first = min(where)
    shown = found.group() if found and found.start() == first else text[max(first - _SHOWN // 4, 0) :]
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
