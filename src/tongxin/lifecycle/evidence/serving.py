"""The content of a file as an answer, so that nothing in it can act: to whoever may open it, which has been asked before."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.lifecycle.evidence import carriers, storage
from tongxin.lifecycle.models import EvidenceFile
from tongxin.web.ranges import answer_with

_SEALED: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def sent(request: HttpRequest, file: EvidenceFile, *, thumbnail: bool, as_attachment: bool) -> HttpResponseBase:
    """Return the content or the small picture of a file, or the part asked for; nothing where the browser has it.

    Whoever keeps it has to ask again each time, so that what is closed is closed at once.
    """
    if thumbnail and not file.is_picture:
        raise NotFoundError(carriers.MISSING)
    etag = quote_etag(f"{file.sha256}.small" if thumbnail else file.sha256)
    known = get_conditional_response(request, etag=etag)
    response = known or _content(request, file, thumbnail=thumbnail, etag=etag)
    if known is None:
        response["Content-Disposition"] = content_disposition_header(as_attachment, file.name) or "attachment"
    response["ETag"] = etag
    return enclosed(response, is_kept=not (file.shows_people or file.holds_personal))


def _content(request: HttpRequest, file: EvidenceFile, *, thumbnail: bool, etag: str) -> HttpResponseBase:
    try:
        content = storage.content_of(file.sha256, thumbnail=thumbnail).open("rb")
    except OSError as error:
        raise UnavailableError("文件内容不在服务器上，请管理员从备份恢复。") from error
    media_type = "image/jpeg" if thumbnail else file.media_type
    return answer_with(request, content, media_type=media_type, etag=etag)


def enclosed(response: HttpResponseBase, *, is_kept: bool) -> HttpResponseBase:
    """Return an answer made of a file from outside, so that nothing in it can act, and the browser keeps it only if it may."""
    response["Cache-Control"] = "private, no-cache" if is_kept else "private, no-store"
    response["Content-Security-Policy"] = _SEALED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
