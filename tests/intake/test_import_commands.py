import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cast import Cast
from tests.intake.sheets import ALL, line, roster
from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.intake.models import Batch
from tongxin.network.models import Membership

pytestmark = pytest.mark.django_db


def run(name: str, *words: str) -> str:
    out = io.StringIO()
    call_command(name, *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def workbook(cast: Cast, tmp_path: Path) -> str:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(roster(line(cast, "张三", mobile="13900000001"), line(cast, "")))
    return str(path)


def test_workbook_is_previewed_imported_listed_and_undone(workbook: str) -> None:
    told = json.loads(run("import", workbook, "--dry-run", "--json"))
    assert (told["new"], told["changed"], told["unchanged"], told["duplicates"], told["applied"]) == (1, 0, 0, 0, False)
    assert told["errors"] == [{"sheet": "花名册", "row": 3, "column": "A 姓名", "message": "这个字段是必填项。"}]
    assert not Membership.objects.whole_network(reason=ALL).exists()
    done = json.loads(run("import", workbook, "--door", "members", "--yes", "--json"))
    assert done["applied"] is True
    again = json.loads(run("import", workbook, "--yes", "--json"))
    assert (again["unchanged"], again["imported_before"], again["applied"]) == (1, done["batch"], False)
    assert f"{done['batch']}\t已导入\t花名册.xlsx" in run("batch", "list")
    assert json.loads(run("batch", "undo", str(done["batch"]), "--json"))[0]["state"] == "undone"
    assert not Membership.objects.whole_network(reason=ALL).exists()


@pytest.mark.parametrize(
    ("said", "state"), [(("是", True), "applied"), (("否", True), "discarded"), (("", False), "discarded")]
)
def test_without_yes_the_terminal_is_asked(
    workbook: str, monkeypatch: pytest.MonkeyPatch, said: tuple[str, bool], state: str
) -> None:
    answer, terminal = said
    monkeypatch.setattr("sys.stdin.isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: answer)
    told = run("import", workbook)
    assert "花名册 第 3 行 A 姓名 这个字段是必填项。" in told
    assert ("已导入" in told) is (state == "applied")
    assert Batch.objects.whole_network(reason=ALL).get().state == state


def test_workbook_that_cannot_be_read_is_one_sentence(cast: Cast, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(CommandError, match="已损坏") as told:
        run("import", str(broken))
    assert told.value.returncode == 2
    with pytest.raises(CommandError, match=r"打不开文件「没有\.xlsx」"):
        run("import", str(tmp_path / "没有.xlsx"))
    with pytest.raises(CommandError, match="没有找到这一批"):
        run("batch", "undo", "77")


def test_records_are_exported_for_a_place(cast: Cast, tmp_path: Path) -> None:
    cast.join(cast.person("张三"), cast.county)
    cast.join(cast.person("李四", "430200"), cast.neighbour)
    out = tmp_path / "出.xlsx"
    run("export", "members", str(out), "--place", "430100")
    told = json.loads(run("import", str(out), "--dry-run", "--json"))
    assert (told["unchanged"], told["new"]) == (1, 0)
    run("export", "members", str(out), "--template")
    assert json.loads(run("import", str(out), "--door", "members", "--dry-run", "--json"))["unchanged"] == 0
    with pytest.raises(CommandError, match="写不了文件"):
        run("export", "members", str(tmp_path / "无此文件夹" / "出.xlsx"))
    with pytest.raises(CommandError, match="没有代码为 990000 的区划"):
        run("export", "members", str(out), "--place", "990000")


def test_workbook_of_a_demonstration_says_so(cast: Cast, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    site.set_up(replace(site.current(), is_demo=True), by=Actor.system("演示"))
    out = tmp_path / "模板.xlsx"
    run("export", "members", str(out), "--template")
    book: Any = CalamineWorkbook.from_path(str(out))
    rules = [row[0] for row in book.get_sheet_by_name("填写说明").to_python()]
    assert rules[0] == "演示数据：内容均为虚构。"
