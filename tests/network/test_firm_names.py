import pytest

from tongxin.network.models.firm_names import core_name, without_form
from tongxin.network.models.readings import FirmSoundField


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("湖南例山科技有限公司", "例山科技"),
        ("湖南省长沙市例山科技有限责任公司", "例山科技"),
        ("例山（长沙）科技公司", "例山科技"),
        ("例山（集团）科技公司", "例山集团科技"),
        ("宁乡例水村民委员会", "例水村"),
        ("例水村股份经济合作社", "例水村"),
        ("长沙公司", "长沙"),
        ("湖南", "湖南"),
        ("例山商行", "例山商行"),
    ],
)
def test_core_is_what_tells_one_firm_from_another(name: str, core: str) -> None:
    assert core_name(name) == core


def test_form_alone_is_no_name() -> None:
    assert (without_form("甲公司"), without_form("甲乙公司"), without_form("公司")) == ("甲公司", "甲乙", "公司")


def test_sound_is_that_of_the_core() -> None:
    field = FirmSoundField(source="name")
    assert field.told("湖南例山科技有限公司") == field.told("例珊科技公司") == "lishankeji"
