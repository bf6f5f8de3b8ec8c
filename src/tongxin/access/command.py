"""The base of every `tongxin` command: Chinese sentences for wrong input, exit status 2, and a scope to work under."""

import argparse
import json
import re
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongxin.access.actor import Actor
from tongxin.access.scopes import actor_named
from tongxin.kernel.errors import TongxinError

_SENTENCES = (
    (re.compile(r"the following arguments are required: (.*)"), "缺少参数 {0}，请补上。"),
    (re.compile(r"unrecognized arguments: (.*)"), "不认识的参数 {0}，可用 --help 查看用法。"),
    (re.compile(r"argument (.*): expected .*"), "参数 {0} 后面缺少内容，请补上。"),
    (re.compile(r"argument (.*): invalid choice: (.*) \(choose from (.*)\)"), "参数 {0} 不能是 {1}，可选：{2}。"),
    (re.compile(r"argument (.*): invalid .* value: (.*)"), "参数 {0} 的内容 {1} 不对，请改正。"),
    (re.compile(r"argument (.*): not allowed with argument (.*)"), "参数 {0} 和 {1} 只能用一个。"),
    (re.compile(r"one of the arguments (.*) is required"), "参数 {0} 要给出一个。"),
    (re.compile(r"argument (.*): ignored explicit argument (.*)"), "参数 {0} 后面不能带内容，收到的是 {1}。"),
)
_LONGEST_QUOTE = 60


def chinese(message: str) -> str:
    """Return argparse's complaint as a Chinese sentence."""
    for pattern, sentence in _SENTENCES:
        if found := pattern.fullmatch(message):
            return sentence.format(*(_short(group) for group in found.groups()))
    return f"参数不对：{message}。"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


class ChineseParser(CommandParser):
    """An argument parser that complains in one Chinese sentence with exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Stop with the sentence: printed on the command line, raised where code called the command."""
        if self.called_from_command_line:
            self.exit(2, f"{chinese(message)}\n")
        raise CommandError(chinese(message), returncode=2)


class TongxinCommand(BaseCommand):
    """A command whose `work` may raise `TongxinError`; the sentence goes to standard error, exit status 2."""

    requires_migrations_checks = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Build the parser Django builds, but one that speaks Chinese and offers only what this command takes."""
        del prog_name  # the program is always called tongxin
        parser = ChineseParser(
            prog=f"tongxin {subcommand}",
            description=self.help or None,
            formatter_class=argparse.HelpFormatter,
            allow_abbrev=False,  # an option added later must not change what a script's short form means
            missing_args_message=getattr(self, "missing_args_message", None),
            called_from_command_line=getattr(self, "_called_from_command_line", None),
            **kwargs,
        )
        parser.set_defaults(
            verbosity=1,
            settings=None,
            pythonpath=None,
            traceback=False,
            no_color=True,
            force_color=False,
            skip_checks=True,
        )
        self.add_arguments(parser)
        return parser

    def add_scope_argument(self, parser: CommandParser) -> None:
        """Add `--as ACCOUNT`: work under that account's scope instead of the operator's whole network."""
        parser.add_argument("--as", dest="account", metavar="账号", help="以这个账号的权限执行")

    def actor(self, options: dict[str, Any]) -> Actor:
        """Return who the command works for: the operator of the machine, or the account named by `--as`."""
        account = options.get("account")
        return actor_named(account) if account else Actor.system("命令行")

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Run `work` and turn a user's error into its sentence."""
        try:
            return self.work(*args, **options)
        except TongxinError as error:
            if getattr(self, "_called_from_command_line", False):
                self.stderr.write(error.message)
                sys.exit(error.exit_status)
            raise CommandError(error.message, returncode=error.exit_status) from error

    def work(self, *args: Any, **options: Any) -> str | None:
        """Do what the command is for."""
        raise NotImplementedError

    def write_json(self, value: object) -> None:
        """Print a JSON document with stable key order and readable Chinese."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=1))
