"""Whether the product lives and can do its work: what monitors ask, and the page 运行状态 shows."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from tongxin.access.heartbeat import NOBODY_WORKS, signs
from tongxin.kernel.errors import TongxinError, UnavailableError
from tongxin.kernel.period import SHANGHAI
from tongxin.office.press import faces
from tongxin.ports.desk import store
from tongxin.web.outages import READ_ONLY, outage_of

_MEGABYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that must be in order, and the sentence about it."""

    name: str
    label: str
    ok: bool
    said: str


def checks() -> list[Check]:
    """Look at everything once; nothing is raised, and nothing but the database check asks the database."""
    return [_check(name, label, look) for name, label, look in _CHECKS]


def snapshot_taken() -> datetime | None:
    """Return when the snapshot that serves was taken, None before the first."""
    found = store().current_id()
    if found is None:
        return None
    with suppress(ValueError):
        return datetime.strptime(found[:15], "%Y%m%d-%H%M%S").replace(tzinfo=SHANGHAI)
    return None


def free_bytes() -> int:
    """Return what is left on the disk of the data folder."""
    return shutil.disk_usage(settings.DATA_DIR).free


def _check(name: str, label: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name=name, label=label, ok=True, said=look())
    except TongxinError as error:
        return Check(name=name, label=label, ok=False, said=error.message)
    except Exception as error:  # noqa: BLE001 - whatever keeps a check from its answer is the answer
        outage = outage_of(error)
        said = outage.message if outage else f"检查不了（{type(error).__name__}）。"
        return Check(name=name, label=label, ok=False, said=said)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "连接正常。"


def _worker() -> str:
    found = signs()
    if not found:
        raise UnavailableError(NOBODY_WORKS)
    return f"{len(found)} 个后台程序在工作。"


def _snapshot() -> str:
    taken = snapshot_taken()
    if taken is None:
        raise UnavailableError("还没有生成过快照，请先运行 tongxin snapshot。")
    age = datetime.now(SHANGHAI) - taken
    hours = age // timedelta(hours=1)
    if hours >= settings.TONGXIN_SNAPSHOT_HOURS:
        raise UnavailableError(
            f"快照已 {hours} 小时没有更新，请看定时工作「生成快照」的结果，或运行 tongxin snapshot。"
        )
    return f"{taken:%Y-%m-%d %H:%M} 生成。"


def _disk() -> str:
    if not os.access(settings.DATA_DIR, os.W_OK):
        raise UnavailableError(READ_ONLY.message)
    free = free_bytes() // _MEGABYTE
    if free < settings.TONGXIN_DISK_MEGABYTES:
        raise UnavailableError(f"磁盘只剩 {free} MB，请清理，或换更大的磁盘。")
    return f"剩余 {free} MB。"


def _fonts() -> str:
    return f"报告正文用 {faces([Path(settings.TONGXIN_FONTS)]).body[0]}。"


_CHECKS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("database", "数据库", _database),
    ("worker", "后台程序", _worker),
    ("snapshot", "快照", _snapshot),
    ("disk", "磁盘", _disk),
    ("fonts", "中文字体", _fonts),
)
