"""Where the pages of records are: one address scheme for every life, so that no room writes another one's paths.

A record of `training.class` with the prefix `training/` has its list at `/training/`, its page at `/training/7/`, the
act `hold` at `/training/7/hold/`. The address of an act is called like the act: `training.class.hold`.
"""

from functools import cache
from typing import Any

from django.urls import URLPattern, path, reverse

from tongxin.figures import Fact
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.lives import life_of
from tongxin.ports.room import rooms

LIST, DETAIL = "list", "detail"


def address_of(record: Any, page: str = DETAIL) -> str:
    """Return the address of a page of a record, or of the page that shows it where it has none of its own.

    `page` is the code of an act, or `detail`. Raises `LookupError` for a record that no page shows.
    """
    life = life_of(type(record))
    if life is not None and page == DETAIL and life.shown_with is not None:
        return address_of(life.shown_with(record))
    if life is not None and life.located is not None:
        return life.located(record, page)
    if life is not None and (page != DETAIL or not life.shown_elsewhere):
        return address(life, page, record.pk)
    return _shown_at(record)


def address(life: Life, page: str, number: int) -> str:
    """Return the address of a page of the record with this number."""
    before, after = _around(f"{life.code}.{page}")
    return f"{before}{number}{after}"


def list_of(life: Life, **query: str) -> str:
    """Return the address of the list of a life's records."""
    return reverse(f"{life.code}.{LIST}", query=query or None)


def page_template(model: type[Any]) -> str:
    """Return the address of a table's pages with `{}` for the record's number, below the root of the site.

    Raises `LookupError` for a table whose records have no page.
    """
    life = life_of(model)
    if life is None or life.shown_elsewhere or life.shown_with is not None:
        raise LookupError(f"records of {model._meta.label} have no page")
    return f"/{life.prefix}{{}}/"


def with_page(fact: Fact) -> Fact:
    """Return a fact with the address of the records that show it."""
    return fact.on_page(page_template(fact.shown_by)) if isinstance(fact, TableFact) else fact


def patterns(life: Life, views: dict[str, Any]) -> list[URLPattern]:
    """Return the addresses of a life's pages: `list`, `detail`, `new`'s act and every other act of `views`."""
    found = []
    for page, view in views.items():
        found.append(path(_route(life, page), view, name=f"{life.code}.{page}"))
    return found


def _route(life: Life, page: str) -> str:
    if page == LIST:
        return life.prefix
    if life.new is not None and page == life.new.code:
        return f"{life.prefix}new/"
    return f"{life.prefix}<int:pk>/" if page == DETAIL else f"{life.prefix}<int:pk>/{page}/"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after


def _shown_at(record: Any) -> str:
    """Return where the rows of the record's facts are shown: a roster line on the page of whatever it belongs to."""
    for fact in (fact for room in rooms() for fact in room.facts if isinstance(fact, TableFact)):
        if fact.source.model is type(record):
            rows = fact.source.table().filter(pk=record.pk)  # also one that does not count yet
            number = rows.values_list(fact.source.expression(fact.shown_key), flat=True).first()
            if number is not None:
                return page_template(fact.shown_by).format(number) + fact.anchor.format(key=record.pk)
    raise LookupError(f"no page shows {record._meta.label}")
