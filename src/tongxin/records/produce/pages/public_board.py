"""The public board: offers and wishes anybody may search, and where to hand in one. Nothing on it names a person."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from tongxin.access.guard import under
from tongxin.network.forms.fields import PlaceField
from tongxin.ports.open_forms import FORM_PAGE
from tongxin.ports.public import public_path
from tongxin.records.produce.pages.columns import CERTIFICATE, LEFT, MOST, PRICE, SEASON, WANTED
from tongxin.records.produce.queries import boards
from tongxin.records.produce.rules.seasons import month_bit
from tongxin.records.produce.rules.wording import producer_words
from tongxin.web.filters import Filter, choice, form_of, narrowed, text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Link, ListPage
from tongxin.web.table import Column

OFFERS_PAGE, WISHES_PAGE, LINKS_PAGE = "produce.board", "produce.board_wishes", "produce.board_links"
_LISTS = (("供应", OFFERS_PAGE, "list"), ("心愿和团购", WISHES_PAGE, "list"), ("我要登记", LINKS_PAGE, "plus"))


def _in_place(label: str) -> Filter:
    return Filter(
        name="place",
        field=lambda: PlaceField(label=label, required=False),
        narrow=lambda rows, place: rows.filter(under(place.path, lookup="place__path")),
    )


def _in_month(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(in_month=F("months").bitand(month_bit(int(value)))).filter(in_month__gt=0)
    return found


class _Board(ListPage):
    """A list anybody may read. Caches may keep it and must ask each time: what is withdrawn is gone with the next look."""

    exportable = False
    filters: Sequence[Filter] = ()
    called = ""
    subtitle = "由当地联谊组织审核后公开，不收付货款；姓名和电话不公开，双方都确认后才互相告知。"

    @property
    def filter_form(self) -> type[forms.Form] | None:  # type: ignore[override]  # made from the filters
        """The form of the filters."""
        return form_of(self.filters)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and say that it is asked for anew each time; what has not changed is not sent twice."""
        response = super().dispatch(request, *args, **kwargs)
        if not isinstance(response, TemplateResponse) or response.status_code != 200:
            return response
        response.render()
        return self._kept(request, response)

    @staticmethod
    def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
        tag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = tag
        patch_cache_control(
            response, no_cache=True, **({"private": True} if request.user.is_authenticated else {"public": True})
        )
        patch_vary_headers(response, ["Cookie"])
        return get_conditional_response(request, etag=tag, response=response) or response

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        return narrowed(rows, self.filters, values)

    def links(self) -> Sequence[Link]:
        """Lead to the other lists of the board."""
        return tuple(
            Link(label=label, url=reverse(name), icon=icon, primary=name == LINKS_PAGE)
            for label, name, icon in _LISTS
            if name != self.called
        )


class OfferBoard(_Board):
    """What is on offer."""

    called = OFFERS_PAGE
    title = "产销对接：供应"
    order = ("-received", "-id")
    filters = (
        text("product", label="产品"),
        _in_place("产地"),
        choice("month", lambda: [(str(one), f"{one}月") for one in range(1, 13)], label="供应月份", narrow=_in_month),
    )
    columns = (
        Column(name="product", label="产品", value="product", link=lambda one: public_path(boards.OFFERS, one.code)),
        Column(name="place", label="产地", value=lambda one: f"{one.place.name}{one.village}"),
        Column(name="producer", label="供货方", value=producer_words),
        SEASON,
        PRICE,
        LEFT,
        CERTIFICATE,
        Column(name="organiser", label="受理单位", value="organiser.name"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        return boards.listed_offers()

    def empty(self) -> Empty:
        return Empty(title="现在没有供应", hint="有产品要卖的，可以按「我要登记」。")


class WishBoard(_Board):
    """What is wished for, group orders included."""

    called = WISHES_PAGE
    title = "产销对接：心愿和团购"
    order = ("needed_by", "id")
    filters = (
        text("product", label="产品"),
        _in_place("送达地"),
        choice(
            "group",
            lambda: [("yes", "团购"), ("no", "不是团购")],
            label="团购",
            narrow=lambda rows, value: rows.filter(is_group=value == "yes"),
        ),
    )
    columns = (
        Column(name="product", label="想要", value="product", link=lambda one: public_path(boards.WISHES, one.code)),
        Column(name="kind", label="类别", value=lambda one: "团购" if one.is_group else one.get_wisher_display()),
        WANTED,
        MOST,
        Column(name="needed_by", label="最晚需要", value="needed_by", kind=Kind.DATE),
        Column(name="place", label="送达地", value="place.name"),
        Column(name="organiser", label="受理单位", value="organiser.name"),
    )

    def get_queryset(self) -> QuerySet[Any]:
        return boards.listed_wishes()

    def empty(self) -> Empty:
        return Empty(title="现在没有心愿", hint="想买什么的，可以按「我要登记」。")


class LinkBoard(_Board):
    """Who takes in offers and wishes without account."""

    called = LINKS_PAGE
    title = "产销对接：到哪里登记"
    order = ("path", "id")
    filters = (_in_place("地区"),)
    columns = (
        Column(name="organiser", label="受理单位", value="organiser.name"),
        Column(name="place", label="地区", value="place.name"),
        Column(
            name="offer",
            label="有货要卖",
            value=lambda _: "登记供应",
            link=lambda one: reverse(FORM_PAGE, args=[boards.OFFERS, one.token]),
        ),
        Column(
            name="wish",
            label="想买东西",
            value=lambda _: "登记心愿",
            link=lambda one: reverse(FORM_PAGE, args=[boards.WISHES, one.token]),
        ),
    )

    def get_queryset(self) -> QuerySet[Any]:
        return boards.open_links()

    def empty(self) -> Empty:
        return Empty(title="还没有开放登记的单位", hint="请直接联系当地联谊组织。")


PAGES = (
    path("produce-board/", OfferBoard.as_view(), name=OFFERS_PAGE),
    path("produce-board/wishes/", WishBoard.as_view(), name=WISHES_PAGE),
    path("produce-board/links/", LinkBoard.as_view(), name=LINKS_PAGE),
)
