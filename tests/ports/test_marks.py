"""What was written since a snapshot is told by numbers of rows: no clock can hide it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, found
from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.ports.desk import current_desk, take_snapshot, uncounted
from tongxin.ports.marks import Mark, mark_of
from tongxin.returns.models import Restatement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"


@pytest.mark.parametrize(
    ("numbers", "later", "known"),
    [
        (range(1, 4), (4, 5), (1, 2, 3)),
        ((2, 4), (1, 3, 5), (2, 4)),  # what was there is remembered whole: 1 and 3 came late
        ((), (1, 2), ()),
        (range(7, 107), (107,), (1, 6, 7, 106)),
        ((7, *range(9, 108)), (8, 108), (1, 7, 107)),  # 8 was being written while the snapshot was taken
    ],
)
def test_later_rows_are_told_by_their_numbers(numbers: Any, later: tuple[int, ...], known: tuple[int, ...]) -> None:
    mark = Mark(frozenset(numbers))
    assert [mark.is_before(number) for number in later] == [True] * len(later)
    assert [mark.is_before(number) for number in known] == [False] * len(known)


def test_snapshot_remembers_the_newest_lines_of_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    found("湖南省联谊会", "430000")
    monkeypatch.setattr("tongxin.ports.marks._REMEMBERED", 3)
    for code in ("430100", "430200", "430182", "430121"):
        found(f"{code}联谊会", code)
    snapshot = take_snapshot(by=SYSTEM)
    lines = list(Entry.objects.whole_network(reason="test").order_by("-pk").values_list("pk", flat=True)[:3])
    assert snapshot.manifest["marks"] == {"access.entry": sorted(lines), "returns.restatement": []}
    assert mark_of(snapshot, Entry) == Mark(frozenset(lines))
    assert mark_of(snapshot, Restatement) == Mark(frozenset())


def test_record_written_by_a_clock_set_back_is_not_counted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    found("湖南省联谊会", "430000")
    snapshot = take_snapshot(by=SYSTEM)
    assert uncounted(snapshot) == ""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: an_hour_ago)
    one = found("长沙市联谊会", "430100")
    for action in ("network.note", "reports.save"):
        journal.write(one, by=SYSTEM, action=action)
    found("株洲市联谊会", "430200")
    said = uncounted(current_desk().snapshot)
    assert said.startswith("另有 2 条新记录未计入（上次更新 20")
    assert uncounted(snapshot, path="43/4301/").startswith("另有 1 条")
    assert uncounted(snapshot, path="43/4303/") == ""
    monkeypatch.setattr("tongxin.ports.desk._MOST_COUNTED", 2)
    assert uncounted(snapshot).startswith("另有 2 条以上新记录未计入")
    mark = mark_of(snapshot, Entry)
    assert mark is not None
    rows = Entry.objects.whole_network(reason="test").filter(mark.later)
    assert [mark.is_before(row.pk) for row in rows] == [True] * len(rows)
    del snapshot.manifest["marks"]
    assert uncounted(snapshot) == ""  # before there were marks the clock was all there was
