"""Writing and issuing reports: versions, numbers, frozen papers, and all that must not be half done."""

import errno
import json
import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import DAY, Draft
from tongxin.access import journal
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, UnavailableError
from tongxin.lifecycle.taking_back import take_back_last
from tongxin.reports import actions, issuing, shelf
from tongxin.reports.issuing import FORMS, Terms, digest_of
from tongxin.reports.models import Issue, IssuedFigure, Report
from tongxin.reports.paper import Paper

BODY = "全省举办培训班{{training.classes 430000 2021}}，培训{{training.person_times 430000 2021}}。"


def issues() -> Any:
    return Issue.objects.whole_network(reason="the test looks at what was issued")


def saved(report: Report) -> Report:
    return Report.objects.whole_network(reason="the test looks at what was saved").get(pk=report.pk)


def test_report_is_begun_saved_and_told_of(cast: Cast, draft: Draft) -> None:
    report = draft("一", title=" 综述 ")
    actions.save_report(report, by=cast.actor("province"), version=1, title="综述", day=DAY, body="二\r\n三\0")
    assert (saved(report).body, saved(report).version, saved(report).changed_by) == ("二\n三", 2, "province")
    assert [entry.action for entry in journal.of(report)] == ["reports.save", "reports.start"]
    actions.save_report(report, by=SYSTEM, version=2, title="综述", day=DAY, body="二\n三")
    assert saved(report).version == 2  # nothing changed, so nothing was written


def test_saving_over_somebody_elses_text_is_refused(cast: Cast, draft: Draft) -> None:
    report = draft("一")
    actions.save_report(report, by=cast.actor("province"), version=1, title="综述", day=DAY, body="二")
    with pytest.raises(ConflictError, match="province刚刚保存过这份报告（第 2 版），您看到的是第 1 版"):
        actions.save_report(report, by=SYSTEM, version=1, title="综述", day=DAY, body="三")
    assert saved(report).body == "二"


