"""A Word file made of a plain text, so that it, too, can be given back with comments."""

import io
from collections.abc import Sequence
from typing import Final

from lxml import etree

from tongxin.office import comments
from tongxin.office.timeless import without_clock
from tongxin.office.word_package import WORD

_UNWRITABLE: Final = dict.fromkeys((*range(10), *range(11, 32), 65534, 65535), " ")
"""Each becomes a blank, so that places in the text are those of the file."""


def read(content: bytes, *, notes: Sequence[comments.Note], author: str) -> bytes:
    """Return a .docx of a UTF-8 text, one paragraph a line, with one comment per note."""
    return comments.read(_paper(content.decode("utf-8")), notes=notes, author=author)


def _paper(text: str) -> bytes:
    from docx import Document

    document = Document()
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(f"{WORD}eastAsia", "宋体")
    end = document.element.body[-1]
    for line in text.translate(_UNWRITABLE).split("\n"):
        paragraph = etree.Element(f"{WORD}p")
        end.addprevious(paragraph)
        if line:
            comments.write(etree.SubElement(etree.SubElement(paragraph, f"{WORD}r"), f"{WORD}t"), line)
    stream = io.BytesIO()
    document.save(stream)
    return without_clock(stream.getvalue())
