"""Whatever moment the machine stops at, the last good snapshot is there and the next one can be taken."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.figures.world import Rows, place_number, registry
from tongxin.figures import Store


class PowerCutError(BaseException):
    """Nobody handles it, as nobody handles a power cut."""


class Cut:
    """Lets the first calls of some functions pass and stops the machine at the n-th."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls = 0

    def around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise PowerCutError
            return real(*arguments, **named)

        return call


def rows(fen: int) -> Rows:
    place = place_number("430121")
    return Rows(visits=[(year - 2018, place, 1, 1, date(year, 1, 1), "held", True, fen) for year in (2019, 2020)])


def cut_short(folder: Path, *, at: int) -> bool:
    """Take a snapshot on a machine that stops at the n-th write; tell whether it stopped."""
    cut = Cut(at)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "mkdir"), (Path, "unlink")):
            patch.setattr(owner, name, cut.around(getattr(owner, name)))
        try:
            Store(folder).take(registry(rows(2)), alias="x")
        except PowerCutError:
            return True
    return False


def test_stop_at_every_single_write_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    step = 1
    while True:
        folder = tmp_path / str(step)
        first = Store(folder).take(registry(rows(1)), alias="x")
        stopped = cut_short(folder, at=step)
        store = Store(folder)
        if not stopped:
            break
        current = store.current()
        assert current.broken_files() == []
        assert current.id == first.id or current.rows("toy.visit") == 2
        again = store.take(registry(rows(2)), alias="x")
        assert store.current().id == again.id
        assert again.broken_files() == []
        step += 1
    assert step > 15


def test_first_snapshot_cut_short_is_no_snapshot(tmp_path: Path) -> None:
    assert cut_short(tmp_path, at=8)
    assert Store(tmp_path).current_id() is None
    assert Store(tmp_path).take(registry(rows(1)), alias="x").broken_files() == []


CHILD = """
import sys
from pathlib import Path
from tests.figures.test_store_crash import rows, registry
from tongxin.figures import Store
import pyarrow.parquet
print("ready", flush=True)
fen = 2
while True:
    Store(Path(sys.argv[1])).take(registry(rows(fen)), alias="x")
    fen += 1
"""


def test_process_killed_while_taking_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(registry(rows(1)), alias="x")
    for pause in (0.003, 0.011, 0.02, 0.037):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert store.current().broken_files() == []
        assert list(store.faults()) == []
        again = store.take(registry(rows(1)), alias="x")
        assert (store.current().id, again.manifest["number"]) == (again.id, len(store.ids()))
