"""Contents once each, nothing to be learnt from outside, nothing believed that is not what was put in."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.project.backup.kit import SECRET, new_key, new_store, objects
from tongxin.kernel.errors import InputError, NotFoundError, UnavailableError
from tongxin.project.backup.locks import Key
from tongxin.project.backup.shelf import FolderShelf, folder_for, new_file, opened
from tongxin.project.backup.store import Store, to_json

AT = datetime(2026, 11, 30, 2, 40, tzinfo=UTC)
ROWS = "张三，手机 13800138000".encode() * 50


@pytest.fixture
def key() -> Key:
    return new_key()


def two_backups(folder: Path, key: Key) -> tuple[str, str]:
    """Return two backups that share one content."""
    store = new_store(folder, key)
    first = store.publish({"format": 1, "parts": [store.add(ROWS), store.add(b"only the first")]}, at=AT)
    store = new_store(folder, key)
    second = store.publish({"format": 1, "parts": [store.add(ROWS)]}, at=AT.replace(day=29, hour=1, month=12))
    assert (store.added_objects, len(objects(folder))) == (0, 2)
    return first.id, second.id


def test_content_comes_back_and_neither_names_nor_bytes_tell_what_it_is(tmp_path: Path, key: Key) -> None:
    store = new_store(tmp_path, key)
    part, plain = store.add(ROWS), store.add(b"%PDF", squeezed=False)
    assert part == (sha256(ROWS).hexdigest(), len(ROWS))
    assert (store.read(part), store.read(plain)) == (ROWS, b"%PDF")
    store.publish({"format": 1, "part": part}, at=AT)
    everything = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(everything) == 6
    for path in everything:
        assert sha256(ROWS).hexdigest() not in path.name
        assert b"13800138000" not in path.read_bytes()
        assert sha256(ROWS).hexdigest().encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_second_backup_adds_only_what_is_new_and_pruning_takes_only_what_no_kept_one_names(
    tmp_path: Path, key: Key
) -> None:
    first, second = two_backups(tmp_path, key)
    store = new_store(tmp_path, key)
    assert [one.id for one in store.backups()] == [first, second]
    assert store.manifest()["id"] == second
    assert store.prune({second}) == [first]
    assert [one.id for one in new_store(tmp_path, key).backups()] == [second]
    assert store.read((sha256(ROWS).hexdigest(), len(ROWS))) == ROWS
    assert len(objects(tmp_path)) == 1
    assert store.shelf.names("backups") == {f"{second}.age", f"{second}.index"}
    with pytest.raises(NotFoundError, match="没有编号"):
        store.manifest(first)


def test_killed_backup_leaves_the_last_one_and_its_rest_goes_with_the_next(tmp_path: Path, key: Key) -> None:
    two_backups(tmp_path, key)
    killed = new_store(tmp_path, key)
    killed.add(b"never named")
    killed.shelf.put("backups/20261230-000000-dead.age", b"no index")
    (tmp_path / "objects" / ".x.part").touch()
    after = new_store(tmp_path, key)
    FolderShelf(tmp_path).sweep()
    assert after.manifest()["parts"] == [[sha256(ROWS).hexdigest(), len(ROWS)]]
    assert list(after.damaged()) == []
    after.prune({one.id for one in after.backups()})
    assert len(objects(tmp_path)) == 2
    assert not list(tmp_path.rglob(".*.part"))
    assert "20261230-000000-dead.age" not in after.shelf.names("backups")


def test_damaged_and_missing_contents_are_found_refused_and_put_in_anew(tmp_path: Path, key: Key) -> None:
    two_backups(tmp_path, key)
    store = new_store(tmp_path, key)
    part = (sha256(ROWS).hexdigest(), len(ROWS))
    (path,) = (one for one in objects(tmp_path) if one.name == store.vault.name(part[0]))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert list(store.damaged()) == [path.name]
    with pytest.raises(UnavailableError, match="已损坏"):
        store.read(part)
    path.unlink()
    assert list(store.damaged()) == [path.name]
    with pytest.raises(UnavailableError, match="缺少一块内容"):
        store.read(part)
    healing = new_store(tmp_path, key)
    healing.publish({"format": 1, "parts": [healing.add(ROWS)]}, at=AT)
    assert healing.added_objects == 1
    assert list(new_store(tmp_path, key).damaged()) == []  # for the earlier backups too


def test_content_of_another_name_is_not_taken_for_it(tmp_path: Path, key: Key) -> None:
    store = new_store(tmp_path, key)
    mine, other = store.add(b"mine"), store.add(b"other")
    name = f"objects/{store.vault.name(mine[0])}"
    store.shelf.put(name, store.shelf.get(f"objects/{store.vault.name(other[0])}"))
    with pytest.raises(UnavailableError, match="已损坏"):
        store.read(mine)


@pytest.mark.parametrize("end", [".age", ".index"])
def test_manifest_and_index_that_were_changed_are_refused(tmp_path: Path, key: Key, end: str) -> None:
    _, second = two_backups(tmp_path, key)
    path = tmp_path / "backups" / f"{second}{end}"
    path.write_bytes(path.read_bytes().replace(b"1", b"2").replace(b"a", b"b"))
    with pytest.raises(UnavailableError, match="已损坏"):
        Store.for_reading(FolderShelf(tmp_path), key=key).manifest()


def test_manifest_of_one_backup_does_not_pass_for_another(tmp_path: Path, key: Key) -> None:
    first, second = two_backups(tmp_path, key)
    folder = tmp_path / "backups"
    (folder / f"{second}.age").write_bytes((folder / f"{first}.age").read_bytes())
    with pytest.raises(UnavailableError, match="清单已损坏"):
        new_store(tmp_path, key).manifest(second)


def test_one_file_holds_a_whole_backup_and_is_not_left_half(tmp_path: Path, key: Key) -> None:
    file = tmp_path / "all.backup"
    with new_file(file) as shelf:
        store = Store.for_writing(shelf, key=key, secret=SECRET)
        made = store.publish({"format": 1, "parts": [store.add(ROWS)]}, at=AT)
    with opened(file) as shelf:
        store = Store.for_reading(shelf, key=key)
        ((digest, size),) = store.manifest()["parts"]
        assert store.read((digest, size)) == ROWS
        with pytest.raises(UnavailableError, match="缺少一块内容"):
            store.read(("0" * 64, 1))
    with pytest.raises(UnavailableError, match="缺少一块"), new_file(file) as shelf:
        Store.for_writing(shelf, key=key, secret=SECRET).read(("0" * 64, 1))
    with opened(file) as shelf:
        assert Store.for_reading(shelf, key=key).manifest()["id"] == made.id
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="没有复制完整"), opened(file):
        pass
    damaged = bytearray(whole)
    damaged[100] ^= 1
    file.write_bytes(bytes(damaged))
    with pytest.raises(UnavailableError, match="已损坏或不完整"), opened(file) as shelf:
        Store.for_reading(shelf, key=key).manifest()


def test_folder_with_other_things_in_it_and_path_without_a_backup_are_refused(tmp_path: Path, key: Key) -> None:
    (tmp_path / "照片").mkdir()
    with pytest.raises(InputError, match="照片"):
        folder_for(tmp_path)
    assert folder_for(tmp_path / "new").names("objects") == set()
    with pytest.raises(InputError, match="没有找到备份"), opened(tmp_path / "nothing"):
        pass
    with opened(tmp_path) as shelf, pytest.raises(UnavailableError, match="不是备份"):
        Store.for_reading(shelf, key=key)
    new_store(tmp_path / "new", key)
    with pytest.raises(NotFoundError, match="还没有做成的备份"):
        new_store(tmp_path / "new", key).manifest()


def test_damaged_and_missing_manifests_are_found_without_opening_them(tmp_path: Path, key: Key) -> None:
    first, second = two_backups(tmp_path, key)
    store = new_store(tmp_path, key)
    assert list(store.unreadable()) == []
    index = tmp_path / "backups" / f"{first}.index"
    _seal, said = json.loads(index.read_bytes())
    del said["manifest"]  # as a version before wrote it
    index.write_bytes(to_json([store.vault.seal(to_json(said)), said]))
    for one in (first, second):
        (tmp_path / "backups" / f"{one}.age").write_bytes(b"damaged")
    assert list(store.unreadable()) == [second]
    (tmp_path / "backups" / f"{first}.age").unlink()
    assert list(store.unreadable()) == sorted([first, second])
