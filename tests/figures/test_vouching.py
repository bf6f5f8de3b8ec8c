"""Whatever is changed, removed or put in of what was public: the table is closed, and the check names it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.figures.test_manifests import OURS, Key, store_at
from tests.figures.test_publication import ask, visits
from tests.figures.test_releases import SPRING, SUMMER, WINTER, release
from tests.figures.test_store import visit
from tests.figures.world import Rows, engine_over, registry
from tongxin.figures import Desk, Status, Store
from tongxin.figures.releases import Release, Releases, released
from tongxin.figures.snapshot import DamagedError, canonical
from tongxin.figures.vouching import TYPE, kept_at
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.scope import Scope

FIRST = release(WINTER, {1: 9, 2: 9, 3: 20})
SECOND = release(SPRING, {1: 9, 2: 13, 3: 26})
THIRD = release(SUMMER, {1: 12, 2: 15, 3: 30})
REMOVED = "不是快照清单所列的 {} 份，有的被删除或替换；这张表暂不公开，请从备份恢复快照文件夹中的 releases/"


def take(folder: Path, fen: int = 1, *, key: Key | None = OURS) -> Store:
    """Take a snapshot and return the store, in which the next one will be another."""
    store = store_at(folder, key=key)
    store.take(registry(Rows(visits=[visit(1, fen=fen)])), alias="x")
    return store


def standing(folder: Path, candidate: Release, *, name: str = "toy 2021") -> Release:
    return Releases(folder, name=name).standing(candidate)


def file_of(folder: Path, one: Release = FIRST, *, name: str = "toy 2021") -> Path:
    return kept_at(folder).folder(Releases(folder, name=name)._table) / f"{one.snapshot}.json"


def changed(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change what a release file holds, by hand."""
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))


def unsigned(path: Path) -> None:
    """Write a release as it was written before there were signatures."""
    path.write_text(json.dumps(json.loads(path.read_bytes())["release"], separators=(",", ":"), sort_keys=True))


