"""Read a Word file that was issued here: its paragraphs, and what stands at the bookmarks that carry its figures."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from tongxin.kernel.errors import InputError
from tongxin.office.word_package import WORD, Element, WordPackage, no_word

_ASIDE: Final = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_PARAGRAPH, _TEXT = f"{WORD}p", f"{WORD}t"
_BOOKMARK: Final = f"{WORD}bookmarkStart"
_BOOKMARK_END: Final = f"{WORD}bookmarkEnd"
_MOST_MARKED: Final = 5_000_000
"""Characters that all bookmarks may hold together: they do not overlap in what we issue."""


def read(content: bytes, *, prefix: str) -> dict[str, Any]:
    """Return `code`, `slots`, `lines` (paragraphs of the body), `asides` (of headers, footers, notes), and `marks`.

    Slots are the figures of a draft that was out for review, each with how it is written in its text.

    A mark is the name of a bookmark that begins with `prefix` and the text up to its end. Names may repeat.
    """
    with no_word():
        package = WordPackage(content)
        items = (name for name in package.names if name.startswith("customXml/item"))
        known = [package.part(name) for name in items if b"<tongxin" in package.read(name)]
        asides = [package.part(name) for name in package.names if _ASIDE.fullmatch(name)]
        return {
            "code": known[-1].get("code", "") if known else "",
            "slots": [(one.get("figure", ""), one.get("token", "")) for part in known for one in part.iter("slot")],
            "lines": list(_paragraphs(package.body)),
            "asides": [line for part in asides for line in _paragraphs(part)],
            "marks": _marked(package.body, prefix),
        }


def _paragraphs(part: Element) -> Iterator[str]:
    """Return the text of each paragraph; one in a text box is none of the paragraph the box hangs on."""
    is_footer = part.tag == f"{WORD}ftr"
    paragraphs: list[list[str]] = []
    around: list[list[str]] = []
    for event, element in etree.iterwalk(part, events=("start", "end"), tag=(_PARAGRAPH, _TEXT)):
        text = element.text or ""
        if element.tag == _PARAGRAPH and event == "end":
            around.pop()
        elif element.tag == _PARAGRAPH:
            paragraphs.append([])
            around.append(paragraphs[-1])
        elif event == "start" and around and not (is_footer and text.strip().isdigit()):  # a page number
            around[-1].append(text)
    return map("".join, paragraphs)


def _marked(body: Element, prefix: str) -> list[tuple[str, str]]:
    marks: list[tuple[str, list[str]]] = []
    open_marks: dict[str, list[str]] = {}
    spent = 0
    for element in body.iter(_BOOKMARK, _BOOKMARK_END, _TEXT):
        identity = element.get(f"{WORD}id", "")
        if element.tag == _BOOKMARK:
            if (name := element.get(f"{WORD}name", "")).startswith(prefix):
                open_marks[identity] = []
                marks.append((name, open_marks[identity]))
        elif element.tag == _BOOKMARK_END:
            open_marks.pop(identity, None)
        else:
            text = element.text or ""
            spent += len(open_marks) * (len(text) + 1)
            if spent > _MOST_MARKED:
                raise InputError("文件里的数字标记互相重叠，不像是本系统签发的报告，请重新下载后再试。", field="file")
            for words in open_marks.values():
                words.append(text)
    return [(name, "".join(words)) for name, words in marks]
