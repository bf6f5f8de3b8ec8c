import pytest

from tongxin.kernel.errors import InputError
from tongxin.kernel.places import Level, ancestors, check_code, child_path, parent_path


def test_path_grows_from_province_to_county() -> None:
    province = child_path("", code="430000", level=Level.PROVINCE)
    city = child_path(province, code="430100", level=Level.PREFECTURE)
    assert (province, city) == ("43/", "43/4301/")
    assert child_path(city, code="430121", level=Level.COUNTY) == "43/4301/430121/"
    assert child_path(city, code="430171", level=Level.ZONE) == "43/4301/430171/"


def test_path_of_a_county_that_answers_to_its_province() -> None:
    assert child_path("42/", code="429004", level=Level.COUNTY) == "42/429004/"


@pytest.mark.parametrize(
    ("path", "above"), [("43/4301/430121/", "43/4301/"), ("43/4301/", "43/"), ("43/", ""), ("", "")]
)
def test_parent_path_is_one_floor_up(path: str, above: str) -> None:
    assert parent_path(path) == above


def test_ancestors_begin_with_the_country() -> None:
    assert ancestors("43/4301/430121/") == ("", "43/", "43/4301/")
    assert ancestors("") == ()


@pytest.mark.parametrize("code", ["", "43", "4300000", "43000a", "４３００００", "430 00"])
def test_code_that_is_not_six_digits_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="六位数字") as refused:
        check_code(code)
    assert refused.value.field == "place"
    assert check_code("430000") == "430000"


def test_every_level_has_a_label() -> None:
    assert all(level.label for level in Level)
