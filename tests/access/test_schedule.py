"""Scheduled work: when it is due, by whom it is done, and what is told when it fails or its worker dies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.racing import race
from tongxin.access import schedule
from tongxin.access.models import ScheduledRun
from tongxin.access.schedule import SCHEDULE, Scheduled
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import SHANGHAI
from tongxin.ports.room import rooms
from tongxin.project.connections import schedule as every_scheduled

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


class Diary:
    """Keeps what was run."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self) -> str:
        self.lines.append("night")
        return "写了一行。"

    def refuse(self) -> str:
        self.lines.append("refused")
        raise ConflictError("两处不一致，请核对。")

    def break_down(self) -> str:
        self.lines.append("broken")
        raise ZeroDivisionError


@pytest.fixture
def diary() -> Iterator[Diary]:
    kept = Diary()
    work = (
        Scheduled(code="toy.break", words="坏了的工作", at="01:00", run=kept.break_down),
        Scheduled(code="toy.check", words="核对", at="02:00", run=kept.refuse),
        Scheduled(code="toy.night", words="写日记", at="03:00", run=kept.write),
    )
    with SCHEDULE.answered_by(lambda: work):
        yield kept


def row(code: str) -> ScheduledRun:
    return ScheduledRun.objects.get(code=code)


def nothing() -> None:
    return None


@given(
    now=st.datetimes(datetime(2001, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=SHANGHAI)),  # noqa: DTZ001 - the zone follows
    when=st.one_of(
        st.times().map(lambda moment: {"at": moment.strftime("%H:%M")}),
        st.integers(60, 10**6).map(lambda seconds: {"every": timedelta(seconds=seconds)}),
    ),
)
def test_due_time_is_the_last_one_before_now_and_the_next_follows_it(now: datetime, when: Any) -> None:
    one = Scheduled(code="toy.night", words="写日记", run=nothing, **when)
    step = when.get("every", DAY)
    due = one.due_by(now)
    assert due <= now < due + step == one.due_after(now)
    assert one.due_by(due) == due
    assert one.due_by(due - timedelta(microseconds=1)) == due - step
    if "at" in when:
        assert due.astimezone(SHANGHAI).strftime("%H:%M") == when["at"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"at": "02:30"}, "每天 02:30"),
        ({"every": timedelta(minutes=90)}, "每 90 分钟"),
        ({"every": timedelta(hours=6)}, "每 6 小时"),
        ({"every": timedelta(days=30)}, "每 30 天"),
    ],
)
def test_when_it_runs_is_said_in_words(when: Any, said: str) -> None:
    assert Scheduled(code="toy.night", words="写日记", run=nothing, **when).when == said


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"at": "02:30", "every": DAY},
        {"at": "25:00"},
        {"every": timedelta(seconds=59)},
        {"at": "02:30", "code": "night"},
    ],
)
def test_work_that_can_never_be_due_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Scheduled(**{"code": "toy.night", "words": "写日记", "run": nothing, **wrong})


@pytest.mark.django_db
def test_work_seen_first_waits_then_runs_once_for_each_time_and_once_after_a_standstill(diary: Diary) -> None:
    assert schedule.run_due(worker="w", now=NOON) == []
    assert (row("toy.night").state, row("toy.night").due) == ("waiting", NOON.replace(hour=3))
    assert schedule.run_due(worker="w", now=NOON.replace(hour=2) + DAY) == ["toy.break", "toy.check"]
    next_night = NOON.replace(hour=3) + DAY
    assert schedule.run_due(worker="w", now=next_night - timedelta(seconds=1)) == []
    assert schedule.run_due(worker="w", now=next_night) == ["toy.night"]
    assert schedule.run_due(worker="w", now=next_night + timedelta(hours=9)) == []
    diary.lines.clear()
    assert schedule.run_due(worker="w", now=NOON + 9 * DAY) == ["toy.break", "toy.check", "toy.night"]
    assert schedule.run_due(worker="w", now=NOON) == [], "a clock set back begins nothing"
    assert diary.lines == ["broken", "refused", "night"]


