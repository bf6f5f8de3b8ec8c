"""Work that returns: every night at a time of day, or at an interval. The worker does it, once for each time it is due.

A room declares its `Scheduled` work in `Room(scheduled=…)`; a row for each tells the last run. Whoever moves the row on to
the time that is due has the run: several workers never do it twice, and after a standstill of days it is done once.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tongxin.access.guard import working_in_background
from tongxin.access.models import ScheduledRun
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.port import Port
from tongxin.web.outages import outage_of

logger = logging.getLogger(__name__)
_CODE: Final = re.compile(r"[a-z_]+\.[a-z_]+")
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_DAY: Final = timedelta(days=1)
_SHORTEST: Final = timedelta(minutes=1)
_SENTENCE: Final = 500
_MOST_ATTEMPTS: Final = 2
DONE: Final = "完成。"
BROKEN: Final = "程序出错，已记入运行日志，请联系管理员。"
BROKEN_OFF: Final = "后台程序中途停止，没有完成；到下次时间再运行。"


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """Work that returns. `words` is what the status page calls it, a noun or a verb with its object.

    Either `at`, a time of day in Shanghai (`"02:30"`), or `every`, an interval of a minute or more. `run()` returns the
    sentence that tells what was done; a `TongxinError` is shown as its failure. It must bear to be begun anew where the
    worker died in the middle.
    """

    code: str
    words: str
    run: Callable[[], str | None]
    at: str = ""
    every: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse, when the server starts, what can never be due."""
        if not _CODE.fullmatch(self.code) or bool(self.at) is (self.every is not None):
            raise ValueError(f"{self.code}: a code with a dot, and either at= or every=")
        if self.at:
            time.fromisoformat(self.at)
        elif self.every is not None and self.every < _SHORTEST:
            raise ValueError(f"{self.code}: at most once a minute")

    @property
    def when(self) -> str:
        """Say in Chinese when it runs."""
        if self.every is None:
            return f"每天 {self.at}"
        if self.every % _DAY == timedelta():
            return f"每 {self.every // _DAY} 天"
        minutes = int(self.every / _SHORTEST)
        return f"每 {minutes // 60} 小时" if minutes % 60 == 0 else f"每 {minutes} 分钟"

    def due_by(self, now: datetime) -> datetime:
        """Return the last moment at or before `now` at which it was due."""
        if self.every is not None:
            return now - (now - _EPOCH) % self.every
        local = now.astimezone(SHANGHAI)
        today = datetime.combine(local.date(), time.fromisoformat(self.at), SHANGHAI)
        return today if today <= local else today - _DAY

    def due_after(self, now: datetime) -> datetime:
        """Return the first moment after `now` at which it is due."""
        return self.due_by(now) + (self.every or _DAY)


SCHEDULE: Port[Callable[[], tuple[Scheduled, ...]]] = Port("access.schedule.SCHEDULE")


def run_due(*, worker: str, now: datetime | None = None) -> list[str]:
    """Do what is due and nobody has begun; return the codes of what this worker did, whether it went well or not.

    Work seen for the first time waits for its next time: a machine just set up has everything of today.
    """
    moment = now or timezone.now()
    last = {row.code: row.due for row in ScheduledRun.objects.all()}
    done = []
    for one in SCHEDULE()():
        due = one.due_by(moment)
        if one.code not in last:
            ScheduledRun.objects.get_or_create(code=one.code, defaults={"due": due})
        elif last[one.code] < due and _claim(one, due=due, worker=worker):
            _run(one)
            done.append(one.code)
    return done


def again(*, worker: str, lost: Callable[[str], bool]) -> list[str]:
    """Begin anew, once, what a worker that is gone was running; return the codes of what was done."""
    done = []
    for row in ScheduledRun.objects.filter(state=ScheduledRun.State.RUNNING):
        if not lost(row.worker):
            continue
        one = next((known for known in SCHEDULE()() if known.code == row.code), None)
        if one is None or row.attempts >= _MOST_ATTEMPTS:
            _finish(row.code, state=ScheduledRun.State.FAILED, sentence=BROKEN_OFF)
        elif _taken_over(row, worker=worker):
            _run(one)
            done.append(one.code)
    return done


def end_lost_runs() -> None:
    """End as broken off whatever is noted as running: for a database that no worker has had since."""
    for row in ScheduledRun.objects.filter(state=ScheduledRun.State.RUNNING):
        _finish(row.code, state=ScheduledRun.State.FAILED, sentence=BROKEN_OFF)


def _claim(one: Scheduled, *, due: datetime, worker: str) -> bool:
    """Move the row on to the time that is due; one of several who try does."""
    waiting = ScheduledRun.objects.filter(code=one.code, due__lt=due)
    began = {"started": timezone.now(), "ended": None, "attempts": 1, "sentence": ""}
    return bool(waiting.update(due=due, worker=worker, state=ScheduledRun.State.RUNNING, **began))


def _taken_over(row: ScheduledRun, *, worker: str) -> bool:
    same = ScheduledRun.objects.filter(pk=row.pk, worker=row.worker, due=row.due, state=ScheduledRun.State.RUNNING)
    return bool(same.update(worker=worker, started=timezone.now(), attempts=row.attempts + 1))


def _run(one: Scheduled) -> None:
    state, sentence = ScheduledRun.State.FAILED, BROKEN
    try:
        with working_in_background():
            sentence = one.run() or DONE
        state = ScheduledRun.State.DONE
    except TongxinError as error:
        sentence = error.message
    except Exception as error:
        logger.exception("scheduled work %s", one.code)
        if outage := outage_of(error):
            sentence = outage.message
    _finish(one.code, state=state, sentence=sentence)


def _finish(code: str, *, state: "ScheduledRun.State", sentence: str) -> None:
    ended = timezone.now()
    with transaction.atomic():
        rows = ScheduledRun.objects.filter(code=code)
        rows.update(state=state, sentence=sentence[:_SENTENCE], ended=ended)
        if state == ScheduledRun.State.DONE:
            rows.update(succeeded=ended)
