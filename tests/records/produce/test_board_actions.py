"""Offers and wishes from the first word to the follow-up; who sees whom to call, and when."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.produce import board_samples as board
from tests.records.produce.board_samples import ROWS, again, outcome, proposed
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.models import EvidenceFile
from tongxin.records.produce.actions import contacts, expiring, handshakes, links, offers, wishes
from tongxin.records.produce.models import Contact, Handshake, Offer, Share, Wish
from tongxin.records.produce.queries import boards, holding

NOBODY = Actor.nobody()
WHO = {"name": "赵例火", "mobile": "138-0013-8003"}


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def contact_of(record: Any) -> Contact:
    found = boards.contact_of(record)
    assert found is not None
    return found


def received(cast: Cast, token: str = "t1", **changes: Any) -> Offer:
    link = board.opened_link(cast)
    details = {name: value for name, value in board.offer_details(cast, **changes).items() if name != "organiser"}
    offers.receive_offer(link, by=NOBODY, token=token, listing=1, contact=1, **WHO, **details)
    offer = boards.contact_with(token).offer
    assert offer is not None
    return offer


def test_offer_handed_in_waits_for_somebody_to_look_at_it(cast: Cast) -> None:
    offer = received(cast)
    assert (offer.state, offer.source, offer.path) == ("received", "link", cast.county.path)
    assert (offer.consented, offer.consent_version, offer.consent_how) == (today(), 1, "网上表单")
    contact = contact_of(offer)
    assert (contact.name, contact.mobile, contact.consent_version) == ("赵例火", "13800138003", 1)
    assert contact.kept_until == today() + timedelta(days=365)
    line = Entry.objects.whole_network(reason=ROWS).filter(action="produce.offer.receive").get()
    assert line.actor == "登记人"
    assert not Offer.objects.published().exists()
    offers.list_offer(offer, by=cast.actor("secretary"))
    assert list(Offer.objects.published()) == [offer]
    assert offer.listed == today()


def test_form_sent_twice_is_one_offer(cast: Cast) -> None:
    link = board.opened_link(cast)
    details = {name: value for name, value in board.offer_details(cast).items() if name != "organiser"}
    sent = [offers.receive_offer(link, by=NOBODY, token="t", listing=1, contact=1, **WHO, **details) for _ in range(2)]
    assert sent == ["t", "t"]
    assert Offer.objects.counted().count() == 1


def test_closed_link_takes_nothing_and_opens_at_a_new_address(cast: Cast) -> None:
    link = board.opened_link(cast)
    before = link.token
    links.close_link(link, by=SYSTEM)
    with pytest.raises(ConflictError, match="已经关闭"):
        holding.hold_open(link)
    links.reopen_link(link, by=SYSTEM)
    assert link.token != before
    assert boards.link_with(link.token) == link


def test_offer_without_consent_is_not_listed(cast: Cast) -> None:
    offer = board.waiting_offer(cast, consented=None, consent_how="")
    with pytest.raises(ConflictError, match="还没有同意公开"):
        offers.list_offer(offer, by=SYSTEM)
    with pytest.raises(InputError, match="还没有到"):
        offers.record_consent(offer, by=SYSTEM, day=today() + timedelta(days=1), how="电话")
    offers.record_consent(offer, by=SYSTEM, day=today(), how="电话")
    assert offers.list_offer(offer, by=SYSTEM).state == "listed"
    with pytest.raises(InputError, match="还没有到"):
        board.waiting_offer(cast, consented=today() + timedelta(days=1))


def test_certificate_needs_a_file_that_shows_it(cast: Cast) -> None:
    offer = board.waiting_offer(cast, certificate="green", certificate_number="LB-1")
    with pytest.raises(ConflictError, match="写了「绿色食品」，请先在本页"):
        offers.list_offer(offer, by=SYSTEM)
    EvidenceFile.objects.create(
        record_type="produce.offer", record_id=offer.pk, path=offer.path, kind="photo", name="证书.jpg", sha256="1",
        original_sha256="1", media_type="image/jpeg", bytes=1, added_by="宁乡秘书",
    )  # fmt: skip
    assert offers.list_offer(offer, by=SYSTEM).state == "listed"
    plain = board.listed_offer(cast)
    changed = board.offer_details(cast, certificate="organic", certificate_number="1")
    with pytest.raises(ConflictError, match="写了「有机产品」"):
        offers.correct_offer(plain, by=SYSTEM, reason="有了证书", **changed)
    assert again(plain).certificate == "none"


def test_withdrawn_consent_closes_the_listing_and_erases_the_contact_at_once(cast: Cast) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = proposed(offer, wish)
    offers.withdraw_own_offer(again(offer), by=NOBODY)
    assert not Offer.objects.published().exists()
    offer = again(offer)
    assert (offer.state, offer.consent_withdrawn, offer.close_reason) == ("withdrawn", today(), "供货方撤回")
    assert (contact_of(offer).name, contact_of(offer).mobile) == ("", "")
    assert (again(one).state, again(one).close_reason) == ("declined", "供货方已撤回")
    with pytest.raises(ConflictError, match="已经撤回"):
        offers.withdraw_own_offer(offer, by=NOBODY)
    with pytest.raises(ConflictError, match="已经删除"):
        contacts.renew_address(contact_of(offer), by=SYSTEM)


def test_closed_offer_keeps_its_contact_a_while(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    one = proposed(offer, board.listed_wish(cast))
    offers.close_offer(offer, by=cast.actor("secretary"), reason="卖完了")
    assert (again(offer).closed, again(offer).close_reason) == (today(), "卖完了")
    assert contact_of(offer).kept_until == today() + timedelta(days=90)
    assert again(one).state == "declined"
    quiet = board.listed_offer(cast, name="", mobile="")
    offers.close_offer(quiet, by=SYSTEM, reason="卖完了")
    assert boards.contact_of(quiet) is None


def test_offer_moves_with_whatever_hangs_on_it(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    one = proposed(offer, board.listed_wish(cast))
    details = board.offer_details(cast, organiser=cast.city)
    offers.correct_offer(offer, by=SYSTEM, reason="由市里受理", **details)
    assert {again(offer).path, contact_of(offer).path, again(one).path} == {cast.city.path}
    nameless = board.waiting_offer(cast, name="", mobile="")
    assert offers.correct_offer(nameless, by=SYSTEM, reason="改", **details).path == cast.city.path
    with pytest.raises(ForbiddenError):
        offers.correct_offer(offer, by=cast.actor("secretary"), reason="改回", **board.offer_details(cast))


def test_quantity_is_not_corrected_below_what_was_agreed(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    board.agreed(offer, board.listed_wish(cast))
    for changes in ({"quantity": 499}, {"unit": "kilo"}):
        with pytest.raises(InputError, match="已经对接了 500斤"):
            offers.correct_offer(offer, by=SYSTEM, reason="写错", **board.offer_details(cast, **changes))
    offers.correct_offer(offer, by=SYSTEM, reason="写错", **board.offer_details(cast, quantity=500))
    assert boards.left_of(offer) == 0


def test_wish_of_a_day_gone_by_is_refused(cast: Cast) -> None:
    yesterday = today() - timedelta(days=1)
    with pytest.raises(InputError, match="已经过了"):
        board.waiting_wish(cast, needed_by=yesterday)
    link = board.opened_link(cast)
    details = {
        name: value for name, value in board.wish_details(cast, needed_by=yesterday).items() if name != "organiser"
    }
    with pytest.raises(InputError, match="已经过了"):
        wishes.receive_wish(link, by=NOBODY, token="t", contact=1, **WHO, **details)
    wish = board.waiting_wish(cast)
    with pytest.raises(InputError, match="已经过了"):
        wishes.correct_wish(wish, by=SYSTEM, reason="改", **board.wish_details(cast, needed_by=yesterday))
    Wish.objects.whole_network(reason=ROWS).update(needed_by=yesterday)
    with pytest.raises(ConflictError, match="已经过了，不能上架"):
        wishes.list_wish(again(wish), by=SYSTEM)
    late = again(wish)
    wishes.correct_wish(late, by=SYSTEM, reason="改", **board.wish_details(cast, needed_by=yesterday, quantity=9))
    assert again(wish).quantity == 9


def test_wish_sent_twice_is_one_and_moves_with_its_handshakes(cast: Cast) -> None:
    link = board.opened_link(cast)
    details = {name: value for name, value in board.wish_details(cast).items() if name != "organiser"}
    sent = [wishes.receive_wish(link, by=NOBODY, token="t", contact=1, **WHO, **details) for _ in range(2)]
    assert sent == ["t", "t"]
    assert Wish.objects.counted().count() == 1
    wish = boards.contact_with("t").wish
    assert wish is not None
    wishes.list_wish(wish, by=SYSTEM)
    one = proposed(board.listed_offer(cast), wish)
    wishes.correct_wish(wish, by=SYSTEM, reason="由市里受理", **board.wish_details(cast, organiser=cast.city))
    assert {contact_of(wish).path, again(one).wish_path} == {cast.city.path}
    assert again(one).path == cast.county.path


def test_group_order_is_joined_and_left_without_account(cast: Cast) -> None:
    wish = board.listed_wish(cast, is_group=True)
    for _ in range(2):
        assert wishes.join_group(wish, by=NOBODY, token="t2", contact=1, quantity=30, **WHO) == "t2"
    wishes.join_group(wish, by=NOBODY, token="t3", contact=1, quantity=20, **WHO)
    assert boards.wanted_of(wish) == 550
    assert boards.listed_wishes().get().wanted == 550  # type: ignore[attr-defined]  # annotated
    share = boards.contact_with("t2").share
    assert share is not None
    assert contact_of(share).kept_until == wish.needed_by + timedelta(days=90)
    wishes.leave_group(share, by=NOBODY)
    assert (boards.wanted_of(wish), contact_of(share).name) == (520, "")
    with pytest.raises(ConflictError, match="已经退出"):
        wishes.leave_group(share, by=NOBODY)
    with pytest.raises(InputError, match="已经有人参团"):
        wishes.correct_wish(wish, by=SYSTEM, reason="改", **board.wish_details(cast))
    wishes.correct_wish(
        wish, by=SYSTEM, reason="由市里受理", **board.wish_details(cast, is_group=True, organiser=cast.city)
    )
    assert {one.path for one in Share.objects.whole_network(reason=ROWS)} == {cast.city.path}
    assert {one.path for one in Contact.objects.whole_network(reason=ROWS)} == {cast.city.path}
    wishes.close_wish(wish, by=SYSTEM, reason="买到了")
    assert {one.kept_until for one in Contact.objects.whole_network(reason=ROWS).exclude(name="")} == {
        today() + timedelta(days=90)
    }


@pytest.mark.parametrize(
    "changes", [{"is_group": False}, {"state": "matched"}, {"needed_by": today() - timedelta(days=1)}]
)
def test_group_order_that_is_over_takes_nobody_in(cast: Cast, changes: dict[str, Any]) -> None:
    wish = board.listed_wish(cast, is_group=True)
    Wish.objects.whole_network(reason=ROWS).update(**changes)
    with pytest.raises(ConflictError, match="已经截止"):
        wishes.join_group(wish, by=NOBODY, token="t", contact=1, quantity=3, **WHO)


def test_group_order_is_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "MOST_SHARES", 1)
    wish = board.listed_wish(cast, is_group=True)
    wishes.join_group(wish, by=NOBODY, token="a", contact=1, quantity=1, **WHO)
    with pytest.raises(ConflictError, match="不能再加入"):
        wishes.join_group(wish, by=NOBODY, token="b", contact=1, quantity=1, **WHO)


def test_wish_withdrawn_by_its_holder_is_erased(cast: Cast) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = proposed(offer, wish)
    wishes.withdraw_own_wish(again(wish), by=NOBODY)
    assert (again(wish).state, again(wish).close_reason, again(one).state) == ("closed", "本人撤回", "declined")
    assert contact_of(wish).name == ""
    with pytest.raises(ConflictError, match="已经结束"):
        wishes.withdraw_own_wish(again(wish), by=NOBODY)


def test_both_sides_confirm_each_for_itself(cast: Cast) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = proposed(offer, wish, by=cast.actor("secretary"))
    handshakes.agree_own(again(one), by=NOBODY, side="offer")
    with pytest.raises(ConflictError, match="这一方已经确认过"):
        handshakes.agree_own(again(one), by=NOBODY, side="offer")
    assert (again(one).state, again(one).offer_agreed, again(one).wish_agreed) == ("proposed", today(), None)
    assert boards.left_of(offer) == 2_000
    handshakes.agree_own(again(one), by=NOBODY, side="wish")
    assert (again(one).state, again(wish).state, boards.left_of(offer)) == ("agreed", "matched", 1_500)
    with pytest.raises(ConflictError, match="双方已确认，不需要再办理"):
        handshakes.decline_own(again(one), by=NOBODY, side="wish")


def test_one_account_does_not_confirm_for_both_sides(cast: Cast) -> None:
    one = proposed(board.listed_offer(cast), board.listed_wish(cast))
    secretary = cast.actor("secretary")
    handshakes.agree_for_offer(one, by=secretary, reason="电话")
    with pytest.raises(ConflictError, match="应由另一个人办理"):
        handshakes.agree_for_wish(one, by=secretary, reason="电话")
    with pytest.raises(ForbiddenError, match="已经确认过"):
        handshakes.agree_for_offer(one, by=cast.actor("city"), reason="电话")
    assert handshakes.agree_for_wish(one, by=cast.actor("city"), reason="电话").state == "agreed"


def test_side_of_one_place_does_not_confirm_for_that_of_another(cast: Cast) -> None:
    away = board.listed_wish(cast, organiser=cast.neighbour)
    one = proposed(board.listed_offer(cast), away)
    with pytest.raises(ForbiddenError):
        handshakes.agree_for_offer(one, by=cast.actor("neighbour"), reason="电话")
    with pytest.raises(ForbiddenError):
        handshakes.agree_for_wish(one, by=cast.actor("secretary"), reason="电话")
    assert handshakes.agree_for_wish(one, by=cast.actor("neighbour"), reason="电话").wish_agreed == today()
    handshakes.decline_handshake(one, by=cast.actor("neighbour"), reason="改主意")
    assert again(one).close_reason == "改主意"


@pytest.mark.parametrize(("side", "words"), [("offer", "供方不同意"), ("wish", "需方不同意")])
def test_side_that_declines_ends_it_and_another_may_be_proposed(cast: Cast, side: str, words: str) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = proposed(offer, wish)
    with pytest.raises(ConflictError, match="正在对接"):
        proposed(offer, wish)
    handshakes.decline_own(one, by=NOBODY, side=side)
    assert (again(one).state, again(one).close_reason) == ("declined", words)
    assert proposed(offer, wish).pk != one.pk


def test_more_than_is_left_is_neither_proposed_nor_agreed(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    first, second = (
        proposed(offer, board.listed_wish(cast, wisher_name=name), quantity=1_500) for name in ("甲公司", "乙公司")
    )
    with pytest.raises(InputError, match="只剩 2000斤"):
        proposed(offer, board.listed_wish(cast), quantity=2_001)
    for side in ("offer", "wish"):
        handshakes.agree_own(again(first), by=NOBODY, side=side)
    handshakes.agree_own(again(second), by=NOBODY, side="offer")
    with pytest.raises(ConflictError, match="只剩 500斤"):
        handshakes.agree_own(again(second), by=NOBODY, side="wish")
    assert again(second).wish_agreed is None


def test_what_is_off_the_board_meanwhile_is_not_proposed(cast: Cast) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    with pytest.raises(InputError, match="没有找到名称为「茶油」的供应"):
        handshakes.propose_handshake(by=SYSTEM, offer="茶油", wish=board.named(wish), quantity=1)
    with pytest.raises(ForbiddenError):
        proposed(offer, wish, by=cast.actor("neighbour"))
    original = handshakes.hold

    def sold_out_meanwhile(*rows: Any) -> None:
        Offer.objects.whole_network(reason=ROWS).update(state="closed")
        original(*rows)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handshakes, "hold", sold_out_meanwhile)
        with pytest.raises(ConflictError, match="刚才已经下架"):
            proposed(offer, wish)


def test_follow_up_frees_what_was_not_bought(cast: Cast) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = board.agreed(offer, wish)
    with pytest.raises(InputError, match="不能早于"):
        handshakes.follow_up(one, by=SYSTEM, **outcome(followed=today() - timedelta(days=1)))
    with pytest.raises(InputError, match="只剩 2000斤"):
        handshakes.follow_up(one, by=SYSTEM, **outcome(came_quantity=2_001))
    handshakes.follow_up(one, by=cast.actor("secretary"), **outcome())
    assert (again(one).state, again(one).came_value, again(wish).state) == ("came", 247_500, "followed")
    assert boards.left_of(offer) == 1_550
    nothing = outcome(result="nothing", came_quantity=0, came_value=0, why_not="price")
    handshakes.correct_outcome(one, by=SYSTEM, reason="问错了", **nothing)
    assert (again(one).state, again(one).why_not, again(wish).state) == ("nothing", "price", "listed")
    assert boards.left_of(offer) == 2_000


def test_closed_wish_stays_closed_whatever_comes_of_it(cast: Cast) -> None:
    one = board.agreed(board.listed_offer(cast), wish := board.listed_wish(cast))
    wishes.close_wish(again(wish), by=SYSTEM, reason="已买到")
    handshakes.follow_up(one, by=SYSTEM, **outcome())
    assert (again(wish).state, again(one).state) == ("closed", "came")


def test_contacts_expire_and_offers_nobody_can_be_called_about_are_closed(cast: Cast) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = proposed(offer, wish)
    last = today() + timedelta(days=365)
    assert expiring.purge(by=SYSTEM, day=wish.needed_by + timedelta(days=90)) == 0
    assert expiring.purge(by=SYSTEM, day=last) == 1
    assert (contact_of(wish).name, contact_of(offer).name, again(offer).state) == ("", "王例山", "listed")
    assert expiring.purge(by=SYSTEM, day=last + timedelta(days=1)) == 2
    assert (contact_of(offer).mobile, again(offer).state, again(one).state) == ("", "closed", "declined")
    assert expiring.purge(by=SYSTEM, day=last + timedelta(days=2)) == 0


def test_new_address_replaces_the_old_one(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    old = board.followed_with(offer)
    new = contacts.renew_address(again(contact_of(offer)), by=cast.actor("registrar"))
    assert boards.contact_with(new).offer == offer
    assert new != old
    with pytest.raises(ForbiddenError):
        contacts.renew_address(contact_of(offer), by=cast.actor("neighbour"))


def test_handshake_belongs_to_both_sides_and_to_nobody_else(cast: Cast) -> None:
    proposed(board.listed_offer(cast), board.listed_wish(cast, organiser=cast.neighbour))
    seen = [who for who in ("secretary", "neighbour", "member") if Handshake.objects.visible_to(cast.actor(who).scope)]
    assert seen == ["secretary", "neighbour"]
