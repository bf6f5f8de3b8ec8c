"""A damaged file is written anew from the register where that gives the very same bytes, and never kept as it is."""

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.figures.test_intact import HARMS, cut, desk_on, flip, half, visits
from tests.figures.test_store import objects, three_years, visit
from tests.figures.world import Rows, registry, visit_fact
from tongxin.figures import Question, Snapshot, Store
from tongxin.figures.snapshot import DamagedError
from tongxin.kernel.errors import ConflictError, UnavailableError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

ROWS = Question(measure="toy.rows", place="430000", period=Period.year(2021))


def taken(folder: Path, rows: Rows) -> tuple[Store, Snapshot]:
    store = Store(folder)
    return store, store.take(registry(rows), alias="x")


def left_over(folder: Path) -> list[str]:
    """What lies in the store beside what belongs there."""
    return sorted(path.name for path in folder.iterdir() if path.name not in ("objects", "snapshots", "CURRENT"))


@pytest.mark.parametrize("harm", HARMS[:-1])
def test_damaged_file_is_written_anew(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    store, snapshot = taken(tmp_path, visits())
    opened = desk_on(snapshot, "duckdb")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    file = snapshot.files(visit_fact(Rows()))[0]
    harm(file)
    assert store.heal(registry(visits()), alias="x") == [file.stem]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before
    assert (store.current().id, left_over(tmp_path)) == (snapshot.id, ["healing", "lock"])
    assert opened.figure(ROWS, scope=Scope.everything()).value == 40
    assert store.heal(registry(visits()), alias="x") == []


def test_damaged_places_are_written_anew(tmp_path: Path) -> None:
    store, snapshot = taken(tmp_path, visits())
    snapshot.places_path.unlink()
    assert store.heal(registry(visits()), alias="x") == [snapshot.places_path.stem]
    assert len(store.current().register.rows) == 12


def test_year_whose_records_changed_since_is_not_written_anew_but_the_others_are(tmp_path: Path) -> None:
    store, snapshot = taken(tmp_path, three_years())
    first, second, third = snapshot.files(visit_fact(Rows()))
    for file in (first, second, third):
        cut(file)
    bytes_then = second.read_bytes()
    changed = three_years()
    changed.visits[1] = visit(2, day=changed.visits[1][4], fen=9)
    assert sorted(store.heal(registry(changed), alias="x")) == sorted([first.stem, third.stem])
    assert second.read_bytes() == bytes_then
    assert snapshot.broken_files() == ["toy.visit"]
    assert objects(tmp_path) == {f"{digest}.parquet" for digest in snapshot.digests()}


@pytest.mark.parametrize("harm", [half, cut, flip])
def test_new_snapshot_never_keeps_a_damaged_file(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    store, snapshot = taken(tmp_path, visits())
    file = snapshot.files(visit_fact(Rows()))[0]
    harm(file)
    newer = store.take(registry(visits()), alias="x")
    assert newer.manifest["facts"] == snapshot.manifest["facts"]
    assert desk_on(newer, "duckdb").figure(ROWS, scope=Scope.everything()).value == 40
    assert list(store.faults()) == []


def test_last_good_snapshot_is_the_newest_whole_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    shots = [store.take(registry(Rows(visits=[visit(1, fen=fen)])), alias="x") for fen in (1, 2, 3, 4)]
    for shot in shots[2:]:
        shot.files(visit_fact(Rows()))[0].unlink()
    good = store.last_good()
    assert good is not None
    assert good.id == shots[1].id
    with pytest.raises(DamagedError):
        store.current()


HEALER = """
import sys
from pathlib import Path
from tests.figures.test_intact import visits
from tests.figures.world import registry
from tongxin.figures import Store
print("ready", flush=True)
sys.stdin.readline()
print(len(Store(Path(sys.argv[1])).heal(registry(visits()), alias="x")), flush=True)
"""


def test_two_processes_that_heal_at_once_write_it_once(tmp_path: Path) -> None:
    store, snapshot = taken(tmp_path, visits())
    half(snapshot.files(visit_fact(Rows()))[0])
    told = [
        subprocess.Popen(
            [sys.executable, "-c", HEALER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for child in told:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    answers = [child.communicate("go\n")[0] for child in told]
    assert sorted(answers) == ["0\n", "1\n"]
    assert store.current().id == snapshot.id


def test_healing_waits_for_another_and_is_not_stopped_by_a_snapshot_being_taken(tmp_path: Path) -> None:
    store, snapshot = taken(tmp_path, visits())
    half(snapshot.files(visit_fact(Rows()))[0])
    with (tmp_path / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ConflictError):
            store.take(registry(visits()), alias="x")
        assert len(store.heal(registry(visits()), alias="x")) == 1


def failing(number: int) -> Callable[..., Any]:
    def fail(*_arguments: Any, **_named: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


REFUSALS = [
    (errno.ENOSPC, "磁盘已满，请清理磁盘后再试"),
    (errno.EDQUOT, "磁盘已满"),
    (errno.EROFS, "快照文件夹读写不了，请检查它的权限和磁盘后再试"),
]
WRITES = ("writing._writer", "writing.move_into_place", "manifests.write_file", "manifests.move_into_place")


@pytest.mark.parametrize(("number", "said"), REFUSALS)
def test_disk_that_takes_no_more_is_told_and_leaves_the_last_good_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    store, good = taken(tmp_path, visits())
    for where in (*WRITES, "store.write_file"):
        with monkeypatch.context() as patch:
            patch.setattr(f"tongxin.figures.{where}", failing(number))
            with pytest.raises(UnavailableError, match=rf"快照没有写成：{said}.*原来的快照没有改动，继续使用"):
                store.take(registry(visits(3)), alias="x")
        assert (store.current().id, left_over(tmp_path)) == (good.id, ["lock"]), where
    newer = store.take(registry(visits(3)), alias="x")
    assert store.current().id == newer.id
    assert list(store.faults()) == []


def test_folder_nobody_may_write_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, snapshot = taken(tmp_path, visits())
    monkeypatch.setattr(Path, "open", failing(errno.EROFS))
    for act in (
        lambda: store.take(registry(visits()), alias="x"),
        lambda: store.prune(keep=frozenset()),
        lambda: store.heal(registry(visits()), alias="x"),
    ):
        with pytest.raises(UnavailableError, match="快照文件夹读写不了"):
            act()
    monkeypatch.undo()
    assert store.current().id == snapshot.id


def test_work_that_somebody_breaks_off_says_so_itself(tmp_path: Path) -> None:
    store, good = taken(tmp_path, visits())

    def break_off(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.take(registry(visits(3)), alias="x", progress=break_off)
    assert (store.current().id, left_over(tmp_path)) == (good.id, ["lock"])


def test_open_snapshot_holds_while_manifest_and_files_are_what_was_opened(tmp_path: Path) -> None:
    store, snapshot = taken(tmp_path, visits())
    manifest = tmp_path / "snapshots" / snapshot.id / "manifest.json"
    content = manifest.read_bytes()
    assert store.holds(snapshot)
    for broken in (manifest, snapshot.places_path):
        whole = broken.read_bytes()
        cut(broken)
        assert not store.holds(snapshot)
        broken.write_bytes(whole)
        assert store.holds(snapshot)
    manifest.unlink()
    assert not store.holds(snapshot)
    manifest.write_bytes(content)
    assert store.holds(store.current())


def test_others_see_the_last_good_snapshot_until_the_new_one_is_whole(tmp_path: Path) -> None:
    store, good = taken(tmp_path, visits())
    seen: list[tuple[str, list[str], set[str]]] = []

    def look(_done: int, _total: int) -> None:
        other = Store(tmp_path)
        seen.append((other.current().id, other.ids(), objects(tmp_path)))

    before = objects(tmp_path)
    newer = store.take(registry(visits(3)), alias="x", progress=look)
    assert seen == [(good.id, [good.id], before)] * 4
    assert Store(tmp_path).current().id == newer.id
