from tongxin.claims.layout import items, outside_brackets, without_inner_commas


def test_a_bracketed_remark_behind_the_figure_is_left_out():
    assert outside_brackets("基地428个（其中国家级2个）增长", 3) == "基地428个增长"
    assert outside_brackets("基地428个（其中国家级2个", 3) == "基地428个"
    assert outside_brackets("（其中国家级2个）", 5) == "（其中国家级2个）"


def test_a_list_is_split_into_as_many_items_as_figures():
    assert items("甲、乙和丙", 3) == ["甲", "乙", "丙"]
    assert items("甲和乙、丙和丁", 2) == ["甲和乙", "丙和丁"]
    assert items("甲以及乙", 2) == ["甲", "乙"]
    assert items("", 2) == []


def test_a_comma_inside_a_name_keeps_its_place():
    assert without_inner_commas("交“迎接，谱写”18篇，好") == "交“迎接·谱写”18篇，好"
