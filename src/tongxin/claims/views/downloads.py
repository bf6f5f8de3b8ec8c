"""A check as a file to take away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse

from tongxin.claims.check import Check
from tongxin.claims.comments import annotate
from tongxin.claims.documents import Report
from tongxin.claims.output import as_html, written_json
from tongxin.claims.workbook import findings_workbook
from tongxin.kernel.errors import NotFoundError

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
XLSX: Final = f"{_OFFICE}.spreadsheetml.sheet"


def _commented(check: Check, word: bytes | None) -> bytes:
    """Write comments into the uploaded Word file, or into a new one of the pasted text."""
    return annotate(Report(text=check.text, word=word), check)


@dataclass(frozen=True)
class _Kind:
    content_type: str
    name: str
    write: Callable[[Check, bytes | None], bytes]


KINDS: Final = {
    "docx": _Kind(f"{_OFFICE}.wordprocessingml.document", "核数批注.docx", _commented),
    "xlsx": _Kind(XLSX, "核数结果.xlsx", lambda check, _: findings_workbook(check)),
    "json": _Kind("application/json; charset=utf-8", "核数结果.json", lambda check, _: written_json(check).encode()),
    "html": _Kind("text/html; charset=utf-8", "核数结果.html", lambda check, _: as_html(check).encode()),
}


def download(kind: str, check: Check, *, word: bytes | None = None) -> HttpResponse:
    """Return the check as a file of this kind; raises `NotFoundError` for a kind there is not."""
    if kind not in KINDS:
        raise NotFoundError("没有这种下载，请从页面上的按钮下载。")
    found = KINDS[kind]
    return attachment(found.write(check, word), name=found.name, content_type=found.content_type)


def attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Return bytes as a file that browsers save and never show."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
