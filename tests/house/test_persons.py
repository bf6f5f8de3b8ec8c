"""Whatever names a person says so: columns of every page, exports, the journal; proven on people everywhere."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.test import RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast, cast
from tests.crowd import Crowd, gather
from tests.shared import World, folders, world_of
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
from tongxin.web.export import Sheet
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


def people_everywhere() -> tuple[Cast, Crowd]:
    if not Place.objects.exists():
        load(Place.objects, PlaceVersion.objects)
    built = cast()
    return built, gather(built)


world = world_of(people_everywhere)


@pytest.fixture
def crowd(world: World[tuple[Cast, Crowd]], db: None, settings: Any, tmp_path: Path) -> Crowd:
    return world.given(settings, tmp_path)[1]


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


def fillings(route: str, *, numbers: list[int]) -> list[dict[str, int]]:
    """Return what the numbers in an address may be; the first of two names what the second belongs to."""
    names = re.findall(r"<int:(\w+)>", route)
    outer = {*rows(Batch).values_list("pk", flat=True), *rows(Organisation).values_list("place", flat=True)}
    found = product(*([outer] if len(names) > 1 else []), *([numbers] if names else []))
    return [dict(zip(names, values, strict=True)) for values in found]


def rows(model: type[Any]) -> Any:
    return model.objects.whole_network(reason="the test reads every row")


def asked(view: type[Any], *, by: Actor, user: Account, query: str, values: dict[str, int]) -> Any:
    page = view()
    request: Any = RequestFactory().get("/", QueryDict(query).dict())
    request.actor, request.scope, request.user = by, by.scope, user
    page.setup(request, **values)
    return page


def found_at(view: type[Any], route: str, *, by: Actor, user: Account) -> set[int] | None:
    """Return the numbers at which a page finds a record; None where it says by itself how it finds one."""
    if route.count("<") != 1 or getattr(view, "get_record", None) is not DetailPage.get_record:
        return None
    rows = asked(view, by=by, user=user, query="", values={"pk": 0}).get_queryset()
    return set(rows.order_by().values_list("pk", flat=True))


def read(sheet: Sheet) -> Sheet:
    """Return a sheet with its rows read."""
    return replace(sheet, table=replace(sheet.table, rows=list(sheet.table.rows)))


@dataclass
class Walk:
    """What stood on every page there is and in every file it hands out, as far as it named somebody."""

    crowd: Crowd
    naming: set[str] = field(default_factory=set)
    """Routes of pages a column of which names somebody and says so."""
    silent: list[tuple[str, str, set[str]]] = field(default_factory=list)
    """Columns that do not say so."""
    kept: set[str] = field(default_factory=set)
    """Routes of pages that name somebody and may be kept by browsers."""
    asking: set[str] = field(default_factory=set)
    """Routes of pages whose file names somebody and asks what for."""
    taken: list[tuple[str, str, set[str]]] = field(default_factory=list)
    """Files that do not ask."""
    called: list[str] = field(default_factory=list)
    """Files which the journal calls by somebody's name."""

    def look(self, page: Any, route: str) -> None:
        """See a page as it is shown, and each file it hands out."""
        files: dict[str, Sheet] = {}
        with suppress(TongxinError):
            with answering_a_request() as answering:
                shown = self._list(page, files) if isinstance(page, ListPage) else self._record(page)
                found = [one for table in shown for one in self._naming(page, table)]
            self.kept |= {route} if found and not answering.about_people else set()
            self.naming |= {route for _, _, says in found if says}
            self.silent += [(route, column, words) for column, words, says in found if not says]
        for wish in self._wishes(page):
            page.request.GET = QueryDict(f"export={wish}")
            with suppress(TongxinError):
                files[wish] = read(page.sheet())
        for wish, sheet in files.items():
            self._take(sheet, route=route, wish=wish)

    def _list(self, page: ListPage, files: dict[str, Sheet]) -> Iterator[Table]:
        """Yield the table a list shows, and the one that leaves in the file that is wished for."""
        if page.exportable:
            sheet = files[page.request.GET.get("export", "")] = read(page.sheet())
            yield replace(sheet.table, columns=page.columns)
        if not page.request.GET:
            answer: Any = page.get(page.request)
            leads_on = isinstance(answer, HttpResponseRedirect)  # to a page that is walked itself
            shown = None if leads_on else answer.context_data.get("table")
            yield from [Table(page.columns, shown.rows)] if shown is not None else []

    def _record(self, page: DetailPage) -> Iterator[Table]:
        page.record = page.get_record()
        yield from [section.table for section in page.sections() if section.table is not None]

    def _wishes(self, page: Any) -> list[str]:
        """Return the names of the tables a record's page hands out."""
        if isinstance(page, ListPage) or page.record is None:
            return []
        with suppress(TongxinError):
            return [one.name for one in page.sections() if one.table is not None and one.exportable]
        return []

    def _naming(self, page: Any, table: Table) -> Iterator[tuple[str, set[str], bool]]:
        """Yield each column that holds somebody: its name, the words found in it, whether it or its page says that it does."""
        about = isinstance(page, DetailPage) and is_about_people(type(page.record))
        for column in table.columns:
            value = column.reader()
            words = self.crowd.found_in("\n".join(str(value(row)) for row in table.rows))
            if words:
                yield column.name, words, about or table.names_people(column)

    def _take(self, sheet: Sheet, *, route: str, wish: str) -> None:
        words = self.crowd.found_in(f"{sheet.title}{list(sheet.table.values())}")
        if not words:
            return
        self.asking |= {route} if sheet.is_personal else set()
        self.taken += [] if sheet.is_personal else [(route, wish, words)]
        self.called += [route] if self.crowd.found_in(exports._called(sheet)) else []


