"""What every page has: a title, a way back, things to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from tongxin.web import export
from tongxin.web.export import Sheet
from tongxin.web.request import Asked


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something to do or read next. `post` makes it a button that sends a form; `primary` gives it the accent."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    post: bool = False


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """A step on the way to this page."""

    label: str
    url: str


class Page(TemplateResponseMixin, ContextMixin, View):
    """A page with a heading. Subclasses give `title`, and override what differs per request."""

    request: Asked
    title = ""
    subtitle = ""

    def heading(self) -> str:
        """Return the page's title."""
        return self.title

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back, outermost first."""
        return ()

    def links(self) -> Sequence[Link]:
        """Return the buttons beside the title: only what this asker may do."""
        return ()

    def canonical(self) -> str:
        """Return the one address of a public page that has several, below the root of the site; empty for all others.

        Also for pages robots.txt keeps from being listed: they have no address to be listed under.
        """
        return ""

    def notice(self) -> str:
        """Return what whoever reads the page must know first, where there is something."""
        return ""

    def send(self, sheet: Sheet, *, form: str) -> HttpResponseBase:
        """Send a table as a file. Rooms above may have it written later, or ask what for."""
        return export.download(sheet, form)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Show the page."""
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add heading, crumbs, links and notice."""
        head = {"heading": self.heading(), "subtitle": self.subtitle, "crumbs": self.crumbs(), "links": self.links()}
        head |= {"notice": self.notice(), "canonical": self.canonical()}
        return super().get_context_data(**head, **kwargs)
