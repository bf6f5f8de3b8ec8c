"""The addresses of a life's pages."""

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern
from django.views.generic.base import View

from tongxin.access.guard import Guarded
from tongxin.lifecycle.addresses import DETAIL, LIST, patterns
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.pages.acting import ActButton, AskedOnce, RecordActPage, RecordEntry
from tongxin.lifecycle.pages.lists import RecordList
from tongxin.lifecycle.pages.taking_back import TakeBackPage
from tongxin.lifecycle.taking_back import PAGE


def pages_of(
    life: Life,
    *,
    list: type[RecordList] | None = None,  # noqa: A002 - the page's own name
    detail: type[View] | None = None,
    entry: type[RecordEntry] = RecordEntry,
    acts: Mapping[str, type[View]] | None = None,
) -> tuple[URLPattern, ...]:
    """Return the addresses of a life: its list and record page where given, and a page or button for every act.

    `acts` names the acts that have a page of their own.
    """
    own = acts or {}
    views: dict[str, Any] = {}
    if list is not None:
        views[LIST] = list.as_view()
    if life.new is not None:
        views[life.new.code] = entry.as_view(life=life, one=life.new)
    if detail is not None:
        views[DETAIL] = detail.as_view()
    for one in life.acts:
        views[one.code] = own.get(one.code, _usual(one)).as_view(life=life, one=one)
    if issubclass(life.model, Guarded):  # a place is none: a zone is merged and split, never taken back
        views[PAGE] = TakeBackPage.as_view(life=life)
    return tuple(patterns(life, views))


def _usual(one: Act) -> type[View]:
    if one.form is not None:
        return RecordActPage
    return AskedOnce if one.ends else ActButton
