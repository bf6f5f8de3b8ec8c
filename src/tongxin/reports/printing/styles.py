"""The styles of a Word report: the look of GB/T 9704, set once so that whoever edits the text keeps it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tongxin.reports.printing.ooxml import RULE, w

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

PITCH: Final = 578
"""28.9 pt from line to line, in twentieths of a point."""
LATIN: Final = "Times New Roman"
SONG: Final = "宋体"
FANGSONG: Final = "仿宋_GB2312"
HEI: Final = "黑体"
KAI: Final = "楷体_GB2312"
TITLE: Final = "方正小标宋简体"
_OTHER_NAMES: Final = {FANGSONG: "仿宋", KAI: "楷体", TITLE: "宋体", HEI: "SimHei", SONG: "SimSun"}
"""What Word takes where the machine lacks the face."""
_KEPT: Final = frozenset({"DefaultParagraphFont", "TableNormal", "NoList"})


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style. `size` is in half points; `indent` in characters; `pitch` 0 is single spacing."""

    id: str
    name: str
    face: str = FANGSONG
    size: int = 32
    bold: bool = False
    indent: int = 0
    align: str = "both"
    pitch: int = 0
    before: int = 0
    after: int = 0
    level: int = -1
    keep: bool = False
    colour: str = ""
    new_page: bool = False

    def element(self) -> "Element":
        """Return the style as Word keeps it."""
        is_normal = self.id == "Normal"
        made = w("style", type="paragraph", styleId=self.id, **({"default": 1} if is_normal else {}))
        made.append(w("name", val=self.name))
        if not is_normal:
            made.append(w("basedOn", val="Normal"))
        made.extend((w("qFormat"), self._paragraph(), self._words()))
        return made

    def _paragraph(self) -> "Element":
        made = w("pPr")
        if self.keep:
            made.append(w("keepNext"))
        if self.new_page:
            made.append(w("pageBreakBefore"))
        made.append(w("widowControl"))
        spacing = {"before": self.before, "after": self.after, "line": self.pitch or 240}
        made.append(w("spacing", **spacing, lineRule="exact" if self.pitch else "auto"))
        made.append(w("ind", firstLineChars=self.indent * 100, firstLine=self.indent * self.size * 10))
        made.append(w("jc", val=self.align))
        if self.level >= 0:
            made.append(w("outlineLvl", val=self.level))
        return made

    def _words(self) -> "Element":
        made = w("rPr", w("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=self.face, cs=LATIN, hint="eastAsia"))
        made.append(w("b", val=int(self.bold)))
        if self.colour:
            made.append(w("color", val=self.colour))
        made.extend((w("sz", val=self.size), w("szCs", val=self.size)))
        made.append(w("lang", val="en-US", eastAsia="zh-CN"))
        return made


STYLES: Final = (
    Style(id="Normal", name="Normal"),
    Style(id="Title", name="Title", face=TITLE, size=44, align="center", pitch=700, after=200, keep=True),
    Style(id="Imprint", name="发文信息", face=KAI, size=24, align="center", after=480),
    Style(id="BodyText", name="Body Text", indent=2, pitch=PITCH),
    Style(id="Heading1", name="heading 1", face=HEI, indent=2, pitch=PITCH, level=0, keep=True),
    Style(id="Heading2", name="heading 2", face=KAI, indent=2, pitch=PITCH, level=1, keep=True),
    Style(id="Heading3", name="heading 3", bold=True, indent=2, pitch=PITCH, level=2, keep=True),
    Style(id="Annex", name="附件标题", face=HEI, pitch=PITCH, level=0, keep=True, after=120, new_page=True),
    Style(id="Caption", name="caption", face=HEI, size=24, align="center", before=240, keep=True),
    Style(id="Under", name="表注", size=21, align="center", after=80, keep=True, colour=RULE),
    Style(id="Picture", name="图", align="center", before=80, after=160),
    Style(id="Cell", name="表格文字", size=24, align="left"),
    Style(id="CellNumber", name="表格数字", size=24, align="right"),
    Style(id="CellHead", name="表头", face=HEI, size=24, align="center"),
    Style(id="Small", name="附件文字", size=17, align="left"),
    Style(id="SmallHead", name="附件表头", face=HEI, size=17, align="left"),
    Style(id="NoteHead", name="说明标题", face=HEI, size=24, align="left", before=320, after=80, keep=True),
    Style(id="Note", name="说明文字", size=21, align="left", after=60),
    Style(id="Header", name="header", face=HEI, size=21, align="center", colour=RULE),
    Style(id="Footer", name="footer", face=SONG, size=28, align="right"),
    Style(id="FooterEven", name="footer even", face=SONG, size=28, align="left"),
)


_SMALLER: Final = {
    "Title": (32, 440),
    "Imprint": (21, 0),
    "BodyText": (24, 360),
    "Heading1": (24, 360),
    "Caption": (21, 0),
    "Under": (18, 0),
    "Cell": (18, 0),
    "CellNumber": (18, 0),
    "CellHead": (18, 0),
    "NoteHead": (21, 0),
    "Note": (17, 0),
}
"""Half points and pitch of the styles of a report of one page."""


def _smaller(style: Style) -> Style:
    """Return a style as a report of one page wears it."""
    if style.id not in _SMALLER:
        return style
    size, pitch = _SMALLER[style.id]
    return replace(style, size=size, pitch=pitch, before=min(style.before, 80), after=min(style.after, 80))


def dress(word: "Document", *, compact: bool = False) -> None:
    """Replace the styles a new document comes with by the report's own; of a `compact` one smaller."""
    from docx.oxml.ns import qn

    root = word.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT:
            root.remove(style)
    for style in map(_smaller, STYLES) if compact else STYLES:
        root.append(style.element())
    words = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    words.clear()
    words.append(w("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=FANGSONG, cs=LATIN))
    words.append(w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))


def font_table() -> bytes:
    """Return the list of faces with what may stand in for each."""
    from docx.opc.oxml import serialize_part_xml

    faces = [
        w("font", w("altName", val=other), w("charset", val="86"), name=name) for name, other in _OTHER_NAMES.items()
    ]
    return serialize_part_xml(w("fonts", *faces))
