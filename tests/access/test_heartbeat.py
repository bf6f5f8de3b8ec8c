"""Signs of life: given while a worker lives, missing when it is gone, silent or killed."""

import fcntl
import os
import time
from pathlib import Path
from typing import Any

import pytest

from tongxin.access import heartbeat


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_WORKERS = tmp_path / "workers"


def test_worker_gives_signs_while_it_lives(monkeypatch: Any) -> None:
    monkeypatch.setattr(heartbeat, "BEAT", 0.01)
    assert heartbeat.signs() == []
    with heartbeat.living_worker() as name:
        path = heartbeat.lock_file(name)
        os.utime(path, (1, 1))
        deadline = time.monotonic() + 10
        while path.stat().st_mtime < 2 and time.monotonic() < deadline:
            time.sleep(0.005)
        (sign,) = heartbeat.signs()
        assert sign.name == name
        assert abs(sign.at.timestamp() - time.time()) < 10
        assert not heartbeat.is_gone(name)
    assert heartbeat.signs() == []
    assert heartbeat.is_gone(name)
    assert not path.exists()


def test_worker_that_is_stopped_removes_its_sign() -> None:
    with pytest.raises(SystemExit), heartbeat.living_worker() as name:
        raise SystemExit
    assert not heartbeat.lock_file(name).exists()


def test_silent_worker_and_killed_one_give_no_sign() -> None:
    with heartbeat.living_worker() as name:
        path = heartbeat.lock_file(name)
        os.utime(path, (time.time() - heartbeat.SILENT - 1,) * 2)
        assert heartbeat.signs() == []
        assert not heartbeat.is_gone(name), "its lock is held: nobody takes its work away"
    path.touch()
    assert heartbeat.signs() == [], "a file of this machine without its lock was left by a killed worker"
    assert heartbeat.is_gone(name)
    assert not path.exists()


def test_worker_of_another_machine_is_known_by_its_sign_alone(settings: Any) -> None:
    folder = Path(settings.TONGXIN_WORKERS)
    folder.mkdir()
    (folder / "elsewhere-1.lock").touch()
    assert [sign.name for sign in heartbeat.signs()] == ["elsewhere-1"]
    assert not heartbeat.is_gone("elsewhere-1")
    assert not heartbeat.is_gone("elsewhere-2")


def test_latest_sign_stands_first(settings: Any) -> None:
    folder = Path(settings.TONGXIN_WORKERS)
    folder.mkdir()
    for name, ago in (("a-1", 20), ("b-1", 1), ("c-1", 10)):
        (folder / f"{name}.lock").touch()
        os.utime(folder / f"{name}.lock", (time.time() - ago,) * 2)
    assert [sign.name for sign in heartbeat.signs()] == ["b-1", "c-1", "a-1"]


def test_asking_takes_no_lock_from_a_worker_that_begins() -> None:
    with heartbeat.living_worker() as name, heartbeat.lock_file(name).open() as file:
        heartbeat.signs()
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
