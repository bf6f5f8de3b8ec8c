"""A locked number changes: the issued figures that rest on it are flagged, and no others."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import DAY, Draft
from tests.returns.stage import JUNE, a_class, locked, owes
from tongxin.kernel.period import Period, Step
from tongxin.ports.citations import Restated
from tongxin.ports.desk import store, take_snapshot
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.reports.actions import issue_report, withdraw_report
from tongxin.reports.models import Issue
from tongxin.reports.queries.restated import cites, flags


def issued(draft: Draft, *slots: str) -> Issue:
    text = "。".join(f"{{{{estimate}}}}数字{{{{{slot}}}}}" for slot in slots)
    return issue_report(draft(text), by=SYSTEM, version=1)


def the_class(cast: Cast) -> TrainingClass:
    rows = TrainingClass.objects.whole_network(reason="the test's own class")
    return rows.get(organiser=cast.county, last_day=date(2021, 6, 10))


@pytest.fixture
def june(cast: Cast) -> None:
    """Ningxiang's June is locked, and a snapshot taken."""
    locked(owes(cast.county), JUNE)
    take_snapshot(by=SYSTEM)


def corrected(cast: Cast) -> None:
    """Correct the roster of the class of June."""
    training.add_roster(the_class(cast), by=SYSTEM, roster="补例人", reason="补登一人")


def test_figures_of_the_place_and_those_above_are_flagged(cast: Cast, june: None, draft: Draft) -> None:
    issue = issued(
        draft,
        "training.person_times 430182 2021",
        "training.person_times 430000 2021-06",
        "training.classes 430100 2021",
        "training.person_times 430200 2021",
        "training.person_times 430000 2020",
        "network.members 430000 @2021-12-31",
        "training.person_times 430000 2021-07",
        "training.persons 430182 2021",
    )
    assert flags(issue) == []
    corrected(cast)
    found = flags(issue)
    assert [flag.figure.figure for flag in found] == ["f1", "f2", "f8"]
    assert [row.reason for row in found[0].restatements] == ["补登一人"]


def test_number_that_stayed_the_same_is_not_flagged(cast: Cast, june: None, draft: Draft) -> None:
    issue = issued(draft, "training.classes 430182 2021")
    corrected(cast)
    assert flags(issue) == []
    a_class(cast.county, day=date(2021, 6, 20), reason="漏登一个班")
    assert [flag.figure.figure for flag in flags(issue)] == ["f1"]


def test_report_on_a_snapshot_of_after_the_restatement_is_not_flagged(
    cast: Cast, june: None, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = timezone.now() - timedelta(seconds=2)
    monkeypatch.setattr("tongxin.returns.actions.restating.timezone.now", lambda: before)
    corrected(cast)
    monkeypatch.undo()
    take_snapshot(by=SYSTEM)
    assert flags(issued(draft, "training.person_times 430000 2021")) == []


def test_restatement_by_a_clock_set_back_an_hour_is_flagged_all_the_same(
    cast: Cast, june: None, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = issued(draft, "training.person_times 430000 2021")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr("tongxin.returns.actions.restating.timezone.now", lambda: an_hour_ago)
    corrected(cast)
    monkeypatch.undo()
    (flag,) = flags(issue)
    assert [row.at for row in flag.restatements] == [an_hour_ago]
    assert [one.number for one in cites([flag.restatements[0].change], scope=SYSTEM.scope)] == [issue.number]


def test_report_on_a_snapshot_of_before_there_were_marks_is_held_against_the_clock(
    cast: Cast, june: None, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongxin.ports.desk.marks_now", lambda **_: {})
    take_snapshot(by=SYSTEM)
    monkeypatch.undo()
    issue = issued(draft, "training.person_times 430000 2021")
    corrected(cast)
    (flag,) = flags(issue)
    assert [one.number for one in cites([flag.restatements[0].change], scope=SYSTEM.scope)] == [issue.number]
    (store().manifests.folder / issue.snapshot / "manifest.json").unlink()
    assert len(flags(issue)) == 1


def test_report_issued_on_a_snapshot_of_before_the_restatement_is_flagged(cast: Cast, june: None, draft: Draft) -> None:
    corrected(cast)
    assert [flag.figure.figure for flag in flags(issued(draft, "training.person_times 430000 2021"))] == ["f1"]


def test_figure_that_ends_within_the_period_of_a_restatement_is_flagged(cast: Cast, june: None, draft: Draft) -> None:
    issue = issued(draft, "training.person_times 430000 2021-01-01..2021-06-15")
    corrected(cast)
    assert [flag.figure.figure for flag in flags(issue)] == ["f1"]


def test_report_above_is_named_to_those_who_may_read_it(cast: Cast, june: None, draft: Draft) -> None:
    issue = issued(draft, "training.person_times 430000 2021")
    corrected(cast)
    (row,) = [restatement for flag in flags(issue) for restatement in flag.restatements]
    assert [one.number for one in cites([row.change], scope=cast.actor("province").scope)] == [issue.number]
    assert list(cites([row.change], scope=cast.actor("secretary").scope)) == []


def test_return_names_the_reports_it_contradicts(cast: Cast, june: None, draft: Draft, client: Any) -> None:
    issue = issued(draft, "training.person_times 430000 2021", "training.person_times 430200 2021")
    gone = issued(draft, "training.person_times 430000 2021")
    withdraw_report(gone.report, by=SYSTEM, reason="重出")
    corrected(cast)
    (row,) = [restatement for flag in flags(issue)[:1] for restatement in flag.restatements]
    (cited,) = cites([row.change], scope=SYSTEM.scope)
    assert (cited.number, cited.figures) == (issue.number, ("湖南省2021年培训人次8人次",))
    page = cast.client("province").get(f"/returns/at/{row.of.place_id}/{row.of.duty_id * 100_000 + 2021 * 12 + 5}/")
    html = page.content.decode()
    assert "受影响的已签发报告" in html
    assert issue.number in html
    assert gone.number not in html


def test_stock_rests_on_the_last_return_before_its_day(cast: Cast, draft: Draft) -> None:
    duty = owes(cast.county, kind="network", step=Step.QUARTER, begin=date(2021, 4, 1))
    one = locked(duty, Period.parse("2021Q2"))
    take_snapshot(by=SYSTEM)
    issue = issued(
        draft,
        "network.members 430000 @2021-06-30",
        "network.members 430182 @2021-09-29",
        "network.members 430000 @2021-09-30",
        "network.members 430000 @2021-06-29",
        "training.classes 430000 2021",
    )
    now = Restated(
        number=10**9, kind="network", path=one.path, period=one.period, at=issue.issued_at.replace(year=2100)
    )
    (cited,) = cites([now], scope=SYSTEM.scope)
    assert [label.split("会员")[0] for label in cited.figures] == ["湖南省截至2021年6月30日", "宁乡市截至2021年9月29日"]


def test_flags_ask_two_queries(cast: Cast, june: None, draft: Draft, django_assert_num_queries: Any) -> None:
    issue = issued(draft, *["training.person_times 430000 2021"] * 12)
    corrected(cast)
    a_class(cast.neighbour, day=DAY)
    with django_assert_num_queries(2):
        assert len(flags(issue)) == 12
