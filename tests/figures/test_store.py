"""The snapshot store: one object for the same rows, a canonical manifest, and a last good snapshot at any moment."""

import fcntl
import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.figures.world import Rows, place_number, registry, visit_fact
from tongxin.figures import Snapshot, Store
from tongxin.figures.snapshot import DamagedError, canonical
from tongxin.kernel.errors import ConflictError, NotFoundError, UnavailableError


def visit(key: int, *, day: date = date(2021, 1, 1), fen: int = 1) -> tuple[object, ...]:
    return (key, place_number("430121"), 7, 1, day, "held", True, fen)


def three_years() -> Rows:
    return Rows(visits=[visit(year - 2018, day=date(year, 3, 1)) for year in (2019, 2020, 2021)])


def take(folder: Path, rows: Rows) -> Snapshot:
    return Store(folder).take(registry(rows), alias="x")


def objects(folder: Path) -> set[str]:
    return {path.name for path in (folder / "objects").rglob("*.parquet")}


def test_same_rows_make_no_new_object(tmp_path: Path) -> None:
    first = take(tmp_path, three_years())
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "objects").rglob("*.parquet")}
    second = take(tmp_path, three_years())
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "objects").rglob("*.parquet")} == before
    assert [first.manifest[name] for name in ("places", "facts")] == [
        second.manifest[name] for name in ("places", "facts")
    ]


def test_one_changed_row_rewrites_its_year_alone(tmp_path: Path) -> None:
    take(tmp_path, three_years())
    before = objects(tmp_path)
    changed = three_years()
    changed.visits[1] = visit(2, day=date(2020, 3, 1), fen=2)
    take(tmp_path, changed)
    assert len(objects(tmp_path) - before) == 1


def test_deleted_row_rewrites_its_year_alone_however_many_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongxin.figures.columns.CHUNK", 7)
    monkeypatch.setattr("tongxin.figures.writing.ROW_GROUP", 10)
    rows = Rows(visits=[visit(key, day=date(2019 + key % 3, 3, 1)) for key in range(1, 100)])
    take(tmp_path, rows)
    before = objects(tmp_path)
    del rows.visits[4]
    snapshot = take(tmp_path, rows)
    assert len(objects(tmp_path) - before) == 1
    assert snapshot.rows("toy.visit") == 98
    keys = sorted(str(row["key"]) for row in snapshot.records(visit_fact(rows)))
    assert keys == sorted(str(row[0]) for row in rows.visits)


def test_objects_are_named_by_what_they_hold_and_cut_into_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr("tongxin.figures.writing.ROW_GROUP", 10)
    snapshot = take(tmp_path, Rows(visits=[visit(key) for key in range(1, 31)]))
    for path in (tmp_path / "objects").rglob("*.parquet"):
        assert path.stem == sha256(path.read_bytes()).hexdigest()
        assert path.parent.name == path.stem[:2]
    (file,) = snapshot.files(visit_fact(Rows()))
    assert pq.ParquetFile(file).num_row_groups == 3


def test_manifest_is_canonical_and_tells_what_it_holds(tmp_path: Path) -> None:
    snapshot = take(tmp_path, three_years())
    content = (tmp_path / "snapshots" / snapshot.id / "manifest.json").read_bytes()
    assert content == canonical(json.loads(content))
    manifest = json.loads(content)
    assert manifest["schema"] == 1
    assert manifest["software"].startswith("tongxin ")
    assert [(part["year"], part["rows"]) for part in manifest["facts"]["toy.visit"]["parts"]] == [
        (2019, 1), (2020, 1), (2021, 1),
    ]  # fmt: skip
    assert manifest["facts"]["toy.club"]["parts"][0]["rows"] == 0
    assert snapshot.id.endswith(sha256(content).hexdigest()[:8])
    assert snapshot.taken_at.endswith("+08:00")
    assert snapshot.latest_day == date.fromisoformat(snapshot.taken_at[:10])


def test_progress_is_told_after_each_table(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    Store(tmp_path).take(registry(Rows()), alias="x", progress=lambda *step: told.append(step))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_store_before_its_first_snapshot(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    assert (store.current_id(), store.ids()) == (None, [])
    with pytest.raises(UnavailableError, match="还没有生成过快照"):
        store.current()


@pytest.mark.parametrize("name", ["20000101-000000-00000000", "../../etc", "", "a\0b", "长" * 300])
def test_unknown_snapshot_is_not_found(tmp_path: Path, name: str) -> None:
    take(tmp_path, Rows())
    with pytest.raises(NotFoundError, match="没有编号为"):
        Store(tmp_path).open(name)


@pytest.mark.parametrize("content", [b"{", b"", b"[]", b'{"facts": {}}', b"\xff"])
def test_damaged_manifest_is_told(tmp_path: Path, content: bytes) -> None:
    snapshot = take(tmp_path, Rows())
    (tmp_path / "snapshots" / snapshot.id / "manifest.json").write_bytes(content)
    with pytest.raises(DamagedError, match="清单已损坏或被改动"):
        Store(tmp_path).open(snapshot.id)


def test_two_takers_at_once_are_told_apart(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ConflictError, match="另一个快照正在生成"):
            take(tmp_path, Rows())
        with pytest.raises(ConflictError):
            Store(tmp_path).prune(keep=frozenset())
    assert take(tmp_path, Rows()).id == Store(tmp_path).current_id()


def test_prune_keeps_the_newest_the_wanted_and_all_they_need(tmp_path: Path) -> None:
    store = Store(tmp_path)
    old, wanted, newest = (take(tmp_path, Rows(visits=[visit(1, fen=fen)])) for fen in (1, 2, 3))
    assert store.prune(keep=frozenset({wanted.id})) == [old.id]
    assert set(store.ids()) == {wanted.id, newest.id}
    assert store.open(wanted.id).broken_files() == store.current().broken_files() == []
    assert len(objects(tmp_path)) == 5
    assert store.prune(keep=frozenset({wanted.id})) == []


def test_prune_is_not_stopped_by_an_old_snapshot_that_lost_a_file(tmp_path: Path) -> None:
    old = take(tmp_path, Rows(visits=[visit(1, fen=1)]))
    gone = take(tmp_path, Rows(visits=[visit(1, fen=2)]))
    take(tmp_path, Rows(visits=[visit(1, fen=3)]))
    old.files(visit_fact(Rows()))[0].unlink()
    assert Store(tmp_path).prune(keep=frozenset({old.id})) == [gone.id]


def test_snapshots_are_told_apart_by_their_id(tmp_path: Path) -> None:
    one = take(tmp_path, Rows())
    other = take(tmp_path, three_years())
    assert len({one, other, Store(tmp_path).open(one.id)}) == 2
