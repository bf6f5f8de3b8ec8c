import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tongxin.access import counters
from tongxin.access.counters import SharedCache

Wait = Callable[[float], None]


@pytest.fixture
def shared(tmp_path: Path) -> SharedCache:
    return SharedCache(str(tmp_path / "counters.sqlite3"), {})


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Let seconds pass."""
    clock = [counters.time.time()]
    monkeypatch.setattr(counters.time, "time", lambda: clock[0])

    def passed(seconds: float) -> None:
        clock[0] += seconds

    return passed


def counted(path: Path, times: int) -> int:
    one = SharedCache(str(path), {})
    return [one.incr("tries") for _ in range(times)][-1]


def test_value_is_kept_until_its_time_is_over(shared: SharedCache, wait: Wait) -> None:
    assert shared.get("a", "none") == "none"
    shared.set("a", [1.5, True, "字"], 60)
    assert shared.get("a") == [1.5, True, "字"]
    shared.set("a", 2, 5)
    shared.set("b", 3, None)
    wait(6)
    assert (shared.get("a"), shared.get("b")) == (None, 3)


def test_value_is_added_once_and_again_when_the_first_is_over(shared: SharedCache, wait: Wait) -> None:
    assert [shared.add("a", 1, 5), shared.add("a", 2, 60), shared.get("a")] == [True, False, 1]
    wait(6)
    assert [shared.add("a", 3, 60), shared.get("a")] == [True, 3]


def test_count_goes_on_only_from_what_is_there(shared: SharedCache) -> None:
    with pytest.raises(ValueError, match="tries"):
        shared.incr("tries")
    shared.set("tries", 0, 60)
    assert [shared.incr("tries"), shared.incr("tries", 4), shared.decr("tries")] == [1, 5, 4]


def test_value_is_touched_and_forgotten(shared: SharedCache, wait: Wait) -> None:
    shared.set("a", 1, 5)
    assert (shared.touch("a", 60), shared.touch("b", 60)) == (True, False)
    wait(6)
    assert (shared.get("a"), shared.delete("a"), shared.delete("a"), shared.get("a")) == (1, True, False, None)
    shared.set("a", 1)
    shared.clear()
    assert shared.get("a") is None


def test_all_processes_and_threads_count_as_one(tmp_path: Path) -> None:
    path = tmp_path / "counters.sqlite3"
    shared = SharedCache(str(path), {})
    shared.set("tries", 0, 60)
    with ThreadPoolExecutor(2) as threads, get_context("fork").Pool(2) as processes:
        others = processes.starmap_async(counted, [(path, 40)] * 2)
        list(threads.map(counted, [path] * 2, [40] * 2))
        others.get(timeout=60)
    assert shared.get("tries") == 160


def test_file_is_its_owners_alone(shared: SharedCache, tmp_path: Path) -> None:
    shared.set("a", 1)
    assert {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in tmp_path.iterdir()} == {
        "counters.sqlite3": 0, "counters.sqlite3-wal": 0, "counters.sqlite3-shm": 0,
    }  # fmt: skip


def test_file_that_cannot_be_used_is_an_empty_cache(tmp_path: Path) -> None:
    shared = SharedCache(str(tmp_path / "no" / "folder.sqlite3"), {})
    assert shared.add("a", 1) is True
    shared.set("a", 1)
    assert (shared.get("a", 7), shared.delete("a"), shared.touch("a")) == (7, False, False)
    with pytest.raises(ValueError, match="a"):
        shared.incr("a")


def test_file_that_is_no_database_is_made_anew_and_counts_again(tmp_path: Path) -> None:
    broken = tmp_path / "text.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    shared = SharedCache(str(broken), {})
    assert shared.add("tries", 0) is True  # one attempt passes uncounted
    assert shared.add("tries", 0) is True
    assert [shared.incr("tries"), shared.incr("tries")] == [1, 2]


def test_what_is_over_is_swept_now_and_then(shared: SharedCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.access.counters._SWEPT_EVERY", 3)
    shared.set("old", 1, -1)
    for name in ("a", "b"):
        shared.set(name, 1, 60)
    assert [name for (name,) in shared._run("SELECT name FROM kept ORDER BY name", key="")] == [":1:a", ":1:b"]


def test_processes_of_one_installation_count_together(tmp_path: Path) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); from django.core.cache import cache; {what}"],
            env={**os.environ, "TONGXIN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tongxin.project.settings"},
            capture_output=True, text=True, check=True,
        ).stdout
        for what in ("cache.set('sign-ins', 4)", "print(cache.incr('sign-ins'))")
    ]  # fmt: skip
    assert said == ["", "5\n"]
