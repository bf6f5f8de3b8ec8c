"""`tongxin verify-capacity`: hold seats, states and capacities of every occasion against each other."""

import sys
from typing import Any

from tongxin.access.command import TongxinCommand
from tongxin.attendance.registration.verifying import differences


class Command(TongxinCommand):
    help = "核对报名：名额、座位和报名状态是否一致（不一致时退出码为 1）"

    def work(self, *args: Any, **options: Any) -> None:
        del args, options
        found = 0
        for one in differences():
            self.stdout.write(one)
            found += 1
        self.stdout.write(f"核对完毕：{found} 处不一致。")
        if found and getattr(self, "_called_from_command_line", False):
            sys.exit(1)
