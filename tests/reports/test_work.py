"""Long work of reports: a page for every county, all of them or those that can be."""

import io
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import DAY
from tongxin.access.jobs import Handle
from tongxin.access.models import Job
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.ports.desk import prune_snapshots, store, take_snapshot
from tongxin.reports import shelf, work
from tongxin.reports.actions import issue_report, start_report
from tongxin.reports.models import Issue, Report

ZHANGJIAJIE = "430800"  # the prefecture with fewest counties: four


def run(cast: Cast, *, by: Any = SYSTEM, place: str = ZHANGJIAJIE, **how: Any) -> tuple[dict[str, Any], Job]:
    job = Job.objects.create(kind="reports.one_pages", label="一页", path="43/", actor="", state="running")
    arguments = {"organisation": cast.province.pk, "place": place, "day": DAY.isoformat(), "address": "", **how}
    result = work.one_pages_job(Handle(job.pk), by=by, **arguments)
    job.refresh_from_db(from_queryset=Job.objects.whole_network(reason="the test looks at the job"))
    return result, job


def issues() -> Any:
    return Issue.objects.whole_network(reason="the test looks at what was issued")


def test_every_county_gets_its_page_once(cast: Cast) -> None:
    result, job = run(cast)
    assert (result["count"], job.progress, job.total, issues().count()) == (4, 4, 4, 4)
    names = zipfile.ZipFile(io.BytesIO(shelf.take(result["zip"], form="zip"))).namelist()
    assert len(names) == 8
    assert "430821慈利县.pdf" in names
    again, _ = run(cast)
    assert again["zip"] == result["zip"]
    assert issues().count() == 4


def test_page_begun_before_is_taken_up(cast: Cast) -> None:
    run(cast)
    rows = Report.objects.whole_network(reason="the test breaks a job off")
    report = rows.order_by("-id")[0]
    start_report(cast.province, by=SYSTEM, title=report.title, day=report.day, pattern=work.ONE_PAGE, body=report.body)
    before = rows.count()
    run(cast)
    assert rows.count() == before  # the draft left behind was issued, none was begun anew
    assert not rows.filter(state=Report.State.DRAFT).exists()


def test_county_that_cannot_be_issued_is_told_and_the_others_are_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = work.issue_report

    def but_one(report: Report, **more: Any) -> Issue:
        if "慈利" in report.title:
            raise ConflictError("这个县不行。")
        return issue(report, **more)

    monkeypatch.setattr(work, "issue_report", but_one)
    result, job = run(cast)
    assert result["count"] == 3
    assert "慈利县没有生成：这个县不行。" in job.log
    assert "共 3 份，1 份没有生成" in job.log


def test_work_checks_who_asked_for_it(cast: Cast) -> None:
    with pytest.raises(NotFoundError, match="编制单位"):
        run(cast, by=cast.actor("city"))
    job = Job.objects.create(kind="reports.issue", label="签发", path="43/", actor="", state="running")
    with pytest.raises(NotFoundError, match="没有找到这份报告"):
        work.issue_job(Handle(job.pk), by=cast.actor("city"), report=1, version=1, address="")


def test_snapshots_that_reports_rest_on_are_kept(cast: Cast) -> None:
    report = start_report(cast.province, by=SYSTEM, title="题", day=DAY, body="{{training.classes 430000 2021}}")
    issue = issue_report(report, by=SYSTEM, version=1)
    take_snapshot(by=SYSTEM)
    last = take_snapshot(by=SYSTEM)
    prune_snapshots(keep=1)
    assert store().ids() == sorted({issue.snapshot, last.id})


def test_draft_somebody_wrote_in_is_left_to_them(cast: Cast) -> None:
    run(cast)
    rows = Report.objects.whole_network(reason="the test rewrites a draft of the job")
    report = rows.order_by("-id")[0]
    mine = start_report(
        cast.province, by=SYSTEM, title=report.title, day=report.day, pattern=work.ONE_PAGE, body="我还没写完。"
    )
    run(cast)
    assert rows.get(pk=mine.pk).state == Report.State.DRAFT


def test_issue_taken_up_again_after_a_crash_is_the_one_there(cast: Cast) -> None:
    report = start_report(cast.province, by=SYSTEM, title="题", day=DAY, body="{{training.classes 430000 2021}}")
    issue = issue_report(report, by=SYSTEM, version=1)
    job = Job.objects.create(kind="reports.issue", label="签发", path=report.path, actor="试", state="running")
    found = work.issue_job(Handle(job.pk), by=SYSTEM, report=report.pk, version=1, address="")
    assert found["issue"] == issue.pk


def test_pages_are_one_page_of_what_was_chosen_and_take_no_number(cast: Cast) -> None:
    result, _ = run(cast, topics=["培训", "近五年的表"])
    archive = zipfile.ZipFile(io.BytesIO(shelf.take(result["zip"], form="zip")))
    (one, *_) = [name for name in archive.namelist() if name.endswith(".pdf")]
    pages = PdfReader(io.BytesIO(archive.read(one))).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert "培训" in text
    assert "主题活动" not in text
    assert not issues().filter(serial__isnull=False).exists()
    assert {issue.paper["compact"] for issue in issues()} == {True}
    full, _ = run(cast, numbered=True)  # other numbers are another page
    assert full["count"] == 4
    assert sorted(issues().filter(serial__isnull=False).values_list("serial", flat=True)) == [1, 2, 3, 4]
    every = zipfile.ZipFile(io.BytesIO(shelf.take(full["zip"], form="zip")))
    assert {
        len(PdfReader(io.BytesIO(every.read(name))).pages) for name in every.namelist() if name.endswith("pdf")
    } == {1}
