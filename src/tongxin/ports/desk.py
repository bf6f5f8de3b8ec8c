"""The one desk at which figures are asked: the installed rooms' registry over the newest snapshot of this site."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle
from tongxin.access.models import Entry
from tongxin.figures import Desk, Registry, Snapshot, Store
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.figures.store import Progress
from tongxin.kernel.port import Port
from tongxin.kernel.scope import Verb
from tongxin.ports.room import rooms

_NO_RECORDS = ("access", "intake", "claims", "reports")
_lock = Lock()
_desks: dict[tuple[str, str], Desk] = {}


REGISTRY: Port[Callable[[], Registry]] = Port("ports.desk.REGISTRY")


def registry() -> Registry:
    """Return the frozen registry of all rooms."""
    return REGISTRY()()


def store() -> Store:
    """Return this site's snapshot store."""
    return Store(settings.TONGXIN_SNAPSHOTS)


def current_desk() -> Desk:
    """Return the desk over the newest snapshot; raises `UnavailableError` before the first one.

    A process opens each snapshot once; when a newer one is published the next question finds it.
    """
    snapshots = store()
    newest = snapshots.current_id()
    key = (str(snapshots.root), newest or "")
    with _lock:
        if key not in _desks:
            desk = desk_over(snapshots.current())
            _desks.clear()
            _desks[key] = desk
        return _desks[key]


def is_behind(snapshot: Snapshot) -> bool:
    """Tell whether records were written since the snapshot was taken; accounts, imports and reports make no figures."""
    after = datetime.fromisoformat(snapshot.taken_at) + timedelta(seconds=1)  # it is known to the second
    lines = Entry.objects.counted().filter(at__gte=after)
    return lines.exclude(action__regex=rf"^({'|'.join(_NO_RECORDS)})\.").exists()


def desk_over(snapshot: Snapshot) -> Desk:
    """Return a desk over any snapshot, for recomputing an older figure."""
    frozen = registry()
    return Desk(registry=frozen, snapshot=snapshot, engine=DuckDBEngine(snapshot, registry=frozen))


def take_snapshot(*, by: Actor, progress: Progress | None = None) -> Snapshot:
    """Copy all facts in one consistent read and make the copy current."""
    by.scope.require(Verb.SNAPSHOT, site.current().home_path)
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    with transaction.atomic(using=alias):
        return store().take(registry(), alias=alias, progress=progress)


def prune_snapshots(*, keep: int) -> list[str]:
    """Remove all snapshots but the newest few and those an issued report or another record rests on; return the removed."""
    snapshots = store()
    needed = frozenset[str]().union(*(room.snapshots() for room in rooms() if room.snapshots))
    return snapshots.prune(keep=needed | frozenset(snapshots.ids()[-keep:]))


def snapshot_job(handle: Handle, *, by: Actor) -> dict[str, Any]:
    """Take a snapshot as a job with progress."""
    snapshot = take_snapshot(by=by, progress=handle.step)
    rows = sum(snapshot.rows(code) for code in snapshot.manifest["facts"])
    handle.say(f"快照 {snapshot.id} 共 {rows} 行。")
    return {"snapshot": snapshot.id, "rows": rows, "url": reverse("board:dashboard")}


def nightly_snapshot() -> str:
    """Take the snapshot of the night."""
    snapshot = take_snapshot(by=Actor.system("定时"))
    return f"快照 {snapshot.id} 共 {sum(snapshot.rows(code) for code in snapshot.manifest['facts'])} 行。"
