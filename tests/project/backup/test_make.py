"""A backup while the product works: what is in it, what the next one adds, what stops it and what that leaves."""

import errno
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tests.project.backup.conftest import KEPT
from tests.project.backup.kit import new_key, objects, silent
from tongxin.access.actor import Actor
from tongxin.access.key_checks import note_keys
from tongxin.access.models import Entry, KeyCheck, ScheduledRun, Site
from tongxin.access.schedule import run_due
from tongxin.kernel.errors import ConflictError, InputError, UnavailableError
from tongxin.kernel.period import SHANGHAI
from tongxin.project.backup import files, make, state
from tongxin.project.backup.drill import monthly_drill
from tongxin.project.backup.fingerprint import figures_of
from tongxin.project.backup.locks import Key, key_of
from tongxin.project.backup.make import Made, backup_before_upgrade, make_backup, nightly_backup
from tongxin.project.backup.shelf import opened
from tongxin.project.backup.store import Store
from tongxin.project.backup.tables import tables_of
from tongxin.web.format import moment

pytestmark = pytest.mark.django_db
BY = Actor.system("测试")


@pytest.fixture
def key() -> Key:
    return new_key()


def backup(where: Path, key: Key, **options: Any) -> Made:
    return make_backup(where, key=key, by=BY, progress=silent, **options)


def manifest_in(where: Path, key: Key) -> dict[str, Any]:
    with opened(where) as shelf:
        return Store.for_reading(shelf, key=key).manifest()


def test_backup_holds_what_is_kept_and_the_next_adds_what_is_new(data: Path, tmp_path: Path, key: Key) -> None:
    Site.objects.create()
    where = tmp_path / "store"
    made = backup(where, key)
    manifest = manifest_in(where, key)
    named = {f"{one['folder']}/{one['name']}" for one in manifest["files"]}
    assert named == KEPT | {f"signing/{path.name}" for path in (data / "signing").glob("*.json")}
    assert [one["name"] for one in manifest["files"] if one["folder"] == "snapshots"] == [
        "CURRENT", "snapshots/20221001-aa/manifest.json", "objects/ab/abc.parquet",
    ]  # what points before what it points to  # fmt: skip
    tables = {table["name"]: table["rows"] for table in manifest["database"]["tables"]}
    assert (tables["access_site"], tables["network_place"] > 3_000) == (1, True)
    assert made.rows == sum(tables.values())
    assert state.status().said == made.words
    line = Entry.objects.whole_network(reason="test").get(action="access.backup.make")
    assert made.id in line.reason

    (data / "evidence/cc/eeff").write_bytes(b"one more")
    first = len(objects(where))
    again = backup(where, key)
    # The new file, the lines of the journal and what was typed to them; nothing else.
    assert len(objects(where)) - first == 3
    assert again.bytes_added < made.bytes_added / 5
    assert manifest_in(where, key)["id"] == again.id


def test_secrets_are_in_it_unless_they_are_to_stay_out(data: Path, tmp_path: Path, key: Key) -> None:
    one, other = tmp_path / "one.backup", tmp_path / "other.backup"
    backup(one, key)
    backup(other, key, with_secrets=False)
    assert manifest_in(other, key)["secrets"] is None
    with opened(one) as shelf:
        store = Store.for_reading(shelf, key=key)
        digest, size = store.manifest()["secrets"]
        found = store.read((digest, size)).decode()
    (private,) = (data / "signing").glob("*.secret")
    assert all(word in found for word in ("secret_key.secret", "index_key.secret", "field_keys.secret", private.name))
    assert (data / "backup.secret").read_text() in found


def test_damaged_snapshot_stops_no_backup(data: Path) -> None:
    found = figures_of("20221001-aa")
    assert (found["count"], found["digest"]) == (0, "")
    assert "已损坏" in found["why"]
    assert "没有编号" in figures_of("none")["why"]
    assert figures_of("") == {"snapshot": "", "count": 0, "digest": sha256(b"[]").hexdigest(), "why": ""}


