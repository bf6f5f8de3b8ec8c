from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.waits import waits_of


@pytest.mark.parametrize(
    ("days", "of_answered", "of_all"),
    [
        ([], None, None),
        ([None], None, None),
        ([3], 3, 3),
        ([1, 4], Fraction(5, 2), Fraction(5, 2)),
        ([9, 1, 4], 4, 4),
        ([1, 2, None], Fraction(3, 2), 2),
        ([1, 2, None, None], Fraction(3, 2), None),
        ([1, 2, 7, None], 2, Fraction(9, 2)),
        ([0, None, None], 0, None),
    ],
)
def test_median_over_those_answered_and_over_all(days, of_answered, of_all):
    found = waits_of(days)
    assert (found.of_answered, found.of_all) == (of_answered, of_all)
    assert (found.asked, found.answered) == (len(days), len([one for one in days if one is not None]))


@given(st.lists(st.one_of(st.none(), st.integers(0, 900))))
def test_open_ones_never_make_the_answers_look_faster(days):
    found = waits_of(days)
    if found.of_all is not None and found.of_answered is not None:
        assert found.of_all >= found.of_answered
    assert (found.of_all is None) == (2 * found.answered <= found.asked)
