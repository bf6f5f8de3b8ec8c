from pathlib import Path

import pytest
from django.test import override_settings

from tests.figures.world import Rows, registry
from tongxin.access.actor import Actor
from tongxin.access.models import Job
from tongxin.figures import Question
from tongxin.intake import desk
from tongxin.intake.room import rooms
from tongxin.kernel.errors import ForbiddenError, UnavailableError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

pytestmark = pytest.mark.django_db
ROWS = Rows()
BY = Actor.system("测试")
QUESTION = Question(measure="toy.rows", place="430000", period=Period.year(2021))


def toy_registry() -> object:
    return registry(ROWS)


@pytest.fixture(autouse=True)
def _toy(tmp_path: Path) -> object:
    ROWS.visits[:] = [visit(key) for key in range(1, 4)]
    with override_settings(TONGXIN_REGISTRY="tests.intake.test_desk.toy_registry", TONGXIN_SNAPSHOTS=tmp_path):
        yield


def visit(key: int) -> tuple[object, ...]:
    return (key, 4, key, 1, Period.year(2021).start, "held", True, 100)


def asked() -> object:
    return desk.current_desk().figure(QUESTION, scope=Scope.everything()).value


def test_desk_before_the_first_snapshot_says_what_to_do() -> None:
    with pytest.raises(UnavailableError, match="tongxin snapshot"):
        desk.current_desk()


def test_desk_is_opened_once_for_each_snapshot_and_finds_the_next_one() -> None:
    desk.take_snapshot(by=BY)
    first = desk.current_desk()
    assert asked() == 3
    assert desk.current_desk() is first
    ROWS.visits.append(visit(4))
    assert asked() == 3
    desk.take_snapshot(by=BY)
    assert asked() == 4
    assert desk.current_desk() is not first


def test_older_snapshot_still_gives_its_figure() -> None:
    old = desk.take_snapshot(by=BY)
    ROWS.visits.append(visit(4))
    desk.take_snapshot(by=BY)
    assert desk.desk_over(desk.store().open(old.id)).figure(QUESTION, scope=Scope.everything()).value == 3


def test_snapshot_needs_its_verb() -> None:
    with pytest.raises(ForbiddenError, match="生成快照"):
        desk.take_snapshot(by=Actor.nobody())
    assert desk.store().current_id() is None


def test_snapshot_as_a_job_tells_what_it_did() -> None:
    job = Job.objects.create(kind="figures.snapshot", label="更新快照", state=Job.State.RUNNING)
    result = desk.snapshot_job(desk.Handle(job.pk), by=BY)
    job = Job.objects.whole_network(reason="the test reads every job").get()
    assert result["snapshot"] == desk.store().current_id()
    assert result["rows"] == 3
    assert job.percent == 100
    assert "共 3 行" in job.log


@pytest.mark.django_db(databases=["default", "snapshot"], transaction=True)
def test_consistent_read_is_a_transaction_of_its_own_alias() -> None:
    with override_settings(TONGXIN_SNAPSHOT_DATABASE="snapshot"):
        assert desk.take_snapshot(by=BY).rows("toy.visit") == 3


def test_rooms_are_listed_once() -> None:
    assert {"network", "training", "board", "claims"} <= {room.name for room in rooms()}
    assert rooms() is rooms()