def test_file_that_is_removed_meanwhile_is_left_out(data: Path, tmp_path: Path, key: Key, monkeypatch: Any) -> None:
    def with_one_gone(root: Path) -> Any:
        yield from real(root)
        yield "gone"

    real = files.files_in
    monkeypatch.setattr(files, "files_in", with_one_gone)
    made = backup(tmp_path / "one.backup", key)
    assert made.files == len(KEPT) + 1


def test_second_backup_at_the_same_time_is_refused(data: Path, tmp_path: Path, key: Key) -> None:
    with make.alone("backup"), pytest.raises(ConflictError, match="另一次备份正在进行"):
        backup(tmp_path / "store", key)
    assert not (tmp_path / "store").exists()
    assert state.status().failed == ""


def test_disk_that_fails_leaves_the_last_backup_and_is_noted(
    data: Path, tmp_path: Path, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "store"
    made = backup(where, key)
    (data / "reports/aa/new.pdf").write_bytes(b"%PDF another")
    for number, said in ((errno.ENOSPC, "磁盘满了"), (errno.EACCES, "权限"), (errno.ENXIO, "错误号 6")):
        with monkeypatch.context() as patch:
            patch.setattr("tongxin.project.backup.shelf.write_file", fails_with(number))
            with pytest.raises(UnavailableError, match=said):
                backup(where, key)
        assert manifest_in(where, key)["id"] == made.id
        assert (state.status().said, said in state.status().words) == (made.words, True)


def fails_with(number: int) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, "no")

    return fail


def test_another_key_or_a_strange_folder_is_refused_and_noted(data: Path, tmp_path: Path, key: Key) -> None:
    where = tmp_path / "store"
    backup(where, key)
    with pytest.raises(InputError, match="以前用的不同"):
        backup(where, new_key())
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "notes.txt").write_text("别的", encoding="utf-8")
    with pytest.raises(InputError, match="别的东西"):
        backup(tmp_path / "strange", key)
    assert "别的东西" in state.status().failed
    for inside in (data, data / "backup", data / "copy.backup"):
        with pytest.raises(InputError, match="备份不能放在数据文件夹里"):
            backup(inside, key)
    said = state.status().words
    assert said.startswith("上一次备份没有成功：")
    assert " 最近一次成功的备份 20" in said, "what went wrong later hides no good backup"
    state.note_unproved("恢复演练没有通过：拔了盘。")
    backup(where, key)
    assert state.status().words.startswith("恢复演练没有通过：拔了盘。 最近一次成功的备份 20")


def test_secrets_that_do_not_open_the_database_are_no_backup(
    data: Path, tmp_path: Path, key: Key, settings: Any
) -> None:
    note_keys()
    backup(tmp_path / "store", key)
    KeyCheck.objects.create(name="field_keys/k-28b633cc", value="of a key that was moved away")
    with pytest.raises(
        UnavailableError, match=r"密钥不对：field_keys/k-28b633cc（不在了），没有备份；请先从较早的备份"
    ):
        backup(tmp_path / "store", key)
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), key.recipient
    with pytest.raises(CommandError, match="没有备份"):
        call_command("backup", "--nightly")
    assert "field_keys/k-28b633cc" in state.status().words
    assert len(list((tmp_path / "store/backups").glob("*.index"))) == 1


def test_status_is_that_of_the_folder_that_is_set(data: Path, tmp_path: Path, settings: Any) -> None:
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), new_key().recipient
    assert state.status().words == f"备份已设置，在 {tmp_path / 'store'}，还没有做过；可先运行 tongxin backup。"
    call_command("backup", str(tmp_path / "stick"))
    assert "还没有做过" in state.status().words, "a stick is not the nightly one"
    assert not state.status().is_well
    call_command("backup", "--nightly")
    said = state.status().words
    assert f"，在 {tmp_path / 'store'}：" in said
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "notes.txt").touch()
    with pytest.raises(CommandError, match="别的东西"):
        call_command("backup", str(tmp_path / "strange"))
    assert state.status().words == said
    (data / "backup.json").unlink()  # as after a restore
    (number,) = (path.stem for path in (tmp_path / "store/backups").glob("*.index"))
    at = datetime.strptime(f"{number[:15]}+0000", "%Y%m%d-%H%M%S%z")
    assert state.status().words == (
        f"备份文件夹 {tmp_path / 'store'} 里已有 1 份备份，最新的是 {moment(at)}；这里还没有做过。"
    )


