"""What every page template knows: the site, the menu the asker may see."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongxin.access import site
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.desk import figures_notice
from tongxin.ports.room import rooms
from tongxin.web.menu import remembered_counts


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `site`, `site_name` (a page of a library may put its own `site` in the way), `site_address` (where it is reached), `demo` (whether the 演示数据 mark shows), `figures_notice` (what is to be said of all figures) `menu` (entries within the asker's scope) and `menu_uncounted` (whether a script is to ask how much waits)."""
    facts = site.current()
    scope: Scope = getattr(request, "scope", Scope())
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    counts = remembered_counts(request.user.pk) if signed_in else {}
    menu = [
        replace(item, count=counts[item.url_name]) if counts and item.url_name in counts else item
        for room in rooms()
        for item in room.menu
        if (item.verb is None or scope.may_anywhere(item.verb)) and (signed_in or not item.own)
    ]
    return {
        "site": facts,
        "site_name": facts.name,
        "site_address": lambda: site.public_address(request.build_absolute_uri("/")),  # asked for where a page has need
        "demo": facts.is_demo,
        "figures_notice": figures_notice(),
        "menu": sorted(menu, key=lambda item: item.order),
        "home_url": reverse("portal:work") if signed_in else "/",
        "counts_url": reverse("portal:work_counts"),
        "menu_uncounted": counts is None and scope.may_anywhere(Verb.VIEW),
    }
