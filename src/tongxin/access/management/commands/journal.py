"""`tongxin journal`: seal the journal, verify it, and keep it from the database account that serves."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access import rights
from tongxin.access.command import TongxinCommand
from tongxin.access.sealing import nightly_seal
from tongxin.access.verifying import verify_journal


class Command(TongxinCommand):
    help = "封存操作日志（seal）、核验有没有缺口（verify）、只许服务账号写入和查看日志（rights）"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="seal、verify或rights")
        acts.add_parser("seal", help="封存今天以前的操作日志")
        verify = acts.add_parser("verify", help="核验操作日志，指出第一处缺口")
        verify.add_argument("--printed", default="", metavar="封存值", help="报告上印的封存值")
        limited = acts.add_parser("rights", help="给 PostgreSQL 的服务账号授权，日志只许写入和查看")
        limited.add_argument("role", metavar="账号")

    def work(self, *_args: Any, act: str, **options: Any) -> None:
        if act == "seal":
            self.stdout.write(nightly_seal())
        elif act == "verify":
            held = verify_journal(printed=options["printed"])
            whole = f"操作日志完整：{held.seals} 次封存，{held.lines} 行" if held.lines else "操作日志还没有封存的行"
            self.stdout.write(f"{whole}，另有 {held.waiting} 行待封存{'，还不能核验' if held.waiting else ''}。")
        else:
            rights.limit(options["role"])
            self.stdout.write(f"账号 {options['role']} 现在可以读写记录，操作日志只能写入和查看。")
