"""A PDF without what it says of itself: title, author, program, times, and the notes in its margins."""

from io import BytesIO
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

_OF_A_PAGE: Final = ("/Annots", "/LastModified", "/AF")
_OF_ANYTHING: Final = ("/Metadata", "/PieceInfo")


def read(content: bytes) -> bytes:
    """Return the same pages in a new file. Outlines, notes and forms stay behind: each of them can carry a name."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=_OF_A_PAGE)
    writer.metadata = None
    for found in writer._objects:  # noqa: SLF001 - pages, pictures and fonts carry notes of their own; there is no other way to them
        if isinstance(found, DictionaryObject):
            for name in _OF_ANYTHING:
                found.pop(name, None)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)  # else the notes stay, unnamed
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
