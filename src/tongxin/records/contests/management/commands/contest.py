"""`tongxin contest replay FILE`: computes a sealed result again from its file alone. Exit status 0 the same, 1 not."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.office.sources import read_bytes
from tongxin.records.contests.rules import Replay, replay


class Command(TongxinCommand):
    help = "重算一份封存的赛事成绩：只用文件本身，逐项与封存时的结果比对。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["replay"], metavar="replay", help="重算")
        parser.add_argument("file", type=Path, metavar="文件", help="封存的成绩文件（.json）")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")

    def work(self, *_: Any, **options: Any) -> None:
        found = replay(read_bytes(options["file"]))
        if options["as_json"]:
            same = found.result == found.sealed_result
            self.write_json({"result": found.result, "same_result": same, "same_file": found.hash_holds})
        else:
            self._tell(found)
        if not found.holds:
            sys.exit(1)

    def _tell(self, found: Replay) -> None:
        inputs = found.inputs
        self.stdout.write(f"《{inputs.title}》{inputs.round}，{inputs.organiser}主办，封存于 {inputs.sealed_at}")
        self.stdout.write(f"计分规则：{inputs.rule.label}")
        for one in found.result["places"]:
            place = f"第 {one['rank']} 名" if one["rank"] else "未评分"
            self.stdout.write(f"{place}\t{one['entry']} 号\t{one['value']}\t{one['settled']}".rstrip())
        if found.result["goes_on"]:
            self.stdout.write(f"晋级：{'、'.join(map(str, found.result['goes_on']))} 号")
        same = "✓ 重算结果与封存时相同" if found.result == found.sealed_result else "✗ 重算结果与封存时不同"
        whole = "✓ 文件与封存时相同" if found.hash_holds else "✗ 文件改动过，指纹不符"
        self.stdout.write(f"{same}；{whole}。")
