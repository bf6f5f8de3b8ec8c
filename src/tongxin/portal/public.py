"""Public pages of records: whoever holds the code on a paper or in a link reads the one record it names, nothing else."""

import json
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.safestring import SafeString

from tongxin.access import throttle
from tongxin.kernel.errors import NotFoundError
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.ports.room import rooms
from tongxin.web.pages import Page

MOST, SPAN = 60, 60  # a hall full of people shares one address
_KEPT_SECONDS: Final = 300
# Inside a script element only these could end it or begin markup.
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


class PublicRecord(Page):
    """One record, as its room shows it to anybody."""

    template_name = "portal/public.html"

    @cached_property
    def kind(self) -> PublicPage:
        """The kind of page the address names."""
        for room in rooms():
            for one in room.public:
                if one.prefix == self.kwargs["prefix"]:
                    return one
        raise NotFoundError("没有这个页面，请核对网址是否完整。")

    @cached_property
    def shown(self) -> PublicCard:
        """What is shown; asked for once the asker has been counted."""
        return self.kind.read(self.kwargs["code"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count who asks before anything is looked up: codes are not to be tried out."""
        if self.kind.throttled:
            throttle.count(f"public.{self.kind.prefix}.{throttle.caller(request)}", most=MOST, seconds=SPAN)
        response = super().dispatch(request, *args, **kwargs)
        if self.shown.cacheable:
            patch_cache_control(response, public=True, max_age=_KEPT_SECONDS)
        else:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def heading(self) -> str:
        """Return what the record is."""
        return self.shown.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the card and the same for programs."""
        tone = {True: "good", False: "bad", None: ""}[self.shown.holds]
        linked = SafeString(json.dumps(self.shown.structured, ensure_ascii=False).translate(_ESCAPES))
        home = reverse("portal:home")
        return super().get_context_data(card=self.shown, tone=tone, linked=linked, home=home, **kwargs)
