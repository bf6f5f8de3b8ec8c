"""Who waits for whom, between processes too."""

import subprocess
import sys
from pathlib import Path

import pytest

from tongxin.kernel.errors import UnavailableError
from tongxin.office import turns
from tongxin.office.turns import Patience, patient, turn


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(turns, "_folders", [])
    monkeypatch.setattr(turns, "TURNS", 1)
    turns.share(tmp_path / "turns")
    return tmp_path / "turns"


def test_one_turn_for_two_cores() -> None:
    program = "import os; os.cpu_count = lambda: {}; from tongxin.office import turns; print(turns.TURNS)"
    for cores, expected in ((None, 1), (1, 1), (2, 1), (3, 1), (8, 4)):
        told = subprocess.run([sys.executable, "-c", program.format(cores)], capture_output=True, text=True, check=True)
        assert int(told.stdout) == expected


def test_turn_is_free_again_when_it_was_used(folder: Path) -> None:
    for _ in range(3):
        with turn():
            pass
    assert [one.name for one in folder.iterdir()] == ["0.lock"]
    assert (folder / "0.lock").stat().st_mode & 0o077 == 0


def test_other_process_is_waited_for_and_no_longer_than_patience_lasts(folder: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom tongxin.office import turns\nturns.TURNS = 1\n"
        "turns.share(Path(sys.argv[1]))\nwith turns.turn():\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        told: list[str] = []
        with patient(Patience(seconds=0.05, tell=lambda: told.append("waits"))):
            with pytest.raises(UnavailableError) as refused, turn():
                pytest.fail("it was not our turn")
            assert refused.value.message == "前面还有文件在读，等了 0 秒仍未轮到，请过一会儿再试。"
        assert told == ["waits"]
        ends = patient(Patience(seconds=60, tell=other.stdin.close))  # the other one ends while we wait
        with ends, turn():
            told.append("ours")
    assert told == ["waits", "ours"]


def test_as_many_turns_as_there_are_are_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURNS", 2)
    impatient = patient(Patience(seconds=0))
    with turn(), turn(), impatient, pytest.raises(UnavailableError, match="同时在读的文件太多"), turn():
        pytest.fail("a third thread of one process")


def test_threads_beyond_those_that_may_wait_are_told_at_once_and_nobody_is_kept_out_after(folder: Path) -> None:
    turns._folders.clear()  # only this process is counted
    with turn(), turn(), pytest.raises(UnavailableError, match="请过几秒再试"), turn():
        pytest.fail("one too many")
    with turn(), turn():
        assert not folder.exists()


def test_patience_is_that_of_the_work_under_way() -> None:
    assert turns._PATIENCE.get().seconds < 60
    with patient(Patience(seconds=600)):
        assert turns._PATIENCE.get().seconds == 600
        turns._PATIENCE.get().tell()
    assert turns._PATIENCE.get().seconds < 60