@pytest.mark.parametrize(
    ("title", "body", "why"), [(" ", "", "请填写报告标题"), ("题", "字" * 200_001, "正文最多 20 万字")]
)
def test_report_without_title_or_too_long_is_refused(draft: Draft, title: str, body: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        draft(body, title=title)


def test_only_the_own_side_writes_and_issues(cast: Cast, draft: Draft) -> None:
    report = draft(BODY)
    for who in ("city", "secretary", "member", "stranger"):
        with pytest.raises(ForbiddenError):
            actions.save_report(report, by=cast.actor(who), version=1, title="题", day=DAY, body="")
        with pytest.raises(ForbiddenError):
            actions.issue_report(report, by=cast.actor(who), version=1)
    own = draft(BODY, organisation=cast.county)
    with pytest.raises(ForbiddenError):
        actions.issue_report(own, by=cast.actor("secretary"), version=1)  # may write, not publish


@pytest.mark.parametrize("form", FORMS)
def test_paper_printed_with_another_number_is_not_issued(monkeypatch: Any, draft: Draft, form: str) -> None:
    report, printed = draft(BODY), issuing.printed

    def wrong(paper: Paper, *, digest: str, form: str, of: str = form) -> bytes:
        if form == of:
            said = json.dumps(paper.json(), ensure_ascii=False)
            paper = Paper.from_json(json.loads(said.replace("2个班次", "3个班次")))
            assert "3个班次" in [one.text for one in paper.numbers]
        return printed(paper, digest=digest, form=form)

    monkeypatch.setattr(issuing, "printed", wrong)
    with pytest.raises(ConflictError):
        actions.issue_report(report, by=SYSTEM, version=1)
    assert saved(report).state == Report.State.DRAFT
    assert not issues().exists()


def test_issue_freezes_text_figures_and_files(cast: Cast, draft: Draft) -> None:
    steps: list[tuple[int, int]] = []
    report = draft(BODY)
    issue = actions.issue_report(
        report,
        by=cast.actor("province"),
        version=1,
        terms=Terms(address="https://tx.example/"),
        progress=lambda *at: steps.append(at),
    )
    assert issue.number == "湖南同心报〔2021〕1号"
    assert len(issue.code) == 12
    assert issue.digest == digest_of(issue.paper)
    assert steps == [(1, 3), (2, 3), (3, 3)]
    paper = Paper.from_json(issue.paper)
    assert paper.address == f"https://tx.example/v/{issue.code}/"
    assert (paper.number, paper.code, paper.json()) == (issue.number, issue.code, issue.paper)
    assert [one.text for one in paper.numbers] == ["2个班次", "8人次"]
    assert all(one.evidence_hash for one in paper.numbers)
    for form in FORMS:
        assert shelf.take(issue.files[form], form=form)
    assert saved(report).state == Report.State.ISSUED
    figures = IssuedFigure.objects.whole_network(reason="the test looks at what was issued").order_by("id")
    assert [(one.figure, one.measure, one.place_path, one.stock) for one in figures] == [
        ("f1", "training.classes", "43/", False),
        ("f2", "training.person_times", "43/", False),
    ]


def test_numbers_follow_each_other_within_a_year_and_organisation(cast: Cast, draft: Draft) -> None:
    numbers = [actions.issue_report(draft(BODY), by=SYSTEM, version=1).number for _ in range(2)]
    numbers.append(actions.issue_report(draft(BODY, day=date(2020, 1, 1)), by=SYSTEM, version=1).number)
    numbers.append(actions.issue_report(draft(BODY, organisation=cast.city), by=SYSTEM, version=1).number)
    assert numbers == [
        "湖南同心报〔2021〕1号",
        "湖南同心报〔2021〕2号",
        "湖南同心报〔2020〕1号",
        "长沙市同心报〔2021〕1号",
    ]


def test_what_was_issued_is_neither_saved_nor_issued_again(draft: Draft) -> None:
    report = draft(BODY)
    actions.issue_report(report, by=SYSTEM, version=1)
    with pytest.raises(ConflictError, match="现在是「已签发」，不能修改，要改请复制为新报告"):
        actions.save_report(report, by=SYSTEM, version=1, title="题", day=DAY, body="")
    with pytest.raises(ConflictError, match="已签发"):
        actions.issue_report(saved(report), by=SYSTEM, version=1)


def test_what_stands_against_issuing_is_listed(draft: Draft) -> None:
    report = draft("\n".join(["{{写坏的}}"] * 7))
    with pytest.raises(ConflictError, match=r"还不能签发。第 1 行：.*（共 7 处）"):
        actions.issue_report(report, by=SYSTEM, version=1)
    with pytest.raises(ConflictError, match="还不能签发。报告还没有正文"):
        actions.issue_report(draft(""), by=SYSTEM, version=1)
    assert not issues().exists()


def test_other_version_than_the_one_looked_at_is_not_issued(draft: Draft) -> None:
    with pytest.raises(ConflictError, match="您看到的是第 2 版"):
        actions.issue_report(draft(BODY), by=SYSTEM, version=2)


def test_text_saved_while_it_was_printed_is_not_issued(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    report, kept = draft(BODY), actions._kept

    def saving(issue: Issue, **more: Any) -> dict[str, str]:
        actions.save_report(saved(report), by=SYSTEM, version=1, title="题", day=DAY, body="别的")
        return kept(issue, **more)

    monkeypatch.setattr(actions, "_kept", saving)
    with pytest.raises(ConflictError, match="您看到的是第 1 版"):
        actions.issue_report(report, by=SYSTEM, version=1)
    assert saved(report).state == Report.State.DRAFT
    assert not issues().exists()


def test_number_taken_meanwhile_is_given_anew(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, kept = draft(BODY), draft(BODY), actions._kept
    others = [second]

    def overtaken(issue: Issue, **more: Any) -> dict[str, str]:
        if others:
            actions.issue_report(others.pop(), by=SYSTEM, version=1)
        return kept(issue, **more)

    monkeypatch.setattr(actions, "_kept", overtaken)
    assert actions.issue_report(first, by=SYSTEM, version=1).number == "湖南同心报〔2021〕2号"
    assert sorted(issues().values_list("serial", flat=True)) == [1, 2]


def test_number_taken_again_and_again_is_given_up(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    report = draft(BODY)

    def taken(*_: Any, **__: Any) -> Issue:
        raise actions._NumberTakenError

    monkeypatch.setattr(actions, "_published", taken)
    with pytest.raises(ConflictError, match="请稍后再签发一次"):
        actions.issue_report(report, by=SYSTEM, version=1)


def test_full_disk_leaves_nothing_half_issued(draft: Draft, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    report = draft(BODY)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError, match="没有签发"):
        actions.issue_report(report, by=SYSTEM, version=1)
    monkeypatch.undo()
    assert saved(report).state == Report.State.DRAFT
    assert not issues().exists()
    assert [path for path in settings.TONGXIN_REPORTS.rglob("*") if path.is_file()] == []
    assert actions.issue_report(report, by=SYSTEM, version=1).serial == 1


def test_shelf_that_cannot_be_written_at_all_says_so(draft: Draft, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "file").write_text("x")
    settings.TONGXIN_REPORTS = tmp_path / "file" / "reports"
    with pytest.raises(UnavailableError, match="没有签发"):
        actions.issue_report(draft(BODY), by=SYSTEM, version=1)


def test_missing_font_leaves_the_report_a_draft(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: Any, **__: Any) -> bytes:
        raise UnavailableError("没有找到中文字体。")

    monkeypatch.setattr("tongxin.reports.issuing.pdf", without)
    report = draft(BODY)
    with pytest.raises(UnavailableError, match="中文字体"):
        actions.issue_report(report, by=SYSTEM, version=1)
    assert saved(report).state == Report.State.DRAFT


def test_kept_file_that_changed_is_not_handed_out(draft: Draft, settings: Any) -> None:
    issue = actions.issue_report(draft(BODY), by=SYSTEM, version=1)
    (path,) = settings.TONGXIN_REPORTS.rglob("*.pdf")
    path.write_bytes(b"%PDF")
    with pytest.raises(UnavailableError, match="已损坏"):
        shelf.take(issue.files["pdf"], form="pdf")
    path.unlink()
    with pytest.raises(UnavailableError, match="不在了"):
        shelf.take(issue.files["pdf"], form="pdf")


def test_report_is_withdrawn_once_with_a_reason(cast: Cast, draft: Draft) -> None:
    report = draft(BODY)
    issue = actions.issue_report(report, by=SYSTEM, version=1)
    with pytest.raises(InputError, match="请写明原因"):
        actions.withdraw_report(issue.report, by=SYSTEM, reason=" ")
    with pytest.raises(ForbiddenError):
        actions.withdraw_report(issue.report, by=cast.actor("city"), reason="不该他管")
    actions.withdraw_report(issue.report, by=cast.actor("province"), reason="口径有误")
    assert (issues().get().withdrawn_because, saved(report).state) == ("口径有误", Report.State.WITHDRAWN)
    with pytest.raises(ConflictError, match="现在是「已撤回」，不能撤回"):
        actions.withdraw_report(issue.report, by=SYSTEM, reason="再来")


def test_copy_moves_the_figures_to_its_year(draft: Draft) -> None:
    report = draft(
        "2020年{{training.classes 430000 2020}}，截至{{network.members 430000 @2020-12-31}}。", day=date(2020, 12, 31)
    )
    copy = actions.copy_report(report, by=SYSTEM, title="新的", day=DAY)
    assert (
        copy.body == "2021年{{training.classes 430000 2021 exact}}，截至{{network.members 430000 @2021-12-31 exact}}。"
    )
    assert (copy.state, copy.version, copy.organisation) == (Report.State.DRAFT, 1, report.organisation)


MISREAD = "2020年全省举办培训班{{training.classes 430000 2021}}。"


def test_sentence_the_checker_misreads_is_issued_with_its_reason(cast: Cast, draft: Draft) -> None:
    report = draft(MISREAD)
    with pytest.raises(ConflictError, match="签发时可以写明原因"):
        actions.issue_report(report, by=SYSTEM, version=1, because=" ")
    for because in ("长" * 201, "看不\u200b见"):
        with pytest.raises(InputError, match="说明最多 200 字"):
            actions.issue_report(report, by=SYSTEM, version=1, because=because)
    issue = actions.issue_report(report, by=SYSTEM, version=1, because=" 2020年是届次 ")
    paper = Paper.from_json(issue.paper)
    assert paper.because == "2020年是届次"
    assert paper.readings == ("「2020年全省举办培训班2个班次。」读作“2020年”，其中「2个班次」是2021年的培训班次",)
    assert journal.of(report)[0].reason == "2020年是届次"
    page = shelf.take(issue.files["html"], form="html").decode()
    assert "签发人说明：2020年是届次" in page


def test_reason_helps_against_nothing_else(cast: Cast, draft: Draft) -> None:
    for body in (f"{MISREAD}\n培训9{{{{training.person_times 430000 2021}}}}。", "{{training.nothing 430000 2021}}"):
        with pytest.raises(ConflictError) as refused:
            actions.issue_report(draft(body), by=SYSTEM, version=1, because="就是对的")
        assert "2020年" not in str(refused.value)
    right = actions.issue_report(draft(BODY), by=SYSTEM, version=1, because="多余的话")
    assert (right.paper["because"], list(right.paper["readings"])) == ("", [])


def test_draft_is_put_away_and_taken_back_for_a_day(cast: Cast, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    report = draft(BODY)
    with pytest.raises(InputError):
        actions.discard_report(report, by=SYSTEM, reason=" ")
    actions.discard_report(report, by=cast.actor("province"), reason="写重了")
    assert (saved(report).state, saved(report).body) == (Report.State.DISCARDED, BODY)
    assert (journal.of(report)[0].action, journal.of(report)[0].reason) == ("reports.discard", "写重了")
    for refused in (
        lambda: actions.save_report(saved(report), by=SYSTEM, version=1, title="题", day=DAY, body="二"),
        lambda: actions.issue_report(saved(report), by=SYSTEM, version=1),
    ):
        with pytest.raises(ConflictError):
            refused()
    page = cast.client("province").get(f"/reports/{report.pk}/").content.decode()
    assert ("取回草稿" in page, "撤回上一步" in page) == (True, False)  # one way back, and nobody has to say why
    with pytest.raises(ConflictError, match="请用「取回草稿」"):
        take_back_last(saved(report), by=cast.actor("province"), reason="写错了")
    actions.restore_report(saved(report), by=cast.actor("province"))
    assert (saved(report).state, saved(report).discarded) == (Report.State.DRAFT, None)
    actions.discard_report(saved(report), by=SYSTEM, reason="又写重了")
    late = timezone.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr("tongxin.reports.actions.timezone.now", lambda: late)
    with pytest.raises((ConflictError, ForbiddenError), match="删除已超过一天"):
        actions.restore_report(saved(report), by=SYSTEM)
    issued = draft(BODY)
    actions.issue_report(issued, by=SYSTEM, version=1)
    with pytest.raises(ConflictError, match="签发过的报告只能撤回"):
        actions.discard_report(saved(issued), by=SYSTEM, reason="不要了")


def test_report_without_a_number_takes_none(cast: Cast, draft: Draft) -> None:
    one = actions.issue_report(draft(BODY), by=SYSTEM, version=1, terms=Terms(numbered=False))
    other = actions.issue_report(draft(BODY), by=SYSTEM, version=1, terms=Terms(numbered=False))
    assert one.number == f"湖南一页〔2021〕{one.code}"
    assert (one.serial, other.serial) == (None, None)
    assert actions.issue_report(draft(BODY), by=SYSTEM, version=1).number == "湖南同心报〔2021〕1号"


def test_report_is_begun_blank_or_from_a_pattern_about_a_place(cast: Cast) -> None:
    asked: dict[str, Any] = {"by": SYSTEM, "organisation": cast.province, "day": DAY}
    blank = actions.begin(pattern="blank", place=None, title="自己写", **asked)
    assert (blank.title, blank.body) == ("自己写", "")
    own = actions.begin(pattern="summary", place=None, title="", **asked)
    assert "湖南省" in own.title
    assert "{{training.classes 430000 2021 exact}}" in own.body
    of_city = actions.begin(pattern="summary", place=cast.city.place, title="长沙的", **asked)
    assert (of_city.title, of_city.organisation) == ("长沙的", cast.province)
    assert "{{training.classes 430100 2021 exact}}" in of_city.body
