"""Public pages of records: whoever holds the code on a paper or in a link reads the one record it names, nothing else."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.views.generic.base import View

from tongxin.access import site, throttle
from tongxin.kernel.errors import NotFoundError
from tongxin.ports.public import PublicCard, PublicPage, public_path
from tongxin.ports.room import rooms
from tongxin.web.fresh import fresh_response, tagged
from tongxin.web.pages import Page

MOST, SPAN = 60, 60  # a hall full of people shares one address
_KEPT_SECONDS: Final = 300
_MISSING: Final = "没有这个页面，请核对网址是否完整。"
# Inside a script element only these could end it or begin markup.
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


class PublicRecord(Page):
    """One record, as its room shows it to anybody."""

    template_name = "portal/public.html"

    @cached_property
    def kind(self) -> PublicPage:
        """The kind of page the address names."""
        return page_kind(self.kwargs["prefix"])

    @cached_property
    def shown(self) -> PublicCard:
        """What is shown; asked for once the asker has been counted."""
        return self.kind.read(self.kwargs["code"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count who asks before anything is looked up: codes are not to be tried out."""
        if self.kind.throttled:
            throttle.count(f"public.{self.kind.prefix}.{throttle.caller(request)}", most=MOST, seconds=SPAN)
        response = super().dispatch(request, *args, **kwargs)
        if not self.shown.indexed:
            response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        # What is around the page differs for whoever has signed in: that is kept by nobody.
        if self.shown.cacheable and not request.user.is_authenticated and isinstance(response, TemplateResponse):
            return tagged(request, response.render(), seconds=0)  # what was corrected is read at once
        add_never_cache_headers(response)
        patch_cache_control(response, no_store=True)
        return response

    def heading(self) -> str:
        """Return what the record is."""
        return self.shown.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the card and the same for programs."""
        tone = {True: "good", False: "bad", None: ""}[self.shown.holds]
        linked = SafeString(json.dumps(self._structured(), ensure_ascii=False).translate(_ESCAPES))
        here = _home(self.request) + public_path(self.kind.prefix, self.kwargs["code"])
        return super().get_context_data(
            card=self.shown,
            tone=tone,
            linked=linked,
            home=reverse("portal:home"),
            here=here,
            feed=reverse("portal:feed", args=[self.kind.prefix]) if self.kind.feed else "",
            feed_title=self.kind.feed_title,
            **kwargs,
        )

    def _structured(self) -> Mapping[str, Any]:
        """Return the same for programs, its own path as a whole address."""
        said = dict(self.shown.structured)
        own = str(said.get("url", ""))
        return said | {"url": _home(self.request) + own} if own.startswith("/") else said


class PublicFile(View):
    """A picture that is made for a page."""

    def get(self, request: HttpRequest, prefix: str, code: str, name: str) -> HttpResponse:
        """Send it unless the browser has it."""
        kind = page_kind(prefix)
        if kind.throttled or name not in kind.files:
            raise NotFoundError(_MISSING)
        content = kind.files[name](code, address=_home(request) + public_path(prefix, code))
        return fresh_response(request, content, media_type="image/png", seconds=0)


class PublicFeed(View):
    """The newest pages of a kind as an Atom feed."""

    def get(self, request: HttpRequest, prefix: str) -> HttpResponse:
        """Send it unless the reader has it."""
        kind, home = page_kind(prefix), _home(request)
        if kind.feed is None:
            raise NotFoundError(_MISSING)
        feed = Atom1Feed(
            title=f"{site.current().name}：{kind.feed_title}",
            link=f"{home}/",
            description="",
            language="zh-CN",
            feed_url=home + reverse("portal:feed", args=[prefix]),
        )
        for one in kind.feed():
            address = home + public_path(prefix, one.code)
            feed.add_item(
                title=one.title, link=address, description=one.text, unique_id=address, author_name=one.author,
                pubdate=one.published, updateddate=one.changed,
            )  # fmt: skip
        content = feed.writeString("utf-8").encode()
        return fresh_response(request, content, media_type="application/atom+xml; charset=utf-8", seconds=_KEPT_SECONDS)


def page_kind(prefix: str) -> PublicPage:
    """Return the kind of page an address names; raises `NotFoundError`."""
    for room in rooms():
        for one in room.public:
            if one.prefix == prefix:
                return one
    raise NotFoundError(_MISSING)


def _home(request: HttpRequest) -> str:
    return site.public_address(request.build_absolute_uri("/"))
