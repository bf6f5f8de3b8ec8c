"""The one desk at which figures are asked: the installed rooms' registry over the newest snapshot of this site.

No figure comes from a file that is not what its manifest says (`figures.snapshot`). What is damaged is written anew from the
register where that gives the very same bytes; otherwise the last good snapshot serves, and `figures_notice` says so.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from tongxin.access import keyring, site
from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle
from tongxin.access.models import Entry
from tongxin.figures import DeclarationError, Desk, Registry, Snapshot, Store
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.figures.snapshot import DamagedError
from tongxin.figures.store import Progress
from tongxin.kernel.errors import TongxinError, UnavailableError
from tongxin.kernel.port import Port
from tongxin.kernel.scope import Verb
from tongxin.ports.marks import mark_of, marks_now
from tongxin.ports.room import rooms
from tongxin.web.format import moment

_NO_RECORDS = ("access", "intake", "claims", "reports")
UNDONE: Final = "intake.undo"
"""What the journal calls a row taken back together with the import that wrote it."""
_MOST_MENDED: Final = 500_000
"""Rows of the damaged facts up to which they are written anew while somebody waits for a figure."""
_MOST_COUNTED: Final = 10_000
"""New records beyond which it is only said that there are more."""
_log = logging.getLogger(__name__)
_lock = Lock()
_desks: dict[tuple[str, str], Desk] = {}
_notices: dict[str, str] = {}
_tried: set[tuple[str, ...]] = set()
"""What could not be mended in this process: the check tries again, people do not wait for it twice."""


REGISTRY: Port[Callable[[], Registry]] = Port("ports.desk.REGISTRY")


def registry() -> Registry:
    """Return the frozen registry of all rooms."""
    return REGISTRY()()


def store() -> Store:
    """Return this site's snapshot store."""
    return Store(settings.TONGXIN_SNAPSHOTS, signer=keyring)


def current_desk() -> Desk:
    """Return the desk over the newest snapshot that is whole, with a `notice` where a newer one is damaged.

    Raises `UnavailableError` before the first one, or where none is whole. A process opens each snapshot once, and looks
    at its files each time; when a newer one is published the next question finds it.
    """
    snapshots = store()
    key = (str(snapshots.root), snapshots.current_id() or "")
    with _lock:
        desk = _desks.get(key)
        if desk is None or not _serves(desk, snapshots):
            _desks.clear()
            _desks[key] = desk = _opened(snapshots)
        return desk


def figures_notice() -> str:
    """Return the sentence every page says while the figures are not those of the newest snapshot; else nothing."""
    root = str(store().root)
    if _notices.get(root):
        with suppress(UnavailableError):
            current_desk()  # it may have been mended meanwhile
    return _notices.get(root, "")


def _serves(desk: Desk, snapshots: Store) -> bool:
    """Tell whether an open desk is still the one to ask."""
    return snapshots.holds(desk.snapshot) and not (desk.notice and _is_whole(snapshots))


def _is_whole(snapshots: Store) -> bool:
    try:
        snapshots.current()
    except UnavailableError:
        return False
    return True


def _opened(snapshots: Store) -> Desk:
    root = str(snapshots.root)
    try:
        desk = desk_over(_mended(snapshots))
    except DamagedError as error:
        _log.error("%s", error.message)
        good = snapshots.last_good()
        if good is None:
            _notices[root] = f"暂时没有数字：{error.message}"
            raise
        _notices[root] = _instead(good, damaged=snapshots.current_id() or "")
        return desk_over(good, notice=_notices[root])
    _notices.pop(root, None)
    return desk


def _instead(good: Snapshot, *, damaged: str) -> str:
    when = moment(datetime.fromisoformat(good.taken_at))
    return (
        f"最新快照 {damaged[:40]} 的文件已损坏，数字暂取自 {when} 的快照 {good.id}；"
        "请管理员运行 tongxin snapshot --check，或重新生成快照。"
    )


