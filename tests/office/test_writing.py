"""A file is there whole, or as it was before; nothing else is ever seen beside it."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tongxin.kernel.errors import InputError
from tongxin.office import writing
from tongxin.office.writing import create_file, make_folder, move_into_place, write_file, write_files


class FullError(OSError):
    """No space left on the device."""


def full(*_: Any, **__: Any) -> None:
    raise FullError


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def only(folder: Path, *names: str) -> bool:
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_file_is_replaced_with_the_permissions_it_had(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_file(path, b"old", mode=0o600)
    assert (path.read_bytes(), mode_of(path)) == (b"old", 0o600)
    path.chmod(0o640)
    write_file(path, b"new")
    assert (path.read_bytes(), mode_of(path)) == (b"new", 0o640)
    assert only(tmp_path, "a")


def test_file_with_the_longest_of_names_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 80)
    write_file(path, b"1")
    assert only(tmp_path, path.name)


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace"), (writing.shutil, "copymode")])
def test_whatever_fails_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(owner, name, full)
    with pytest.raises(FullError):
        write_file(path, b"new")
    with pytest.raises(InputError, match="写不了文件「a」"):
        write_files({path: b"new"})
    assert path.read_bytes() == b"old"
    assert only(tmp_path, "a")


def test_block_that_raises_writes_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with writing.writing(tmp_path / "a") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert only(tmp_path)


def test_file_is_synced_before_it_is_renamed_and_its_folder_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real_sync, real_replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        seen.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        seen.append("rename")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_file(tmp_path / "a", b"1")
    write_files({tmp_path / "b": b"1"})
    move_into_place(tmp_path / "a", tmp_path / "c")
    assert seen == ["file", "rename", "folder"] * 3


def test_first_of_two_makers_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    assert create_file(path, b"first", mode=0o600) is True
    assert create_file(path, b"second", mode=0o600) is False
    assert (path.read_bytes(), mode_of(path)) == (b"first", 0o600)
    monkeypatch.setattr(os, "link", full)
    with pytest.raises(FullError):
        create_file(tmp_path / "other", b"1")
    assert only(tmp_path, "key")


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "o.json", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with pytest.raises(InputError, match="写不了文件「folder」"):
        write_files({target: b"new", tmp_path / "folder": b"x"})
    with pytest.raises(InputError, match="写不了文件「b」"):
        write_files({target: b"new", target / "b": b"x"})
    assert target.read_bytes() == b"old"
    link.symlink_to(target)
    write_files({link: b"newer", tmp_path / "p.html": b"page"})
    assert (link.is_symlink(), target.read_bytes(), mode_of(target)) == (True, b"newer", 0o640)
    assert only(tmp_path, "folder", "o.json", "link", "p.html")


def test_device_takes_the_result_as_it_is() -> None:
    write_files({Path("/dev/null"): b"1"})
    assert Path("/dev/null").is_char_device()


def test_folders_are_made_durable_from_the_top(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b", mode=0o700)
    make_folder(tmp_path / "a" / "b")
    assert mode_of(tmp_path / "a" / "b") == 0o700