def test_night_by_hand_counts_as_the_scheduled_one(data: Path, tmp_path: Path, settings: Any) -> None:
    call_command("backup", "--nightly")
    assert not ScheduledRun.objects.exists(), "nothing is set up, and nothing was done"
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), new_key().recipient
    for _ in range(2):
        before = timezone.now()
        call_command("backup", "--nightly")
        run = ScheduledRun.objects.get(code="backup.nightly")
        assert (run.state, run.succeeded is not None and run.succeeded > before) == (ScheduledRun.State.DONE, True)
        ScheduledRun.objects.update(state=ScheduledRun.State.FAILED)
    assert run.due < before, "the night is due as ever"


@pytest.mark.parametrize("missing", ["TONGXIN_BACKUP", "TONGXIN_BACKUP_KEY"])
def test_half_of_the_settings_is_a_fault(data: Path, tmp_path: Path, settings: Any, missing: str) -> None:
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), new_key().recipient
    call_command("backup", "--nightly")
    assert state.status().is_well
    setattr(settings, missing, "")
    with pytest.raises(CommandError, match=f"缺少 {missing}，请补上") as said:
        call_command("backup", "--nightly")
    assert said.value.returncode == 2
    with pytest.raises(InputError, match=missing):
        monthly_drill()
    now = timezone.now()
    ScheduledRun.objects.filter(code="backup.nightly").update(due=now - timedelta(days=2))
    assert "backup.nightly" in run_due(worker="one", now=now)
    run = ScheduledRun.objects.get(code="backup.nightly")
    assert (run.state, missing in run.sentence) == (ScheduledRun.State.FAILED, True)
    assert (missing in state.status().words, state.status().is_well) == (True, False)


def test_disk_that_is_not_attached_begins_no_new_chain(data: Path, tmp_path: Path, settings: Any, capsys: Any) -> None:
    where, away = tmp_path / "disk" / "store", tmp_path / "detached"
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(where), new_key().recipient
    with pytest.raises(CommandError, match=r"disk」不存在，可能磁盘没有挂上"):
        call_command("backup", "--nightly")
    assert not where.parent.exists()
    where.parent.mkdir()
    call_command("backup", "--nightly")
    where.rename(away)
    for empty in (lambda: None, where.mkdir):
        empty()
        for how in ([], ["--nightly"]):
            with pytest.raises(CommandError, match="以前的备份不见了，可能磁盘没有挂上，没有备份"):
                call_command("backup", *how)
    assert "不见了" in state.status().words
    assert not list(where.iterdir())
    for _ in range(2):
        call_command("backup", str(tmp_path / "one.backup"))  # a file is written over
        (tmp_path / "one.backup").unlink()
    with pytest.raises(CommandError, match="只能用一个"):
        call_command("backup", "--nightly", "--new")
    call_command("backup", "--new")
    call_command("backup", "--nightly")
    assert len(list((where / "backups").glob("*.index"))) == 2