@pytest.fixture(scope="module")
def walk(world: World[tuple[Cast, Crowd]], django_db_blocker: Any, tmp_path_factory: Any) -> Walk:
    """Go to every page at every address it answers at, for those who may see most and for a member; what it writes is undone."""
    cast, crowd = world.built
    everybody = Actor(scope=Scope.everything(), name="全部", account_id=cast.accounts["province"].pk)
    walked = Walk(crowd)
    with (
        override_settings(**folders(tmp_path_factory.mktemp("walk"))),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        guarded = [model for model in OURS if issubclass(model, Guarded)]
        numbers = sorted({pk for model in guarded for pk in rows(model).values_list("pk", flat=True)})
        for _, route, view in PAGES:
            if "<slug:" in route:
                continue  # behind a secret there is what its holder wrote
            wishes = ("", "export=xlsx", "export=csv") if issubclass(view, ListPage) else ("",)
            for who, user, queries in (
                (everybody, cast.accounts["province"], wishes),
                (cast.actor("member"), cast.accounts["member"], ("",)),
            ):
                there = found_at(view, route, by=who, user=user)
                here = [one for one in numbers if there is None or one in there]
                for query, values in product(queries, fillings(route, numbers=here)):
                    walked.look(asked(view, by=who, user=user, query=query, values=values), route)
        transaction.set_rollback(True)
    return walked


@pytest.mark.slow
def test_every_column_that_names_somebody_says_so(walk: Walk) -> None:
    assert walk.silent == []
    assert walk.kept == set(), "these pages name people and let browsers keep them"
    assert walk.naming >= NAMING


def test_every_export_about_somebody_asks_what_for(walk: Walk) -> None:
    assert walk.taken == []
    assert walk.called == [], "the journal would call these files by somebody's name"
    assert walk.asking >= LEAVING


def test_record_labels_and_the_whole_journal_name_nobody(crowd: Crowd) -> None:
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


def test_every_table_about_people_hides_what_it_holds_of_them(crowd: Crowd) -> None:
    for model in OURS:
        if not issubclass(model, Guarded):
            continue
        open_ones = [one for one in model._meta.concrete_fields if not is_private(one) and one.name != "text"]
        for row in rows(model).values_list(*(one.attname for one in open_ones)):
            assert not crowd.found_in(str(row)), f"{model.__name__} keeps a name in a field that is not private: {row}"


def test_every_door_to_people_says_so(crowd: Crowd) -> None:
    naming = set()
    for door in every_door().values():
        if door.model is None:
            continue
        held = door.values_of_many(list(door.rows(Scope.everything())[:200]))
        if crowd.found_in(str(held)):
            naming.add(door.name)
            assert door.is_personal, f"{door.name} hands out names"
    assert naming >= {"persons", "members"}
