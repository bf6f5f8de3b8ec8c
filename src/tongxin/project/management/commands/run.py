"""`tongxin run`: the web server and the workers of this machine, kept running."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.kernel.errors import InputError
from tongxin.project.supervising import require_free

_MOST_WORKERS = 16


class Command(TongxinCommand):
    help = "启动网页服务和后台程序并看护：停止的自动重新启动"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address", default="127.0.0.1:8000", metavar="地址:端口", help="监听地址，默认 127.0.0.1:8000"
        )
        parser.add_argument("--workers", type=int, default=2, metavar="数", help="网页进程数，默认 2")
        parser.add_argument("--background", type=int, default=1, metavar="数", help="后台程序数，默认 1")

    def work(self, *_args: Any, **options: Any) -> None:
        address, background = options["address"], options["background"]
        if not 1 <= background <= _MOST_WORKERS:
            raise InputError(f"后台程序数应在 1 至 {_MOST_WORKERS} 之间，收到的是 {background}。", field="background")
        require_free(address)
        os.execv(  # noqa: S606 - replaces this process; the arguments are ours and no shell is involved
            sys.executable,
            [
                sys.executable, "-m", "tongxin.project.supervising",
                address, str(options["workers"]), str(background), str(Path(settings.DATA_DIR) / "worker.log"),
            ],
        )  # fmt: skip
