"""A Word file as a package: page, headers and footers, what names the report, and bytes that do not depend on the clock."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from tongxin.kernel.period import SHANGHAI
from tongxin.office.timeless import without_clock
from tongxin.reports.paper import Paper
from tongxin.reports.printing import annex
from tongxin.reports.printing.ooxml import field, paragraph, run
from tongxin.reports.printing.styles import PITCH, dress, font_table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.part import Part
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.section import _Footer, _Header

_STORE: Final = "{7C0B5A52-6B0F-4B0E-9D55-2E4E86C1A3F1}"
_PROPERTIES_TYPE: Final = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_FONTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_EFFECTS: Final = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"


@dataclass(frozen=True, kw_only=True)
class Slots:
    """What the figures of a draft for review are: the token each was written as, and its page, by the figure's id."""

    tokens: Mapping[str, str]
    pages: Mapping[str, str]


def new_document(paper: Paper, *, digest: str, slots: Slots | None = None) -> "Document":
    """Return an empty document with the report's page, styles, header, footer and identity."""
    from docx import Document

    word = Document()
    dress(word, compact=paper.compact)
    _page(word, banner=annex.banner(paper, draft="送审稿，未签发" if slots else annex.DRAFT), compact=paper.compact)
    _properties(word, paper=paper, digest=digest)
    _replace_parts(word, paper=paper, digest=digest, slots=slots)
    return word


def _page(word: "Document", *, banner: str, compact: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = (Mm(22), Mm(22)) if compact else (Mm(37), Mm(35))
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = (Mm(12), Mm(12)) if compact else (Mm(20), Mm(25))
    grid = word.element.body.sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:linePitch"), str(PITCH))
    word.settings.odd_and_even_pages_header_footer = True
    word.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for header in (section.header, section.even_page_header):
        _fill(header, paragraph(run(banner), style="Header"))
    _fill(section.footer, paragraph(run("— "), *field("PAGE"), run(" —　"), style="Footer"))
    _fill(section.even_page_footer, paragraph(run("　— "), *field("PAGE"), run(" —"), style="FooterEven"))


def _fill(place: "_Header | _Footer", content: "Element") -> None:
    place.is_linked_to_previous = False
    root = place.part.element
    for child in list(root):
        root.remove(child)
    root.append(content)


def _properties(word: "Document", *, paper: Paper, digest: str) -> None:
    """Say who wrote what and when; the day is the report's, not the day it is printed."""
    day = annex.day_of(paper.day)
    moment = datetime.combine(day, time(), SHANGHAI).astimezone(UTC) if day else datetime(1980, 1, 1, tzinfo=UTC)
    known = word.core_properties
    known.title = paper.title[:255]
    known.author = known.last_modified_by = paper.organisation[:255]
    known.comments = ""
    known.keywords = f"tongxin-code:{paper.code} tongxin-digest:{digest}"[:255]
    known.language = "zh-CN"
    known.created = known.modified = moment.replace(tzinfo=None)


def _replace_parts(word: "Document", *, paper: Paper, digest: str, slots: Slots | None) -> None:
    """Leave out what the empty document came with, name the faces, and add what programs know the report by."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    main, package = word.part, word.part.package
    dropped = {
        RELATIONSHIP_TYPE.CUSTOM_XML,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.THUMBNAIL,
        RELATIONSHIP_TYPE.NUMBERING,
        _EFFECTS,
    }
    for rels in (main.rels, package.rels):
        for key in [key for key, one in rels.items() if one.reltype in dropped]:
            del rels[key]
    main.relate_to(
        _part(word, "/word/fontTable.xml", kind=_FONTS_TYPE, content=font_table()), RELATIONSHIP_TYPE.FONT_TABLE
    )
    item = _part(
        word, "/customXml/item1.xml", kind="application/xml", content=identity(paper, digest=digest, slots=slots)
    )
    properties = _part(word, "/customXml/itemProps1.xml", kind=_PROPERTIES_TYPE, content=_PROPERTIES)
    item.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    main.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def identity(paper: Paper, *, digest: str, slots: Slots | None = None) -> bytes:
    """Return the XML part that names the report: its code, the sha256 of its frozen form, the form's version.

    Of a draft for review it holds the token of each figure, by the name of its bookmark.
    """
    code, known = quoteattr(paper.code), quoteattr(digest)
    tokens = slots.tokens if slots else {}
    held = "".join(f"<slot figure={quoteattr(one)} token={quoteattr(token)}/>" for one, token in tokens.items())
    begin = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<tongxin code={code} digest={known} schema="{paper.schema}"'
    return (f"{begin}>{held}</tongxin>" if held else f"{begin}/>").encode()


_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    f'<ds:datastoreItem ds:itemID="{_STORE}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    "<ds:schemaRefs/></ds:datastoreItem>"
).encode()


def _part(word: "Document", name: str, *, kind: str, content: bytes) -> "Part":
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    return Part(PackURI(name), kind, content, word.part.package)


def saved(word: "Document") -> bytes:
    """Return the file: the same report is the same bytes."""
    file = io.BytesIO()
    word.save(file)
    return without_clock(file.getvalue())
