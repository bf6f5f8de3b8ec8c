"""Tiny files for tests, sound and unsound, made on the spot."""

import base64
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from tongxin.office.timeless import new_workbook

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAC4AAgAAAAACEAABAAAAAAAAAKAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    "ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAA1m1kYXQAAAAqKAGvGYD3hIU3/+7Fgj0srfOJ+Wdbrn+P6y844scb0w/6vxduwq7L"
    "QJK4AAAABkV4aWYAAE1NACoAAAAIAAIBDwACAAAACQAAACaIJQAEAAAAAQAAADAAAAAAR1BTUEhPTkUAAAAEAAEAAgAAAAJOAAAA"
    "AAIABQAAAAMAAABmAAMAAgAAAAJFAAAAAAQABQAAAAMAAAB+AAAAAAAAABwAAAABAAAACwAAAAEAAAAeAAAAAQAAAHAAAAABAAAA"
    "OAAAAAEAAAAUAAAAAQ=="
)
"""64 x 32 pixels, red with a blue corner, with a phone's name and a position beside them."""
RED, BLUE = (200, 30, 30), (20, 20, 220)


@dataclass
class Streamed:
    """An upload that comes part by part and cannot be read at once."""

    content: bytes
    name: str = "照片.jpg"
    portion: int = 7

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), self.portion):
            yield self.content[start : start + self.portion]


def picture(form: str = "JPEG", *, size: tuple[int, int] = (64, 32), orientation: int = 1, **options: Any) -> bytes:
    """Red with a blue corner at the top left, with a phone's name, a position and a remark beside the pixels."""
    drawn = Image.new("RGB", size, RED)
    drawn.paste(BLUE, (0, 0, size[0] // 4, size[1] // 2))
    about = Image.Exif()
    about[0x010F] = "GPSPHONE"
    about[0x0112] = orientation
    about.get_ifd(0x8825).update({1: "N", 2: (28.0, 11.0, 30.0), 3: "E", 4: (112.0, 56.0, 20.0)})
    out = io.BytesIO()
    drawn.save(out, form, exif=about.tobytes(), **options)
    return out.getvalue()


def one_colour(mode: str = "RGB", form: str = "PNG", *, size: tuple[int, int] = (8, 8), colour: Any = 0) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form)
    return out.getvalue()


def pdf(change: Callable[[PdfWriter], None] | None = None, *, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    if change is not None:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_that_says(count: int) -> bytes:
    """One page, and a number of pages that is another."""

    def lie(writer: PdfWriter) -> None:
        writer.root_object["/Pages"].get_object()[NameObject("/Count")] = NumberObject(count)

    return pdf(lie)


def pdf_of_one_page_many_times(times: int) -> bytes:
    """Says it has one page, and names it many times."""

    def repeat(writer: PdfWriter) -> None:
        pages = writer.root_object["/Pages"].get_object()
        pages[NameObject("/Kids")] = ArrayObject([pages["/Kids"][0]] * times)
        pages[NameObject("/Count")] = NumberObject(1)

    return pdf(repeat)


def with_script(writer: PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))


def with_file(writer: PdfWriter) -> None:
    writer.add_attachment("名册.exe", b"MZ")


def with_program(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    writer.root_object[NameObject("/OpenAction")] = action


def with_form(writer: PdfWriter) -> None:
    form = DecodedStreamObject()
    form.set_data(b"<xdp/>")
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): writer._add_object(form)})


def with_password(writer: PdfWriter) -> None:
    writer.encrypt("geheim", algorithm="AES-128")


def with_owner_password(writer: PdfWriter) -> None:
    writer.encrypt("", "eigner", algorithm="AES-128")


def xlsx() -> bytes:
    out = io.BytesIO()
    with new_workbook(out, in_memory=True) as book:
        book.add_worksheet("名册").write(0, 0, "王例山")
    return out.getvalue()


def word() -> bytes:
    import docx

    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("会议纪要")
    document.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def added(content: bytes, **parts: bytes) -> bytes:
    """The same archive with more in it."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return out.getvalue()
