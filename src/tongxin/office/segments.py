"""Read a web page or a Word file that was printed here as stretches of text in order, each with the mark it stands in."""

from collections.abc import Iterator
from typing import Any

from lxml import html

from tongxin.office.word_package import WORD, Element, WordPackage, no_word

_UNREAD = frozenset({"svg", "script", "style", "title"})


def read(content: bytes, *, form: str, prefix: str = "") -> list[tuple[str, str]]:
    """Return (mark, text) of a page's body, `form` html, or a Word file's, docx.

    A mark is the figure a <data> names, or its series and row, or the name of a bookmark that begins with `prefix`, without
    it; empty for other text.
    """
    if form == "html":
        return list(_of_page(html.document_fromstring(content.decode()), mark=""))
    with no_word():
        return list(_of_word(WordPackage(content).body, prefix=prefix))


def _of_page(element: Any, *, mark: str) -> Iterator[tuple[str, str]]:
    if element.tag in _UNREAD:
        return
    if element.tag == "data":
        mark = element.get("data-figure") or f"{element.get('data-series')}_{element.get('data-row')}"
    yield mark, element.text or ""
    for child in element:
        yield from _of_page(child, mark=mark)
        yield mark, child.tail or ""


def _of_word(body: Element, *, prefix: str) -> Iterator[tuple[str, str]]:
    names: dict[str, str] = {}
    for element in body.iter(f"{WORD}bookmarkStart", f"{WORD}bookmarkEnd", f"{WORD}t"):
        identity = element.get(f"{WORD}id", "")
        if element.tag == f"{WORD}bookmarkStart":
            name = element.get(f"{WORD}name", "")
            names |= {identity: name.removeprefix(prefix)} if name.startswith(prefix) else {}
        elif element.tag == f"{WORD}bookmarkEnd":
            names.pop(identity, None)
        else:
            yield "".join(names.values()), element.text or ""
