"""An issued Word file as Word writes it when somebody saves it again: other attributes, parts and numbers, the same page."""

import re

from lxml import etree

from tests.office import files
from tests.office.files import RELATIONS, WORD

_W = f"{{{WORD}}}"
_SPACES = {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
}
_LOCAL = (
    '<a:blip \\1 cstate="print"><a:extLst><a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}">'
    '<a14:useLocalDpi xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" val="0"/>'
    "</a:ext></a:extLst></a:blip><a:srcRect/>"
)
_SAID = '<w:rPr><w:rFonts w:hint="eastAsia"/><w:noProof/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
_NOTES = (
    '<w:{0}s xmlns:w="{1}">'
    '<w:{0} w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    "<w:r><w:separator/></w:r></w:p></w:{0}>"
    '<w:{0} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{0}></w:{0}s>'
)
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def by_word(content: bytes) -> bytes:
    """Return the file as Word saves it."""
    parts = {name: files.part(content, name) for name in ("word/document.xml", "word/footer1.xml", "word/styles.xml")}
    notes = {f"word/{one}s.xml": _NOTES.format(one, WORD) for one in ("footnote", "endnote")}
    return files.changed(
        content,
        {
            **notes,
            "word/document.xml": _body(parts["word/document.xml"]),
            "word/footer1.xml": _marked_up(parts["word/footer1.xml"]).replace(">1</w:t>", ">12</w:t>"),
            "word/styles.xml": parts["word/styles.xml"].replace("</w:style>", '<w:rsid w:val="00B12F4A"/></w:style>'),
            "word/_rels/document.xml.rels": _related(files.part(content, "word/_rels/document.xml.rels")),
            "[Content_Types].xml": _typed(files.part(content, "[Content_Types].xml")),
            "word/settings.xml": re.sub(
                "(<w:settings[^>]*>)",
                r'\1<w:view w:val="print"/><w:proofState w:spelling="clean"/>',
                files.part(content, "word/settings.xml"),
            ),
            "docProps/custom.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
        },
    )


def by_wps(content: bytes) -> bytes:
    """Return the file with what WPS writes of properties that are off, and of sides of borders that are none."""
    sides = "".join(f'<w:{one} w:val="none" w:color="auto" w:sz="0" w:space="0"/>' for one in ("top", "left", "bottom"))
    off = f'<w:keepLines w:val="0"/><w:pBdr>{sides}</w:pBdr><w:kinsoku/><w:bidi w:val="0"/><w:adjustRightInd/>'
    xml = files.part(content, "word/document.xml")
    xml = re.sub('(<w:pStyle w:val="BodyText"/>)', rf"\1{off}", xml)
    xml = xml.replace("<w:r><w:t", '<w:r><w:rPr><w:vertAlign w:val="baseline"/></w:rPr><w:t')
    return files.changed(content, {"word/document.xml": xml})


def _body(xml: str) -> str:
    """Number bookmarks anew, part a run, and say of drawings what Word says."""
    root = etree.fromstring(_marked_up(xml).encode())
    for mark in root.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
        mark.set(f"{_W}id", str(int(mark.get(f"{_W}id")) + 40))
    first = next(root.iter(f"{_W}p"))
    first.append(etree.Element(f"{_W}bookmarkStart", {f"{_W}id": "0", f"{_W}name": "_GoBack"}))
    first.append(etree.Element(f"{_W}bookmarkEnd", {f"{_W}id": "0"}))
    changed = etree.tostring(root, encoding="unicode")
    changed = re.sub("<wp:inline ", '<wp:inline wp14:anchorId="2F5C" wp14:editId="50D0" ', changed)
    changed = re.sub("(<wp:extent [^>]*/>)", r'\1<wp:effectExtent l="0" t="0" r="0" b="0"/>', changed)
    changed = re.sub(r"<a:blip ([^>]*)/>", _LOCAL, changed)
    changed = changed.replace(
        '<a:prstGeom prst="rect"/>', '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln><a:noFill/></a:ln>'
    )
    said = '<w:t xml:space="preserve">2个班次</w:t>'
    parted = f'<w:t>2</w:t></w:r><w:proofErr w:type="gramEnd"/><w:r w:rsidR="00A77B3E">{_SAID}<w:t>个班次</w:t>'
    return changed.replace(said, parted)


def _marked_up(xml: str) -> str:
    known = "".join(f' xmlns:{one}="{space}"' for one, space in _SPACES.items() if f"xmlns:{one}=" not in xml)
    known += "" if "mc:Ignorable" in xml else ' mc:Ignorable="w14 w15 wp14"'
    changed = re.sub("<w:(document|ftr)", rf"<w:\1{known}", xml, count=1)
    changed = changed.replace(
        "<w:p>", '<w:p w:rsidR="00A77B3E" w:rsidRDefault="00B12F4A" w14:paraId="3A1B2C3D" w14:textId="77777777">'
    )
    changed = changed.replace("<w:r><w:t", f'<w:proofErr w:type="spellStart"/><w:r w:rsidRPr="00B12F4A">{_SAID}<w:t')
    return changed.replace("<w:r><w:drawing>", f"<w:r>{_SAID}<w:lastRenderedPageBreak/><w:drawing>")


def _related(xml: str) -> str:
    more = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{one}s" Target="{one}s.xml"/>'
        for number, one in enumerate(("footnote", "endnote"), 90)
    )
    return xml.replace("</Relationships>", f"{more}</Relationships>")


def _typed(xml: str) -> str:
    more = "".join(
        f'<Override PartName="/word/{one}s.xml" ContentType="{_KIND}.{one}s+xml"/>' for one in ("footnote", "endnote")
    )
    return xml.replace("</Types>", f"{more}</Types>")
