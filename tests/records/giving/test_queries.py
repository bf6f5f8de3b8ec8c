from datetime import date

from tests.cast import SYSTEM
from tests.records.giving.samples import cause, gift_details
from tongxin.kernel.scope import Scope
from tongxin.records.giving import actions
from tongxin.records.giving.queries import book_of, causes_known, every_cause, given_by, giver_of, totals_of


def test_person_is_told_the_gifts_he_or_she_made(cast):
    person = cast.person("王例山", mobile="13800138001")
    details = gift_details(cast, title="捐款", giver_kind="person", behalf=None)
    actions.pledge(by=SYSTEM, giver="王例山 13800138001", **details)
    actions.pledge(by=SYSTEM, giver="李例水", **gift_details(cast, giver_kind="person", behalf=None))
    (one,) = given_by(person.pk)
    assert (one.kind, one.title, one.day) == ("捐赠", "捐款", date(2021, 3, 1))
    assert one.detail == f"捐给市红十字会，现金，已认捐，{cast.county.name}登记"


def test_giver_is_read_by_those_who_may_read_persons(cast):
    gift = actions.pledge(by=SYSTEM, giver="李例水", **gift_details(cast, giver_kind="person", behalf=None))
    assert giver_of(gift, scope=cast.actor("secretary").scope).name == "李例水"
    assert giver_of(gift, scope=cast.actor("city").scope) is None


def test_causes_are_known_to_all(cast):
    one = cause(cast)
    assert [named.names for named in every_cause(Scope())] == [("疫情防控",)]
    assert causes_known(Scope(), [one.pk, one.pk + 1])[one.pk].name == "疫情防控"


def test_ledger_is_summed_by_its_last_line(received, django_assert_num_queries):
    book = book_of(received())
    with django_assert_num_queries(1):
        totals = totals_of(book)
    assert (totals.received, totals.used, totals.gifts, totals.lines) == (380_000, 0, 1, 1)
