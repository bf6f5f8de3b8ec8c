"""The worker: jobs and scheduled work one after another, whatever happens to the database meanwhile."""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.db import connections
from django.db.utils import InterfaceError, OperationalError
from django_tasks_db.management.commands import db_worker

from tongxin.access import schedule
from tongxin.access.heartbeat import is_gone
from tongxin.access.recovery import recover_jobs

logger = logging.getLogger(__name__)
_LOOK_AFTER: Final = 60.0  # seconds between two looks for work whose worker died
_LONGEST_WAIT: Final = 30.0  # seconds between two attempts to reach the database


class Worker(db_worker.Worker):
    """Takes jobs as the library's worker does, does what is scheduled in between, and waits for a database that is away."""

    def __init__(self, name: str, *, interval: float, once: bool, say: Callable[[str], object]) -> None:
        super().__init__(
            queue_names=["default"],
            interval=interval,
            batch=True,  # one round ends when there is no task
            backend_name="default",
            startup_delay=False,
            max_tasks=1,  # or after one, so that no queue keeps the schedule waiting
            worker_id=name,
            excluded_queue_names=[],
        )
        self._once = once
        self._say = say
        self._looked_after = 0.0
        self._must_look = True
        self._wait = 0.0

    def run(self) -> None:
        """Work until told to stop; with `once` until nothing waits."""
        while self.running:
            try:
                busy = self._round()
            except (OperationalError, InterfaceError) as error:
                if self._once:
                    raise
                self._wait_for_database(error)
                continue
            if self._wait:
                self._wait = 0.0
                self._say("数据库已恢复，继续工作。")
            if self._once and not busy:
                return
            if self.running and not busy:
                time.sleep(self.interval)

    def _round(self) -> bool:
        """Look after lost work, do what is due, then at most one job; tell whether there was something to do."""
        if self._must_look or time.monotonic() - self._looked_after > _LOOK_AFTER:
            self._look_after()
        did = self._undisturbed(lambda: schedule.run_due(worker=self.worker_id))
        self._run_tasks = 0
        super().run()
        return bool(did or self._run_tasks)

    def _look_after(self) -> None:
        """Take up what workers left that are gone; after the database was away, what this one left itself."""
        if numbers := recover_jobs(lost=self._is_lost):
            self._say(f"上次中断的任务：{'、'.join(map(str, numbers))}")
        self._undisturbed(lambda: schedule.again(worker=self.worker_id, lost=self._is_lost))
        self._looked_after, self._must_look = time.monotonic(), False

    def _is_lost(self, name: str) -> bool:
        return name == self.worker_id or is_gone(name)  # between two tasks this worker itself runs none

    def _undisturbed(self, work: Callable[[], list[str]]) -> list[str]:
        """Do work that a first request to stop lets finish, as it lets a job."""
        self.running_task = True
        try:
            return work()
        finally:
            self.running_task = False

    def _wait_for_database(self, error: Exception) -> None:
        connections.close_all()
        self._must_look = True
        self._wait = min(self._wait * 2 or 1.0, _LONGEST_WAIT)
        logger.warning("database away: %s", str(error).partition("\n")[0])
        self._say(f"数据库连不上，{self._wait:.0f} 秒后再试。")
        time.sleep(self._wait)
