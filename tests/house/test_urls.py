"""Every address: an anonymous visitor gets a page, a sign-in or a 404, never a fault and never somebody's record."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# Pages anyone may read. Everything else sends a stranger to the sign-in page or says 404.
PUBLIC = {
    "portal:home", "portal:verify", "portal:calendar", "factchecks.published", "board:dashboard", "board:measures", "board:figure", "board:figure_export", "claims:check",
    "claims:template",
    "attendance.checkin.door", "attendance.checkin.manifest", "attendance.checkin.worker",
    "produce.board", "produce.board_wishes", "produce.board_links",
    "network:map", "stories.gallery", "giving.public", "access:key_set", "board:api", "board:api-root", "board:api_definition",
}  # fmt: skip
NEEDS = {"int": "999999999", "str": "nothing", "slug": "nothing", "path": "nothing", "uuid": "0" * 32}


def addresses(resolver: URLResolver, prefix: str = "", space: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += addresses(entry, route, space or (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            found.append((f"{space}{entry.name}", route))
    return found


def filled(route: str) -> str:
    for kind, value in NEEDS.items():
        while f"<{kind}:" in route:
            before, _, rest = route.partition(f"<{kind}:")
            route = before + value + rest.partition(">")[2]
    while "<" in route:
        before, _, rest = route.partition("<")
        route = before + "nothing" + rest.partition(">")[2]
    return "/" + route.replace("^", "").replace("$", "").replace("\\", "")


OURS = [(name, filled(route)) for name, route in addresses(get_resolver()) if not route.startswith("accounts/")]
GARBAGE = ("?page=999999999999999999999", "?after=%00%ff", "?place=%F0%9F%92%A3", "?from=x&to=y", "?q=" + "界" * 3000)
REFUSALS = {302, 400, 401, 403, 404, 405, 503}


def fault(client: Client, *, name: str, address: str) -> str:
    """Return what is wrong with the answer a stranger gets, nothing where it is right."""
    response = client.get(address)
    if response.status_code == 200:
        return "" if name in PUBLIC else "shows itself to anyone"
    if response.status_code not in REFUSALS:
        return f"answers {response.status_code}"
    if response.status_code == 302 and not response["Location"].startswith(("/accounts/login/", "/")):
        return f"leads to {response['Location']}"
    return ""


@pytest.mark.django_db
def test_address_asked_by_a_stranger(client: Client) -> None:
    client.raise_request_exception = False
    found = [
        f"{name} ({address}) {wrong}" for name, address in OURS if (wrong := fault(client, name=name, address=address))
    ]
    assert len(OURS) > 100
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.django_db
def test_address_asked_with_garbage(client: Client) -> None:
    client.raise_request_exception = False
    found = [
        f"{name} ({address + query[:30]}) answers {status}"
        for name, address in OURS
        for query in GARBAGE
        if (status := client.get(address + query).status_code) >= 500 and status != 503
    ]
    assert not found, "\n".join(found)
