"""The command line as a whole: what is offered, and one Chinese sentence with exit status 2 for everything else."""

import re
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db.utils import OperationalError

from tests.addresses import free_address
from tongxin.access.command import chinese
from tongxin.ports import desk
from tongxin.project.cli import main


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that must refuse, and return its one line."""
    try:
        status: object = main(arguments)
    except SystemExit as stop:
        status = stop.code
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert printed.err.count("\n") == 1
    return printed.err.strip()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "没有「nothing」这个命令，可用 tongxin help 查看全部命令。"),
        (["help", "nothing"], "没有「nothing」这个命令，可用 tongxin help 查看全部命令。"),
        (["runserver"], "没有「runserver」这个命令，可用 tongxin help 查看全部命令。"),
        (["figure"], "缺少参数 指标代码，请补上。"),
        (["figure", "training.classes", "--place"], "参数 --place 后面缺少内容，请补上。"),
        (["figure", "training.classes", "more"], "不认识的参数 more，可用 --help 查看用法。"),
        (["figure", "training.classes", "--json=1"], "参数 --json 后面不能带内容，收到的是 '1'。"),
        (["figure", "training.classes", "--pla", "430000"], "不认识的参数 --pla 430000，可用 --help 查看用法。"),
        (["figure", "\udcff"], "命令行参数里有无法识别的字符，请用 UTF-8 编码重新输入。"),
        (["snapshot", "--keep", "two"], "参数 --keep 的内容 'two' 不对，请改正。"),
        (["snapshot", "--keep", "0"], "--keep 至少为 1，最新的快照总会保留。"),
        (["setup", "--demo", "5"], "参数 --demo 不能是 5，可选：0, 1。"),
        (["serve", "--workers", "0"], "进程数应在 1 至 64 之间，收到的是 0。"),
        (["measures", "--as", "nobody"], "没有「nobody」这个账号。"),
    ],
)
@pytest.mark.django_db
def test_wrong_input_is_answered_in_one_sentence(arguments, sentence, capsys):
    assert said(arguments, capsys) == sentence


@pytest.mark.django_db
def test_endless_argument_is_not_repeated(capsys):
    assert len(said(["snapshot", "--keep", "9" * 5000], capsys)) < 120
    assert len(said(["9" * 5000], capsys)) < 120


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("argument --a: not allowed with argument --b", "参数 --a 和 --b 只能用一个。"),
        ("one of the arguments --a --b is required", "参数 --a --b 要给出一个。"),
        ("something new", "参数不对：something new。"),
    ],
)
def test_every_complaint_of_the_parser_becomes_chinese(complaint, sentence):
    assert chinese(complaint) == sentence


@pytest.mark.django_db
def test_wrong_input_from_code_raises_the_sentence():
    with pytest.raises(CommandError, match="缺少参数") as refusal:
        call_command("figure")
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_help_lists_the_product_in_chinese(arguments, capsys):
    assert main(arguments) == 0
    listing = capsys.readouterr().out
    for command in ("check", "demo", "figure", "measures", "serve", "setup", "snapshot"):
        line = re.search(rf"^  {command} +(.+)$", listing, re.MULTILINE)
        assert line, command
        assert re.search("[一-鿿]", line[1]), line[0]


def test_help_of_a_command_shows_its_arguments(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["help", "figure"])
    assert stop.value.code == 0
    assert "--as-of" in capsys.readouterr().out


def test_database_that_cannot_be_used_is_told(monkeypatch, capsys):
    def fail():
        raise OperationalError("unable to open database file\nsecond line")

    monkeypatch.setattr("tongxin.board.management.commands.measures.registry", fail)
    assert "数据库用不了（unable to open database file）" in said(["measures"], capsys)


@pytest.mark.django_db
def test_server_does_not_start_on_a_wrong_declaration(monkeypatch):
    monkeypatch.setattr("os.execv", lambda *_: pytest.fail("the server was started"))
    with desk.REGISTRY.answered_by(broken_registry):
        with pytest.raises(ValueError, match="two measures of one code"):
            call_command("serve", address=free_address())
        with pytest.raises(ValueError, match="two measures of one code"):
            desk.registry()


def broken_registry():
    raise ValueError("two measures of one code")


@pytest.mark.django_db
def test_server_is_started_with_what_was_asked(monkeypatch, capsys):
    started = []
    monkeypatch.setattr("os.execv", lambda program, arguments: started.append(arguments))
    address = free_address()
    call_command("serve", address=address, workers=3)
    (arguments,) = started
    assert arguments[1] == "tongxin.project.wsgi"
    assert arguments[arguments.index("--bind") + 1] == address
    assert arguments[arguments.index("--workers") + 1] == "3"
    assert f"http://{address}/" in capsys.readouterr().out


def test_installed_program_refuses_in_one_sentence(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "tongxin.project.cli", "nothing"],
        env={"TONGXIN_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "没有「nothing」这个命令，可用 tongxin help 查看全部命令。\n"
