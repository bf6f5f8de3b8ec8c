from collections import Counter

import pytest

from tongxin.kernel.divisions import code_changes, divisions, name_of_path, path_of_code, path_of_place
from tongxin.kernel.errors import InputError
from tongxin.kernel.places import Level, parent_path


def test_register_holds_the_whole_country() -> None:
    assert Counter(division.level for division in divisions().values()) == {
        Level.PROVINCE: 34,
        Level.PREFECTURE: 333,
        Level.COUNTY: 2847,
    }


def test_hunan_has_14_prefectures_and_122_counties() -> None:
    hunan = [division for division in divisions().values() if division.path.startswith("43/")]
    assert Counter(division.level for division in hunan) == {Level.PROVINCE: 1, Level.PREFECTURE: 14, Level.COUNTY: 122}


def test_path_of_every_division_lies_below_its_parent() -> None:
    for division in divisions().values():
        above = divisions()[division.parent].path if division.parent else ""
        assert parent_path(division.path) == above


def test_code_changes_lead_to_divisions_that_exist() -> None:
    assert [change.year for change in code_changes()] == sorted(change.year for change in code_changes())
    for change in code_changes():
        assert divisions()[change.new_code].name == change.new_name
        assert change.old_code not in divisions()


def test_place_is_named_by_its_path() -> None:
    assert name_of_path("43/4301/") == "长沙市"
    assert name_of_path("42/429004/") == "仙桃市"
    assert name_of_path("") == "全国"
    assert name_of_path("43/4301/430171/") == "43/4301/430171/"


def test_typed_code_leads_to_its_path() -> None:
    assert [path_of_code(code) for code in ("430182", "430000", "000000")] == ["43/4301/430182/", "43/", ""]
    with pytest.raises(InputError, match="没有代码为 990000 的区划"):
        path_of_code("990000")
    with pytest.raises(InputError):
        path_of_code("长沙")


@pytest.mark.parametrize(
    ("typed", "within", "path"),
    [
        ("宁乡市", [""], "43/4301/430182/"),
        (" 宁乡 ", ["43/4301/"], "43/4301/430182/"),
        ("430182", [], "43/4301/430182/"),
        ("000000", [], ""),
        ("全国", [], ""),
        ("湖南", ["43/4301/"], "43/"),
        ("鼓楼区", ["32/3201/"], "32/3201/320106/"),
    ],
)
def test_place_is_known_by_name_or_code(typed: str, within: list[str], path: str) -> None:
    assert path_of_place(typed, within=within) == path


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("鼓楼区", "叫「鼓楼区」的地区不止一个，请写六位数字代码。"),
        ("鼓楼", "叫「鼓楼」的地区不止一个"),
        ("市", "没有叫「市」的地区"),
        ("", "没有叫「」的地区"),
        ("不在地图上", "没有叫「不在地图上」的地区，请写全称或六位数字代码，例如 宁乡市 或 430182。"),
        ("439999", "没有代码为 439999"),
        ("12", "六位数字"),
    ],
)
def test_place_that_is_none_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        path_of_place(typed, within=["43/"])
