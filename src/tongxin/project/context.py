"""What every page template knows: the site, the menu the asker may see."""

from typing import Any

from django.http import HttpRequest

from tongxin.access import site
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import figures_notice
from tongxin.ports.room import rooms


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `site`, `site_name` (a page of a library may put its own `site` in the way), `site_address` (where it is reached), `demo` (whether the 演示数据 mark shows), `figures_notice` (what is to be said of all figures) and `menu` (entries within the asker's scope)."""
    facts = site.current()
    scope: Scope = getattr(request, "scope", Scope())
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    menu = [
        item
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
    }
