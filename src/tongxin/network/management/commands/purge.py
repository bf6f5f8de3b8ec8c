"""`tongxin purge`: delete what was kept for a time and whose time is over."""

from typing import Any

from tongxin.access.command import TongxinCommand
from tongxin.access.exports import remove_expired
from tongxin.intake.actions import forget_rows
from tongxin.kernel.period import today
from tongxin.lifecycle import evidence
from tongxin.network.actions import delete_expired, expire_applications


class Command(TongxinCommand):
    help = "删除到期的身份证号、邀请、逾期未审核的申请、旧导入批次和到期佐证的内容（每晚运行）"

    def work(self, *args: Any, **options: Any) -> None:
        del args
        by = self.actor(options)
        remove_expired()
        gone = delete_expired(by=by, day=today()) + expire_applications(by=by, day=today()) + forget_rows(by=by)
        gone += evidence.purge_expired(by=by)
        self.stdout.write(f"已删除到期内容 {gone} 项。")