def require_closed(folder: Path, why: str, *, faults: int = 1) -> None:
    """Say that the table is not served and the check names it, in one sentence."""
    found = list(store_at(folder).faults())
    assert len(found) == faults, found
    assert why in found[0]
    with pytest.raises(UnavailableError, match="这张表暂不公开，请从备份恢复快照文件夹中的 releases/"):
        standing(folder, FIRST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a store with one release, which no manifest names yet."""
    take(tmp_path)
    assert standing(tmp_path, FIRST) == FIRST
    return tmp_path


def more(document: dict[str, Any]) -> None:
    document["release"]["values"]["toy.rows@1"]["3"] = 799


def test_release_is_signed_over_its_table_and_snapshot(folder: Path) -> None:
    path = file_of(folder)
    said = OURS.verify(json.loads(path.read_bytes())["signature"], typ=TYPE)
    assert (said["table"], said["snapshot"], len(said["release"])) == (path.parent.name, WINTER, 64)
    assert list(store_at(folder).faults()) == []
    assert standing(folder, FIRST) == FIRST
    assert released(folder) == {WINTER}


@pytest.mark.parametrize("fen", [0, 2])
def test_value_that_was_changed_closes_the_table_and_is_named(folder: Path, fen: int) -> None:
    """Whether a manifest names the release by now or not."""
    if fen:
        take(folder, fen)
    changed(file_of(folder), more)
    require_closed(folder, f"公开数字的发布记录 {file_of(folder).parent.name}/{WINTER}.json 与签名不符；")
    assert standing(folder, FIRST, name="another") == FIRST  # the other tables stay


def test_what_was_put_back_is_served_again(folder: Path) -> None:
    take(folder, 2)
    content = file_of(folder).read_bytes()
    changed(file_of(folder), more)
    require_closed(folder, "与签名不符")
    file_of(folder).write_bytes(content)
    assert (standing(folder, FIRST), list(store_at(folder).faults())) == (FIRST, [])


def test_release_signed_by_another_key_is_none_of_ours(folder: Path) -> None:
    file_of(folder).unlink()
    store_at(folder, key=Key("theirs"))
    standing(folder, FIRST)
    require_closed(folder, "签名不对（签名与内容不符）")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"release": 1}', "[" * 100_000, '{"release": {"snapshot": "x"}}'])
def test_what_is_no_release_closes_the_table(folder: Path, content: str) -> None:
    file_of(folder).write_text(content)
    require_closed(folder, "读不出来")


def test_release_that_cannot_be_read_closes_the_table(folder: Path) -> None:
    file_of(folder).unlink()
    file_of(folder).mkdir()
    require_closed(folder, "读不出来")


def test_release_of_another_table_or_snapshot_fits_no_other(folder: Path) -> None:
    own, other = file_of(folder), file_of(folder, name="toy 2020")
    standing(folder, FIRST, name="toy 2020")
    kept = own.read_bytes()
    own.write_bytes(other.read_bytes())
    require_closed(folder, "与签名不符")
    own.write_bytes(kept)
    standing(folder, SECOND)
    own.write_bytes(file_of(folder, SECOND).read_bytes())
    require_closed(folder, "不是这个快照的")


def test_release_that_was_removed_closes_its_table_once_a_manifest_names_it(folder: Path) -> None:
    take(folder, 2)
    file_of(folder).unlink()
    require_closed(folder, REMOVED.format(1))
    with pytest.raises(UnavailableError):  # the newer one does not stand in its place
        standing(folder, SECOND)
    take(folder, 3)  # and no later manifest forgets it
    require_closed(folder, REMOVED.format(1))


@pytest.mark.parametrize("gone", [(0,), (1,), (0, 1)])
def test_each_of_several_is_missed(folder: Path, gone: tuple[int, ...]) -> None:
    standing(folder, SECOND)
    take(folder, 2)
    standing(folder, THIRD)
    for one in gone:
        file_of(folder, (FIRST, SECOND)[one]).unlink()
    require_closed(folder, REMOVED.format(2))


def test_all_releases_removed_are_missed(folder: Path) -> None:
    take(folder, 2)
    (folder / "releases").rename(folder / "away")
    require_closed(folder, REMOVED.format(1))


def test_release_exchanged_for_one_we_signed_is_missed(folder: Path) -> None:
    take(folder, 2)
    file_of(folder).unlink()
    other = release(WINTER, {1: 7, 2: 7, 3: 7})
    kept_at(folder).add(file_of(folder).parent.name, other.json())
    require_closed(folder, REMOVED.format(1))


def test_each_manifest_names_what_was_added_and_forgets_nothing(folder: Path) -> None:
    def said() -> list[int]:
        return [one["files"] for one in store_at(folder).current().manifest["releases"].values()]

    assert said() == []
    take(folder, 2)
    assert said() == [1]
    standing(folder, SECOND)
    standing(folder, THIRD, name="another")
    take(folder, 3)
    assert said() == [1, 2] or said() == [2, 1]
    assert list(store_at(folder).faults()) == []


def test_what_does_not_hold_is_named_by_no_manifest(folder: Path) -> None:
    standing(folder, SECOND)
    changed(file_of(folder, SECOND), more)
    store = take(folder, 2)
    assert [one["files"] for one in store.current().manifest["releases"].values()] == [1]
    require_closed(folder, "与签名不符")
    file_of(folder).write_text("{")
    assert take(folder, 3).current().manifest["releases"] == store.peek(store.ids()[1]).manifest["releases"]
    require_closed(folder, "读不出来", faults=2)


def before_signatures(folder: Path) -> None:
    """Take a snapshot whose manifest says nothing of releases, as they did before."""

    def without(said: dict[str, Any]) -> bytes:
        said.pop("releases", None)
        return canonical(said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tongxin.figures.store.canonical", without)
        take(folder, 99)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Give a store of before there were signatures, with a release of then."""
    before_signatures(tmp_path)
    assert standing(tmp_path, FIRST) == FIRST
    unsigned(file_of(tmp_path))
    return tmp_path


def test_release_of_before_holds_as_it_is_and_is_named_by_the_next_manifest(older: Path) -> None:
    content = file_of(older).read_bytes()
    assert (standing(older, FIRST), list(store_at(older).faults())) == (FIRST, [])
    assert standing(older, SECOND) == SECOND  # a signed one beside it
    take(older, 2)
    assert (standing(older, FIRST), list(store_at(older).faults())) == (FIRST, [])
    assert file_of(older).read_bytes() == content
    changed(file_of(older), lambda document: document["values"]["toy.rows@1"].update({"3": 799}))
    require_closed(older, REMOVED.format(2))
    take(older, 3)  # what was changed is never taken for what was
    require_closed(older, REMOVED.format(2))


def test_release_without_a_signature_is_a_stranger_once_manifests_name_releases(folder: Path) -> None:
    unsigned(file_of(folder))
    require_closed(folder, "没有签名，也不在快照清单上")
    take(folder, 2)
    require_closed(folder, "没有签名，也不在快照清单上")


def test_release_of_before_that_is_none_closes_its_table(older: Path) -> None:
    file_of(older).write_text(json.dumps({"snapshot": WINTER}))
    with pytest.raises(UnavailableError, match="发布记录读写不了"):
        standing(older, FIRST)


def test_older_pointer_changes_nothing_the_check_says(older: Path) -> None:
    earlier = store_at(older).current_id() or ""
    take(older, 2)
    changed(file_of(older), lambda document: document["values"]["toy.rows@1"].update({"3": 799}))
    (older / "CURRENT").write_text(earlier)
    assert [REMOVED.format(1) in one for one in store_at(older).faults()] == [True]
    with pytest.raises(UnavailableError, match="有的被删除或替换"):  # nor what is served
        standing(older, FIRST)


def test_manifest_of_before_puts_no_release_in_place_once_others_are_signed(tmp_path: Path) -> None:
    """Whoever writes into the folder, and has no key, cannot begin it anew without signatures."""
    key = Key("ours", remembers=True)
    take(tmp_path, key=key)
    assert standing(tmp_path, FIRST) == FIRST
    content = canonical({"taken_at": "2026-11-01T09:00:00+08:00", "places": {}, "facts": {}})
    forged = f"20261101-090000-{sha256(content).hexdigest()[:8]}"
    shutil.rmtree(tmp_path / "snapshots")
    (tmp_path / "snapshots" / forged).mkdir(parents=True)
    (tmp_path / "snapshots" / forged / "manifest.json").write_bytes(content)
    (tmp_path / "CURRENT").write_text(forged)
    changed(file_of(tmp_path), more)
    unsigned(file_of(tmp_path))
    store = store_at(tmp_path, key=key)
    assert [("没有签名" in one) for one in store.faults()] == [True, True]  # the manifest, and the release
    with pytest.raises(DamagedError, match="没有签名，也不在签名链上"):
        store.manifests.read(forged)
    with pytest.raises(UnavailableError, match="没有签名，也不在快照清单上"):
        standing(tmp_path, FIRST)
    take(tmp_path, 2, key=key)
    with pytest.raises(UnavailableError, match="没有签名，也不在快照清单上"):  # and it is named by nobody later
        standing(tmp_path, FIRST)


def test_newest_manifest_that_holds_counts_where_the_newest_does_not(folder: Path) -> None:
    take(folder, 2)
    take(folder, 3)
    store = store_at(folder)
    (store.manifests.folder / str(store.current_id()) / "manifest.json").write_text("{")
    assert standing(folder, FIRST) == FIRST
    file_of(folder).unlink()
    with pytest.raises(UnavailableError, match="有的被删除或替换"):
        standing(folder, FIRST)


def test_clearing_and_healing_leave_releases_alone(folder: Path) -> None:
    take(folder, 2)
    store = take(folder, 3)
    assert len(store.prune(keep=frozenset())) == 2
    store.current().places_path.unlink()
    assert store.heal(registry(Rows(visits=[visit(1, fen=3)])), alias="x")
    assert (standing(folder, FIRST), list(store_at(folder).faults())) == (FIRST, [])


def test_without_a_signer_nothing_is_signed_and_no_signature_asked(tmp_path: Path) -> None:
    take(tmp_path, key=None)
    standing(tmp_path, FIRST)
    assert json.loads(file_of(tmp_path).read_bytes())["signature"] == ""
    take(tmp_path, 2, key=None)
    assert standing(tmp_path, FIRST) == FIRST
    file_of(tmp_path).unlink()
    assert [REMOVED.format(1) in one for one in store_at(tmp_path, key=None).faults()] == [True]


def test_release_of_a_store_without_a_signer_is_not_taken_for_signed(tmp_path: Path) -> None:
    take(tmp_path, key=None)
    standing(tmp_path, FIRST)
    assert ["没有签名，也不在快照清单上" in one for one in store_at(tmp_path).releases.faults({})] == [True]


KILLED = """
import os, sys
from pathlib import Path
from tests.figures.test_vouching import FIRST, OURS, Store, standing
Store(Path(sys.argv[1]), signer=OURS)
def killed(*_): os._exit(9)
setattr(sys.modules["tongxin.office.writing"].os, sys.argv[2], killed)
standing(Path(sys.argv[1]), FIRST)
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["fsync", "link"])
def test_release_killed_while_it_was_written_is_written_again(tmp_path: Path, moment: str) -> None:
    take(tmp_path)
    file_of(tmp_path).parent.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), moment],
        check=False,
        env=os.environ,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 9
    assert not file_of(tmp_path).exists()
    take(tmp_path, 2)
    assert (standing(tmp_path, FIRST), list(store_at(tmp_path).faults())) == (FIRST, [])


def test_figure_of_a_table_that_does_not_hold_is_not_public(tmp_path: Path) -> None:
    rows = visits(p430121=range(9), p430202=range(50, 62))
    frozen = registry(rows)

    def desk() -> Desk:
        snapshot = store_at(tmp_path).current()
        return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name="duckdb"))

    store_at(tmp_path).take(frozen, alias="x")
    asked = ask("rows", "430100")
    assert desk().figure(asked, scope=Scope()).value == 9
    (path,) = tmp_path.glob("releases/*/*.json")
    content = path.read_bytes()
    path.write_bytes(content.replace(b":9,", b":799,"))
    assert path.read_bytes() != content
    closed = desk()
    assert closed.figure(asked, scope=Scope()).status is Status.WITHHELD
    assert closed.figure(asked, scope=Scope.everything()).value == 9
    path.write_bytes(content)
    assert closed.figure(asked, scope=Scope()).value == 9  # as soon as it is what it was