def _mended(snapshots: Store) -> Snapshot:
    """Return the newest snapshot, its damaged files written anew where that can be done while somebody waits."""
    snapshot = snapshots.newest()
    broken = snapshot.broken_files()
    attempt = (str(snapshots.root), snapshot.id, *broken)
    few = sum(map(snapshot.rows, broken)) <= _MOST_MENDED
    if broken and few and attempt not in _tried and not mend_snapshot():
        _tried.add(attempt)
    snapshot.require_intact()
    return snapshot


def mend_snapshot() -> list[str]:
    """Write damaged files of the newest snapshot anew from the register; return the sha256 of those put back.

    Nothing is put back that is not exactly what was there; why not is in the log.
    """
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    try:
        with transaction.atomic(using=alias):
            healed = store().heal(registry(), alias=alias)
    except TongxinError as error:
        _log.warning("the newest snapshot could not be mended: %s", error.message)
        return []
    except (DatabaseError, DeclarationError):
        _log.exception("the newest snapshot could not be mended")
        return []
    for digest in healed:
        _log.warning("snapshot file %s was damaged and written anew from the register", digest)
    return healed


def uncounted(snapshot: Snapshot, *, path: str = "") -> str:
    """Return how many records at and below a path were written since the snapshot, in words; empty where none was.

    Accounts, imports, checks and reports make no figures.
    """
    lines = Entry.objects.counted().filter(later_than(snapshot), makes_figures(), path__startswith=path)
    number = lines.values("record_type", "record_id").distinct()[:_MOST_COUNTED].count()
    more = "以上" if number == _MOST_COUNTED else ""
    taken = datetime.fromisoformat(snapshot.taken_at)
    return f"另有 {number:,} 条{more}新记录未计入（上次更新 {moment(taken)}）" if number else ""


def later_than(snapshot: Snapshot) -> Q:
    """Return the condition of the journal's lines that were not there yet when a snapshot was taken."""
    mark = mark_of(snapshot, Entry)
    if mark is not None:
        return mark.later
    return Q(at__gte=datetime.fromisoformat(snapshot.taken_at) + timedelta(seconds=1))  # it is known to the second


def makes_figures() -> Q:
    """Return the condition of the journal's lines that may change figures: accounts, checks and reports do not.

    Of an import its rows do, under their own names, and its undoing does.
    """
    none = Q()
    for room in _NO_RECORDS:
        none |= Q(action__startswith=f"{room}.")
    return ~none | Q(action=UNDONE)


def lines_since(snapshot: Snapshot, *, using: str | None = None) -> QuerySet[Entry]:
    """Return what was written since a snapshot, for scheduled work."""
    return Entry.objects.for_worker().using(using).filter(later_than(snapshot))


def desk_over(snapshot: Snapshot, *, notice: str = "") -> Desk:
    """Return a desk over any snapshot, for recomputing an older figure; raises `DamagedError` where it is not whole."""
    frozen = registry()
    engine = DuckDBEngine(snapshot, registry=frozen)
    return Desk(registry=frozen, snapshot=snapshot, engine=engine, notice=notice)


def take_snapshot(*, by: Actor, progress: Progress | None = None) -> Snapshot:
    """Copy all facts in one consistent read and make the copy current."""
    by.scope.require(Verb.SNAPSHOT, site.current().home_path)
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    with transaction.atomic(using=alias):
        return store().take(registry(), alias=alias, progress=progress, marks=marks_now(alias=alias))


def prune_snapshots(*, keep: int) -> list[str]:
    """Remove all snapshots but the newest few and those an issued report or another record rests on; return the removed."""
    snapshots = store()
    return snapshots.prune(keep=needed_snapshots() | frozenset(snapshots.ids()[-keep:]))


def needed_snapshots() -> frozenset[str]:
    """Return the snapshots an issued report or another record rests on."""
    return frozenset[str]().union(*(room.snapshots() for room in rooms() if room.snapshots))


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
