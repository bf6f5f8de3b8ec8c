"""`tongxin work`: the worker that does long and scheduled work, after looking after work whose worker died."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.access.heartbeat import living_worker
from tongxin.access.worker import Worker


class Command(TongxinCommand):
    help = "运行后台任务和定时工作；启动时接着做上次中断的任务"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, metavar="秒", help="没有任务时隔多久再看，默认 1")
        parser.add_argument("--once", action="store_true", help="做完排队的任务就结束")

    def work(self, *_args: Any, **options: Any) -> None:
        with living_worker() as name:
            worker = Worker(name, interval=options["interval"], once=options["once"], say=self._say)
            worker.configure_signals()
            worker.run()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
