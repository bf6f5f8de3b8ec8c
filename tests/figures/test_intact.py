"""No figure comes from a file that is not what the manifest says, whenever and however it was changed."""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.figures.world import Rows, engine_over, place_number, registry, visit_fact
from tongxin.figures import Desk, Question, Snapshot, Store, intact
from tongxin.figures.snapshot import PLACES_FILE, DamagedError, object_path
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

ROWS = Question(measure="toy.rows", place="430000", period=Period.year(2021))


def visits(number: int = 40) -> Rows:
    place = place_number("430121")
    return Rows(visits=[(key, place, key, 1, date(2021, 1, 1), "held", True, key) for key in range(1, number + 1)])


def half(path: Path) -> None:
    """Swap a file for a sound one with half its rows."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    pq.write_table(table.slice(0, table.num_rows // 2), path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def flip_unseen(path: Path) -> None:
    """Change a byte in place, with the old times: no clock of the file system tells but the one nobody can set."""
    times = path.stat()
    flip(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def turn_to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARMS = (half, cut, flip, flip_unseen, Path.unlink, turn_to_folder)


def taken(folder: Path) -> tuple[Snapshot, Path]:
    snapshot = Store(folder).take(registry(visits()), alias="x")
    return snapshot, snapshot.files(visit_fact(Rows()))[0]


def desk_on(snapshot: Snapshot, engine: str) -> Desk:
    frozen = registry(visits())
    return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name=engine))


def outlive_the_tick() -> None:
    """Let the clock of the file system go on, so that what was just written is remembered once hashed."""
    time.sleep(intact._TICK / 1e9 * 1.5)


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_damaged_file_gives_no_figure_before_or_after_it_was_opened(
    tmp_path: Path, engine: str, harm: Callable[[Path], None]
) -> None:
    refuses(tmp_path, engine, harm)


def test_damaged_file_gives_no_figure_on_any_engine(tmp_path: Path, engine: str) -> None:
    refuses(tmp_path, engine, half)


def refuses(tmp_path: Path, engine: str, harm: Callable[[Path], None]) -> None:
    """Damage a file under an open desk; nothing is answered any more."""
    snapshot, file = taken(tmp_path)
    outlive_the_tick()
    opened = desk_on(snapshot, engine)
    assert snapshot.broken_files() == []
    harm(file)
    with pytest.raises(DamagedError, match=rf"快照 {snapshot.id} 的文件（toy.visit）缺失或已损坏，没有从中取数"):
        opened.figure(ROWS, scope=Scope.everything())
    with pytest.raises(DamagedError):
        desk_on(snapshot, engine).figure(ROWS, scope=Scope.everything())
    assert snapshot.broken_files() == ["toy.visit"]
    for again in (Store(tmp_path).current, lambda: Store(tmp_path).open(snapshot.id)):
        with pytest.raises(DamagedError):
            again()
    assert Store(tmp_path).last_good() is None


def test_other_facts_of_a_damaged_snapshot_are_still_read(tmp_path: Path) -> None:
    snapshot, file = taken(tmp_path)
    opened = desk_on(snapshot, "duckdb")
    half(file)
    clubs = Question(measure="toy.clubs", place="430000", as_of=date(2021, 1, 1))
    assert opened.figure(clubs, scope=Scope.everything()).value == 0


def test_damaged_register_of_places_is_told(tmp_path: Path) -> None:
    snapshot, _ = taken(tmp_path)
    flip(snapshot.places_path)
    with pytest.raises(DamagedError, match="（places）"):
        Snapshot(snapshot.id, snapshot.manifest, snapshot.objects).register  # noqa: B018 - it is read when asked for
    with pytest.raises(DamagedError):
        desk_on(snapshot, "duckdb")
    assert (snapshot.broken_files(), snapshot.rows(PLACES_FILE)) == ([PLACES_FILE], 12)


def test_file_swapped_while_it_is_read_gives_no_figure_and_none_is_remembered(tmp_path: Path) -> None:
    snapshot, file = taken(tmp_path)
    good = file.read_bytes()

    real = engine_over(snapshot, registry=registry(visits()), name="duckdb")
    connection = real._connection

    class Connection:
        def cursor(self) -> object:
            half(file)
            return connection.cursor()

    real._connection = Connection()
    desk = Desk(registry=registry(visits()), snapshot=snapshot, engine=real)
    with pytest.raises(DamagedError):
        desk.figure(ROWS, scope=Scope.everything())
    file.write_bytes(good)
    real._connection = connection
    assert desk.figure(ROWS, scope=Scope.everything()).value == 40


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files hashed from here on."""
    found: list[str] = []
    real = intact.sha256_of

    def counting(path: Path) -> str:
        found.append(str(path))
        return real(path)

    monkeypatch.setattr(intact, "sha256_of", counting)
    intact.forget()
    return found


def test_file_is_hashed_once_while_it_stays_the_same(tmp_path: Path, hashed: list[str]) -> None:
    snapshot, file = taken(tmp_path)
    outlive_the_tick()
    intact.forget()
    hashed.clear()
    desk = desk_on(snapshot, "duckdb")
    assert desk.figure(ROWS, scope=Scope.everything()).value == 40
    assert Store(tmp_path).current().broken_files() == []
    paths = [str(object_path(snapshot.objects, digest)) for digest in snapshot.digests()]
    assert sorted(hashed) == sorted(paths)
    file.touch()
    assert Store(tmp_path).current().id == snapshot.id
    assert hashed[len(paths) :] == [str(file)]
    intact.forget()
    assert snapshot.broken_files() == []
    assert len(hashed) == 2 * len(paths) + 1


def test_file_written_this_very_moment_is_not_remembered(
    tmp_path: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1")
    now = path.stat().st_ctime_ns
    for clock, times in ((now + intact._TICK, 2), (now - intact._TICK, 2), (now + intact._TICK + 1, 1)):
        hashed.clear()
        monkeypatch.setattr(intact.time, "time_ns", lambda clock=clock: clock)
        assert intact.digest_of(str(path)) == intact.digest_of(str(path)) != ""
        assert len(hashed) == times
    assert intact.digest_of(str(path), again=True) != ""
    assert len(hashed) == 2


def test_no_more_files_are_remembered_than_there_is_room_for(
    tmp_path: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intact, "_MOST", 2)
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(path.name.encode())
    outlive_the_tick()
    for path in paths:
        intact.digest_of(str(path))
    assert list(intact._seen) == [str(paths[2])]


def test_rotten_file_is_looked_at_again_by_everybody_once_it_was_found(tmp_path: Path, hashed: list[str]) -> None:
    snapshot, file = taken(tmp_path)
    outlive_the_tick()
    assert snapshot.broken_files() == []
    stamp = intact._stamp(str(file))
    flip(file)
    (digest,) = {digest for digest in snapshot.digests() if str(file) == str(object_path(snapshot.objects, digest))}
    intact._seen[str(file)] = intact._stamp(str(file)), digest  # as if the disk had changed nothing but the byte
    assert snapshot.broken_files() == []
    assert list(Store(tmp_path).faults()) == [
        f"快照 {snapshot.id} 的文件 {file.relative_to(tmp_path)}（toy.visit）缺失或已损坏，请从较早的备份取回这个文件。"
    ]
    assert intact._stamp(str(file)) != stamp
    assert snapshot.broken_files() == ["toy.visit"]
    file.unlink()
    snapshot.disturb()
    assert snapshot.broken_files() == ["toy.visit"]
