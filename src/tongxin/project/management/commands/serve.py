"""`tongxin serve`: the web server on this machine."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.access.key_checks import require_keys
from tongxin.kernel.errors import InputError
from tongxin.ports.desk import registry
from tongxin.project.counters import fresh_folder
from tongxin.project.supervising import require_free

_MOST_WORKERS = 64


class Command(TongxinCommand):
    help = "启动网页服务"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address", default="127.0.0.1:8000", metavar="地址:端口", help="监听地址，默认 127.0.0.1:8000"
        )
        parser.add_argument("--workers", type=int, default=2, metavar="数", help="进程数，默认 2")

    def work(self, *_args: Any, **options: Any) -> None:
        workers: int = options["workers"]
        if not 1 <= workers <= _MOST_WORKERS:
            raise InputError(f"进程数应在 1 至 {_MOST_WORKERS} 之间，收到的是 {workers}。", field="workers")
        require_free(options["address"])
        registry()  # a wrong declaration stops the start here, once, instead of in every worker
        require_keys()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(fresh_folder())
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        self.stdout.write(f"同心已启动：http://{options['address']}/   （按 Ctrl-C 停止）")
        self.stdout.flush()
        os.execv(  # noqa: S606 - replaces this process; the arguments are ours and no shell is involved
            gunicorn,
            [
                gunicorn, "tongxin.project.wsgi", "--bind", options["address"], "--worker-class", "gthread",
                "--workers", str(workers), "--threads", "4", "--max-requests", "20000",
                "--max-requests-jitter", "2000", "--log-level", "warning",
            ],
        )  # fmt: skip
