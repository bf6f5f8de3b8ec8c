"""Months as people write them, and why an offer and a wish go together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import CITY, COUNTY
from tongxin.kernel.errors import InputError
from tongxin.network.models import Place
from tongxin.records.produce.models import Offer, Wish
from tongxin.records.produce.rules.matching import Asked, compare, goes_together, grams_each, parts_of, plain_name
from tongxin.records.produce.rules.seasons import WHOLE_YEAR, month_bit, months_in, months_until, season_words
from tongxin.records.produce.rules.wording import certificate_words, most_words, price_words

DAY = date(2022, 7, 10)


def months(*numbers: int) -> int:
    return sum(month_bit(one) for one in numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7-8月", months(7, 8)),
        ("７月至８月份", months(7, 8)),
        ("11月-2月", months(11, 12, 1, 2)),
        ("5月、7月", months(5, 7)),
        ("5月 和 7到8", months(5, 7, 8)),
        ("3", months(3)),
        ("全年", WHOLE_YEAR),
        ("1-12月", WHOLE_YEAR),
    ],
)
def test_months_are_read_as_people_write_them(text: str, expected: int) -> None:
    assert months_in(text) == expected


@pytest.mark.parametrize("text", ["", "月", "13月", "0-3月", "夏天", "7-8-9月", "<script>", "7-"])
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="供应月份"):
        months_in(text)


@given(st.integers(1, WHOLE_YEAR))
def test_months_written_are_read_back(bits: int) -> None:
    assert months_in(season_words(bits)) == bits


def test_season_around_the_turn_of_the_year_is_one_span() -> None:
    assert season_words(months(11, 12, 1, 2)) == "11-2月"
    assert season_words(months(1, 12)) == "12-1月"
    assert season_words(months(5, 7, 8)) == "5月、7-8月"
    assert season_words(WHOLE_YEAR) == "全年"


def test_months_until_a_day_are_counted_with_both_ends() -> None:
    assert months_until(DAY, date(2022, 7, 10)) == months(7)
    assert months_until(date(2022, 11, 30), date(2023, 1, 1)) == months(11, 12, 1)
    assert months_until(DAY, date(2024, 1, 1)) == WHOLE_YEAR
    assert months_until(DAY, date(2022, 7, 9)) == 0


def test_every_part_of_two_characters_may_be_the_shorter_name() -> None:
    assert parts_of("炎陵黄桃") == {"炎陵", "陵黄", "黄桃", "炎陵黄", "陵黄桃", "炎陵黄桃"}
    assert parts_of("茶") == {"茶"}
    assert plain_name(" Ａ黄 桃 ") == "a黄桃"


def test_unit_weighs_what_it_is_or_what_was_declared() -> None:
    assert (grams_each("jin"), grams_each("kilo", 9), grams_each("crate", 2500), grams_each("crate")) == (
        500,
        1000,
        2500,
        0,
    )


def place(path: str, name: str) -> Place:
    return Place(path=path, name=name)


def offer(**changes: object) -> Offer:
    values = {
        "product": "炎陵黄桃", "months": months(7, 8), "quantity": 2_000, "unit": "jin", "price_from": 500, "price_to": 800,
        "place": place(COUNTY, "宁乡市"), "pk": 1, "certificate": "none",
    }  # fmt: skip
    return Offer(**values | changes)


def wish(**changes: object) -> Wish:
    values = {
        "product": "黄桃", "quantity": 500, "unit": "jin", "price_most": 500, "needed_by": date(2022, 8, 1),
        "place": place(COUNTY, "宁乡市"),
    }  # fmt: skip
    return Wish(**values | changes)


def said(one: Offer, other: Wish, *, left: int = 2_000) -> list[tuple[str, str, bool | None]]:
    asked = Asked(left=left, wanted=other.quantity, day=DAY)
    return [(reason.about, reason.words, reason.fits) for reason in compare(one, other, asked=asked)]


def test_reasons_are_always_the_same_five_in_words() -> None:
    assert said(offer(), wish()) == [
        ("品名", "供应炎陵黄桃，想要黄桃", True),
        ("季节", "7-8月供应，2022年8月1日前要", True),
        ("数量", "还有 2,000 斤，要 500 斤", True),
        ("价格", "5.00元 至 8.00元/斤，最高 5.00元/斤", True),
        ("地区", "同在宁乡市", True),
    ]
    assert goes_together(compare(offer(), wish(), asked=Asked(left=2_000, wanted=500, day=DAY)))


def test_what_speaks_against_it_is_said() -> None:
    one = said(offer(product="茶油", months=months(11), price_from=501), wish(), left=0)
    assert one[0] == ("品名", "供应茶油，想要黄桃", False)
    assert one[1] == ("季节", "11月供应，2022年8月1日前要", False)
    assert one[2] == ("数量", "已经订完", False)
    assert one[3][2] is False
    assert not goes_together(compare(offer(months=months(11)), wish(), asked=Asked(left=1, wanted=1, day=DAY)))


def test_quantity_and_price_are_compared_across_units_exactly() -> None:
    kilos = said(offer(unit="kilo", price_from=1_000), wish(unit="jin", quantity=2_000), left=1_000)
    assert (kilos[2][2], kilos[3][2]) == (True, True)
    assert said(offer(unit="kilo", price_from=1_001), wish(), left=1)[3][2] is False
    part = said(offer(), wish(unit="kilo", quantity=1_001))[2]
    assert part == ("数量", "还有 2,000 斤，要 1,001 公斤，只够一部分", None)
    boxes = said(offer(unit="crate", net_weight=2_500, price_from=2_500), wish(), left=100)
    assert (boxes[2][2], boxes[3][2]) == (True, True)


def test_what_nobody_can_say_is_left_to_the_two_sides() -> None:
    one = said(offer(unit="crate"), wish(), left=10)
    assert one[2] == ("数量", "还有 10 箱，要 500 斤，单位不同", None)
    assert one[3][1].endswith("单位不同")
    assert said(offer(), wish(price_most=0))[3] == ("价格", "5.00元 至 8.00元/斤，对方没有写价格", None)
    away = said(offer(), wish(place=place("44/4401/", "广州市")))[4]
    assert away == ("地区", "产地宁乡市，送到广州市", None)
    assert said(offer(), wish(place=place(CITY, "长沙市")))[4][1] == "同在长沙市"


def test_wish_written_for_an_offer_fits_its_product_whatever_it_is_called() -> None:
    assert said(offer(product="茶油"), wish(offer_id=1))[0][2] is True
    assert said(offer(product=" 黄桃"), wish())[0] == ("品名", "都是黄桃", True)


def test_words_of_price_and_certificate() -> None:
    assert price_words(offer(price_to=500)) == "5.00元/斤"
    assert most_words(wish(price_most=0)) == ""
    assert certificate_words(offer()) == ""
    assert certificate_words(offer(certificate="green", certificate_number="LB-1")) == "绿色食品（LB-1）"
