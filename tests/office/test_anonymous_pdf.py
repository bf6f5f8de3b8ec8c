"""A PDF loses what it says of itself and keeps its pages."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from tongxin.kernel.errors import InputError
from tongxin.office.anonymous_pdf import read as anonymous
from tongxin.office.reading import read

WHOSE = b"ZhangSan"


def signed(*, password: str | None = None) -> bytes:
    """Two pages that name their author wherever a PDF can."""
    writer = PdfWriter()
    writer.add_metadata({"/Author": "ZhangSan", "/Title": "ZhangSan"})
    note = DecodedStreamObject()
    note.set_data(WHOSE)
    for width in (100, 200):
        page = writer.add_blank_page(width, 100)
        page[NameObject("/Metadata")] = writer._add_object(note)
        page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/By"): TextStringObject("ZhangSan")})
        writer.add_annotation(page.page_number or 0, FreeText(text="ZhangSan", rect=(1, 1, 50, 50)))
    writer.root_object[NameObject("/Metadata")] = writer._add_object(note)
    writer.add_outline_item(title="ZhangSan", page_number=0)
    if password is not None:
        writer.encrypt("", password, algorithm="AES-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("password", [None, "eigner"])
def test_pages_stay_and_names_go(password):
    content = signed(password=password)
    assert password is not None or WHOSE in content
    found = anonymous(content)
    assert WHOSE not in found
    reader = PdfReader(BytesIO(found))
    assert not reader.metadata
    assert not reader.is_encrypted
    assert [int(page.mediabox.width) for page in reader.pages] == [100, 200]
    assert all("/Annots" not in page for page in reader.pages)


def test_pdf_is_read_apart_and_a_damaged_one_refused():
    assert read("anonymous_pdf", signed()).startswith(b"%PDF")
    with pytest.raises(InputError):
        read("anonymous_pdf", b"%PDF-1.4 nothing")
