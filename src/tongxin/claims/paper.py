"""A Word report made from pasted text, so that it, too, can be given back with comments."""

from typing import Final

from tongxin.claims.documents import Report
from tongxin.office.comments import saved

_UNWRITABLE: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), " ")


def paper(text: str) -> Report:
    """Return a plain .docx of the text, one paragraph a line: offsets are those of the text."""
    from docx import Document

    document = Document()
    lines = text.translate(_UNWRITABLE).replace("\r", " ").replace("\t", " ").split("\n")
    for line in lines:
        document.add_paragraph(line)
    return Report(text="".join(f"{line}\n" for line in lines), word=saved(document))
