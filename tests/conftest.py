"""Fixtures every test may use."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as examples
from xdist.scheduler import LoadFileScheduling

from tests import prepared
from tongxin.web.memory import memory

# How long an example takes says nothing about whether it holds; a busy machine is no failure.
examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")


TESTS = Path(__file__).parent
# What must be covered is covered by tests of its own, and tracing makes them half as slow again: those alone are traced.
GATED = (
    "kernel/", "office/", "figures/", "claims/", "intake/", "lifecycle/evidence/", "reports/printing/", "house/test_lives.py",
    "ports/test_following.py", "project/test_erasure.py",
)  # fmt: skip
WITH_ACTIONS = ("access/", "attendance/", "network/", "records/", "reports/", "returns/")
# Among them those that show, count or search what the tests beside them have done.
BESIDE_ACTIONS = ("figures", "forms", "pages", "public", "queries", "races")
WALKING = (
    "figures/test_agreement.py", "figures/test_attack.py", "figures/test_laws.py", "intake/test_kill.py", "reports/test_work.py",
)  # fmt: skip


def _is_traced(path: Path) -> bool:
    name = path.relative_to(TESTS).as_posix()
    beside = name.startswith(WITH_ACTIONS) and any(word in path.stem for word in BESIDE_ACTIONS)
    return name.startswith(GATED + WITH_ACTIONS) and not beside and name not in WALKING


class ByFile(LoadFileScheduling):
    """Gives a whole file to one worker, so that what a module builds is built once; all of Spark goes to one worker too."""

    def _split_scope(self, nodeid: str) -> str:
        return "spark" if "[spark]" in nodeid else super()._split_scope(nodeid)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", action="store_true", help="run only tests that touch the database")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    config.option.loadscopereorder = False  # not the files with most tests first, but those that take longest
    return ByFile(config, log)


def _touches_database(item: pytest.Item) -> bool:
    named = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in named


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what is traced: what is kept for good once it is worked out is worked out there.

    Of either kind the files that hold slow tests go first: no worker is left alone with one at the end.
    """
    if config.getoption("--database"):
        config.hook.pytest_deselected(items=[item for item in items if not _touches_database(item)])
        items[:] = filter(_touches_database, items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not _is_traced(item.path), item.path not in slow))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace no test, and nothing it is set up with, that mirrors nothing of what must be covered."""
    measuring = item.config.pluginmanager.getplugin("_cov")
    controller = measuring and measuring.cov_controller
    if not controller or _is_traced(item.path):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Let no test see what another one cached."""
    for kept in (cache, memory):
        kept.clear()
    yield
    for kept in (cache, memory):
        kept.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give this process a copy of the migrated database, and the next test another one after a test that wrote into it."""
    original = connection.settings_dict["NAME"]
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        copies = prepared.prepare()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: copies.restore())
        with django_db_blocker.block():
            yield
        prepared.remove(original)


def pytest_unconfigure() -> None:
    """Remove the data folder the settings made."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
