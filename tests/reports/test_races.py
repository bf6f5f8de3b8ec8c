"""Two people at one report, each on a connection of their own: it is issued once, numbers are given once, no text is lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.network.test_races import lines, race
from tests.returns.stage import a_class, stand_on
from tongxin.ports.desk import take_snapshot
from tongxin.reports import actions, shelf
from tongxin.reports.models import Issue, Report

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = "the test looks at what was written"
DAY = date(2021, 12, 31)
BODY = "全省举办{{training.classes 430000 2021}}。"


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    settings.TONGXIN_REPORTS = tmp_path / "reports"
    stand_on(DAY)
    built = build()
    a_class(built.county)
    take_snapshot(by=SYSTEM)
    return built


def begun(cast: Cast) -> Report:
    return actions.start_report(cast.province, by=SYSTEM, title="工作综述", day=DAY, body=BODY)


def copies_of(report: Report) -> list[Report]:
    return [Report.objects.whole_network(reason=SEEN).get(pk=report.pk) for _ in range(2)]


def issues() -> Any:
    return Issue.objects.whole_network(reason=SEEN)


def test_report_issued_by_two_is_issued_once(cast: Cast) -> None:
    copies = copies_of(begun(cast))
    outcomes = race(*(lambda copy=copy: actions.issue_report(copy, by=SYSTEM, version=1) for copy in copies))
    assert outcomes[0] == "done"
    assert "已签发" in outcomes[1]
    assert issues().get().number == "湖南同心报〔2021〕1号"
    assert lines("reports.issue") == 2  # of the issue and of its report


def test_two_reports_issued_at_once_get_two_numbers(cast: Cast) -> None:
    reports = [begun(cast), begun(cast)]
    outcomes = race(*(lambda one=one: actions.issue_report(one, by=SYSTEM, version=1) for one in reports))
    assert outcomes == ["done", "done"]
    assert sorted(issues().values_list("serial", flat=True)) == [1, 2]
    for issue in issues():
        for form, digest in issue.files.items():
            assert shelf.take(digest, form=form)


def test_text_saved_by_two_keeps_the_first_and_tells_the_second(cast: Cast) -> None:
    copies = copies_of(begun(cast))
    texts = ["甲写的。", "乙写的。"]

    def save(copy: Report, text: str) -> Report:
        return actions.save_report(copy, by=SYSTEM, version=1, title="题", day=DAY, body=text)

    outcomes = race(*(lambda copy=copy, text=text: save(copy, text) for copy, text in zip(copies, texts, strict=True)))
    assert outcomes[0] == "done"
    assert "第 1 版" in outcomes[1]
    kept = Report.objects.whole_network(reason=SEEN).get()
    assert (kept.version, kept.body in texts) == (2, True)


def test_saving_and_issuing_at_once_issues_what_was_looked_at_or_nothing(cast: Cast) -> None:
    one, other = copies_of(begun(cast))
    outcomes = race(
        lambda: actions.issue_report(one, by=SYSTEM, version=1),
        lambda: actions.save_report(other, by=SYSTEM, version=1, title="题", day=DAY, body="别的。"),
    )
    assert outcomes.count("done") == 1
    kept = Report.objects.whole_network(reason=SEEN).get()
    assert (kept.state, kept.body) in {("issued", BODY), ("draft", "别的。")}
    assert issues().count() == (kept.state == "issued")
