from fractions import Fraction

import pytest

from tongxin.claims.units import Measures, compatible, factor_between, read_unit, unit_at


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("人次，", "人次"),
        ("人（家）次", "人（家）次"),
        ("个百分点", "个百分点"),
        ("名单", ""),
        ("名学员", "名"),
        ("", ""),
        ("年", ""),
        ("块地", "块"),
    ],
)
def test_the_longest_measure_word_is_read(text, unit):
    assert unit_at(text, 0) == unit


@pytest.mark.parametrize(
    ("written", "word", "measures", "factor"),
    [
        ("人", "人", Measures.PERSONS, 1),
        ("万人", "人", Measures.PERSONS, 10**4),
        ("亿次", "次", Measures.COUNT, 10**8),
        ("百万元", "元", Measures.MONEY, 10**6),
        ("千克", "千克", Measures.WEIGHT, 1),
        ("万", "", Measures.NONE, 10**4),
        ("", "", Measures.NONE, 1),
        ("工位", "工位", Measures.COUNT, 1),
        ("万工位", "工位", Measures.COUNT, 10**4),
        ("万炉台", "万炉台", Measures.COUNT, 1),
    ],
)
def test_a_tables_unit_may_carry_a_scale(written, word, measures, factor):
    unit = read_unit(written)
    assert (unit.word, unit.measures, unit.factor) == (word, measures, factor)


@pytest.mark.parametrize(
    ("stated", "recorded"),
    [
        ("名", "人"),
        ("个", "家"),
        ("期", "班次"),
        ("斤", "吨"),
        ("件", "条"),
        ("人(家)次", "人（家）次"),
        ("公斤", "公斤/亩"),
    ],
)
def test_words_that_stand_for_each_other(stated, recorded):
    assert compatible(stated, recorded)
    assert compatible(recorded, stated)


@pytest.mark.parametrize(
    ("stated", "recorded"),
    [("人", "人次"), ("家", "家次"), ("人次", "台次"), ("元", "斤"), ("头", "亩"), ("千瓦", "千瓦时"), ("辆", "篇")],
)
def test_words_that_never_stand_for_each_other(stated, recorded):
    assert not compatible(stated, recorded)
    assert not compatible(recorded, stated)


@pytest.mark.parametrize(
    ("stated", "recorded", "factor"),
    [
        ("斤", "公斤", 2),
        ("元", "元", 1),
        ("个", "家", 1),
        ("小时", "分钟", Fraction(1, 60)),
        ("平方米", "公顷", 10**4),
        ("公里", "米", Fraction(1, 1000)),
        ("%", "‰", Fraction(1, 10)),
        ("美元", "欧元", None),
        ("亩", "公顷", None),
        ("公斤", "公斤/亩", 1),
        ("斤/亩", "公斤/亩", 2),
        ("元/吨", "元/公斤", None),
    ],
)
def test_units_convert_by_exact_factors_only(stated, recorded, factor):
    assert factor_between(stated, recorded) == factor


def test_second_measure_word_in_brackets_belongs_to_the_unit():
    assert [unit_at(text, 0) for text in ("册（件）图书", "册（精装）", "场(次)")] == ["册（件）", "册", "场(次)"]
    assert compatible("册（件）", "册")
    assert not compatible("册（件）", "公斤")
    assert compatible("个别（件）", "个别")
    assert not compatible("奇数", "吨")


def test_a_rate_per_something_is_never_answered_per_something_else():
    assert factor_between("公斤/亩", "公斤/公顷") is None
    assert factor_between("公斤/亩", "公斤/亩") == 1


def test_a_fraction_in_words_is_as_round_as_about():
    from fractions import Fraction

    from tongxin.claims.claim import Form
    from tongxin.claims.extract import extract
    from tongxin.claims.intervals import meaning

    (claim,) = extract("三分之二的会员参加了培训。")
    assert claim.form is Form.PERCENT
    fit = meaning(claim.form, claim.written).fit
    assert fit.low < Fraction(200, 3) < fit.high
