"""Small files of every kind, usual and hostile, written part by part."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date

from xlsxwriter.workbook import Workbook

from tongxin.office.timeless import new_workbook

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive with some parts changed or added; "" takes one away."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        all_parts = {name: archive.read(name) for name in archive.namelist()} | dict(parts)
    return zipped({name: part for name, part in all_parts.items() if part})


def part_bytes(content: bytes, name: str) -> bytes:
    """Return a part of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def part(content: bytes, name: str) -> str:
    """Return a part of an archive that is text."""
    return part_bytes(content, name).decode()


def workbook(write: Callable[[Workbook], None], **options: bool) -> bytes:
    stream = io.BytesIO()
    with new_workbook(stream, **options) as book:
        write(book)
    return stream.getvalue()


def roster(rows: int = 3) -> bytes:
    def write(book: Workbook) -> None:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["姓名", "日期", "人数"])
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for row in range(1, rows + 1):
            sheet.write(row, 0, f"张{row}")
            sheet.write_datetime(row, 1, date(2021, 9, 10), dated)
            sheet.write(row, 2, row)

    return workbook(write)


def sheet_of_parts(xml: str, *, part: str = "worksheets/sheet1.xml", merges: str = "") -> bytes:
    """Return a workbook whose one sheet is this XML, in a part of this name."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/{part}" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/worksheet" Target="{part}"/></Relationships>',
            f"xl/{part}": f'<worksheet xmlns="{_SHEETS}"><sheetData>{xml}</sheetData>{merges}</worksheet>',
        }
    )


def far_cells(*, part: str) -> bytes:
    """Return a workbook of under 2 kB that asks for 17 billion cells."""
    return sheet_of_parts(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', part=part
    )


def word(
    body: str, *, parts: Mapping[str, tuple[str, str]] | None = None, more: Mapping[str, str] | None = None
) -> bytes:
    """Return a .docx; `parts` are by name the kind of relation and the XML, `more` whatever else lies in the file."""
    given = parts or {}
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>'
        for number, (name, (kind, _)) in enumerate(given.items(), 1)
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, (kind, _) in given.items()
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            **{f"word/{name}.xml": xml for name, (_, xml) in given.items()},
            **(
                {
                    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
                }
                if given
                else {}
            ),
            **(more or {}),
        }
    )


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def bookmarks(count: int, name: str = "tongxin_annex") -> str:
    return "".join(f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>' for number in range(count))


def footnotes(count: int) -> bytes:
    """Return a .docx with so many notes, referred to in the other direction."""
    references = "".join(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in reversed(range(count)))
    notes = "".join(f'<w:footnote w:id="{number}">{text(f"注{number}")}</w:footnote>' for number in range(count))
    xml = f'<w:footnotes xmlns:w="{WORD}">{notes}</w:footnotes>'
    return word(f"{text('会员312人。')}<w:p>{references}</w:p>", parts={"footnotes": ("footnotes", xml)})


def slow_pdf(pages: int) -> bytes:
    """Return a small PDF whose pages all have the same three hundred thousand drawing operators."""
    drawing = zlib.compress(b"BT /F 12 Tf " + b"(x) Tj " * 300_000 + b"ET")
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents %d 0 R>>" % (
        b"<</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>",
        pages + 3,
    )
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, pages),
        *[page] * pages,
        b"<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream" % (len(drawing), drawing),
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(body),
    )  # fmt: skip
