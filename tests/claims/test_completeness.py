"""Records that are not all there: 据不完全统计 is earned or refused, and more than is recorded is not contradicted."""

from datetime import date
from fractions import Fraction

import pytest

from tongxin.claims import Answer, Candidate, check
from tongxin.claims.answers import COMPLETE, INCOMPLETE
from tongxin.claims.explain import reason
from tongxin.claims.finding import Finding


class Register:
    """One measure, with what is known of its returns."""

    narrowing = None
    notice = ""

    def __init__(self, status: str) -> None:
        self.status = status

    def candidates(self):
        return [Candidate(key="training.person_times", names=("培训人次", "培训"), unit="人次", words=("人次",))]

    def answer(self, candidate, *, place, period):
        return Answer(Fraction(4236), status=self.status)


def found(text: str, status: str) -> Finding:
    (finding,) = check(text, date=date(2022, 9, 26), home="湖南省", answers=Register(status)).findings
    return finding


@pytest.mark.parametrize(
    ("text", "status", "verdict"),
    [
        ("2021年培训4236人次。", INCOMPLETE, "incomplete"),
        ("据不完全统计，2021年培训4236人次。", INCOMPLETE, "fit"),
        ("据不完全统计，2021年培训4000多人次。", INCOMPLETE, "fit"),
        ("2021年培训5000人次。", INCOMPLETE, "incomplete"),
        ("据不完全统计，2021年培训5000人次。", INCOMPLETE, "incomplete"),
        ("2021年培训4000人次。", INCOMPLETE, "contradicted"),
        ("2021年培训4236人次。", COMPLETE, "fit"),
        ("2021年培训5000人次。", COMPLETE, "contradicted"),
        ("2021年培训5000人次。", "", "contradicted"),
        ("2021年培训4236人次。据不完全统计，来了很多人。", INCOMPLETE, "incomplete"),
    ],
)
def test_verdict_against_records_by_what_was_reported(text: str, status: str, verdict: str) -> None:
    assert found(text, status).verdict == verdict


def test_incomplete_figure_is_offered_the_wording_it_may_have() -> None:
    said = reason(found("2021年培训4236人次。", INCOMPLETE))
    assert "上报还不完整" in said
    assert "“据不完全统计，4236人次”" in said


def test_estimate_of_complete_records_is_called_needless() -> None:
    assert "不必写“据不完全统计”" in reason(found("据不完全统计，2021年培训4236人次。", COMPLETE))
    assert "不必写" not in reason(found("2021年培训4236人次。", COMPLETE))
    assert "不必写" not in reason(found("据不完全统计，2021年培训4236人次。", ""))
