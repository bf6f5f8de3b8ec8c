"""Two people at one gift or one ledger at once: what counts is written once, and never more than there is."""

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.racing import race
from tests.records.giving.samples import cause, gift_details, received_gift, use_details
from tongxin.records.giving import actions
from tongxin.records.giving.models import Gift
from tongxin.records.giving.queries import book_of, broken, lines_of, totals_of
from tongxin.records.giving.rules import balance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def again(gift: Gift) -> Gift:
    return Gift.objects.same_as(gift).select_related("organiser", "place").get()


def test_receipt_checked_by_two_at_once_counts_once(cast: Cast) -> None:
    gift = received_gift(cast, value=10_000_000)
    assert gift.state == "checking"
    city, province = cast.actor("city"), cast.actor("province")
    copies = [again(gift), again(gift)]
    outcomes = race(lambda: actions.check(copies[0], by=city), lambda: actions.check(copies[1], by=province))
    assert outcomes.count("done") == 1
    assert [line.kind for line in lines_of(gift)] == ["received"]


def test_two_uses_at_once_never_use_more_than_there_is(cast: Cast) -> None:
    gift = received_gift(cast, value=100_000)
    copies, details = [again(gift), again(gift)], use_details(cast, value=60_000)
    outcomes = race(*(lambda one=one: actions.use(one, by=SYSTEM, **details) for one in copies))
    assert outcomes.count("done") == 1
    assert any("只剩 400.00元" in outcome for outcome in outcomes)
    assert balance(lines_of(gift)).used == 60_000


def test_first_gifts_of_an_organisation_at_once_share_one_whole_ledger(cast: Cast) -> None:
    cause(cast)
    received_gift(cast, organiser=cast.city, behalf=cast.city)  # the recipient is on record
    told = [
        gift_details(cast, received=details["pledged"], receipt=f"收{number}")
        for number, details in enumerate([gift_details(cast)] * 4)
    ]
    outcomes = race(*(lambda one=one: actions.pledge(by=SYSTEM, **one) for one in told))
    assert outcomes == ["done"] * 4
    book = book_of(Gift.objects.visible_to(SYSTEM.scope).filter(organiser=cast.county)[0])
    assert (totals_of(book).lines, totals_of(book).received, totals_of(book).gifts) == (4, 4 * 380_000, 4)
    assert broken(book) is None


def test_pair_decided_by_two_at_once_is_taken_out_once(cast: Cast) -> None:
    one, other = received_gift(cast), received_gift(cast, organiser=cast.city, behalf=cast.city)
    said = {"one": one.title, "other": other.title, "decision": "same", "reason": "收据相同"}
    outcomes = race(*(lambda: actions.decide(by=SYSTEM, **said) for _ in range(2)))
    assert outcomes.count("done") == 1
    assert [line.kind for line in lines_of(other)] == ["received", "matched"]
