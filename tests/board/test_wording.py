"""What stands beside a figure of counted and estimated crowds."""

import pytest

from tongxin.board.wording import completeness_words, kind_words
from tongxin.figures.figure import Bounds, Completeness, Ground
from tongxin.records.activities.figures import MEASURES as ACTIVITIES
from tongxin.records.training.figures import MEASURES as TRAINING

ROSTER, ESTIMATE = Ground("roster", "签到名册", 30, 1), Ground("estimate", "估计", 1_250, 2)
NONE = Ground("none", "没有人数", 0, 3)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (
            Bounds(low=1_230, high=1_300, grounds=(NONE, ROSTER, ESTIMATE)),
            ["其中签到名册 30、估计 1,250", "实际在 1,230 至 1,300 之间", "3/6 条记录没有人数，没有计入"],
        ),
        (Bounds(low=30, high=30, grounds=(ROSTER,)), ["其中签到名册 30"]),
        (Bounds(low=0, high=0, grounds=(NONE,)), ["3/3 条记录没有人数，没有计入"]),
        (Bounds(low=0, high=0, grounds=()), []),
    ],
)
def test_grounds_bounds_and_what_is_missing_are_said(bounds: Bounds, said: list[str]) -> None:
    assert completeness_words(Completeness(bounds=bounds)) == said


def test_number_of_each_record_is_added_up_and_no_money() -> None:
    words = {one.code: kind_words(one) for one in (*ACTIVITIES, *TRAINING)}
    assert words["activities.person_times"] == "合计：每条记录一个数，逐条相加"
    assert words["training.person_times"].startswith("人次")
