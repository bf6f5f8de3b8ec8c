"""Read a Word file that was issued here: its paragraphs, and what stands at the bookmarks that carry its figures."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from tongxin.kernel.errors import InputError
from tongxin.office.drawn import BLIP, beside_text, pictures_of
from tongxin.office.word_package import RELATION, WORD, Element, WordPackage, no_word

_ASIDES: Final = ("header", "footer", "footnotes", "endnotes")
_PARAGRAPH, _TEXT = f"{WORD}p", f"{WORD}t"
_BOOKMARK: Final = f"{WORD}bookmarkStart"
_BOOKMARK_END: Final = f"{WORD}bookmarkEnd"
_FIELD, _INSTRUCTION = f"{WORD}fldChar", f"{WORD}instrText"
_FIELD_TYPE: Final = f"{WORD}fldCharType"
_EMBEDDED: Final = f"{RELATION}embed"
_SAID: Final = (_PARAGRAPH, _TEXT, BLIP)
_MOST_MARKED: Final = 5_000_000
"""Characters that all bookmarks may hold together: they do not overlap in what we issue."""


def read(content: bytes, *, prefix: str, picture: str = "") -> dict[str, Any]:
    """Return `code`, `slots`, `lines` (paragraphs of the body), `asides` (of headers, footers, notes), `marks` and `drawn`.

    Slots are the figures of a draft that was out for review, each with how it is written in its text. A picture in a
    paragraph is `picture` and the digest of its content; `drawn` names whatever else may draw and is no text.

    A mark is the name of a bookmark that begins with `prefix` and the text up to its end. Names may repeat.
    """
    with no_word():
        package = WordPackage(content)
        items = (name for name in package.names if name.startswith("customXml/item"))
        known = [package.part(name) for name in items if b"<tongxin" in package.read(name)]
        asides = {name: package.part(name) for kind in _ASIDES for name in package.related(kind)}

        def paragraphs(name: str, part: Element) -> Iterator[str]:
            return _paragraphs(part, pictures=pictures_of(package, name), picture=picture)

        return {
            "code": known[-1].get("code", "") if known else "",
            "slots": [(one.get("figure", ""), one.get("token", "")) for part in known for one in part.iter("slot")],
            "lines": list(paragraphs(package.main, package.body)),
            "asides": [line for name, part in asides.items() for line in paragraphs(name, part)],
            "marks": _marked(package.body, prefix),
            "drawn": beside_text(package, [package.document, *asides.values()]),
        }


def _paragraphs(part: Element, *, pictures: Mapping[str, str], picture: str) -> Iterator[str]:
    """Return the text of each paragraph with its pictures; one in a text box is none of the paragraph the box hangs on."""
    page_numbers = _page_numbers(part)
    paragraphs: list[list[str]] = []
    around: list[list[str]] = []
    for event, element in etree.iterwalk(part, events=("start", "end"), tag=_SAID):
        if element.tag == _PARAGRAPH and event == "end":
            around.pop()
        elif element.tag == _PARAGRAPH:
            paragraphs.append([])
            around.append(paragraphs[-1])
        elif event == "start" and around and element not in page_numbers:
            is_picture = element.tag == BLIP
            around[-1].append(picture + pictures.get(element.get(_EMBEDDED), "") if is_picture else element.text or "")
    return map("".join, paragraphs)


def _page_numbers(part: Element) -> set[Element]:
    """Return the texts that are the number of a page, by a field that was asked for it: another one on each page."""
    found: set[Element] = set()
    is_asked = is_answer = False
    for element in part.iter(_FIELD, _INSTRUCTION, _TEXT):
        if element.tag == _INSTRUCTION:
            is_asked = True
        elif element.tag == _FIELD:
            is_answer, is_asked = is_asked and element.get(_FIELD_TYPE) == "separate", False
        elif is_answer and (element.text or "").strip().isdigit():
            found.add(element)
    return found


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
