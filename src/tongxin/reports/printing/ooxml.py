"""Elements of WordprocessingML, in the order its schema asks for. Built directly: python-docx has no word for most of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RULE: Final = "596575"
_NAMESPACES: Final = {"w": WORD}
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str, /, *children: "Element", **attributes: str | int) -> "Element":
    """Make the element `w:name` with attributes of the same namespace."""
    from docx.oxml.parser import oxml_parser

    named = {f"{{{WORD}}}{key}": str(value) for key, value in attributes.items()}
    made: Element = oxml_parser.makeelement(f"{{{WORD}}}{name}", named, nsmap=_NAMESPACES)
    made.extend(children)
    return made


def run(text: str) -> "Element":
    """Return a run of text; line ends within it become breaks."""
    made = w("r")
    for index, line in enumerate(text.splitlines() or [""]):
        if index:
            made.append(w("br"))
        words = w("t")
        words.text = line
        words.set(_SPACE, "preserve")
        made.append(words)
    return made


def field(instruction: str) -> "list[Element]":
    """Return the runs of a field that Word computes, such as PAGE."""
    words = w("instrText")
    words.text = f" {instruction} "
    words.set(_SPACE, "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", words),
        w("r", w("fldChar", fldCharType="separate")),
        run("1"),
        w("r", w("fldChar", fldCharType="end")),
    ]


def bookmarked(*inner: "Element", name: str, identity: int) -> "tuple[Element, ...]":
    """Mark a stretch by a name that programs find and office suites keep; the text stays plain to whoever edits it.

    Content controls would say the same, but some office suites write their text twice when they save the file again.
    """
    return w("bookmarkStart", id=identity, name=name), *inner, w("bookmarkEnd", id=identity)


def linked(inner: "Element", *, to: str) -> "Element":
    """Have a run lead to what the file knows by this relation."""
    made = w("hyperlink", inner)
    made.set(_RELATION, to)
    return made


def paragraph(*children: "Element", style: str) -> "Element":
    """Return a paragraph in a style."""
    return w("p", w("pPr", w("pStyle", val=style)), *children)


def picture_run(inline: "Element") -> "Element":
    """Return a run with a picture."""
    return w("r", w("drawing", inline))


def table(rows: "Sequence[Element]", *, widths: Sequence[int], centred: bool = False) -> "Element":
    """Return a table with fixed column widths in twentieths of a point and lines between its rows."""
    settings = w("tblPr", w("tblW", w=sum(widths), type="dxa"))
    if centred:
        settings.append(w("jc", val="center"))
    lines = {"top": 8, "bottom": 8, "insideH": 4}
    settings.append(
        w("tblBorders", *(w(side, val="single", sz=size, space=0, color=RULE) for side, size in lines.items()))
    )
    settings.append(w("tblLayout", type="fixed"))
    settings.append(w("tblCellMar", w("left", w=70, type="dxa"), w("right", w=70, type="dxa")))
    return w("tbl", settings, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def row(cells: "Sequence[Element]", *, is_head: bool = False) -> "Element":
    """Return a row that is not cut by the end of a page; a head row is repeated on each page."""
    settings = w("trPr", w("cantSplit"))
    if is_head:
        settings.append(w("tblHeader"))
    return w("tr", settings, *cells)


def keep_together(rows: "Sequence[Element]") -> None:
    """Have rows stand on one page: each paragraph but those of the last row stays with the next."""
    for one in rows[:-1]:
        for settings in one.iter(f"{{{WORD}}}pPr"):
            settings.insert(1, w("keepNext"))


def cell(*paragraphs: "Element", width: int) -> "Element":
    """Return a cell of one or more paragraphs."""
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")), *paragraphs)
