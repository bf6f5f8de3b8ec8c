"""Two sides at once: the last of an offer is taken once, whoever is first."""

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.network.test_races import race
from tests.records.produce import board_samples as board
from tests.records.produce.board_samples import ROWS, again, proposed
from tongxin.access.actor import Actor
from tongxin.records.produce.actions import handshakes, offers
from tongxin.records.produce.models import Handshake
from tongxin.records.produce.queries import boards

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = Actor.nobody()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def test_last_of_an_offer_is_taken_by_one_of_two_wishes(cast: Cast) -> None:
    offer = board.listed_offer(cast, quantity=500)
    both = [proposed(offer, board.listed_wish(cast, wisher_name=name)) for name in ("甲公司", "乙公司")]
    for one in both:
        handshakes.agree_own(one, by=NOBODY, side="offer")
    copies = [again(one) for one in both]
    outcomes = race(*(lambda one=one: handshakes.agree_own(one, by=NOBODY, side="wish") for one in copies))
    assert outcomes[0] == "done"
    assert "只剩 0斤" in outcomes[1]
    states = Handshake.objects.whole_network(reason=ROWS).order_by("state").values_list("state", flat=True)
    assert list(states) == ["agreed", "proposed"]
    assert boards.left_of(offer) == 0


def test_two_sides_that_confirm_at_once_agree_once(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    one = proposed(offer, board.listed_wish(cast))
    sides = [(again(one), side) for side in ("offer", "wish")]
    outcomes = race(
        *(lambda row=row, side=side: handshakes.agree_own(row, by=NOBODY, side=side) for row, side in sides)
    )
    assert outcomes == ["done", "done"]
    assert (again(one).state, boards.left_of(offer)) == ("agreed", 1_500)


def test_consent_withdrawn_while_the_other_side_confirms_leaves_nothing_half_done(cast: Cast) -> None:
    offer = board.listed_offer(cast)
    one = proposed(offer, board.listed_wish(cast))
    handshakes.agree_own(one, by=NOBODY, side="offer")
    confirming, leaving = again(one), again(offer)
    outcomes = race(
        lambda: handshakes.agree_own(confirming, by=NOBODY, side="wish"),
        lambda: offers.withdraw_offer(leaving, by=SYSTEM, reason="供货方来电撤回"),
    )
    assert "done" in outcomes
    assert again(offer).state == "withdrawn"
    assert again(one).state == ("agreed" if outcomes == ["done", "done"] else "declined")
    contact = boards.contact_of(offer)
    assert contact is not None
    assert contact.mobile == ""
