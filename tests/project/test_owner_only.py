"""Nobody but its owner looks into the data folder: at creation, and after an upgrade from a version that left it open."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tongxin.project.owner_only import close_files, keep_to_owner


def modes(folder: Path) -> dict[str, int]:
    return {str(one.relative_to(folder)): stat.S_IMODE(one.lstat().st_mode) for one in sorted(folder.rglob("*"))}


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Return a data folder as earlier versions made it."""
    folder = tmp_path / "data"
    for name in ("uploads/1", "static", "snapshots/a"):
        (folder / name).mkdir(parents=True)
    for name in (
        "tongxin.sqlite3",
        "tongxin.sqlite3-wal",
        "tongxin.sqlite3-shm",
        "worker.log",
        "uploads/1/a.xlsx",
        "static/a.css",
    ):
        (folder / name).touch()
    (folder / "link").symlink_to(tmp_path)
    return folder


def test_folder_and_whatever_is_made_from_now_on_is_its_owners(older: Path) -> None:
    keep_to_owner(older)
    (older / "new").mkdir()
    (older / "new" / "file").touch()
    assert stat.S_IMODE(older.stat().st_mode) == 0o700
    assert {name: mode for name, mode in modes(older).items() if name.startswith("new")} == {
        "new": 0o700,
        "new/file": 0o600,
    }
    assert os.umask(0) == 0o077


def test_stricter_mask_stays_as_it_is(older: Path) -> None:
    os.umask(0o177)
    keep_to_owner(older)
    assert os.umask(0) == 0o177


def test_files_of_an_earlier_version_are_closed_once_and_page_files_left(older: Path) -> None:
    assert close_files(older) == 9
    left = {name: mode for name, mode in modes(older).items() if mode & 0o077}
    assert left == {"link": 0o777, "static": 0o755, "static/a.css": 0o644}
    assert close_files(older) == 0
    assert stat.S_IMODE(older.parent.stat().st_mode) & 0o700 == 0o700


def test_file_that_is_gone_or_somebody_elses_stops_nothing(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(path, mode)

    monkeypatch.setattr(Path, "chmod", refuse)
    keep_to_owner(older)
    assert close_files(older) == 0
    keep_to_owner(older / "gone")


def test_setup_says_what_it_closed(db: None, older: Path, settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DATA_DIR = older
    call_command("setup", demo=0)
    assert "数据文件夹：9 个文件和文件夹改为只有本账号可读" in capsys.readouterr().out
    call_command("setup", demo=0)
    assert "只有本账号可读" not in capsys.readouterr().out


def test_database_logs_and_secrets_of_a_new_installation_are_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    program = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('CREATE TABLE a (b int)')\n"
        "from django.core.cache import cache; cache.set('a', 1)\n"
        "from django.conf import settings; (settings.DATA_DIR / 'worker.log').touch()\n"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "TONGXIN_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "tongxin.project.settings",
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    found = modes(folder)
    assert {"tongxin.sqlite3", "counters.sqlite3", "worker.log", "secret_key.secret"} <= set(found)
    assert {name for name, mode in found.items() if mode & 0o077} == set()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
