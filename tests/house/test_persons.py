"""Whatever names a person says so: columns of every page, exports, the journal; proven on people everywhere."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast
from tests.cast import cast as build
from tests.crowd import Crowd, gather
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.access.models import Account
from tongxin.access.scopes import actor_of
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Place, PlaceVersion
from tongxin.network.models.register import load
from tongxin.web.pages import DetailPage, ListPage
from tongxin.web.table import Table

OURS = [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]
# Pages whose tables are known to hold people here: a walk that no longer reaches them proves nothing.
NAMING = {
    "network:people", "network:members", "network:applications", "network:forms", "network:transfers",
    "network:requests", "network:merge_requests", "network:organisation", "network:election", "network:person",
    "training:class", "intake:batch",
}  # fmt: skip


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Any) -> Cast:
    settings.TONGXIN_EXPORTS = tmp_path / "exports"
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    if not Place.objects.exists():
        load(Place.objects, PlaceVersion.objects)
    return build()


@pytest.fixture
def crowd(cast: Cast) -> Crowd:
    return gather(cast)


def views(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, route, space or (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None)
            if view is not None and issubclass(view, ListPage | DetailPage):
                yield f"{space}{entry.name}", route, view


PAGES = list(views(get_resolver()))


def numbers() -> list[int]:
    """Return the number of every row there is: whatever an address may be filled with."""
    found: set[int] = set()
    for model in OURS:
        if issubclass(model, Guarded):
            found |= set(model.unguarded.values_list("pk", flat=True))
    return sorted(found)


def asked(rf: RequestFactory, view: type[Any], *, by: Actor, query: str = "", **kwargs: Any) -> Any:
    page = view()
    request: Any = rf.get("/", QueryDict(query).dict())
    request.actor, request.scope = by, by.scope
    request.user = Account.objects.get(pk=by.account_id)
    page.setup(request, **kwargs)
    return page


def tables(page: Any) -> Iterator[tuple[str, Table]]:
    """Yield every table of a page with its title, as an export would hold it where it may be exported."""
    if isinstance(page, ListPage):
        sheet = page.sheet()
        yield sheet.title, Table(page.columns, list(sheet.table.rows), model=sheet.table.model)
        return
    page.record = page.get_record()
    for section in page.sections():
        if section.table is not None:
            yield page.heading(), section.table


def leaks(page: Any, crowd: Crowd) -> Iterator[tuple[str, set[str], bool]]:
    """Yield each column that holds somebody: its name, the words found in it, whether it says that it does."""
    for _, table in tables(page):
        for column in table.columns:
            read = column.reader()
            words = crowd.found_in("\n".join(str(read(row)) for row in table.rows))
            if words:
                yield column.name, words, table.names_people(column)


def seen(rf: RequestFactory, cast: Cast, view: type[Any], route: str) -> Iterator[Any]:
    """Yield the page at every address it answers at, for those who may see most: with and without a wish to export."""
    everybody = actor_of(cast.accounts["province"])
    by = Actor(scope=Scope.everything(), name="全部", account_id=everybody.account_id)
    for who in (by, cast.actor("member")):
        for query in ("", "export=xlsx", "export=csv"):
            if "<" not in route:
                yield asked(rf, view, by=who, query=query)
                continue
            name = route.partition(":")[2].partition(">")[0]
            for number in numbers():
                yield asked(rf, view, by=who, query=query, **{name: number})


def test_every_column_that_names_somebody_says_so(cast: Cast, crowd: Crowd, rf: RequestFactory) -> None:
    naming: dict[str, set[str]] = defaultdict(set)
    silent: list[tuple[str, str, set[str]]] = []
    for name, route, view in PAGES:
        for page in seen(rf, cast, view, route):
            try:
                found = list(leaks(page, crowd))
            except TongxinError:
                continue
            naming[name] |= {column for column, _, says in found if says}
            silent += [(name, column, words) for column, words, says in found if not says]
    assert silent == []
    assert {name for name, columns in naming.items() if columns} >= NAMING
