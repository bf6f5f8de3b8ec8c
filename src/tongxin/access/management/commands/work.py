"""`tongxin work`: the worker that does long work, after looking after work whose worker died."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.access.recovery import living_worker, recover_jobs
from tongxin.office.readers import READERS


class Command(TongxinCommand):
    help = "运行后台任务；启动时接着做上次中断的任务"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, metavar="秒", help="没有任务时隔多久再看，默认 1")
        parser.add_argument("--once", action="store_true", help="做完排队的任务就结束")

    def work(self, *_args: Any, **options: Any) -> None:
        READERS.warm()
        with living_worker() as name:
            if numbers := recover_jobs():
                self.stdout.write(f"上次中断的任务：{'、'.join(map(str, numbers))}")
            how = {"interval": options["interval"], "batch": options["once"], "startup_delay": False}
            call_command("db_worker", worker_id=name, **how)
