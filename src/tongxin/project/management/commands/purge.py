"""`tongxin purge`: delete what was kept for a time and whose time is over."""

from typing import Any

from tongxin.access.command import TongxinCommand
from tongxin.kernel.period import today
from tongxin.project.purging import purge


class Command(TongxinCommand):
    help = "删除到期的身份证号、邀请、逾期未审核的申请、旧导入批次、过期报名资料和到期佐证的内容（每晚运行）"

    def work(self, *args: Any, **options: Any) -> None:
        del args
        gone = purge(by=self.actor(options), day=today())
        self.stdout.write(f"已删除到期内容 {gone} 项。")
