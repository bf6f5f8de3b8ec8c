from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.giving.models import Line
from tongxin.records.giving.rules import Balance, Decided, Told, alike, balance, common_path, totals_with

Kind = Line.Kind


def line(kind, value):
    return Line(kind=kind, value=value)


def test_balance_nets_what_was_reversed_and_keeps_uses_apart():
    lines = [line(Kind.RECEIVED, 1000), line(Kind.REFUND, -200), line(Kind.USED, 300), line(Kind.USE_VOIDED, -100)]
    assert balance(lines) == Balance(received=800, used=200)
    assert balance(lines).left == 600


def test_balance_of_a_gift_is_untouched_by_another_level_telling_of_it():
    assert balance([line(Kind.RECEIVED, 1000), line(Kind.MATCHED, -1000), line(Kind.UNMATCHED, 1000)]).received == 1000


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("43/4301/430182/", "43/4301/", "43/4301/"),
        ("43/4301/430182/", "43/4301/430121/", "43/4301/"),
        ("43/4301/", "43/4302/", "43/"),
        ("43/4301/", "43/43010/", "43/"),
        ("43/", "44/", ""),
        ("43/4301/", "43/4301/", "43/4301/"),
    ],
)
def test_common_place_is_the_smallest_that_holds_both(one, other, shared):
    assert common_path(one, other) == shared == common_path(other, one)


@pytest.mark.parametrize(
    ("kind", "totals"),
    [
        (Kind.RECEIVED, (110, 20, 4)),
        (Kind.REFUND, (110, 20, 4)),
        (Kind.ENTRY_ERROR, (110, 20, 4)),
        (Kind.USED, (100, 30, 3)),
        (Kind.USE_VOIDED, (100, 30, 3)),
        (Kind.MATCHED, (100, 20, 3)),
        (Kind.UNMATCHED, (100, 20, 3)),
    ],
)
def test_ledger_comes_to_one_line_more(kind, totals):
    assert totals_with((100, 20, 3), kind=kind, value=10, pieces=1) == totals


def told(number, *, day=0, path="43/", organiser=0, recipient=1, receipt="", value=5):
    day = date(2021, 3, 1) + timedelta(days=day)
    return Told(number, value, "cash", 1, day, path, organiser or number, recipient, receipt or str(number))


def pairs(*tellings, decisions=(), of=None):
    latest_first = sorted(tellings, key=lambda one: one.received, reverse=True)
    return [(one, other) for one, other, _ in alike(latest_first, decided=Decided.of(decisions), of=of)]


def test_tellings_are_alike_up_to_a_month_apart():
    assert pairs(told(1), told(2, day=31)) == [(2, 1)]
    assert pairs(told(1), told(2, day=32)) == []
    assert pairs(told(1), told(2, value=6)) == []
    assert pairs(told(1, day=40), told(2, day=20), told(3)) == [(1, 2), (2, 3)]


def test_tellings_of_neighbours_are_alike_for_one_recipient_alone():
    one, other = told(1, path="43/4301/"), told(2, path="43/4302/")
    assert pairs(one, other) == [(1, 2)]
    assert pairs(one, other._replace(recipient=2)) == []
    assert pairs(one, told(2, recipient=2)) == [(1, 2)]  # the province stands above
    assert pairs(one, other._replace(organiser=1)) == []


def test_reasons_say_what_is_alike():
    first, second = told(1, day=2, receipt="收1"), told(2, receipt="收1")
    ((_, _, why),) = alike([first, second], decided=Decided.of(()))
    assert why == ("金额、形式和缘由相同", "接收日期相差 2 天", "受赠方相同", "收据号相同", "上下级单位")
    ((_, _, why),) = alike([first, second._replace(recipient=9, receipt="收2")], decided=Decided.of(()))
    assert why == ("金额、形式和缘由相同", "接收日期相差 2 天", "上下级单位")


def test_what_follows_from_decisions_is_not_asked():
    three = [told(1), told(2), told(3)]
    assert len(pairs(*three)) == 3
    assert pairs(*three, decisions=[(1, 2, "same"), (1, 3, "same")]) == []
    assert pairs(*three, decisions=[(1, 2, "same"), (2, 3, "same")]) == []
    assert pairs(*three, decisions=[(1, 2, "different")]) == [(1, 3), (2, 3)]
    assert pairs(*three, decisions=[(1, 2, "same"), (1, 3, "different")]) == [(2, 3)]
    assert pairs(*three, of=2) == [(1, 2), (2, 3)]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=12))
def test_gifts_said_to_be_one_are_one_however_they_were_said_to_be(same):
    decided = Decided.of((one, other, "same") for one, other in same)
    groups = [{number} for number in range(1, 10)]
    for one, other in same:
        joined = [group for group in groups if group & {one, other}]
        groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    for group in groups:
        assert {decided.standing(number) for number in group} == {decided.standing(min(group))}
    assert len({decided.standing(number) for number in range(1, 10)}) == len(groups)
