"""When a record that disagrees accuses, and when it is likely another thing's."""

from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.explain import reason

DAY = date(2023, 2, 10)
PERIOD = "2022-01-01 | 2022-12-31"


def verdicts(text, *rows, overrides=None):
    table = facts_table("\n".join(f"{name} | {unit} | | {PERIOD} | {value}" for name, unit, value in rows))
    return check(text, date=DAY, home="长沙市", answers=table, overrides=overrides or {}).findings


SALES = ("社区书画义卖场次", "场", 24)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("2022年举办冬日暖阳书画展销49场。", "unsupported"),  # other words, and more than twice as many
        ("2022年举办冬日暖阳书画展销12场。", "unsupported"),  # or half as many
        ("2022年举办冬日暖阳书画展销47场。", "contradicted"),  # near enough to be the same, and wrong
        ("2022年举办冬日暖阳书画展销42场。", "contradicted"),
        ("2022年举办冬日暖阳书画展销24场。", "fit"),
        (
            "2022年举办社区书画义卖49场。",
            "contradicted",
        ),  # called by its name it is held against it, whatever its value
        ("2022年举办冬日暖阳书画展销240场。", "contradicted"),  # the same digits with another scale
        ("2022年举办冬日暖阳书画展销250场。", "contradicted"),
        ("2022年举办冬日暖阳书画展销260场。", "unsupported"),
    ],
)
def test_value_far_off_under_other_words_accuses_nobody(text, verdict):
    (finding,) = verdicts(text, SALES)
    assert finding.verdict.value == verdict


def test_digits_in_another_order_are_a_slip_and_accused():
    (finding,) = verdicts("2022年举办冬日暖阳书画展销62场。", ("社区书画义卖场次", "场", 26))
    assert finding.verdict.value == "contradicted"
    (finding,) = verdicts("2022年举办冬日暖阳书画展销63场。", ("社区书画义卖场次", "场", 26))
    assert finding.verdict.value == "unsupported"


def test_ten_times_as_much_in_another_unit_is_no_slip():
    (finding,) = verdicts("2022年举办冬日暖阳书画展销240次。", SALES)
    assert finding.verdict.value == "unsupported"


def test_name_heard_beside_the_figure_alone_is_not_called_in_full():
    text = "2022年，全市社区书画义卖场次多，签订协作意向49场。"
    (finding,) = verdicts(text, SALES)
    assert finding.verdict.value == "unsupported"


def test_record_that_is_likely_another_is_named_with_its_value_and_offered():
    (finding,) = verdicts("2022年举办冬日暖阳书画展销49场。", SALES)
    assert finding.candidate is None
    assert [one.candidate.name for one in finding.others] == ["社区书画义卖场次"]
    said = "最接近的是社区书画义卖场次（长沙市，2022年）为24场，用词不全相同，数值又相差很大，看来不是一回事，没有采用"
    assert said in reason(finding)


def test_record_chosen_by_hand_is_held_against_whatever_its_value():
    (finding,) = verdicts("2022年举办冬日暖阳书画展销49场。", SALES)
    span = finding.claim.start, finding.claim.end
    (finding,) = verdicts("2022年举办冬日暖阳书画展销49场。", SALES, overrides={span: finding.others[0].candidate.key})
    assert finding.verdict.value == "contradicted"


def test_nothing_and_a_figure_of_nothing_are_not_compared_in_times():
    (finding,) = verdicts("2022年举办冬日暖阳书画展销49场。", ("社区书画义卖场次", "场", 0))
    assert finding.verdict.value == "contradicted"


RIVALS = (("地铁线网客运量", "人次", 4712860), ("常规公交客运量", "人次", 3825730))


def test_another_record_that_fits_makes_it_unclear_which_is_meant():
    (finding,) = verdicts("2022年地面公交车完成客运量382.6万人次。", RIVALS[0], ("常规巴士客运量", "人次", 3825730))
    assert (finding.verdict.value, finding.candidate.name) == ("ambiguous", "地铁线网客运量")
    assert "可以指几项互不一致的记录" in reason(finding)
    assert "还有常规巴士客运量，与文字相符。请写明口径" in reason(finding)


def test_another_record_that_fits_changes_nothing_where_the_first_is_called_by_its_name():
    (finding,) = verdicts("2022年地铁线网客运量382.6万人次。", *RIVALS)
    assert (finding.verdict.value, finding.candidate.name) == ("contradicted", "地铁线网客运量")
    assert "若指常规公交客运量" in reason(finding)
