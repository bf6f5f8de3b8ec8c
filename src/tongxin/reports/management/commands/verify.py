"""`tongxin verify FILE`: computes every figure of an issued report again from its snapshot.

Exit status 0 for the issued file whose figures all come out again, 1 for every other one, a Word file saved again included.
"""

import sys
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.office.sources import read_bytes
from tongxin.reports.queries.restated import flags
from tongxin.reports.verifying import Verification, verify_file

_SIGNS: Final = {"good": "✓", "warning": "！", "bad": "✗"}


class Command(TongxinCommand):
    help = "核验一份签发的报告（.pdf、.docx、.html）：逐个重算数字。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件", help="签发的 .pdf、.docx 或 .html")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")

    def work(self, *_: Any, **options: Any) -> None:
        path: Path = options["file"]
        found = verify_file(read_bytes(path), name=path.name)
        if options["as_json"]:
            self.write_json(found.json())
        else:
            self._tell(found)
        if not found.holds:
            sys.exit(1)

    def _tell(self, found: Verification) -> None:
        issue = found.issue
        self.stdout.write(f"{issue.number}《{issue.paper['title']}》 快照 {issue.snapshot}")
        if issue.withdrawn_because:
            self.stdout.write(f"注意：这份报告已撤回，原因：{issue.withdrawn_because}")
        for one in found.figures:
            mark = "✓" if one.agrees else "✗"
            self.stdout.write(f"{mark} {one.id} {one.place} {one.period} {one.name}：{one.text} {one.why}".rstrip())
        for text in found.changed:
            self.stdout.write(f"✗ 文件里没有签发稿的这一处：{text[:60]}")
        for text in found.added:
            self.stdout.write(f"✗ 签发稿里没有这一处：{text[:60]}")
        if restated := flags(issue):
            names = "、".join(one.figure.figure for one in restated)
            self.stdout.write(f"注意：签发之后有 {len(restated)} 个数字依据的上报已更正：{names}")
        whole = "文件与签发时逐字节一致" if found.untouched else "文件经过另存或改动"
        drawn = f"（{'、'.join(found.drawn)}）" if found.drawn else ""
        verdict = found.verdict
        self.stdout.write(f"{found.agreeing}/{len(found.figures)} 个数字相符；{whole}。")
        self.stdout.write(f"{_SIGNS[verdict.tone]} {verdict.words}{drawn}。{verdict.advice}")
