"""The snapshot that follows by itself: when it is due, what it reads anew and takes over, and what is cleared away."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, Cast, cast
from tests.lives import class_details
from tests.shared import World, world_of
from tongxin.access import schedule, site
from tongxin.access.schedule import SCHEDULE, Scheduled
from tongxin.access.site import SiteFacts
from tongxin.figures import Question, Snapshot
from tongxin.figures.snapshot import object_path
from tongxin.figures.writing import write_fact
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.ports import following
from tongxin.ports.desk import current_desk, registry, store, take_snapshot, uncounted
from tongxin.project.connections import schedule as every_scheduled
from tongxin.records.training import actions

pytestmark = pytest.mark.django_db
CLASSES = Question(measure="training.classes", place="430000", period=Period.year(2021))
MINUTE = timedelta(minutes=1)


def first_snapshot() -> Cast:
    facts = SiteFacts(name="测试", home_path="43/", home_code="430000", is_demo=False, reporting_day=None)
    site.set_up(facts, by=SYSTEM)
    built = cast()
    take_snapshot(by=SYSTEM)
    return built


world = world_of(first_snapshot)


@pytest.fixture
def stage(world: World[Cast], settings: Any, tmp_path: Path) -> Cast:
    return world.given(settings, tmp_path)


def held(stage: Cast, title: str = "宁乡培训班") -> Any:
    one = actions.plan_class(by=SYSTEM, **class_details(stage, title=title))
    return actions.hold_class(one, by=SYSTEM, roster="王例山\n李例水")


def aged(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let this much time pass."""
    now = timezone.now() + by
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def classes() -> Any:
    return current_desk().figure(CLASSES, scope=Scope.everything()).value


def parts(snapshot: Snapshot) -> dict[str, Any]:
    return {code: entry["parts"] for code, entry in snapshot.manifest["facts"].items()}


def test_a_class_registered_is_on_the_board_once_the_schedule_has_run(
    stage: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store().current()
    (one,) = (one for one in every_scheduled() if one.code == "figures.follow")
    assert (one.every, one.run) == (MINUTE, following.follow_writes)
    with SCHEDULE.answered_by(lambda: (one,)):
        schedule.run_due(worker="w", now=timezone.now() - 2 * MINUTE)
        held(stage)
        assert classes() == 0
        assert uncounted(before).startswith("另有 ")
        aged(monkeypatch, 11 * MINUTE)
        assert schedule.run_due(worker="w") == ["figures.follow"]
    follower = store().current()
    assert classes() == 1
    assert uncounted(follower) == ""
    assert (follower.follows, before.follows) == (before.id, "")
    changed = {code for code, made in parts(follower).items() if made != parts(before)[code]}
    assert changed == {"training.class", "training.participation"}


def test_a_follower_is_what_a_snapshot_of_every_row_would_be(stage: Cast) -> None:
    base = store().current()
    one = held(stage)
    stage.join(stage.person("新例人"), stage.county)
    actions.close_class(one, by=SYSTEM)
    follower = following.take_follower(base)
    assert parts(follower) == parts(take_snapshot(by=SYSTEM))
    assert [*store().faults()] == []


def test_only_facts_of_written_tables_are_read(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    base, read = store().current(), []

    def noted(fact: Any, **more: Any) -> Any:
        read.append(fact.code)
        return write_fact(fact, **more)

    monkeypatch.setattr("tongxin.figures.store.write_fact", noted)
    held(stage)
    following.take_follower(base)
    tables = {fact.code for fact in registry().facts if fact.read_from("default") is not None}
    assert {"training.class", "training.participation"} <= set(read)
    assert not {
        code for code in tables & set(read) if code.split(".")[0] in ("network", "giving", "proposals", "stories")
    }
    assert set(read) - tables == {fact.code for fact in registry().facts} - tables  # nobody knows their tables


def test_facts_know_the_tables_behind_their_columns() -> None:
    def read(code: str) -> Any:
        return registry().fact(code).read_from("default")

    assert {"training_trainingclass", "lifecycle_evidencefile"} <= read("training.class")
    assert {"attendance_participation", "training_trainingclass"} <= read("training.participation")
    assert {"network_membership", "network_person", "network_organisation"} <= read("network.membership")
    assert "network_person" not in read("training.class")
    assert read("network.stage") is None


@pytest.mark.parametrize(
    ("ago", "said"),
    [  # minutes since the first write, the last one, and the snapshot before
        ((2, 2, 60), "有新记录，等登记告一段落后生成快照。"),
        ((4, 2, 60), "有新记录，等登记告一段落后生成快照。"),
        ((4, 3, 9), "有新记录，等登记告一段落后生成快照。"),
        ((3, 3, 10), ""),
        ((10, 0, 5), ""),
        ((2, 2, -5), ""),
    ],
)
def test_a_snapshot_follows_three_quiet_minutes_or_ten_at_most(
    stage: Cast, monkeypatch: pytest.MonkeyPatch, ago: tuple[int, int, int], said: str
) -> None:
    first, last, taken = ago
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now - first * MINUTE)
    one = actions.plan_class(by=SYSTEM, **class_details(stage))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now - last * MINUTE)
    actions.hold_class(one, by=SYSTEM, roster="王例山")
    newest = store().current()
    monkeypatch.setitem(newest.manifest, "taken_at", (now - taken * MINUTE).isoformat())
    assert following._waiting(newest, now=now) == said


