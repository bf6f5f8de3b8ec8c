"""What is issued here is read back by 核数: the day from the report itself, no figure contradicted, the annex passed over."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import Draft
from tongxin.claims.check import check
from tongxin.claims.dateline import dateline
from tongxin.claims.documents import read_report
from tongxin.claims.sources import register_of
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report

BODY = (
    "2021年全省举办培训班{{training.classes 430000 2021}}，培训{{training.person_times 430000 2021}}。"
    "今年1月至8月，全省举办培训班{{training.classes 430000 2021-01-01..2021-08-31}}。\n"
    "截至2021年12月31日，县级覆盖率为{{network.county_coverage 430000 @2021-12-31}}，"
    "会员{{network.members 430000 @2021-12-31 about}}。\n"
    "{{table training.person_times 430000 2021 prefecture}}"
)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_issued_file_is_contradicted_in_no_figure(cast: Cast, draft: Draft, form: str) -> None:
    issue = issue_report(draft(BODY), by=SYSTEM, version=1)
    text = read_report(shelf.take(issue.files[form], form=form), name=f"报告.{form}").text
    assert dateline(text) == date(2021, 12, 31)
    answers = register_of(current_desk(), scope=Scope.everything(), home="湖南省")
    checked = check(text, date=date(2021, 12, 31), home="湖南省", answers=answers)
    verdicts = [finding.verdict for finding in checked.findings]
    assert checked.incoherences == ()  # 2 classes in the year, 1 until August: two times, no contradiction
    assert verdicts.count("fit") >= 4
    assert "contradicted" not in verdicts
    cells = [(finding.place, finding.verdict.value) for finding in checked.findings if finding.claim.text in {"8", "0"}]
    assert ("长沙市", "fit") in cells  # every cell of the table is held against the record of its own row
    assert len(cells) == 15  # with the total below them
    assert {verdict for _, verdict in cells} == {"fit"}
