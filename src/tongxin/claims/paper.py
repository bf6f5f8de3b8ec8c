"""A Word report made from pasted text, so that it, too, can be given back with comments."""

import io
from typing import Final

from tongxin.claims.documents import Report, read_report
from tongxin.kernel.workbooks import without_clock

_UNWRITABLE: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), " ")


def paper(text: str) -> Report:
    """Return a plain .docx of the text, one paragraph a line, read back: offsets are those of the text."""
    from docx import Document

    document = Document()
    for line in text.translate(_UNWRITABLE).split("\n"):
        document.add_paragraph(line.replace("\r", " ").replace("\t", " "))
    stream = io.BytesIO()
    document.save(stream)
    return read_report(without_clock(stream.getvalue()), name="报告.docx")
