"""What anybody sees of the board: the page of an offer or a wish, forms without account, and where they are followed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.numerals import grouped
from tongxin.kernel.period import chinese_date
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import FORM_PAGE, FollowAct, FollowCard, OpenForm, PublicFollow, PublicForm
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.produce.actions import handshakes, offers, wishes
from tongxin.records.produce.forms import boards as forms
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Share, Wish
from tongxin.records.produce.queries import boards
from tongxin.records.produce.queries.holding import refuse_closed_group
from tongxin.records.produce.rules.seasons import season_words
from tongxin.records.produce.rules.wording import (
    amount_words,
    certificate_words,
    most_words,
    price_words,
    producer_words,
    wisher_words,
)
from tongxin.web.format import Kind
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


def offer_facts(offer: Any) -> tuple[Fact, ...]:
    """Return what anybody reads of an offer that is listed; `left` was added to it."""
    shown = (
        Fact(label="产地", value=f"{offer.place.name}{offer.village}"),
        Fact(label="供货方", value=producer_words(offer)),
        Fact(label="供应月份", value=season_words(offer.months)),
        Fact(label="价格", value=price_words(offer)),
        Fact(label="还有", value=amount_words(offer.left, offer.unit), hint=f"每{offer.get_unit_display()}净重 {grouped(offer.net_weight)} 克" if offer.net_weight else ""),
        Fact(label="认证", value=certificate_words(offer)),
        Fact(label="说明", value=offer.note),
        Fact(label="受理单位", value=offer.organiser.name),
    )  # fmt: skip
    return tuple(one for one in shown if one.value)


def wish_facts(wish: Any) -> tuple[Fact, ...]:
    """Return what anybody reads of a wish that is listed; `wanted` was added to it."""
    shown = (
        Fact(label="数量", value=amount_words(wish.wanted, wish.unit), hint="含已参团的" if wish.is_group else ""),
        Fact(label="最高单价", value=most_words(wish)),
        Fact(label="最晚需要", value=wish.needed_by, kind=Kind.DATE),
        Fact(label="送达地", value=wish.place.name),
        Fact(label="需求方", value=wisher_words(wish)),
        Fact(label="说明", value=wish.note),
        Fact(label="受理单位", value=wish.organiser.name),
    )
    return tuple(one for one in shown if one.value)


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


def _follow(token: str) -> FollowCard:
    """Return how an offer, wish or share stands, to whoever handed it in."""
    contact = boards.contact_with(token)
    if contact.share is not None:
        return _follow_share(contact.share)
    side = handshakes.OFFER if contact.offer is not None else handshakes.WISH
    record = contact.offer or contact.wish
    assert record is not None  # a contact is of one of the three  # noqa: S101
    shaken = list(boards.every_handshake_of(record))
    reached = boards.contacts_beyond(shaken, side=side)
    return FollowCard(
        title=f"{'我的供应' if side == handshakes.OFFER else '我的心愿'}：{record.product}",
        lead=_lead(record, shaken),
        facts=(*_own_facts(record), *(fact for one in shaken for fact in _told(one, side=side, reached=reached))),
        acts=(*(act for one in shaken for act in _answers(one, side=side)), *_leaving(record)),
    )


def _follow_share(share: Share) -> FollowCard:
    wish = share.wish
    stands = share.state == Share.State.JOINED
    leave = FollowAct(code="leave", label="退出团购", do=partial(_leave_group, share), confirm="确定退出这次团购吗？")
    return FollowCard(
        title=f"我的团购：{wish.product}",
        lead=f"已参团 {amount_words(share.quantity, wish.unit)}；团购{wish.get_state_display()}。" if stands else "已退出，姓名和电话已删除。",
        facts=(Fact(label="最晚需要", value=wish.needed_by, kind=Kind.DATE), Fact(label="受理单位", value=wish.organiser.name)),
        acts=(leave,) if stands and wish.state == Wish.State.LISTED else (),
    )  # fmt: skip


def _lead(record: Offer | Wish, shaken: list[Handshake]) -> str:
    waiting = sum(one.state == Handshake.State.PROPOSED for one in shaken)
    agreed = sum(one.state == Handshake.State.AGREED for one in shaken)
    if record.state in (Offer.State.CLOSED, Offer.State.WITHDRAWN):
        return f"{record.get_state_display()}：{record.close_reason}。"
    if agreed:
        return "双方都已确认，对方的联系方式在下面，请尽快联系。"
    if waiting:
        return f"有 {waiting} 个对接等双方确认，同意的请按下面的按钮。"
    return "已上架，正在找合适的对接。" if record.state == Offer.State.LISTED else f"{record.get_state_display()}。"


def _own_facts(record: Offer | Wish) -> Iterator[Fact]:
    yield Fact(label="数量", value=amount_words(record.quantity, record.unit))
    if isinstance(record, Offer):
        yield Fact(label="供应月份", value=season_words(record.months))
        yield Fact(label="价格", value=price_words(record))
    else:
        yield Fact(label="最晚需要", value=record.needed_by, kind=Kind.DATE)
    yield Fact(label="受理单位", value=record.organiser.name)


def _told(one: Handshake, *, side: str, reached: dict[int, Contact]) -> Iterator[Fact]:
    """Yield how a handshake stands; who is behind the other side only once both have agreed."""
    other = _other_words(one, side=side)
    if one.state == Handshake.State.PROPOSED:
        own = getattr(one, f"{side}_agreed") is not None
        yield Fact(label="对接", value=other, hint="您已同意，等对方确认" if own else "等您确认")
    elif one.state == Handshake.State.DECLINED:
        yield Fact(label="对接", value=other, hint=f"未继续：{one.close_reason}")
    else:
        contact = reached.get(one.pk)
        known = f"{contact.name} {contact.mobile}" if contact is not None and contact.name else "请联系受理单位"
        yield Fact(label="对接", value=other, hint=one.get_state_display())
        yield Fact(label="对方联系方式", value=known if one.state == Handshake.State.AGREED else "")


def _other_words(one: Handshake, *, side: str) -> str:
    amount = amount_words(one.quantity, one.offer.unit)
    if side == handshakes.WISH:
        offer = one.offer
        whose = producer_words(offer)
        return f"{offer.place.name}{whose}的{offer.product} {amount}，{price_words(offer)}"
    wish = one.wish
    whose = wisher_words(wish)
    return f"{wish.place.name}{whose}要{wish.product} {amount}，{chinese_date(wish.needed_by)}前"


def _answers(one: Handshake, *, side: str) -> Iterator[FollowAct]:
    if one.state != Handshake.State.PROPOSED:
        return
    what = f"{_other_words(one, side=side)}"
    if getattr(one, f"{side}_agreed") is None:
        yield FollowAct(
            code=f"yes-{one.pk}",
            label="同意对接",
            do=partial(_agree, one, side=side),
            confirm=f"{what}。双方都同意后，您的姓名和电话会告诉对方，确定吗？",
            primary=True,
        )
    yield FollowAct(
        code=f"no-{one.pk}",
        label="不同意",
        do=partial(_decline, one, side=side),
        confirm=f"确定不同意这次对接吗？{what}",
    )


def _leaving(record: Offer | Wish) -> Iterator[FollowAct]:
    if isinstance(record, Offer):
        if record.state != Offer.State.WITHDRAWN:
            words = "撤回后立即下架，姓名和电话删除，不能恢复，确定吗？"
            yield FollowAct(code="leave", label="撤回同意并下架", do=partial(_withdraw_offer, record), confirm=words)
    elif record.state != Wish.State.CLOSED:
        words = "撤回后姓名和电话删除，不能恢复，确定吗？"
        yield FollowAct(code="leave", label="撤回心愿", do=partial(_withdraw_wish, record), confirm=words)


def _agree(one: Handshake, *, by: Actor, side: str) -> str:
    handshakes.agree_own(one, by=by, side=side)
    both = one.state == Handshake.State.AGREED
    return "双方都已确认，对方的联系方式在下面。" if both else "已同意，等对方确认。"


def _decline(one: Handshake, *, by: Actor, side: str) -> str:
    handshakes.decline_own(one, by=by, side=side)
    return "已告知受理单位，这次不对接。"


def _withdraw_offer(offer: Offer, *, by: Actor) -> str:
    offers.withdraw_own_offer(offer, by=by)
    return "已撤回并下架，姓名和电话已删除。"


def _withdraw_wish(wish: Wish, *, by: Actor) -> str:
    wishes.withdraw_own_wish(wish, by=by)
    return "已撤回，姓名和电话已删除。"


def _leave_group(share: Share, *, by: Actor) -> str:
    wishes.leave_group(share, by=by)
    return "已退出，姓名和电话已删除。"


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
FOLLOW = PublicFollow(prefix=boards.FOLLOWED, read=_follow)
