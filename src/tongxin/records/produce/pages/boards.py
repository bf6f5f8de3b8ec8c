"""The pages of whoever looks after the board: lists and records of links, offers, wishes and handshakes."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.generic.base import View

from tongxin.access.views import SignedIn
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.quantity import show_money
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import LIST, address_of
from tongxin.lifecycle.naming import numbered_name
from tongxin.lifecycle.pages import RecordEntry, RecordList, RecordPage, pages_of, state_words
from tongxin.lifecycle.pages.showing import only
from tongxin.network.forms.filters import place_filter
from tongxin.ports.open_forms import FOLLOW_PAGE, FORM_PAGE
from tongxin.ports.public import public_path
from tongxin.records.produce.actions.contacts import renew_address
from tongxin.records.produce.life.boards import HANDSHAKE, LINK, OFFER, WISH
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Wish
from tongxin.records.produce.pages.columns import LEFT, MOST, PRICE, SEASON, WANTED
from tongxin.records.produce.pages.public_board import OFFERS_PAGE
from tongxin.records.produce.queries import boards
from tongxin.records.produce.queries.boards import Proposed
from tongxin.records.produce.rules.seasons import season_words
from tongxin.records.produce.rules.wording import (
    amount_words,
    certificate_words,
    most_words,
    price_words,
    producer_words,
    wisher_words,
)
from tongxin.web.filters import text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, FieldGroup, Link, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

_LISTS = (("供应", OFFER), ("心愿", WISH), ("对接", HANDSHAKE), ("登记入口", LINK))


class _BoardList(RecordList):
    """A list of the board, with the way to its other lists and to what anybody sees of it."""

    def links(self) -> Sequence[Link]:
        """Lead to the other lists."""
        others = tuple(
            Link(label=label, url=reverse(f"{life.code}.{LIST}")) for label, life in _LISTS if life is not self.life
        )
        return (*super().links(), *others, Link(label="公开页", url=reverse(OFFERS_PAGE)))


class LinkList(_BoardList):
    """The links the asker may see."""

    life = LINK
    order = ("-opened", "-id")
    narrowed_by = (text("organiser__name", label="受理单位"), place_filter(), "state")
    shown = ("organiser", "place", "opened", "state")
    nothing = Empty(title="还没有登记入口", hint="开放以后，农户和市民不用登录，在手机上就能登记供应和心愿。")


class LinkPage(RecordPage):
    """One link: the addresses of its forms and the codes to print."""

    life = LINK
    related = ("organiser", "place")

    def card(self) -> Sequence[Fact | str]:
        one: BoardLink = self.record
        opened = one.state == BoardLink.State.OPEN
        kinds = (("登记供应", boards.OFFERS), ("登记心愿", boards.WISHES)) if opened else ()
        return (
            "state",
            "organiser",
            "opened",
            *(fact for label, prefix in kinds for fact in self._ways(label, prefix)),
        )

    def _ways(self, label: str, prefix: str) -> Sequence[Fact]:
        address = reverse(FORM_PAGE, args=[prefix, self.record.token])
        shown = self.request.build_absolute_uri(address)
        return (
            Fact(label=f"{label}地址", value=shown, link=address),
            Fact(label=f"{label}二维码", value="下载二维码", link=f"{address}code.svg?download"),
        )


class OfferList(_BoardList):
    """The offers the asker may see, latest first. Who is behind one is on no list."""

    life = OFFER
    order = ("-received", "-id")
    narrowed_by = (text("product", "village", label="产品或村"), place_filter(), "state", "producer", "certificate")
    shown = ("product", "organiser", "place", "village", "producer", SEASON, PRICE, LEFT, "received", "state")
    nothing = Empty(title="还没有供应", hint="登记农户、合作社的产品，或开放登记入口由他们自己填写。")

    def get_queryset(self) -> QuerySet[Any]:
        return boards.with_left(super().get_queryset())


class WishList(_BoardList):
    """The wishes the asker may see, latest first."""

    life = WISH
    order = ("-received", "-id")
    narrowed_by = (text("product", label="产品"), place_filter(), "state", "wisher", "is_group")
    shown = ("product", "organiser", "place", "wisher", "is_group", WANTED, MOST, "needed_by", "received", "state")
    nothing = Empty(title="还没有心愿", hint="登记企业、食堂、市民想买的，或开放登记入口由他们自己填写。")

    def get_queryset(self) -> QuerySet[Any]:
        return boards.with_wanted(super().get_queryset())


class HandshakeList(_BoardList):
    """The handshakes of either side the asker may see, latest first."""

    life = HANDSHAKE
    order = ("-proposed", "-id")
    narrowed_by = (text("offer__product", "wish__product", label="产品"), place_filter(), "state")
    shown = (
        Column(name="offer", label="供应", value="offer.product"),
        Column(name="from", label="产地", value="offer.place"),
        Column(name="wish", label="心愿", value="wish.product"),
        Column(name="to", label="送达地", value="wish.place"),
        Column(name="quantity", label="数量", value=lambda one: amount_words(one.quantity, one.offer.unit)),
        "proposed",
        "state",
    )
    nothing = Empty(title="还没有对接", hint="在一条供应的页面上看「可以对接的心愿」，合适的就提出对接。")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("offer__place", "wish__place")


class _BoardPage(RecordPage):
    """What the pages of an offer and a wish share."""

    related = ("organiser", "place")

    def _contact(self) -> tuple[Fact, ...]:
        """Return whom to call, to those who may read persons."""
        contact = boards.contact_of(self.record) if self.request.scope.may(Verb.MEMBERS, self.record.path) else None
        if contact is None:
            return ()
        until = f"不公开，保存到{chinese_date(contact.kept_until)}"
        return (Fact(label="联系人", value=f"{contact.name} {contact.mobile}".strip() or "已删除", hint=until),)

    def _public(self, prefix: str) -> Fact:
        address = public_path(prefix, self.record.code)
        listed = self.record.state == Offer.State.LISTED
        return Fact(label="公开页", value="已公开" if listed else "", link=address if listed else "")

    def _renewing(self) -> tuple[Link, ...]:
        contact = boards.contact_of(self.record) if self.request.scope.may(Verb.MEMBERS, self.record.path) else None
        if contact is None or not contact.name:
            return ()
        return (Link(label="发查询地址", url=reverse("produce.contact_renew", args=[contact.pk]), post=True),)

    def links(self) -> Sequence[Link]:
        """Offer an address to follow it by beside what the state offers."""
        return [*super().links(), *self._renewing()]

    def _handshakes(self) -> Section:
        rows = list(boards.handshakes_of(self.record, scope=self.request.scope))
        return Section(
            name="handshakes", title="对接", table=Table(_HANDSHAKES, rows, caption="对接"), empty="还没有对接。"
        )


class OfferPage(_BoardPage):
    """One offer: what is known, what may go with it, what came of it."""

    life = OFFER

    def card(self) -> Sequence[Fact | str]:
        one: Offer = self.record
        consent = f"{chinese_date(one.consented)}，{one.consent_how}" if one.consented else "还没有登记"
        return (
            Fact(label="状态", value=state_words(one), hint=one.close_reason),
            Fact(label="供货方", value=producer_words(one)),
            Fact(label="产地", value=f"{one.place.name}{one.village}"),
            Fact(label="供应月份", value=season_words(one.months)),
            Fact(label="价格", value=price_words(one)),
            Fact(
                label="可供数量",
                value=amount_words(one.quantity, one.unit),
                hint=f"还有 {amount_words(boards.left_of(one), one.unit)}",
            ),
            Fact(label="每件净重", value=one.net_weight or "", kind=Kind.GRAM if one.net_weight else Kind.TEXT),
            Fact(label="认证", value=certificate_words(one)),
            "note",
            "organiser",
            "source",
            "received",
            Fact(label="同意公开", value=consent if one.consent_withdrawn is None else "已撤回"),
            self._public(boards.OFFERS),
            *self._contact(),
        )

    def own_sections(self) -> Sequence[Section]:
        shown = [self._handshakes()]
        if self.record.state == Offer.State.LISTED:
            found = boards.wishes_for(self.record, day=today())
            shown.insert(0, _matching("可以对接的心愿", found, first=_WISH_COLUMN, empty="还没有想要这个产品的心愿。"))
        return shown


class WishPage(_BoardPage):
    """One wish: what is known, what may go with it, what came of it."""

    life = WISH

    def card(self) -> Sequence[Fact | str]:
        one: Wish = self.record
        number = boards.shares_of(one).count() if one.is_group else 0
        joined = f"已有 {number} 份参团，共 {amount_words(boards.wanted_of(one), one.unit)}" if one.is_group else ""
        return (
            Fact(label="状态", value=state_words(one), hint=one.close_reason),
            Fact(label="需求方", value=wisher_words(one)),
            Fact(label="数量", value=amount_words(one.quantity, one.unit), hint=joined),
            Fact(label="最高单价", value=most_words(one)),
            "needed_by",
            "place",
            "note",
            Fact(label="看中的供应", value=one.offer, link=address_of(one.offer)) if one.offer else "offer",
            "organiser",
            "source",
            "received",
            self._public(boards.WISHES),
            *self._contact(),
        )

    def own_sections(self) -> Sequence[Section]:
        shown = [self._handshakes()]
        if self.record.state in (Wish.State.LISTED, Wish.State.MATCHED):
            found = boards.offers_for(self.record, day=today())
            shown.insert(0, _matching("可以对接的供应", found, first=_OFFER_COLUMN, empty="还没有这个产品的供应。"))
        return shown


class HandshakePage(RecordPage):
    """One handshake: the two sides, who has confirmed, what came of it. Contacts are on the pages of the two sides alone."""

    life = HANDSHAKE
    related = ("offer__place", "wish__place")

    def heading(self) -> str:
        one: Handshake = self.record
        return f"对接：{one.offer.product} → {one.wish.place.name}"

    def card(self) -> Sequence[Fact | str]:
        one: Handshake = self.record
        return (
            Fact(label="状态", value=state_words(one), hint=one.close_reason),
            Fact(label="供应", value=f"{one.offer.place.name}{one.offer.product}", link=self._page(one.offer)),
            Fact(label="心愿", value=f"{one.wish.place.name}要{one.wish.product}", link=self._page(one.wish)),
            Fact(label="对接数量", value=amount_words(one.quantity, one.offer.unit)),
            "proposed",
            "offer_agreed",
            "wish_agreed",
            "followed",
            Fact(label="成交", value=_came(one)),
            "why_not",
        )

    def _page(self, record: Offer | Wish) -> str:
        """Return where a side is shown to this asker: its record, or its public page."""
        if self.request.scope.may(Verb.VIEW, record.path):
            return address_of(record)
        prefix = boards.OFFERS if isinstance(record, Offer) else boards.WISHES
        return public_path(prefix, record.code) if record.state == Offer.State.LISTED else ""


class HandshakeEntry(RecordEntry):
    """Proposes a handshake; the address may name the two."""

    groups = (
        FieldGroup(title="对接", fields=("offer", "wish", "quantity"), hint="双方都确认后，才互相看到联系方式。"),
    )


class ContactRenewal(SignedIn, View):
    """Gives whoever is behind an offer or a wish a new address to follow it by, and shows it this once."""

    verb = Verb.MEMBERS
    http_method_names = ("post",)
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponse:
        """Do it."""
        contact = only(Contact.objects.visible_to(request.scope), pk, missing="没有找到这个联系人。")
        token = renew_address(contact, by=request.actor)
        address = request.build_absolute_uri(reverse(FOLLOW_PAGE, args=[boards.FOLLOWED, token]))
        messages.success(request, f"新的查询地址只显示这一次，请发给本人：{address}")
        return HttpResponseRedirect(address_of(contact.offer or contact.wish))


def _came(one: Handshake) -> str:
    if one.state != Handshake.State.CAME:
        return ""
    return f"{amount_words(one.came_quantity, one.offer.unit)}，{show_money(one.came_value)}"


def _propose(found: Proposed) -> str:
    same = found.wish.unit == found.offer.unit
    quantity = min(found.asked.left, found.asked.wanted) if same else ""
    query = {"offer": numbered_name(found.offer), "wish": numbered_name(found.wish), "quantity": quantity}
    return reverse("produce.handshake.propose", query=query)


def _reason(place: int, label: str) -> Column:
    def words(found: Proposed) -> str:
        one = found.reasons[place]
        return f"{_MARKS[one.fits]}{one.words}"

    return Column(name=f"reason{place}", label=label, value=words)


_MARKS = {True: "✓ ", False: "✗ ", None: ""}
_REASONS = tuple(_reason(place, label) for place, label in enumerate(("品名", "季节", "数量", "价格", "地区")))
_WISH_COLUMN = Column(name="wish", label="心愿", value=lambda found: found.wish.product)
_OFFER_COLUMN = Column(name="offer", label="供应", value=lambda found: found.offer.product)
_PROPOSE = Column(name="propose", label="对接", value=lambda _: "提出对接", link=_propose)
_HANDSHAKES = (
    Column(name="proposed", label="提出日期", value="proposed", kind=Kind.DATE, link=address_of),
    Column(name="offer", label="产地", value="offer.place"),
    Column(name="wish", label="送达地", value="wish.place"),
    Column(name="quantity", label="数量", value=lambda one: amount_words(one.quantity, one.offer.unit)),
    Column(name="state", label="状态", value=state_words),
    Column(name="came", label="成交", value=_came),
)


def _matching(title: str, found: Sequence[Proposed], *, first: Column, empty: str) -> Section:
    table = Table((first, *_REASONS, _PROPOSE), found, caption=title)
    note = "✓ 合适，✗ 不合适，其余请双方商定；不打分、不排名。" if found else ""
    return Section(name="matches", title=title, table=table, note=note, empty=empty, exportable=False)


PAGES = (
    path("produce-contacts/<int:pk>/renew/", ContactRenewal.as_view(), name="produce.contact_renew"),
    *pages_of(LINK, list=LinkList, detail=LinkPage),
    *pages_of(OFFER, list=OfferList, detail=OfferPage),
    *pages_of(WISH, list=WishList, detail=WishPage),
    *pages_of(HANDSHAKE, list=HandshakeList, detail=HandshakePage, entry=HandshakeEntry),
)
