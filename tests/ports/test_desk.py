"""The one desk: it opens each snapshot once, finds a newer one, and takes snapshots only for those who may."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections as databases

from tests.board import network
from tongxin.access import jobs, site
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant, Job
from tongxin.access.scopes import actor_of
from tongxin.access.site import SiteFacts
from tongxin.figures import Kind, Measure, Question, Registry
from tongxin.kernel.errors import ForbiddenError, UnavailableError
from tongxin.kernel.period import Period, today
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports import desk
from tongxin.project import connections

pytestmark = pytest.mark.django_db
OPERATOR = Actor.system("测试")
CLASSES = Question(measure="training.classes", place="430000", period=Period.year(2021))


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    facts = SiteFacts(name="测试", home_path="43/", home_code="430000", is_demo=False, reporting_day=None)
    site.set_up(facts, by=OPERATOR)
    with desk.REGISTRY.answered_by(network.registry):
        yield


@pytest.fixture
def county_secretary() -> Actor:
    account = Account.objects.create(username="secretary")
    Grant.objects.create(account=account, role="secretary", path="43/4301/430121/", begin=today())
    return actor_of(account)


def test_desk_before_the_first_snapshot_says_what_to_do() -> None:
    with pytest.raises(UnavailableError, match="还没有生成过快照"):
        desk.current_desk()


def test_desk_answers_from_the_snapshot_taken() -> None:
    taken = desk.take_snapshot(by=OPERATOR)
    figure = desk.current_desk().figure(CLASSES, scope=Scope.everything())
    assert (figure.value, figure.snapshot) == (2, taken.id)


def test_desk_is_opened_once_until_a_newer_snapshot_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.take_snapshot(by=OPERATOR)
    opened = desk.current_desk()
    assert desk.current_desk() is opened
    monkeypatch.setattr(network, "CLASSES", network.CLASSES[:1])
    newer = desk.take_snapshot(by=OPERATOR)
    assert newer.id != first.id
    assert desk.current_desk() is not opened
    assert desk.current_desk().figure(CLASSES, scope=Scope.everything()).value == 1
    # The older one is still there, and gives what it gave.
    older = desk.desk_over(desk.store().open(first.id))
    assert older.figure(CLASSES, scope=Scope.everything()).value == 2


def test_two_sites_never_share_a_desk(settings: Any, tmp_path: Path) -> None:
    desk.take_snapshot(by=OPERATOR)
    desk.current_desk()
    settings.TONGXIN_SNAPSHOTS = tmp_path / "elsewhere"
    with pytest.raises(UnavailableError):
        desk.current_desk()


def test_snapshot_needs_the_right_at_the_sites_home(county_secretary: Actor) -> None:
    with pytest.raises(ForbiddenError, match="生成快照"):
        desk.take_snapshot(by=county_secretary)
    assert desk.store().current_id() is None


def test_all_facts_are_read_in_one_transaction(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bool]] = []

    def places(alias: str) -> Any:
        seen.append((alias, databases[alias].in_atomic_block))
        return network.PLACES

    watched = Registry(facts=network.FACTS, measures=network.MEASURES, places=places)
    monkeypatch.setattr(desk, "registry", lambda: watched)
    desk.take_snapshot(by=OPERATOR)
    assert seen == [(settings.TONGXIN_SNAPSHOT_DATABASE, True)]


def test_snapshot_broken_off_leaves_the_last_good_one(monkeypatch: pytest.MonkeyPatch) -> None:
    good = desk.take_snapshot(by=OPERATOR)

    def cancelled(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        desk.take_snapshot(by=OPERATOR, progress=cancelled)
    assert desk.store().current_id() == good.id
    assert desk.current_desk().figure(CLASSES, scope=Scope.everything()).value == 2


def kinds() -> dict[str, jobs.JobKind]:
    return {"snapshot": jobs.JobKind(code="snapshot", label="快照", verb=Verb.SNAPSHOT, run=desk.snapshot_job)}


@pytest.mark.django_db(transaction=True)
def test_snapshot_as_a_job_shows_progress_and_leads_to_the_board() -> None:
    account = Account.objects.create(username="officer")
    Grant.objects.create(account=account, role="officer", path="43/", begin=today())
    with jobs.JOB_KINDS.answered_by(kinds):
        started = jobs.start("snapshot", by=actor_of(account), path="43/")
    job = Job.objects.whole_network(reason="test").get(pk=started.pk)
    assert job.state == "done", job.log
    assert job.progress == job.total == len(network.FACTS) + 1
    assert job.result == {"snapshot": desk.store().current_id(), "rows": 34, "url": "/board/"}
    assert "共 34 行" in job.log


def test_registry_is_the_one_that_was_connected() -> None:
    assert desk.registry() is network.registry()
    with desk.REGISTRY.answered_by(connections.registry):
        assert {fact.code for fact in desk.registry().facts} >= {"network.association", "training.participation"}


def test_measure_the_snapshot_has_no_rows_for_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take_snapshot(by=OPERATOR)
    fact = network.FACTS[1]
    later = type(fact)(**{**vars(fact), "code": "later.fact"})
    measure = Measure(
        code="later.count", name="新", unit="个", kind=Kind.COUNT, fact="later.fact", grain="每条", definition="新的。"
    )
    grown = Registry(
        facts=(*network.FACTS, later), measures=(*network.MEASURES, measure), places=lambda _alias: network.PLACES
    )
    monkeypatch.setattr(desk, "registry", lambda: grown)
    asked = Question(measure="later.count", place="430000", period=Period.year(2021))
    with pytest.raises(UnavailableError, match="更新快照"):
        desk.desk_over(desk.store().current()).figure(asked, scope=Scope.everything())
