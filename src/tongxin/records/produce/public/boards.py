"""The pages of offers and wishes anybody reads, and the forms anybody fills in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.kernel.errors import NotFoundError
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import FORM_PAGE, OpenForm, PublicForm
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.produce.actions import offers, wishes
from tongxin.records.produce.forms import boards as forms
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Wish
from tongxin.records.produce.public.cards import offer_facts, wish_facts
from tongxin.records.produce.queries import boards
from tongxin.records.produce.queries.holding import refuse_closed_group
from tongxin.web.pages import Fact, FieldGroup

CONSENTS = (
    ConsentText(
        purpose=forms.LISTING,
        label="公开供应信息",
        version=1,
        text="同意在产销对接公开页展示产品、产地、供应月份、价格、数量和认证；不展示姓名和电话，可以随时撤回，撤回后立即下架。",
        once=True,
    ),
    ConsentText(
        purpose=forms.CONTACT,
        label="产销对接联系",
        version=1,
        text="同意受理单位为这次对接联系我；对接双方都确认后，把我的姓名和电话告诉对方，不作他用；结束后 90 天内删除。",
        once=True,
    ),
)
_WHO = FieldGroup(title="联系人（不公开）", fields=("name", "mobile"), hint="双方都确认后，才告诉对方。")
_OFFER_GROUPS = (
    FieldGroup(title="产品", fields=("product", "place", "village", "producer", "producer_name", "months")),
    FieldGroup(title="数量和价格", fields=("quantity", "unit", "net_weight", "price_from", "price_to")),
    FieldGroup(title="认证和说明", fields=("certificate", "certificate_number", "note")),
    _WHO,
    FieldGroup(title="同意", fields=("listing", "contact")),
)
_WISH_GROUPS = (
    FieldGroup(title="想要什么", fields=("product", "quantity", "unit", "price_most", "needed_by", "place", "note")),
    FieldGroup(title="谁要", fields=("wisher", "wisher_name", "is_group")),
    _WHO,
    FieldGroup(title="同意", fields=("contact",)),
)
_GONE = "没有找到，可能已经下架或被撤回。"


@dataclass(frozen=True, kw_only=True)
class _Taker:
    """Who takes in a wish, and the offer it is written for, if any."""

    link: BoardLink
    offer: Offer | None = None


def _listed(rows: QuerySet[Any], code: str) -> Any:
    found = rows.filter(code=code).first() if "\x00" not in code else None
    if found is None:
        raise NotFoundError(_GONE)
    return found


def _read_offer(code: str) -> PublicCard:
    offer = _listed(boards.listed_offers(), code)
    link = boards.link_of(offer)
    wanted = reverse(FORM_PAGE, args=[boards.WISHES, offer.code])
    ask = (Fact(label="想要这个", value="填写心愿，不用登录", link=wanted),) if link is not None else ()
    return PublicCard(title=offer.product, lead="供应信息由受理单位审核后公开。", facts=(*offer_facts(offer), *ask))


def _read_wish(code: str) -> PublicCard:
    wish = _listed(boards.listed_wishes(), code)
    link = boards.link_of(wish)
    offered = reverse(FORM_PAGE, args=[boards.OFFERS, link.token]) if link is not None else ""
    joined = reverse(FORM_PAGE, args=[boards.GROUPS, wish.code]) if wish.is_group else ""
    ways = (
        Fact(label="一起买", value="参加团购，不用登录", link=joined) if joined else None,
        Fact(label="我有货", value="登记供应，不用登录", link=offered) if offered else None,
    )
    title = f"{'团购' if wish.is_group else '想要'}：{wish.product}"
    return PublicCard(title=title, facts=(*wish_facts(wish), *(one for one in ways if one is not None)))


def _find_offer_form(token: str) -> OpenForm:
    link = boards.link_with(token)
    return OpenForm(
        subject=link,
        title="登记供应",
        lead=f"由{link.organiser.name}受理，审核后上架；这里不收付货款。",
        form=forms.agreeing(forms.PublicOfferForm, forms.LISTING, forms.CONTACT),
        groups=_OFFER_GROUPS,
        button="提交供应",
        done="已提交，审核后上架。请收藏本页地址，凭它查看对接、确认或撤回。",
    )


def _find_wish_form(token: str) -> OpenForm:
    offer = boards.listed_offers().filter(code=token).first() if "\x00" not in token else None
    link = boards.link_of(offer) if offer is not None else boards.link_with(token)
    if link is None:
        raise NotFoundError(_GONE)
    return OpenForm(
        subject=_Taker(link=link, offer=offer),
        title=f"我想要：{offer.product}" if offer is not None else "登记心愿",
        lead=f"由{link.organiser.name}受理，审核后请供货方确认；这里不收付货款。",
        form=_wish_form(offer),
        facts=offer_facts(offer) if offer is not None else (),
        groups=_WISH_GROUPS,
        button="提交心愿",
        done="已提交，审核后上架。请收藏本页地址，凭它查看对接、确认或撤回。",
    )


def _wish_form(offer: Offer | None) -> type[Form]:
    """Return the form of a wish; for one offer it asks neither product nor unit."""
    known = {"product": None, "unit": None} if offer is not None else {}
    return forms.agreeing(forms.PublicWishForm, forms.CONTACT, **known)


def _hand_in_offer(subject: BoardLink, *, by: Actor, token: str, **values: Any) -> str:
    return offers.receive_offer(subject, by=by, token=token, **values)


def _hand_in_share(subject: Wish, *, by: Actor, token: str, **values: Any) -> str:
    return wishes.join_group(subject, by=by, token=token, **values)


def _hand_in_wish(subject: _Taker, *, by: Actor, token: str, **values: Any) -> str:
    if subject.offer is not None:
        values |= {"product": subject.offer.product, "unit": subject.offer.unit}
    return wishes.receive_wish(subject.link, by=by, token=token, offer=subject.offer, **values)


def _find_group(token: str) -> OpenForm:
    wish = _listed(boards.listed_wishes().filter(is_group=True), token)
    refuse_closed_group(wish)
    return OpenForm(
        subject=wish,
        title=f"参加团购：{wish.product}",
        lead=f"由{wish.organiser.name}受理；这里不收付货款，数量按{wish.get_unit_display()}算。",
        facts=wish_facts(wish),
        form=forms.agreeing(forms.PublicShareForm, forms.CONTACT),
        groups=(FieldGroup(title="要多少", fields=("quantity",)), _WHO, FieldGroup(title="同意", fields=("contact",))),
        button="参加团购",
        done="已参团。请收藏本页地址，凭它查看或退出。",
    )


PAGES = (
    PublicPage(prefix=boards.OFFERS, read=_read_offer, throttled=False),
    PublicPage(prefix=boards.WISHES, read=_read_wish, throttled=False),
)
FORMS = (
    PublicForm(
        prefix=boards.OFFERS,
        find=_find_offer_form,
        hand_in=_hand_in_offer,
        follow=boards.FOLLOWED,
        most_an_address=30,
        most_a_link=300,
    ),
    PublicForm(
        prefix=boards.WISHES,
        find=_find_wish_form,
        hand_in=_hand_in_wish,
        follow=boards.FOLLOWED,
        most_an_address=30,
        most_a_link=300,
    ),
    PublicForm(
        prefix=boards.GROUPS,
        find=_find_group,
        hand_in=_hand_in_share,
        follow=boards.FOLLOWED,
        most_an_address=60,
        most_a_link=600,
    ),
)
