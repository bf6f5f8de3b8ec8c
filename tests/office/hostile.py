"""Small files that cost a reader far more than their size where its code is quadratic in something they hold.

Each case is made at a size at which linear code needs well under a second of processor, and quadratic code a minute.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.office import files
from tests.office.files import RELATIONS, WORD

PREFIX = "tongxin_"
MARKS = {"prefix": PREFIX}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A kind of file, how to make one, and what is asked of its reader. `says` begins the sentence it is refused with, if it is."""

    kind: str
    make: Callable[[], bytes]
    options: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""


# --- Word ---------------------------------------------------------------------------------------------------------------------


def nested(tag: str, depth: int, inner: str) -> str:
    return f"<w:{tag}>" * depth + inner + f"</w:{tag}>" * depth


def repeated_part(times: int) -> bytes:
    """Return a .docx that names one large part of notes very often."""
    content = files.word(files.text("人"), parts={"footnotes": ("footnotes", f'<w:footnotes xmlns:w="{WORD}"/>')})
    stream = io.BytesIO(content)
    large = f'<w:footnotes xmlns:w="{WORD}">{"<w:p/>" * 5_000}</w:footnotes>'
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = archive.getinfo("word/footnotes.xml")
        archive.writestr("word/footnotes1.xml", large)
        for _ in range(times):
            archive.filelist.append(archive.getinfo("word/footnotes1.xml"))
        archive.filelist.append(entry)
        archive._didModify = True
    return stream.getvalue()


def boxes(count: int) -> str:
    return "<w:p>" + "<w:r><w:txbxContent><w:p/></w:txbxContent></w:r>" * count + "</w:p>"


def deep_boxes(count: int, depth: int) -> str:
    box = "<w:r><w:txbxContent><w:p/></w:txbxContent></w:r>" * count
    return f"<w:p>{nested('ins', depth, box)}</w:p>"


def pictures(count: int) -> bytes:
    """Return a .docx that shows one picture very often."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    blip = f'<w:r><w:drawing><a:blip xmlns:a="{space}" xmlns:r="{RELATIONS}" r:embed="rId1"/></w:drawing></w:r>'
    return files.word(f"<w:p>{blip * count}</w:p>", parts={"image1": ("image", "1" * 1_000_000)})


def fields(count: int) -> bytes:
    field = '<w:r><w:fldChar w:fldCharType="separate"/><w:instrText>PAGE</w:instrText><w:t>1</w:t></w:r>'
    foot = f'<w:ftr xmlns:w="{WORD}"><w:p>{field * count}</w:p></w:ftr>'
    return files.word("", parts={"f": ("footer", foot)})


def with_comments(count: int, text: str) -> bytes:
    kept = "".join(f'<w:comment w:id="{number}"/>' for number in range(count))
    return files.word(
        files.text(text), parts={"comments": ("comments", f'<w:comments xmlns:w="{WORD}">{kept}</w:comments>')}
    )


def notes(count: int, length: int) -> dict[str, Any]:
    """Return notes on every stretch of a text that is `length` long."""
    return {
        "notes": [(at, at + 1, "1", "相符") for at in range(0, count * length, length)],
        "author": "核",
    }


# --- workbooks ----------------------------------------------------------------------------------------------------------------


def merged(rows: int, ranges: str) -> bytes:
    cells = '<c r="A{0}"><v>1</v></c><c r="B{0}"><v>1</v></c>'
    lines = "".join(f'<row r="{number}">{cells.format(number)}</row>' for number in range(1, rows + 1))
    return files.sheet_of_parts(lines, merges=f"<mergeCells>{ranges}</mergeCells>")


def with_part(name: str, kind: str, xml: str, sheet: str = '<row r="1"><c r="A1"><v>1</v></c></row>') -> bytes:
    """Return a workbook with one more part, related from the workbook."""
    plain = files.sheet_of_parts(sheet)
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    one = f'<Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{name}"/></Relationships>'
    changed = {f"xl/{name}": xml, "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", one)}
    return files.changed(plain, changed)


SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def shared_strings(count: int) -> bytes:
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="s"><v>{number - 1}</v></c></row>' for number in range(1, count)
    )
    texts = "<si><r><t>甲</t></r><r><t>乙</t></r></si>" * count
    return with_part("sharedStrings.xml", "sharedStrings", f'<sst xmlns="{SHEETS}">{texts}</sst>', cells)


def styles(count: int, code: str = "yyyy") -> bytes:
    formats = "".join(f'<numFmt numFmtId="{200 + one}" formatCode="{code}{one}"/>' for one in range(count))
    looks = "".join(f'<xf numFmtId="{200 + one}"/>' for one in range(count))
    xml = f'<styleSheet xmlns="{SHEETS}"><numFmts>{formats}</numFmts><cellXfs>{looks}</cellXfs></styleSheet>'
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" s="{count - number}"><v>1</v></c></row>' for number in range(1, count)
    )
    return with_part("styles.xml", "styles", xml, cells)


def defined_names(count: int) -> bytes:
    plain = files.sheet_of_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    names = "".join(f'<definedName name="n{one}">表!$A${one}</definedName>' for one in range(1, count))
    return files.changed(
        plain, {"xl/workbook.xml": book.replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>")}
    )


def cell_of_attributes(attribute: str, count: int, *, after: str = "<") -> bytes:
    """Return a workbook with a cell whose tag names the same attribute very often and does not end."""
    return files.sheet_of_parts(f'<row r="1"><c {f"{attribute} " * count}{after}')


def open_document(rows: int) -> bytes:
    row = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f"{f'<table:table table:name=&quot;t&quot;>{row}</table:table>'.replace('&quot;', chr(34)) * rows}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return files.zipped({"mimetype": kind, "content.xml": content})


# --- web pages ----------------------------------------------------------------------------------------------------------------


def page(body: str) -> bytes:
    return f"<html><meta name='tongxin-code' content='abc'><body>{body}</body></html>".encode()


# --- PDF ----------------------------------------------------------------------------------------------------------------------


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects; the first is its catalogue."""
    body, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(body)
    return bytes(body) + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, trailer, start,
    )  # fmt: skip


_PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"


def outlines(count: int) -> bytes:
    """Return a PDF with so many entries in its table of contents, each the next of the one before."""
    entries = [b"<</Title (x) /Parent 4 0 R /Next %d 0 R>>" % (number + 6) for number in range(count)]
    first = [
        b"<</Type /Catalog /Pages 2 0 R /Outlines 4 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        _PAGE,
        b"<</First 5 0 R /Count %d>>" % count,
    ]
    return pdf([*first, *entries, b"<</Title (x)>>"])


def chained_kids(count: int) -> bytes:
    """Return a PDF whose tree of pages is one long chain."""
    chain = [b"<</Type /Pages /Kids [%d 0 R] /Count 1 /Parent 2 0 R>>" % (number + 4) for number in range(count)]
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", *chain, _PAGE])


def attached(count: int) -> bytes:
    """Return a PDF with so many files attached, all the same."""
    names = b" ".join(b"(f%d) 4 0 R" % number for number in range(count))
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [%s]>>>>>>" % names,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            _PAGE,
            b"<</Type /Filespec /F (f) /EF <</F 5 0 R>>>>",
            b"<</Length 1>>\nstream\nx\nendstream",
        ]
    )


_FONTS = b"<</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>"


def drawing(operators: bytes) -> bytes:
    packed = zlib.compress(operators)
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s>>" % _FONTS,
            b"<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def shared_array(count: int) -> bytes:
    """Return a PDF with an array that names one object very often."""
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R /X [%s]>>" % (b"4 0 R " * count),
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            _PAGE,
            b"[%s]" % (b"4 0 R " * count),
        ]
    )


# --- videos -------------------------------------------------------------------------------------------------------------------


def box(kind: bytes, body: bytes = b"") -> bytes:
    return (len(body) + 8).to_bytes(4) + kind + body


def nested_tracks(depth: int, count: int) -> bytes:
    """Return an MP4 whose tracks lie in one another, the innermost full of empty boxes."""
    body = box(b"free") * count
    for _ in range(depth):
        body = box(b"trak", body)
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", body) + box(b"mdat")


