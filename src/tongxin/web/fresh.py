"""Answers programs and browsers ask for again and again: what has not changed is not sent twice."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag


def fresh_response(request: HttpRequest, content: bytes, *, media_type: str, seconds: int) -> HttpResponse:
    """Return content anybody may keep for so long, or asks again each time where that is 0; 304 to whoever has it."""
    response = HttpResponse(content, content_type=media_type)
    return tagged(request, response, seconds=seconds)


def tagged(request: HttpRequest, response: HttpResponse, *, seconds: int) -> HttpResponse:
    """Return a rendered answer with the hash of what it holds, kept by anybody for so long; 304 to whoever has it."""
    tag = quote_etag(sha256(response.content).hexdigest()[:32])
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "public, no-cache"
    known: HttpResponseBase | None = get_conditional_response(request, etag=tag, response=response)
    return known if isinstance(known, HttpResponse) else response