def test_backup_beside_the_data_is_made_with_a_warning(
    data: Path, tmp_path: Path, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backup(tmp_path / "store", key).told.endswith("\n备份和数据在同一块磁盘上，磁盘坏了会一起丢失。")
    monkeypatch.setattr(make, "_is_beside_data", lambda _: False)
    made = backup(tmp_path / "store", key)
    assert made.told == made.words
    file = tmp_path / "key.txt"
    file.write_text(key.identity)
    for mode, warned in ((0o644, f"\n密钥文件 {file} 这台机器上人人可读，请运行 chmod 600 {file}。"), (0o640, "")):
        file.chmod(mode)
        made = backup(tmp_path / "store", key_of(str(file)))
        assert made.told == made.words + warned
    file.write_text(key.recipient)
    file.chmod(0o644)
    assert key_of(str(file)).warning == "", "what only encrypts is no secret"


def test_night_does_what_is_set_up_and_says_where_nothing_is(
    data: Path, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    assert nightly_backup() == monthly_drill() == "尚未设置备份。"
    call_command("backup", "--status")
    assert "尚未设置备份" in capsys.readouterr().out
    key = new_key()
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), key.recipient
    assert "还没有做过" in state.status().words
    call_command("backup", "--nightly")
    assert state.status().said in capsys.readouterr().out
    assert manifest_in(tmp_path / "store", key)["files"]
    assert state.status().is_well
    assert "这台机器打不开" in monthly_drill()
    late = datetime.now(SHANGHAI) - timedelta(hours=37)
    state._note(state.BackupStatus(at=late.isoformat(), said="x"))
    assert (state.status().is_well, "超过一天半" in state.status().words) == (False, True)


def test_command_makes_checks_and_tells(data: Path, settings: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "key.txt"
    file.write_text(new_key().identity)
    where = tmp_path / "store"
    told = ["--key-file", str(file)]
    call_command("backup", str(where), *told)
    assert "数据库 100%" in capsys.readouterr().out
    call_command("backup", str(where), "--check", *told)
    assert "1 份备份" in capsys.readouterr().out
    content = objects(where)[0]
    content.write_bytes(b"damaged")
    with pytest.raises(CommandError, match="1 块内容缺失或损坏"):
        call_command("backup", str(where), "--check", *told)
    call_command("backup", str(where), *told)  # puts it in again
    call_command("backup", str(where), "--check", *told)
    first = min((where / "backups").glob("*.age"))
    first.write_bytes(first.read_bytes()[:-1])
    with pytest.raises(CommandError, match=f"备份 {first.stem} 的清单缺失或损坏"):
        call_command("backup", str(where), "--check", *told)
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "FORMAT").write_bytes((where / "FORMAT").read_bytes())
    with pytest.raises(CommandError, match="这里还没有一份完整的备份"):
        call_command("backup", str(begun), "--check")
    with pytest.raises(CommandError, match=r"key.txt」是一个文件，不是文件夹"):
        call_command("backup", str(file), *told)
    with pytest.raises(CommandError, match="请写明备份文件夹"):
        call_command("restore", "--drill")
    for wrong, said in (([], "请写明备份文件夹"), ([str(where)], "没有备份密钥")):
        with pytest.raises(CommandError, match=said):
            call_command("backup", *wrong)


def test_other_machine_checks_with_the_key(data: Path, tmp_path: Path, key: Key, settings: Any) -> None:
    backup(tmp_path / "store", key)
    (data / "backup.secret").unlink()
    settings.TONGXIN_BACKUP_KEY = key.identity
    call_command("backup", str(tmp_path / "store"), "--check")
    with pytest.raises(CommandError, match="另一套系统"):
        call_command("backup", str(tmp_path / "store"))


def test_database_about_to_be_upgraded_is_backed_up_first(
    data: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Site.objects.create()
    assert backup_before_upgrade() == "数据库不用升级。"
    ((app, last),) = MigrationLoader(connection).graph.leaf_nodes("access")
    MigrationRecorder.Migration.objects.filter(app=app, name=last).delete()
    assert backup_before_upgrade() == "数据库将升级，尚未设置备份。"
    key = new_key()
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), key.identity
    assert backup_before_upgrade().startswith("升级前备份 ")
    database = manifest_in(tmp_path / "store", key)["database"]
    assert [app, last] not in database["migrations"]
    # The tables are those of then, not of this program.
    then = tables_of((one, name) for one, name in database["migrations"])
    assert [table["name"] for table in database["tables"]] == list(then)
    assert not Entry.objects.whole_network(reason="test").exists()  # its tables may be too old to write to
    MigrationRecorder.Migration.objects.all().delete()
    assert backup_before_upgrade() == "新的数据库，没有要先备份的。"
    with pytest.raises(UnavailableError, match="数据库还是空的"):
        nightly_backup()