CASES: Mapping[str, Case] = {
    "web tables: cells": Case(
        kind="workbook", make=lambda: b"<table>" + b"<tr><td>1<td>2</td></tr>" * 100_000 + b"</table>"
    ),
    "web tables: tall cells": Case(
        kind="workbook", make=lambda: b"<table>" + b"<tr><td rowspan=20000>1</td></tr>" * 290 + b"</table>"
    ),
    "web tables: nested": Case(
        kind="workbook", make=lambda: b"<table><tr><td>" * 80 + b"<p>1</p>" * 40_000 + b"</td></tr></table>" * 80
    ),
    "word: bookmarks": Case(kind="word", make=lambda: files.word(f"<w:p>{files.bookmarks(30_000)}</w:p>")),
    "word: footnotes": Case(kind="word", make=lambda: files.footnotes(10_000)),
    "word: runs": Case(kind="word", make=lambda: files.word(f"<w:p>{'<w:r><w:t>1</w:t></w:r>' * 60_000}</w:p>")),
    "word: nested tables": Case(kind="word", make=lambda: files.word(nested("tbl", 60, files.text("1") * 20_000) * 2)),
    "word: text boxes": Case(kind="word", make=lambda: files.word(boxes(20_000))),
    "word: deep text boxes": Case(kind="word", make=lambda: files.word(deep_boxes(20_000, 200))),
    "word: headers": Case(
        kind="word",
        make=lambda: files.word(
            files.text("1"),
            parts={
                f"h{one}": ("header", f'<w:hdr xmlns:w="{WORD}">{files.text("页眉")}</w:hdr>') for one in range(2_000)
            },
        ),
    ),
    "bookmarks: marks that overlap": Case(
        kind="bookmarks",
        make=lambda: files.word(files.bookmarks(5_000, f"{PREFIX}f1") + files.text("1") * 5_000),
        options=MARKS,
        says="文件里的数字标记互相重叠",
    ),
    "bookmarks: marks of one name": Case(
        kind="bookmarks",
        make=lambda: files.word(
            f'<w:p><w:bookmarkStart w:id="1" w:name="{PREFIX}f1"/><w:bookmarkEnd w:id="1"/></w:p>' * 30_000
        ),
        options=MARKS,
    ),
    "bookmarks: nested paragraphs": Case(
        kind="bookmarks", make=lambda: files.word(nested("p", 200, "<w:r><w:t>1</w:t></w:r>" * 10_000)), options=MARKS
    ),
    "bookmarks: deep runs": Case(
        kind="bookmarks",
        make=lambda: files.word("<w:p>" + nested("ins", 200, "<w:r><w:t>1</w:t></w:r>" * 30_000) + "</w:p>"),
        options=MARKS,
    ),
    "bookmarks: a part named often": Case(
        kind="bookmarks", make=lambda: repeated_part(2_000), options=MARKS, says="文件里有重名"
    ),
    "bookmarks: pictures": Case(kind="bookmarks", make=lambda: pictures(20_000), options=MARKS),
    "bookmarks: fields of a foot": Case(kind="bookmarks", make=lambda: fields(30_000), options=MARKS),
    "comments: figures in one run": Case(
        kind="comments", make=lambda: files.word(files.text("1234567890" * 8_000)), options=notes(8_000, 10)
    ),
    "comments: comments there": Case(
        kind="comments", make=lambda: with_comments(20_000, "12345" * 2_000), options=notes(2_000, 5)
    ),
    "workbook: ranges over rows": Case(
        kind="workbook",
        make=lambda: merged(2_000, "".join(f'<mergeCell ref="A{one}:A2000"/>' for one in range(1, 2_000))),
        says="表格里的合并单元格互相重叠",
    ),
    "workbook: ranges turned round": Case(
        kind="workbook",
        make=lambda: merged(20_000, '<mergeCell ref="B1:A20000"/>' * 20_000),
    ),
    "workbook: shared strings": Case(kind="workbook", make=lambda: shared_strings(40_000)),
    "workbook: styles": Case(kind="workbook", make=lambda: styles(30_000)),
    "workbook: cells shown as percentages": Case(
        kind="workbook", make=lambda: styles(60_000, "0%"), options={"percents": True}
    ),
    "workbook: defined names": Case(kind="workbook", make=lambda: defined_names(50_000)),
    "workbook: a cell named often": Case(
        kind="workbook", make=lambda: cell_of_attributes('r="A12345"', 40_000), says="表格"
    ),
    "workbook: a formula named often": Case(
        kind="workbook", make=lambda: cell_of_attributes('r="A1"', 40_000, after="><v>1</v></c><f/>")
    ),
    "workbook: cells that do not end": Case(
        kind="workbook", make=lambda: files.sheet_of_parts('<row r="1">' + "<c " * 200_000), says="表格"
    ),
    "workbook: tables of an .ods": Case(kind="workbook", make=lambda: open_document(10_000), says="表格"),
    "web page: scripts between words": Case(kind="web_page", make=lambda: page("<script></script>词" * 40_000)),
    "web page: nested figures": Case(kind="web_page", make=lambda: page("<data id=1>" * 200 + "<b>1</b>" * 20_000)),
    "web page: open paragraphs": Case(kind="web_page", make=lambda: page("<p><b><i>" * 30_000)),
    "pdf: outlines": Case(kind="pdf", make=lambda: outlines(10_000)),
    "pdf: one long chain of pages": Case(kind="pdf", make=lambda: chained_kids(5_000), says="PDF"),
    "pdf: one line": Case(kind="pdf", make=lambda: drawing(b"BT /F 12 Tf " + b"(x) Tj " * 20_000 + b"ET")),
    "pdf: nested states": Case(kind="pdf", make=lambda: drawing(b"q " * 20_000 + b"BT /F 12 Tf (x) Tj ET")),
    "attachments: very many": Case(kind="attachments", make=lambda: attached(20_000), says="PDF"),
    "separated: quotes": Case(kind="separated", make=lambda: ('"",' * 200 + "\n").encode() * 1_000),
    "separated: one open quote": Case(kind="separated", make=lambda: b'"' + b"x\n" * 500_000, says="CSV"),
}

EVIDENCE: Mapping[str, Callable[[], bytes]] = {
    "tracks in tracks": lambda: nested_tracks(400, 4_000),
    "boxes without end": lambda: nested_tracks(1, 90_000),
    "objects named often": lambda: shared_array(100_000),
    "signs that open": lambda: b"a,b\n" + b"<" * 500_000,
    "a sign and blanks": lambda: b"a,b\n" + (b"<" + b" " * 60_000) * 20,
    "captions of digits": lambda: b"WEBVTT\n\n" + b"1" * 500_000 + b"\n00:01.000 --> 00:02.000\nx\n",
    "captions of signs": lambda: b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<1" * 200_000,
}
