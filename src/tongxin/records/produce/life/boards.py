"""The states of links, offers, wishes and handshakes, who may do what in each, and the words for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tongxin.kernel.scope import Scope
from tongxin.lifecycle.life import Act, Life
from tongxin.records.produce.actions import handshakes, links, offers, wishes
from tongxin.records.produce.forms import boards as forms
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Wish
from tongxin.web.fields import ReasonForm

Link, Offered, Wished, Shaken = BoardLink.State, Offer.State, Wish.State, Handshake.State
PROPOSED = (Shaken.PROPOSED,)
ENDED = (Shaken.CAME, Shaken.NOTHING)
_WAITS_DAYS = 14

LINK = Life(
    model=BoardLink,
    code="produce.link",
    prefix="produce-links/",
    missing="没有找到这个登记入口，可能不在您的权限范围内。",
    new=Act("open", "开放登记入口", links.open_link, form=forms.LinkForm, to=(Link.OPEN,), button="开放"),
    acts=(
        Act("close", "关闭入口", links.close_link, from_=(Link.OPEN,), to=(Link.CLOSED,)),
        Act("reopen", "重新开放", links.reopen_link, from_=(Link.CLOSED,), to=(Link.OPEN,), primary=True),
    ),
)

OFFER = Life(
    model=Offer,
    code="produce.offer",
    prefix="produce-offers/",
    evidence=True,
    missing="没有找到这条供应，可能不在您的权限范围内。",
    new=Act("record", "登记供应", offers.record_offer, form=forms.NewOfferForm, to=(Offered.DRAFT,)),
    acts=(
        Act(
            "publish",
            "上架",
            offers.list_offer,
            from_=(Offered.DRAFT, Offered.RECEIVED),
            to=(Offered.LISTED,),
            primary=True,
            done="已上架，公开页上可以看到。",
        ),
        Act(
            "agree",
            "登记同意公开",
            offers.record_consent,
            form=forms.ConsentedForm,
            from_=(Offered.DRAFT, Offered.RECEIVED),
        ),
        Act("correct", "更正", offers.correct_offer, form=forms.OfferForm, from_=offers.OPEN, corrects=True),
        Act("close", "结束", offers.close_offer, form=ReasonForm, from_=offers.OPEN, to=(Offered.CLOSED,)),
        Act(
            "withdraw",
            "登记撤回同意",
            offers.withdraw_offer,
            form=ReasonForm,
            from_=(*offers.OPEN, Offered.CLOSED),
            to=(Offered.WITHDRAWN,),
            done="已撤回：公开页上已看不到，联系方式已删除。",
        ),
    ),
)

WISH = Life(
    model=Wish,
    code="produce.wish",
    prefix="produce-wishes/",
    missing="没有找到这个心愿，可能不在您的权限范围内。",
    overdue=lambda day: {"state__in": wishes.OPEN, "needed_by__lt": day},
    new=Act("record", "登记心愿", wishes.record_wish, form=forms.NewWishForm, to=(Wished.RECEIVED,)),
    acts=(
        Act(
            "publish",
            "上架",
            wishes.list_wish,
            from_=(Wished.RECEIVED,),
            to=(Wished.LISTED,),
            primary=True,
            done="已上架，公开页上可以看到。",
        ),
        Act("correct", "更正", wishes.correct_wish, form=forms.WishForm, from_=wishes.OPEN, corrects=True),
        Act(
            "close",
            "结束",
            wishes.close_wish,
            form=ReasonForm,
            from_=(*wishes.OPEN, Wished.MATCHED, Wished.FOLLOWED),
            to=(Wished.CLOSED,),
        ),
    ),
)


def _said(side: str) -> Callable[[Any, Scope, int | None], str]:
    """Return what refuses to take a confirmation down twice."""

    def refusal(handshake: Handshake, scope: Scope, account: int | None) -> str:
        del scope, account
        return "这一方已经确认过，等另一方确认。" if getattr(handshake, f"{side}_agreed") is not None else ""

    return refusal


def _sides(handshake: Handshake) -> tuple[str, str]:
    return handshake.path, handshake.wish_path


HANDSHAKE = Life(
    model=Handshake,
    code="produce.handshake",
    prefix="produce-handshakes/",
    missing="没有找到这次对接，可能不在您的权限范围内。",
    counted=(Shaken.CAME,),
    overdue=lambda day: {"state__in": PROPOSED, "proposed__lt": day - timedelta(days=_WAITS_DAYS)},
    new=Act("propose", "提出对接", handshakes.propose_handshake, form=forms.HandshakeForm, to=PROPOSED, button="提出"),
    acts=(
        Act(
            "agree_offer",
            "登记供方确认",
            handshakes.agree_for_offer,
            form=forms.HeardForm,
            from_=PROPOSED,
            to=(Shaken.PROPOSED, Shaken.AGREED),
            by_another_than=lambda one: one.wish_agreed_by,
            refusal=_said("offer"),
        ),
        Act(
            "agree_wish",
            "登记需方确认",
            handshakes.agree_for_wish,
            form=forms.HeardForm,
            from_=PROPOSED,
            to=(Shaken.PROPOSED, Shaken.AGREED),
            path=lambda one: one.wish_path,
            by_another_than=lambda one: one.offer_agreed_by,
            refusal=_said("wish"),
        ),
        Act(
            "decline",
            "登记谢绝",
            handshakes.decline_handshake,
            form=ReasonForm,
            from_=PROPOSED,
            to=(Shaken.DECLINED,),
            sides=_sides,
        ),
        Act(
            "follow",
            "登记回访结果",
            handshakes.follow_up,
            form=forms.OutcomeForm,
            from_=(Shaken.AGREED,),
            to=ENDED,
            sides=_sides,
            primary=True,
        ),
        Act(
            "correct",
            "更正",
            handshakes.correct_outcome,
            form=forms.OutcomeForm,
            from_=ENDED,
            to=ENDED,
            sides=_sides,
            corrects=True,
        ),
    ),
)
