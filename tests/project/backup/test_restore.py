"""Coming back: everything verified before anything is touched; broken off it is gone on with; refusals in one sentence."""

import json
import re
import shutil
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from tests.project.backup.conftest import FIGURES, found_in, use_folder
from tests.project.backup.kit import new_key, objects, silent
from tongxin.access.actor import Actor
from tongxin.access.heartbeat import living_worker
from tongxin.access.key_checks import note_keys
from tongxin.kernel.errors import InputError, NotFoundError, UnavailableError
from tongxin.project.backup import drill, restore, staging, state, swap
from tongxin.project.backup.locks import Key
from tongxin.project.backup.make import make_backup
from tongxin.project.backup.staging import head_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> Key:
    return new_key()


@pytest.fixture
def where(data: Path, tmp_path: Path, key: Key) -> Path:
    """Return a backup of the small installation."""
    make_backup(tmp_path / "store", key=key, by=Actor.system("测试"), progress=silent)
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def filled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for the process that fills the database: it finds the rows and leaves a file. `test_load` fills a real one."""
    monkeypatch.setattr(restore, "_has_tables", lambda: False)
    monkeypatch.setattr(restore, "is_on_postgresql", lambda: False)
    told: list[str] = []

    def run_in(folder: Path, arguments: list[str], **_: Any) -> str:
        told.append(" ".join(arguments))
        assert head_of(folder / "rows")["tables"]
        if arguments == ["restore", "--keys"]:
            return ""
        (folder / "tongxin.sqlite3").write_bytes(b"restored")
        return ""

    monkeypatch.setattr(staging, "run_in", run_in)
    return told


def come_back(where: Path, key: Key, **options: Any) -> str:
    return restore.restore(where, key=key, progress=silent, **options)


def test_lost_folder_comes_back_whole(where: Path, key: Key, settings: Any, filled: list[str]) -> None:
    data: Path = settings.DATA_DIR
    before, secret = found_in(data), (data / "backup.secret").read_text()
    empty = use_folder(settings, data.parent / "new")
    (empty / "index_key.secret").write_text("made when the command started")
    assert not restore.is_in_use()
    restore.require_free(replace=False)
    said = come_back(where, key)
    assert "逐件核对一致" in said
    assert "replaced" not in said
    after = found_in(empty)
    assert after == {name: one for name, one in before.items() if name in after}
    assert {name for name in before if name not in after} == {
        "snapshots/lock", "snapshots/unfinished/half.parquet", "snapshots/healing", "snapshots/healing-work/half.parquet",
        "evidence/incoming/xyz/file", "evidence/cc/.ccdd.0123.part",
    }  # fmt: skip
    assert any(name.endswith(".secret") for name in after)  # what signs comes back too
    assert (empty / "tongxin.sqlite3").read_bytes() == b"restored"
    assert (empty / "index_key.secret").read_text() == settings.TONGXIN_INDEX_KEY
    assert (empty / "backup.secret").read_text() == secret  # the next backup goes on in the same folder
    assert filled == ["restore --keys", "restore --fill"]
    assert {path.name for path in empty.iterdir() if path.is_dir()} == {
        "snapshots", "reports", "evidence", "uploads", "fonts", "signing",
    }  # fmt: skip
    assert all(path.stat().st_mode & 0o077 == 0 for path in empty.rglob("*.pdf"))


def test_what_was_there_is_kept_aside_and_asked_for_first(
    where: Path, key: Key, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data: Path = settings.DATA_DIR
    settings.TONGXIN_BACKUP_KEY = key.identity
    (data / "tongxin.sqlite3").write_bytes(b"old")
    (data / "tongxin.sqlite3-wal").write_bytes(b"old too")
    (data / "reports/aa/later.pdf").write_bytes(b"%PDF issued after the backup")
    before = found_in(data)
    with pytest.raises(CommandError, match="加 --replace"):
        call_command("restore", str(where))
    with living_worker(), pytest.raises(CommandError, match="还在运行"):
        call_command("restore", str(where), "--replace", "--yes")
    with pytest.raises(CommandError, match="加 --yes"):
        call_command("restore", str(where), "--replace")
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr("builtins.input", lambda _: "不")
    with pytest.raises(CommandError, match="没有确认"):
        call_command("restore", str(where), "--replace")
    assert found_in(data) == before
    monkeypatch.setattr("builtins.input", lambda _: "恢复")
    call_command("restore", str(where), "--replace", stdout=(told := StringIO()))
    assert "移到了 replaced-" in told.getvalue()
    (aside,) = data.glob("replaced-*")
    assert (aside / "reports/aa/later.pdf").exists()
    assert not (data / "reports/aa/later.pdf").exists()
    assert (aside / "tongxin.sqlite3").read_bytes() == b"old"
    assert (aside / "tongxin.sqlite3-wal").exists()
    assert not (data / "tongxin.sqlite3-wal").exists()
    assert (data / "tongxin.sqlite3").read_bytes() == b"restored"


def untouched(data: Path, before: dict[str, bytes]) -> bool:
    return found_in(data) == before and not (data / "restoring").exists() and not list(data.glob("replaced-*"))


def test_refusals_leave_everything_as_it_was(
    data: Path, where: Path, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = found_in(data)
    for wrong, error in ((new_key(), "不对"), (Key(recipient=key.recipient), "公钥只能加密")):
        with pytest.raises(InputError, match=error):
            come_back(where, wrong)
    with pytest.raises(NotFoundError, match="没有编号"):
        come_back(where, key, backup="20200101-000000-00000000")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=50 * 2**20))
        with pytest.raises(UnavailableError, match=r"约需 \d+ MB，只剩 50 MB"):
            come_back(where, key)
    with monkeypatch.context() as patch:
        patch.setattr(restore, "MANIFEST_FORMAT", 0)
        with pytest.raises(UnavailableError, match="更新的版本"):
            come_back(where, key)
    with monkeypatch.context() as patch:
        patch.setattr("tongxin.project.backup.files.write_file", fail)
        with pytest.raises(UnavailableError, match="写不进磁盘（full）；原来的数据没有动"):
            come_back(where, key)
    with monkeypatch.context() as patch:
        patch.setattr(staging, "run_in", lambda *_, **__: fail_in_words())
        with pytest.raises(UnavailableError, match="装不进"):
            come_back(where, key)
    whole = {path: path.read_bytes() for path in objects(where)}
    for path, content in list(whole.items())[:3]:
        path.write_bytes(content[:-1])
        with pytest.raises(UnavailableError, match="已损坏"):
            come_back(where, key)
        path.unlink()
        with pytest.raises(UnavailableError, match="缺少一块"):
            come_back(where, key)
        path.write_bytes(content)
    assert untouched(data, before)


def fail(*_: Any, **__: Any) -> None:
    raise OSError(28, "full")


def fail_in_words() -> str:
    raise UnavailableError("数据表 x 的内容装不进这个数据库。")


def test_restore_broken_off_while_moving_is_gone_on_with(
    data: Path, where: Path, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="没有做到一半的恢复"):
        call_command("restore", "--finish")
    (data / "reports/aa/later.pdf").write_bytes(b"%PDF later")
    moved = 0
    real = Path.replace

    def break_off(self: Path, target: Path) -> Path:
        nonlocal moved
        if self.parent.name == "restoring" and (data / "restore.plan").exists():
            moved += 1
            if moved == 3:
                raise OSError(5, "power cut")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", break_off)
        with pytest.raises(UnavailableError, match="restore --finish 接着做"):
            come_back(where, key)
    assert (data / "restore.plan").exists()
    call_command("restore", "--finish")
    (aside,) = data.glob("replaced-*")
    assert (aside / "reports/aa/later.pdf").exists()
    assert (aside / "snapshots/lock").exists()
    assert (data / "reports/aa/aabb.pdf").read_bytes() == b"%PDF issued"
    assert (data / "tongxin.sqlite3").read_bytes() == b"restored"
    assert not (data / "restore.plan").exists()
    assert not (data / "restoring").exists()


def test_folder_on_another_disk_is_copied_beside_its_place_first(
    where: Path, key: Key, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path = where.parent
    settings.TONGXIN_SNAPSHOTS = tmp_path / "disk" / "snapshots"
    monkeypatch.setattr(swap, "_devices_differ", lambda source, above: source.name == "snapshots")
    come_back(where, key)
    assert (tmp_path / "disk/snapshots/CURRENT").read_bytes() == b"20221001-aa"
    assert not (tmp_path / "disk/snapshots.restoring").exists()


def test_secrets_kept_apart_are_brought_along(data: Path, key: Key, settings: Any, tmp_path: Path) -> None:
    where, apart = tmp_path / "bare.backup", tmp_path / "safe"
    make_backup(where, key=key, by=Actor.system("测试"), progress=silent, with_secrets=False)
    (apart / "signing").mkdir(parents=True)
    (apart / "index_key.secret").write_text("from the safe")
    (private,) = (data / "signing").glob("*.secret")
    shutil.copy(private, apart / "signing")
    with pytest.raises(InputError, match="没有密钥文件"):
        staging.brought_secrets(tmp_path)
    secrets = staging.brought_secrets(apart)
    empty = use_folder(settings, tmp_path / "new")
    come_back(where, key, secrets=secrets)
    assert (empty / "index_key.secret").read_text() == "from the safe"
    assert (empty / "signing" / private.name).read_text() == private.read_text()


def test_secret_that_is_not_in_it_is_told_before_anything_large_is_written(
    data: Path, key: Key, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_keys()
    where = data.parent / "bare.backup"
    make_backup(where, key=key, by=Actor.system("测试"), progress=silent, with_secrets=False)
    empty = use_folder(settings, data.parent / "new")
    written: list[str] = []

    def run_in(folder: Path, arguments: list[str], **_: Any) -> str:
        written.extend(found_in(folder))
        with monkeypatch.context() as patch:
            patch.setattr(settings, "DATA_DIR", folder)
            patch.setattr(settings, "TONGXIN_FIELD_KEYS", {})
            patch.setattr(settings, "TONGXIN_KEYRING", folder / "signing")
            call_command(*arguments)
        return ""

    monkeypatch.setattr(staging, "run_in", run_in)
    with pytest.raises(
        CommandError, match=r"^密钥与备份里的数据库不符：field_keys/\S+（不在了）.*--backup 编号"
    ) as said:
        come_back(where, key)
    assert "index_key" not in str(said.value)
    assert {name.partition("/")[0] for name in written} == {"signing"}
    assert not (empty / "restoring").exists()


def test_list_tells_the_backups(where: Path, key: Key, settings: Any, capsys: Any) -> None:
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(where), key.identity
    make_backup(where, key=key, by=Actor.system("测试"), progress=silent, with_secrets=False)
    call_command("restore", "--list")
    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\d{8}-\S+  20\d\d年\d+月\d+日 \d\d:\d\d  \d+\.\d MB  tongxin \S+  含密钥", first)
    assert second.endswith("  不含密钥")
    (where / "backups" / f"{second.split()[0]}.age").write_bytes(b"damaged")
    call_command("restore", "--list")
    assert "清单已损坏" in capsys.readouterr().out.splitlines()[1]


def test_drill_says_what_it_proved_or_what_differs(
    where: Path, key: Key, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data: Path = settings.DATA_DIR
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(where), key.identity
    before = found_in(data)
    same = FIGURES
    proves(monkeypatch, {"figures": same, "reports": {"issued": 2, "agreeing": 2}})
    monkeypatch.setattr(drill, "figures_of", lambda _: FIGURES)
    said = drill.monthly_drill()
    assert "封印完整" in said
    assert "3 个数字的校验值相同，签发的报告 2/2 份核验相符" in said
    call_command("backup", "--status", stdout=(told := StringIO()))
    assert f"\n最近一次恢复演练 {state.status().proof}" in told.getvalue()
    assert state.status().proof.startswith("20")
    assert (state.status().proved, untouched(data, before), list(data.glob("drill*"))) == (said, True, [])
    proves(monkeypatch, {"figures": {**same, "digest": "x"}, "reports": {"issued": 2, "agreeing": 2}})
    with pytest.raises(CommandError, match="恢复后的数字与备份时不同"):
        call_command("restore", "--drill")
    assert "恢复后的数字与备份时不同" in state.status().unproved
    proves(monkeypatch, {"figures": same, "reports": {"issued": 0, "agreeing": 0}})
    monkeypatch.setattr(drill, "figures_of", lambda _: {"digest": "other"})
    with pytest.raises(UnavailableError, match="现有系统的数字与备份时不同"):
        drill.monthly_drill()


def test_drill_with_a_mistyped_key_proves_nothing_of_the_backups(where: Path, key: Key, settings: Any) -> None:
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(where), new_key().identity
    with pytest.raises(CommandError, match="不对，打不开"):
        call_command("restore", "--drill")
    settings.TONGXIN_BACKUP_KEY = key.identity
    with pytest.raises(CommandError, match="没有编号"):
        call_command("restore", "--drill", "--backup", "20200101-000000-00000000")
    assert state.status().unproved == ""
    settings.TONGXIN_BACKUP_KEY = new_key().identity
    with pytest.raises(InputError, match="不对，打不开"):
        drill.monthly_drill()
    assert "恢复演练没有通过：口令或私钥不对" in state.status().unproved, "what is set is no slip"


def test_drill_fails_where_the_restored_journal_has_a_gap(
    where: Path, key: Key, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(where), key.identity

    def answering(_folder: Path, arguments: list[str]) -> str:
        if arguments == ["journal", "verify"]:
            raise UnavailableError("操作日志第 7 行缺失。")
        return json.dumps({"figures": FIGURES, "reports": {"issued": 2, "agreeing": 2}})

    monkeypatch.setattr(drill, "run_in", answering)
    with pytest.raises(UnavailableError, match="第 7 行缺失"):
        drill.monthly_drill()
    assert "第 7 行缺失" in state.status().unproved
    state.note_success("昨夜", where=where)
    assert "第 7 行缺失" in state.status().words, "a backup proves nothing"


def proves(monkeypatch: pytest.MonkeyPatch, found: dict[str, Any]) -> None:
    monkeypatch.setattr(drill, "run_in", lambda *_: json.dumps(found))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="schemas are PostgreSQL's")
def test_filled_schema_becomes_the_one_that_is_read_and_the_earlier_one_stays() -> None:
    with connection.cursor() as cursor:
        staging._require_owner()
        cursor.execute(f"CREATE SCHEMA {staging.SCHEMA}")
        cursor.execute(f"CREATE TABLE {staging.SCHEMA}.access_site AS SELECT 'restored' AS name")
        swap._swap_schema("20261130")
        swap._swap_schema("20261130")  # done before: nothing happens
        cursor.execute("SELECT name FROM access_site")
        assert cursor.fetchall() == [("restored",)]
        cursor.execute("SELECT count(*) FROM replaced_20261130.network_place")
        assert cursor.fetchone()[0] > 3_000
        cursor.execute("CREATE ROLE stranger")
        cursor.execute("SET LOCAL ROLE stranger")
        with pytest.raises(UnavailableError, match="归这个账号所有"):
            staging._require_owner()
