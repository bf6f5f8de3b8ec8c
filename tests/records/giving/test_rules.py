import pytest

from tongxin.records.giving.models import Line
from tongxin.records.giving.rules import Balance, balance, common_path

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