def test_nothing_follows_what_makes_no_figure(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    site.set_up(site.current(), by=SYSTEM)
    aged(monkeypatch, 60 * MINUTE)
    before = store().current_id()
    assert following.follow_writes() == "没有新记录。"
    assert store().current_id() == before


def test_nothing_follows_before_the_first_snapshot(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "none"
    assert following.follow_writes() == "还没有第一个快照，由管理员生成。"


def test_a_damaged_snapshot_is_not_followed_but_told(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    held(stage)
    aged(monkeypatch, 60 * MINUTE)
    newest = store().current()
    digest = parts(newest)["network.membership"][0]["sha256"]
    object_path(newest.objects, digest).write_bytes(b"")
    with pytest.raises(UnavailableError, match="缺失或已损坏"):
        following.follow_writes()
    assert store().current_id() == newest.id


def test_a_file_damaged_meanwhile_is_written_anew_not_taken_over(stage: Cast) -> None:
    base = store().current()
    stage.join(stage.person("王例山"), stage.county)
    digest = parts(base)["training.class"][0]["sha256"]
    object_path(base.objects, digest).write_bytes(b"")
    follower = following.take_follower(base)
    assert parts(follower)["training.class"][0]["sha256"] == digest
    follower.require_intact()


def test_killed_in_between_the_last_good_one_serves_and_the_next_run_follows(
    stage: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = store().current()
    held(stage)
    aged(monkeypatch, 60 * MINUTE)

    class Killed(BaseException):
        pass

    def killed(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("tongxin.figures.store.write_file", killed)  # all is there but the pointer
        with pytest.raises(Killed):
            following.follow_writes()
    assert store().current_id() == base.id
    assert classes() == 0
    following.follow_writes()
    assert classes() == 1
    store().current().require_intact()


def test_followers_go_after_a_day_unless_something_rests_on_them(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = [store().ids()[0]]
    for number in range(4):
        held(stage, title=f"宁乡第{number}期培训班")
        taken.append(following.take_follower(store().current()).id)
    first, issued, public, gone, newest = taken
    monkeypatch.setattr(following, "needed_snapshots", lambda: frozenset({issued}))
    release = store().root / "releases" / "table"
    release.mkdir(parents=True)
    store().releases.add("table", {"snapshot": public})
    now = timezone.now()
    assert following.clear_followers(now=now + timedelta(hours=23)) == []
    assert following.clear_followers(now=now + timedelta(hours=25)) == [gone]
    assert store().ids() == [first, issued, public, newest]
    assert [*store().faults()] == []  # the chain holds, and so do the files
    for name in (first, issued, public, newest):
        store().open(name)
    assert following.clear_followers(now=now + timedelta(hours=25)) == []
    assert classes() == 4


def test_follower_says_when_it_was_taken_as_any_snapshot_does(stage: Cast) -> None:
    held(stage)
    follower = following.take_follower(store().current())
    assert datetime.fromisoformat(follower.taken_at).date() == date.fromisoformat(follower.taken_at[:10])
    assert follower.manifest["number"] == 2
    assert isinstance(every_scheduled()[0], Scheduled)
