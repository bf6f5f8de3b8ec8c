"""The files attached to a PDF, by name."""

import io
from itertools import islice
from typing import Any, Final

from pypdf import PdfReader

from tongxin.kernel.errors import InputError

MOST_FILES: Final = 10
MOST_BYTES: Final = 2**20


def read(content: bytes) -> dict[str, Any]:
    """Return `files`: name and bytes of each attached file. Raises `InputError` where there are too many, or too large ones."""
    try:
        attached = PdfReader(io.BytesIO(content)).attachments
        files = [[name, one] for name in islice(attached, MOST_FILES + 1) for one in attached[name]]
    except Exception as error:  # a parser of foreign files fails in ways nobody lists
        raise InputError("PDF 文件已损坏，请用原来收到的文件。", field="file") from error
    if len(files) > MOST_FILES or any(len(one) > MOST_BYTES for _, one in files):
        raise InputError("PDF 附带的文件太多或太大，不像证书。", field="file")
    return {"files": files}
