"""Which experts fit and why, how long firms wait, when somebody looks again: worked out by hand."""

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.experts.rules import Asked, Listed, check_days, suggestions, waits

TODAY, WISHED = date(2022, 9, 26), date(2022, 10, 8)
ASKED = Asked(field="法律", place="宁乡市", path="43/4301/430182/", day=WISHED)


def listed(number: int, **changes: object) -> Listed:
    values = {
        "number": number, "field": "法律", "region": "长沙市", "region_path": "43/4301/", "begin": date(2022, 5, 9), "end": None,
        "accepted": True, "interest": False, "busy": frozenset(),
    }  # fmt: skip
    return Listed(**values | changes)  # type: ignore[arg-type]  # each is of its type


def only(one: Listed, asked: Asked = ASKED) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    (found,) = suggestions(asked, [one], today=TODAY)
    return found.fits, found.against, found.barred


def test_an_expert_who_fits_says_why_in_three_reasons():
    fits = ("领域相同：法律", "服务地区长沙市包含宁乡市", "2022年10月8日没有其他安排")
    assert only(listed(1)) == (fits, (), ())


@pytest.mark.parametrize(
    ("changes", "against"),
    [
        ({"field": "财税"}, "领域不同：专家是财税，需求是法律"),
        ({"region": "株洲市", "region_path": "43/4302/"}, "服务地区株洲市不包含宁乡市"),
        ({"busy": frozenset({WISHED})}, "2022年10月8日已有安排"),
    ],
)
def test_what_speaks_against_an_expert_is_said_and_the_rest_stands(changes, against):
    fits, said, barred = only(listed(1, **changes))
    assert (len(fits), said, barred) == (2, (against,), ())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"interest": True}, "与该企业同一单位，须回避"),
        ({"accepted": False}, "还没有接受现行的服务声明"),
        ({"end": WISHED}, "2022年10月8日不在任期内"),
        ({"begin": WISHED + timedelta(days=1)}, "2022年10月8日不在任期内"),
    ],
)
def test_who_must_not_serve_is_barred(changes, why):
    assert only(listed(1, **changes))[2] == (why,)
    assert only(listed(1, end=WISHED + timedelta(days=1), begin=WISHED))[2] == ()


def test_without_a_day_today_decides_the_term_and_the_day_is_open():
    asked = Asked(field="法律", place="宁乡市", path="43/4301/430182/", day=None)
    assert only(listed(1, busy=frozenset({TODAY})), asked)[0][2] == "没有希望的日期，可以商定"
    assert only(listed(1, end=TODAY), asked)[2] == ("2022年9月26日不在任期内",)


def test_the_list_keeps_the_order_of_the_roster_within_its_three_parts():
    some = [listed(1, interest=True), listed(2, field="财税"), listed(3), listed(4, field="财税"), listed(5)]
    assert [one.expert for one in suggestions(ASKED, some, today=TODAY)] == [3, 5, 2, 4, 1]


def days(*waited: int | None) -> list[tuple[date, date | None]]:
    return [(TODAY, None if one is None else TODAY + timedelta(days=one)) for one in waited]


@pytest.mark.parametrize(
    ("waited", "of_answered", "of_all"),
    [
        ((), None, None),
        ((None,), None, None),
        ((4,), Fraction(4), Fraction(4)),
        ((9, 4), Fraction(13, 2), Fraction(13, 2)),
        ((9, 4, None), Fraction(13, 2), Fraction(9)),
        ((9, None), Fraction(9), None),
        ((2, 4, 6, None), Fraction(4), Fraction(5)),
        ((2, 4, None, None), Fraction(3), None),
    ],
)
def test_medians_of_the_answered_and_of_all_stay_apart(waited, of_answered, of_all):
    found = waits(days(*waited))
    assert (found.received, found.answered) == (len(waited), len(waited) - waited.count(None))
    assert (found.of_answered, found.of_all) == (of_answered, of_all)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=20), st.integers(0, 20))
def test_the_median_of_all_is_what_it_is_however_long_the_unanswered_wait(answered, open_ones):
    found = waits(days(*answered, *[None] * open_ones))
    for forever in (10_000, 20_000):
        middle = Fraction(median([*answered, *[forever] * open_ones])).limit_denominator(2)
        assert found.of_all == (middle if middle <= 400 else None) or middle > 400
    assert found.of_answered == Fraction(median(answered)).limit_denominator(2)
    assert found.of_all is None or found.of_answered is None or found.of_all >= found.of_answered


def test_looks_come_after_three_six_and_twelve_months():
    assert check_days(date(2021, 11, 30)) == ((3, date(2022, 2, 28)), (6, date(2022, 5, 30)), (12, date(2022, 11, 30)))