@pytest.mark.django_db
def test_run_that_fails_is_shown_and_stops_no_other(diary: Diary, caplog: Any) -> None:
    schedule.run_due(worker="w", now=NOON)
    schedule.run_due(worker="w", now=NOON + DAY)
    assert diary.lines == ["broken", "refused", "night"]
    broken, refused, night = row("toy.break"), row("toy.check"), row("toy.night")
    assert (broken.state, broken.sentence) == ("failed", schedule.BROKEN)
    assert "ZeroDivisionError" in caplog.text
    assert (refused.state, refused.sentence, refused.succeeded) == ("failed", "两处不一致，请核对。", None)
    assert (night.state, night.sentence, night.worker, night.attempts) == ("done", "写了一行。", "w", 1)
    assert night.started is not None
    assert night.succeeded == night.ended
    assert night.ended is not None
    assert night.ended >= night.started


@pytest.mark.django_db
def test_failure_keeps_the_time_of_the_last_success_and_a_long_sentence_is_cut() -> None:
    told: list[Any] = [lambda: None, lambda: "长" * 900]
    work = Scheduled(code="toy.night", words="写日记", every=DAY, run=lambda: told.pop(0)() if told else 1 / 0)
    with SCHEDULE.answered_by(lambda: (work,)):
        for day in range(3):
            schedule.run_due(worker="w", now=NOON + day * DAY)
            if day == 1:
                assert row("toy.night").sentence == schedule.DONE
        second = row("toy.night")
        assert second.sentence == "长" * 500
        schedule.run_due(worker="w", now=NOON + 3 * DAY)
    third = row("toy.night")
    assert (third.state, third.succeeded) == ("failed", second.succeeded)


@pytest.mark.django_db
def test_run_whose_worker_died_is_begun_anew_once(diary: Diary) -> None:
    schedule.run_due(worker="w", now=NOON)
    left = {"state": "running", "worker": "dead", "attempts": 1, "due": NOON + DAY}
    ScheduledRun.objects.filter(code="toy.night").update(**left)
    assert schedule.again(worker="w", lost=lambda name: name == "other") == []
    assert schedule.again(worker="w", lost=lambda name: name == "dead") == ["toy.night"]
    assert (row("toy.night").state, row("toy.night").worker, row("toy.night").attempts) == ("done", "w", 2)
    ScheduledRun.objects.filter(code="toy.night").update(**{**left, "attempts": 2})
    ScheduledRun.objects.create(code="toy.gone", **left)
    assert schedule.again(worker="w", lost=lambda _name: True) == []
    for code in ("toy.night", "toy.gone"):
        assert (row(code).state, row(code).sentence) == ("failed", schedule.BROKEN_OFF)
    assert diary.lines == ["night"]


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_does_what_is_due(diary: Diary) -> None:
    schedule.run_due(worker="w", now=NOON)
    work = [lambda name=name: schedule.run_due(worker=name, now=NOON + DAY) for name in ("a", "b", "c")]
    assert race(*work) == ["done"] * 3
    assert sorted(diary.lines) == ["broken", "night", "refused"]
    left = {"state": "running", "worker": "dead", "attempts": 1}
    ScheduledRun.objects.filter(code="toy.night").update(**left)
    takers = [lambda name=name: schedule.again(worker=name, lost=lambda one: one == "dead") for name in ("a", "b", "c")]
    race(*takers)
    assert diary.lines.count("night") == 2


def test_rooms_declare_what_the_night_needs() -> None:
    found = {one.code: one for one in every_scheduled()}
    nightly = {code: one.at for code, one in found.items() if one.at}
    assert nightly == {
        "access.seal": "00:30",
        "figures.snapshot": "02:10",
        "backup.nightly": "02:40",
        "figures.check": "03:10",
        "network.purge": "03:30",
        "project.logs": "03:50",
        "attendance.capacity": "04:30",
        "network.lapse": "04:40",
    }
    assert {"backup.drill", "figures.follow", "claims.drafts", "intake.acts"} <= found.keys() - nightly.keys()
    assert len(found) == sum(len(room.scheduled) for room in rooms())
    assert all(one.words for one in found.values())


@pytest.mark.django_db
def test_every_nightly_run_tells_what_it_did(tmp_path: Any, settings: Any) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path
    said = {one.code: one.run() for one in every_scheduled()}
    assert said["attendance.capacity"] == "没有不一致。"
    assert said["network.lapse"] == "没有到期未续的会籍。"
    assert said["network.purge"] == "已删除到期内容 0 项。"
    assert str(said["figures.snapshot"]).startswith("快照 ")
