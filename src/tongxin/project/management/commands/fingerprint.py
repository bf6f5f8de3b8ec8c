"""`tongxin fingerprint`: the hashes by which one sees that two installations hold and say the same."""

import json
from hashlib import sha256
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.kernel.errors import UnavailableError
from tongxin.project.backup.fingerprint import fingerprint
from tongxin.project.backup.store import to_json

_CHANGING = ("access_entry", "access_detail", "access_keycheck", "access_job", "access_scheduledrun")
"""Every backup and every restore leaves a line of its own with its reason, and ends work nobody goes on with."""


class Command(TongxinCommand):
    help = "系统指纹：各表、数字和报告的校验值，恢复或搬迁前后对照"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON（一行）")

    def work(self, *_: Any, **options: Any) -> None:
        found = fingerprint()
        if options["as_json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self._write(found)
        if differing := found["reports"]["differing"]:
            raise UnavailableError(
                f"签发的报告核验不符：{'、'.join(differing)}；请运行 tongxin snapshot --check，再从较早的备份取回坏了的文件。"
            )

    def _write(self, found: dict[str, Any]) -> None:
        changing = {name: found["tables"].pop(name) for name in _CHANGING}
        rows = sum(rows for rows, _ in found["tables"].values())
        figures, reports = found["figures"], found["reports"]
        self.stdout.write(f"数据 {len(found['tables'])} 张表 {rows} 行  {sha256(to_json(found['tables'])).hexdigest()}")
        for name, (lines, digest) in changing.items():
            self.stdout.write(f"其中不计 {name} {lines} 行  {digest}")
        self.stdout.write(f"数字 {figures['count']} 个（快照 {figures['snapshot'] or '无'}）  {figures['digest']}")
        self.stdout.write(f"报告 签发 {reports['issued']} 份，相符 {reports['agreeing']} 份")
