"""Whatever names a person says so: columns of every page, exports, the journal; proven on people everywhere."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponseRedirect, QueryDict
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast
from tests.cast import cast as build
from tests.crowd import Crowd, gather
from tongxin.access import exports
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded, answering_a_request
from tongxin.access.models import Account, Entry
from tongxin.intake.door import every_door
from tongxin.intake.models import Batch
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Organisation, Place, PlaceVersion
from tongxin.network.models.register import load
from tongxin.web.pages import DetailPage, ListPage
from tongxin.web.personal import is_about_people, is_private
from tongxin.web.table import Table

OURS = [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]
# Addresses whose tables are known to hold people here: a walk that no longer reaches them proves nothing.
NAMING = {
    "people/", "organisations/<int:pk>/members/", "people/applications/", "people/applications/forms/", "people/transfers/",
    "people/requests/", "people/merge-requests/", "organisations/<int:pk>/", "organisations/elections/<int:pk>/",
    "training/<int:pk>/", "contests/<int:pk>/", "contest-entries/<int:pk>/", "registrations/", "certificates/", "import/<int:pk>/",
    "import/<int:batch>/rows/<int:pk>/",
}  # fmt: skip


LEAVING = {
    "certificates/", "training/<int:pk>/", "people/", "people/<int:pk>/", "organisations/<int:pk>/members/", "organisations/<int:pk>/",
    "organisations/elections/<int:pk>/", "registrations/",
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
    return sorted(
        {pk for model in OURS if issubclass(model, Guarded) for pk in rows(model).values_list("pk", flat=True)}
    )


def fillings(route: str) -> Iterator[dict[str, int]]:
    """Yield what the numbers in an address may be; the first of two names what the second belongs to."""
    names = re.findall(r"<int:(\w+)>", route)
    outer = {*rows(Batch).values_list("pk", flat=True), *rows(Organisation).values_list("place", flat=True)}
    for values in product(*([outer] if len(names) > 1 else []), *([numbers()] if names else [])):
        yield dict(zip(names, values, strict=True))


def rows(model: type[Any]) -> Any:
    return model.objects.whole_network(reason="the test reads every row")


def asked(rf: RequestFactory, view: type[Any], *, by: Actor, query: str = "", **kwargs: Any) -> Any:
    page = view()
    request: Any = rf.get("/", QueryDict(query).dict())
    request.actor, request.scope = by, by.scope
    request.user = Account.objects.get(pk=by.account_id)
    page.setup(request, **kwargs)
    return page


def tables(page: Any) -> Iterator[Table]:
    """Yield every table of a page as it is shown, and as it would leave in a file."""
    if isinstance(page, ListPage):
        if page.exportable:
            sheet = page.sheet()
            yield Table(page.columns, list(sheet.table.rows), model=sheet.table.model)
        answer = page.get(page.request) if not page.request.GET else None
        leads_on = isinstance(answer, HttpResponseRedirect)  # to a page that is walked itself
        shown = answer.context_data.get("table") if answer is not None and not leads_on else None
        yield from [Table(page.columns, shown.rows)] if shown is not None else []
        return
    page.record = page.get_record()
    yield from [section.table for section in page.sections() if section.table is not None]


def leaks(page: Any, crowd: Crowd) -> Iterator[tuple[str, set[str], bool]]:
    """Yield each column that holds somebody: its name, the words found in it, whether it or its page says that it does."""
    for table in tables(page):
        about = isinstance(page, DetailPage) and is_about_people(type(page.record))
        for column in table.columns:
            read = column.reader()
            words = crowd.found_in("\n".join(str(read(row)) for row in table.rows))
            if words:
                yield column.name, words, about or table.names_people(column)


def seen(rf: RequestFactory, cast: Cast, view: type[Any], route: str) -> Iterator[Any]:
    """Yield the page at every address it answers at, to look at and to export, for those who may see most and for a member."""
    everybody = Actor(scope=Scope.everything(), name="全部", account_id=cast.accounts["province"].pk)
    wishes = ("", "export=xlsx", "export=csv") if issubclass(view, ListPage) else ("",)
    if "<slug:" in route:
        return  # behind a secret there is what its holder wrote
    for who, queries in ((everybody, wishes), (cast.actor("member"), ("",))):
        for query in queries:
            for values in fillings(route):
                yield asked(rf, view, by=who, query=query, **values)


def test_every_column_that_names_somebody_says_so(cast: Cast, crowd: Crowd, rf: RequestFactory) -> None:
    naming: dict[str, set[str]] = defaultdict(set)
    silent: list[tuple[str, str, set[str]]] = []
    kept: set[str] = set()
    for _, route, view in PAGES:
        for page in seen(rf, cast, view, route):
            try:
                with answering_a_request() as answering:
                    found = list(leaks(page, crowd))
            except TongxinError:
                continue
            kept |= {route} if found and not answering.about_people else set()
            naming[route] |= {column for column, _, says in found if says}
            silent += [(route, column, words) for column, words, says in found if not says]
    assert silent == []
    assert kept == set(), "these pages name people and let browsers keep them"
    assert {route for route, columns in naming.items() if columns} >= NAMING


def test_every_export_about_somebody_asks_what_for(cast: Cast, crowd: Crowd, rf: RequestFactory) -> None:
    silent, asking = [], set()
    for _, route, view in PAGES:
        for page in seen(rf, cast, view, route):
            wishes = ["xlsx"] * page.exportable if isinstance(page, ListPage) else _sections(page)
            for wish in wishes:
                page.request.GET = QueryDict(f"export={wish}")
                try:
                    sheet = page.sheet()
                    words = crowd.found_in(f"{sheet.title}{list(sheet.table.values())}")
                except TongxinError:
                    continue
                asking |= {route} if words and sheet.is_personal else set()
                silent += [(route, wish, words)] if words and not sheet.is_personal else []
                if words:
                    assert not crowd.found_in(exports._called(sheet)), route  # what the journal calls it
    assert silent == []
    assert asking >= LEAVING


def _sections(page: Any) -> list[str]:
    try:
        page.record = page.get_record()
        return [one.name for one in page.sections() if one.table is not None and one.exportable]
    except TongxinError:
        return []


def test_record_labels_and_the_whole_journal_name_nobody(cast: Cast, crowd: Crowd) -> None:
    kinds = set()
    for model in OURS:
        if model is Account:
            continue  # whoever works here is named in the journal: that is what it is for
        for row in rows(model) if issubclass(model, Guarded) else model._default_manager.all():
            kinds.add(model)
            assert not crowd.found_in(str(row)), f"{model.__name__} calls a row by somebody's name"
    assert {model.__name__ for model in OURS if is_about_people(model)} - {model.__name__ for model in kinds} == set()
    lines = list(rows(Entry))
    assert len(lines) > 30
    for line in lines:
        held = f"{line.record_label} {line.reason} {line.before} {line.after}"
        assert not crowd.found_in(held), f"{line.action} tells a name"


def test_every_table_about_people_hides_what_it_holds_of_them(cast: Cast, crowd: Crowd) -> None:
    for model in OURS:
        if not issubclass(model, Guarded):
            continue
        open_ones = [one for one in model._meta.concrete_fields if not is_private(one) and one.name != "text"]
        for row in rows(model).values_list(*(one.attname for one in open_ones)):
            assert not crowd.found_in(str(row)), f"{model.__name__} keeps a name in a field that is not private: {row}"


def test_every_door_to_people_says_so(cast: Cast, crowd: Crowd) -> None:
    naming = set()
    for door in every_door().values():
        if door.model is None:
            continue
        held = door.values_of_many(list(door.rows(Scope.everything())[:200]))
        if crowd.found_in(str(held)):
            naming.add(door.name)
            assert door.is_personal, f"{door.name} hands out names"
    assert naming >= {"persons", "members"}
