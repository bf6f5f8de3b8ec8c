"""工作台: what waits for whoever has signed in, and what they put on record most."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import View

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import LIST
from tongxin.lifecycle.lives import lives
from tongxin.lifecycle.waiting import every_waiting
from tongxin.network.queries.own import person_of
from tongxin.ports.room import rooms
from tongxin.ports.waiting import Waiting
from tongxin.web import menu
from tongxin.web.pages import Link, Page
from tongxin.web.request import Asked

_QUICK = 6  # acts shown at once; the others open below them
_RECORDS = "记录"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Work that waits, and how much of it there is."""

    waiting: Waiting
    number: int

    @property
    def url(self) -> str:
        """Where it is done."""
        return self.waiting.address()


def waiting_for(by: Actor) -> list[Counted]:
    """Return what waits for this asker, what is late first; the menu's numbers are remembered on the way."""
    asked = [one for one in every_waiting() if one.concerns(by)]
    found = [Counted(waiting=one, number=number) for one in asked if (number := one.count(by))]
    if by.account_id is not None:
        menu.remember_counts(by.account_id, beside_menu(found))
    return sorted(found, key=lambda one: not one.waiting.urgent)


def beside_menu(found: Iterable[Counted]) -> dict[str, int]:
    """Return how much waits beside the entries of the menu, by the names of their addresses."""
    beside: dict[str, int] = {}
    for one in found:
        beside[one.waiting.menu] = beside.get(one.waiting.menu, 0) + one.number
    return beside


def quick_entry(by: Actor) -> list[Link]:
    """Return what this asker may put on record, of what has its list in the menu: most done of late, then records first."""
    done = journal.lately_done(by)
    listed = {item.url_name: item for room in rooms() for item in room.menu}
    ranked: list[tuple[tuple[int, bool, int], Link]] = []
    for life in lives():
        item, new = listed.get(f"{life.code}.{LIST}"), life.new
        if item is not None and new is not None and by.scope.may_anywhere(new.verb):
            name = life.name_of(new)
            link = Link(label=new.label, url=reverse(name), icon="plus")
            ranked.append(((-done[name], item.section != _RECORDS, item.order), link))
    found = [link for _, link in sorted(ranked, key=lambda one: one[0])]
    if by.scope.may_anywhere(Verb.ADMINISTER):
        found.append(Link(label="新建账号", url=reverse("access:account_new"), icon="plus"))
    return found


class WorkPage(SignedIn, Page):
    """The first page after signing in. Whoever has nothing to do here has the own page instead."""

    title = "工作台"
    template_name = "portal/work.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show what waits, or lead a member to the own page, one who may read figures, too."""
        by = self.request.actor
        if not _works(self.request.scope):
            return redirect("network:me")
        waiting, quick = waiting_for(by), quick_entry(by)
        if not waiting and not quick and person_of(by.account_id) is not None:
            return redirect("network:me")
        return super().get(request, *args, waiting=waiting, quick=quick[:_QUICK], more=quick[_QUICK:], **kwargs)


class CountsView(SignedIn, View):
    """The numbers beside the entries of the menu, by address, for pages made before they were counted."""

    request: Asked

    def get(self, request: Asked) -> HttpResponseBase:
        counts = beside_menu(waiting_for(request.actor))
        return JsonResponse({reverse(name): menu.shown_count(number) for name, number in counts.items() if name})


def _works(scope: Scope) -> bool:
    return scope.may_anywhere(Verb.VIEW)
