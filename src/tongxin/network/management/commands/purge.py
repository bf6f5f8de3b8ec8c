"""`tongxin purge`: delete what was kept for a time and whose time is over."""

from typing import Any

from tongxin.access.command import TongxinCommand
from tongxin.kernel.period import today
from tongxin.network.actions import delete_expired


class Command(TongxinCommand):
    help = "删除到期的身份证号和过期的邀请（每晚运行）"

    def work(self, *args: Any, **options: Any) -> None:
        del args
        gone = delete_expired(by=self.actor(options), day=today())
        self.stdout.write(f"已删除到期内容 {gone} 项。")
