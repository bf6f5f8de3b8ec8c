"""The command `tongxin`: Django's commands under the product's name, with 核数 reachable without a database."""

import os
import sys
from collections.abc import Sequence

BAD_INPUT = 2
_DJANGO_COMMANDS = {
    "migrate": "升级数据库结构",
    "collectstatic": "收集页面文件",
    "createcachetable": "建立缓存表",
    "deploy-check": "检查部署设置",
    "makemigrations": "（开发）生成数据库变更",
    "shell": "（开发）打开 Python",
    "changepassword": "重设账号密码",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (0 done, 1 contradicted, 2 wrong input)."""
    try:
        status = _main(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough (`tongxin … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
    if len(arguments) > 1 and arguments[0] == "help":
        arguments = [arguments[1], "--help"]
    if arguments[:1] == ["check"]:
        # The stand-alone checker needs no Django; it sets Django up itself when it asks the register.
        from tongxin.claims.command import main as check  # noqa: PLC0415 - keeps its start below half a second

        return check(arguments[1:])
    if arguments[:1] == ["deploy-check"]:
        arguments = ["check", "--deploy", "--fail-level", "WARNING", *arguments[1:]]
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    import django  # noqa: PLC0415 - see `main`
    from django.core.management import ManagementUtility, get_commands  # noqa: PLC0415 - see `main`
    from django.db.utils import DatabaseError  # noqa: PLC0415 - see `main`

    if any("\ud800" <= character <= "\udfff" for argument in arguments for character in argument):
        # What is no UTF-8 arrives as lone surrogates, which neither database takes.
        sys.stderr.write("命令行参数里有无法识别的字符，请用 UTF-8 编码重新输入。\n")
        return BAD_INPUT
    django.setup()  # commands are found through the installed rooms
    name = arguments[0] if arguments else "help"
    ours = {command for command, room in get_commands().items() if str(room).startswith("tongxin")}
    if name in {"help", "--help", "-h"}:
        sys.stdout.write(_usage(ours))
        return 0
    if name not in ours | set(_DJANGO_COMMANDS) | {"check"}:
        sys.stderr.write(f"没有「{name[:40]}」这个命令，可用 tongxin help 查看全部命令。\n")
        return BAD_INPUT
    try:
        ManagementUtility(["tongxin", *arguments]).execute()
    except DatabaseError as error:
        sys.stderr.write(
            f"数据库用不了（{str(error).splitlines()[0][:120]}）。新装的请先运行 ./run --prepare；"
            "数据丢失的请运行 ./run --restore 备份所在的文件夹。\n"
        )
        return BAD_INPUT
    return 0


def _usage(ours: set[str]) -> str:
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415 - see `main`

    rooms = get_commands()
    lines = {"check": "核数：核对一份报告里的数字", **_DJANGO_COMMANDS}
    lines |= {name: str(load_command_class(str(rooms[name]), name).help) for name in ours}
    listing = "\n".join(f"  {name:18}{help_text}" for name, help_text in sorted(lines.items()))
    return f"用法：tongxin 命令 [参数]      tongxin 命令 --help 查看参数\n\n{listing}\n"


if __name__ == "__main__":
    sys.exit(main())
