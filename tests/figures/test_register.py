"""The place register: places go on while their codes and names change."""

from datetime import date

import pytest

from tests.figures.world import FIRST, PLACES
from tongxin.figures import PlaceRegister, PlaceRow
from tongxin.figures.register import COUNTRY_PLACE
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.places import COUNTRY, Level

REGISTER = PlaceRegister(PLACES)


def test_former_code_finds_the_present_place() -> None:
    assert REGISTER.place("430124") == REGISTER.place("430182")
    assert REGISTER.place("430124").name == "宁乡市"


def test_country_has_a_code_of_its_own() -> None:
    assert REGISTER.place("000000") is COUNTRY_PLACE
    assert REGISTER.at(COUNTRY) is COUNTRY_PLACE
    assert REGISTER.at("43/").name == "湖南省"


@pytest.mark.parametrize("code", ["43", "4300000", "abcdef", "４３００００", ""])
def test_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="六位数字"):
        REGISTER.place(code)


def test_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="没有代码 999999"):
        REGISTER.place("999999")


def test_code_that_passed_on_means_the_later_place() -> None:
    handed = date(2000, 1, 1)
    old = PlaceRow(place=9, code="430199", name="旧县", level=Level.COUNTY, path="43/1/", begin=FIRST, end=handed)
    new = PlaceRow(place=3, code="430199", name="新县", level=Level.COUNTY, path="43/2/", begin=handed, end=None)
    assert PlaceRegister([new, old]).place("430199").name == "新县"


def test_places_above_a_place() -> None:
    assert REGISTER.above(5, level=Level.COUNTY) == 5
    assert REGISTER.above(5, level=Level.PREFECTURE) == 2
    assert REGISTER.above(5, level=Level.PROVINCE) == 1
    assert REGISTER.above(10, level=Level.PREFECTURE) is None
    assert REGISTER.above(6, level=Level.COUNTY) is None


def test_units_are_those_of_the_day_under_their_name_of_the_day() -> None:
    before = REGISTER.units(level=Level.COUNTY, path="43/4301/", day=date(2010, 12, 31))
    assert [(place.code, place.name) for place in before] == [("430121", "长沙县"), ("430124", "宁乡县")]
    after = REGISTER.units(level=Level.COUNTY, path="43/4301/", day=date(2017, 1, 1))
    assert [place.name for place in after] == ["望城区", "长沙县", "宁乡市"]


def test_zones_are_no_unit_of_any_level() -> None:
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        assert "430171" not in {unit.code for unit in REGISTER.units(level=level, path="", day=date(2021, 1, 1))}
