"""`tongxin import`, `batch`, `export`: the same code from the shell."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.cast import SYSTEM, Cast
from tests.intake.hands import COUNTY_HOME, cells_of, member, roster, state_of_the_tables
from tongxin.access import site
from tongxin.access.models import Entry
from tongxin.intake.models import Batch
from tongxin.network.models import Person


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(roster(member("王例一", "13800138001"), member("李例二", "138")))
    return path


def test_import_tells_what_it_did_as_json(cast: Cast, file: Path) -> None:
    told = json.loads(run("import", str(file), "--door", "members", "--yes", "--json"))
    assert (told["new"], told["changed"], told["unchanged"], told["duplicates"], told["applied"]) == (1, 0, 0, 0, True)
    (error,) = told["errors"]
    assert (error["sheet"], error["row"], error["column"]) == ("花名册", 3, "B 手机号")
    assert "11 位" in error["message"]
    again = json.loads(run("import", str(file), "--yes", "--json"))
    assert (again["unchanged"], again["imported_before"], again["applied"]) == (1, told["batch"], False)
    listed = json.loads(run("batch", "list", "--json"))
    assert [one["state"] for one in listed] == ["discarded", "applied"]
    (undone,) = json.loads(run("batch", "undo", str(told["batch"]), "--json"))
    assert undone["state"] == "undone"
    assert Person.objects.whole_network(reason="test").count() == 0
    assert "已撤销" in run("batch", "list")


def test_dry_run_and_silence_write_nothing(cast: Cast, file: Path) -> None:
    before = state_of_the_tables()
    assert "没有写入" in run("import", str(file), "--dry-run")
    told = run("import", str(file))
    assert "花名册 第 3 行 B 手机号" in told
    assert "加 --yes" in told
    assert state_of_the_tables() == before


def test_import_asks_on_a_terminal(cast: Cast, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer, state in (("否", "discarded"), ("是", "applied")):
        monkeypatch.setattr("builtins.input", lambda _, said=answer: said)
        run("import", str(file))
        assert Batch.objects.whole_network(reason="test").latest("pk").state == state


def test_export_can_be_imported_again(cast: Cast, file: Path, tmp_path: Path) -> None:
    run("import", str(file), "--yes")
    out = tmp_path / "会员.xlsx"
    assert "已写到" in run("export", "members", str(out), "--place", "430182")
    assert COUNTY_HOME in cells_of(out.read_bytes())["会员"][1]
    told: dict[str, Any] = json.loads(run("import", str(out), "--json"))
    assert (told["unchanged"], told["new"], told["changed"], told["error_rows"]) == (1, 0, 0, 0)
    run("export", "members", str(out), "--template")
    assert len(cells_of(out.read_bytes())["会员"]) == 1


def test_export_of_people_says_what_for_and_leaves_a_line(cast: Cast, file: Path, tmp_path: Path) -> None:
    site.set_up(site.current(), by=SYSTEM)
    run("import", str(file), "--yes")
    out = tmp_path / "会员.xlsx"
    lines = Entry.objects.whole_network(reason="test").filter(action="access.export")
    with pytest.raises(CommandError, match="请写明用途"):
        run("export", "members", str(out), "--purpose", " ")
    run("export", "members", str(out), "--template")
    run("export", "organisations", str(out))
    out.unlink()
    out.mkdir()
    with pytest.raises(CommandError, match="写不了文件"):
        run("export", "members", str(out))  # the line stands: rather one too many than a file without one
    out.rmdir()
    assert not list(tmp_path.glob("*会员*"))
    run("export", "members", str(out), "--place", "430182", "--purpose", "年报核对")
    assert [line.reason for line in lines.order_by("id")] == [
        "导出「会员」，共 1 行；用途：命令行导出", "导出「会员」，共 1 行；用途：年报核对",
    ]  # fmt: skip


def test_wrong_calls_get_one_sentence(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="打不开文件"):
        run("import", str(tmp_path / "没有.xlsx"))
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(CommandError):
        run("import", str(broken))
    assert Batch.objects.whole_network(reason="test").get().state == "discarded"
    with pytest.raises(CommandError, match="没有「fly」这种内容"):
        run("export", "fly", str(tmp_path / "x.xlsx"))
    with pytest.raises(CommandError, match="写不了文件"):
        run("export", "members", str(tmp_path / "没有" / "x.xlsx"))
    with pytest.raises(CommandError, match="没有找到这一批"):
        run("batch", "undo")


def test_too_large_a_file_is_refused_unread(cast: Cast, file: Path) -> None:
    os.truncate(file, 50 * 2**20 + 1)
    with pytest.raises(CommandError, match="超过 50 MB，请拆小"):
        run("import", str(file))
