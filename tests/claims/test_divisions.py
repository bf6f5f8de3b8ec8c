import pytest

from tongxin.claims.divisions import find_divisions, gazetteer, short_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("湖南省长沙市", ["湖南省", "长沙市"]),
        ("在湖南长沙", ["湖南省", "长沙市"]),
        ("湘西州19个", ["湘西土家族苗族自治州"]),
        ("炎陵黄桃", ["炎陵县"]),
        ("麻阳县", ["麻阳苗族自治县"]),
        ("内蒙古和广西", ["内蒙古自治区", "广西壮族自治区"]),
        ("没有地名", []),
    ],
)
def test_names_are_found_in_full_and_short(text, names):
    assert [found.name for found in find_divisions(text)] == names


def test_a_tables_own_places_are_found_first():
    found = list(find_divisions("梅溪湖街道和岳麓区", more=frozenset({"梅溪湖街道"})))
    assert [(one.name, one.full) for one in found] == [("梅溪湖街道", True), ("岳麓区", True)]


def test_names_are_shortened_as_people_do():
    assert short_names("长沙市") == ("长沙",)
    assert short_names("湘西土家族苗族自治州") == ("湘西州", "湘西")
    assert short_names("宁夏回族自治区") == ("宁夏",)
    assert short_names("西藏自治区") == ("西藏",)
    assert short_names("道县") == ()
    assert short_names("钓鱼台") == ()


def test_a_name_has_a_code_near_home():
    names = gazetteer()
    assert names.canonical(" 湖南 ") == "湖南省"
    assert names.canonical("某小区") == "某小区"
    assert names.code("西湖区", home="江西省").startswith("36")
    assert names.code("西湖区", home="杭州市").startswith("33")
    assert names.code("湖南省", home="湖南省") == "430000"
    assert names.code("某小区", home="湖南省") == ""
    assert names.within("岳麓区", "湖南省")
    assert not names.within("岳麓区", "江西省")
