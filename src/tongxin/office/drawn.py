"""What a Word file draws beside its text: pictures by their content, and whatever is not known to draw nothing.

Symbols, hyphens, numbers of paragraphs, fields, boxes, objects and fonts of the file's own are read on a page like text, and
are no text. Nobody lists all of it, so what is listed is what draws nothing: what is printed here, and what Word and WPS add
when they save it again. How that looks - faces, colours, sizes, distances - is not judged.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from lxml import etree

from tongxin.office.word_package import RELATION, WORD, Element, WordPackage

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACED: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURED: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
BLIP: Final = f"{_DRAWING}blip"
_VALUE: Final = f"{WORD}val"
_OFF: Final = frozenset({"0", "false", "off", "none", "nil", "baseline", "lrTb"})
_PAGE: Final = re.compile(r"\s*PAGE(?:\s+\\\*\s+MERGEFORMAT)?\s*")

_PLAIN: Final = {
    WORD: """
        document body hdr ftr footnotes footnote endnotes endnote pPr rPr bookmarkStart bookmarkEnd proofErr
        tblPr tblPrEx tblGrid gridCol trPr tcPr
        sectPr headerReference footerReference pgSz pgMar pgNumType cols docGrid type titlePg
        pStyle keepNext keepLines pageBreakBefore widowControl suppressLineNumbers shd suppressAutoHyphens kinsoku wordWrap
        overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind contextualSpacing
        mirrorIndents jc textAlignment outlineLvl divId cnfStyle
        rStyle rFonts b bCs i iCs noProof color w kern sz szCs highlight u lang
        tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook cantSplit tblHeader trHeight tcW tcMar vAlign noWrap
        tcBorders pBdr pgBorders
        styles docDefaults rPrDefault pPrDefault latentStyles lsdException style name aliases basedOn next link autoRedefine
        uiPriority semiHidden unhideWhenUsed qFormat rsid locked tblStylePr tblStyleRowBandSize tblStyleColBandSize
        fonts font altName charset panose1 family pitch sig notTrueType
    """,
    _PLACED: "inline extent effectExtent docPr cNvGraphicFramePr",
    _PICTURED: "pic nvPicPr cNvPr cNvPicPr blipFill spPr",
    _DRAWING: "graphic graphicData graphicFrameLocks picLocks stretch fillRect xfrm off ext extLst prstGeom avLst ln noFill",
    "{http://schemas.microsoft.com/office/drawing/2010/main}": "useLocalDpi",
    "{http://schemas.microsoft.com/office/drawing/2014/main}": "creationId",
    "{http://schemas.microsoft.com/office/word/2010/wordml}": "ligatures",
}


def pictures_of(package: WordPackage, part: str) -> Mapping[str, str]:
    """Return the digest of each picture of a part, by its relation."""
    images = [one for one in package.relations(part) if one.kind == "image"]
    digests = {name: sha256(package.read(name)).hexdigest() for name in {one.name for one in images}}
    return {one.identity: digests[one.name] for one in images}


def beside_text(package: WordPackage, parts: Sequence[Element]) -> list[str]:
    """Return the names of what may draw in these parts, and by the styles and faces of the file, and is no text; each once."""
    roots = [*parts, *package.parts("styles"), *package.parts("fontTable")]
    return sorted({name for root in roots for name in _drawing(root)})


def _drawing(part: Element) -> Iterator[str]:
    for element in part.iter(etree.Element):
        if not _RULES.get(element.tag, _is_off)(element) or _within(element) == _TEXT:
            yield etree.QName(element).localname


def _within(element: Element) -> str:
    """Return the tag of what an element stands in, empty where it is the root."""
    around = element.getparent()
    return around.tag if around is not None else ""


def _draws_nothing(_: Element) -> bool:
    return True


def _stands_in(*names: str) -> Callable[[Element], bool]:
    """Tell of what is drawn only there that it stands there: elsewhere it would be read and not seen."""
    tags = {f"{WORD}{name}" for name in names}
    return lambda element: _within(element) in tags


def _is_off(element: Element) -> bool:
    """Tell whether this is a property that says of itself that it does nothing."""
    is_property = element.tag.startswith(WORD) and _within(element).endswith("Pr")
    return is_property and not len(element) and element.get(_VALUE) in _OFF


def _is_no_line(element: Element) -> bool:
    """Tell of a side of a border that it is none, or one of a table, whose lines nobody takes for text."""
    return _within(element) in _SIDES_OF_TABLES or element.get(_VALUE) in _OFF


def _is_page_number(element: Element) -> bool:
    """Tell whether a field numbers the page in a foot: any other may write what it likes, or what the day is."""
    return element.getroottree().getroot().tag == f"{WORD}ftr" and (
        element.tag != f"{WORD}instrText" or _PAGE.fullmatch(element.text or "") is not None
    )


def _parts_notes(element: Element) -> bool:
    """Tell whether a line stands where footnotes would begin: files have them even without a note."""
    return element.getroottree().getroot().tag in {f"{WORD}footnotes", f"{WORD}endnotes"}


def _is_bare(element: Element) -> bool:
    """Tell of the part of a picture that is shown that it is all of it."""
    return not element.attrib


def _is_held(element: Element) -> bool:
    """Tell of a picture that it lies in the file, where it can be compared."""
    return f"{RELATION}link" not in element.attrib


_TEXT: Final = f"{WORD}t"
_SIDES: Final = ("top", "bottom", "left", "right", "start", "end", "insideH", "insideV", "between", "bar")
_SIDES_OF_TABLES: Final = frozenset(f"{WORD}{one}" for one in ("tblBorders", "tblCellMar", "tcMar"))
_RULES: Final[Mapping[str, Callable[[Element], bool]]] = {
    **{f"{space}{name}": _draws_nothing for space, names in _PLAIN.items() for name in names.split()},
    **{f"{WORD}{name}": _is_no_line for name in _SIDES},
    **{f"{WORD}{name}": _stands_in("r") for name in ("t", "br", "cr", "drawing", "lastRenderedPageBreak")},
    f"{WORD}r": _stands_in("p"),
    f"{WORD}p": _stands_in("body", "tc", "hdr", "ftr", "footnote", "endnote"),
    f"{WORD}tc": _stands_in("tr"),
    f"{WORD}tr": _stands_in("tbl"),
    f"{WORD}tbl": _stands_in("body", "tc"),
    **{f"{WORD}{name}": _is_page_number for name in ("fldChar", "instrText")},
    **{f"{WORD}{name}": _parts_notes for name in ("separator", "continuationSeparator")},
    f"{_DRAWING}srcRect": _is_bare,
    BLIP: _is_held,
}
