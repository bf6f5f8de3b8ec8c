"""Deleting what every room kept for a time, at the command line or as a job."""

from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle
from tongxin.kernel.period import today
from tongxin.ports.room import rooms


def purge(*, by: Actor, day: date) -> int:
    """Ask every room and return how many rows went."""
    return sum(room.purge(by=by, day=day) for room in rooms() if room.purge is not None)


def purge_job(handle: Handle, *, by: Actor) -> dict[str, Any]:
    """Delete what has expired, as a job."""
    gone = purge(by=by, day=today())
    handle.say(f"已删除到期内容 {gone} 项。")
    return {"gone": gone}


def nightly_purge() -> str:
    """Delete what has expired, in the night."""
    return f"已删除到期内容 {purge(by=Actor.system('定时'), day=today())} 项。"
