"""How an offer, a wish or a share stands, to whoever handed it in, and what its holder may do."""

from collections.abc import Iterator
from functools import partial

from tongxin.access.actor import Actor
from tongxin.kernel.period import chinese_date
from tongxin.ports.open_forms import FollowAct, FollowCard, PublicFollow
from tongxin.records.produce.actions import handshakes, offers, wishes
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.wishes import Share, Wish
from tongxin.records.produce.queries import boards
from tongxin.records.produce.rules.seasons import season_words
from tongxin.records.produce.rules.wording import (
    amount_words,
    price_words,
    producer_words,
    wisher_words,
)
from tongxin.web.format import Kind
from tongxin.web.pages import Fact


def read(token: str) -> FollowCard:
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


FOLLOW = PublicFollow(prefix=boards.FOLLOWED, read=read)
