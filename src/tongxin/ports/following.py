"""The snapshot that follows by itself: minutes after the last write, reading only the tables that were written.

The journal tells which those are. What it does not tell - a table changed past it - the snapshot of the night finds, which
reads every row. Followers are cleared away after a day unless something rests on them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from tongxin.figures import Registry, Snapshot
from tongxin.figures.releases import released
from tongxin.figures.store import TakenOver
from tongxin.ports.desk import lines_since, makes_figures, needed_snapshots, registry, store
from tongxin.ports.marks import marks_now

QUIET: Final = timedelta(minutes=3)
"""How long nothing is written before a snapshot follows."""
LATEST: Final = timedelta(minutes=10)
"""How long at most a written record waits, however much is written after it; and how far apart followers are at least."""
KEPT: Final = timedelta(days=1)
"""How long a follower stays on which nothing rests: who has cited a figure of it can still have it computed again."""


def follow_writes() -> str:
    """Take a snapshot where records wait to be counted and have waited long enough; return what was done, in words."""
    snapshots = store()
    if snapshots.current_id() is None:
        return "还没有第一个快照，由管理员生成。"
    newest = snapshots.current()
    waiting = _waiting(newest, now=timezone.now())
    if waiting:
        return waiting
    taken = take_follower(newest)
    gone = clear_followers(now=timezone.now())
    return f"快照 {taken.id} 已跟上新记录{f'，清理了 {len(gone)} 个过期的中间快照' if gone else ''}。"


def take_follower(newest: Snapshot) -> Snapshot:
    """Copy the facts of which something was written since a snapshot, take over the others, and make the copy current."""
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    with transaction.atomic(using=alias):
        found = registry()
        written = frozenset(
            lines_since(newest, using=alias).order_by().values_list("record_type", flat=True).distinct()
        )
        after = TakenOver(snapshot=newest, facts=frozenset(_unwritten(found, written=written, alias=alias)))
        return store().take(found, alias=alias, marks=marks_now(alias=alias), after=after)


def clear_followers(*, now: datetime) -> list[str]:
    """Clear away followers older than a day; return their ids.

    Kept for ever are all that were not followers - those of the night and those taken by hand -, the newest, and whatever
    something rests on: an issued report or another record (`needed_snapshots`), a public release.
    """
    snapshots = store()
    rested = needed_snapshots() | released(snapshots.root)
    old = {
        one.id
        for one in map(snapshots.peek, snapshots.ids())
        if one.follows and one.id not in rested and datetime.fromisoformat(one.taken_at) < now - KEPT
    }
    old.discard(snapshots.current_id() or "")
    return snapshots.prune(keep=frozenset(snapshots.ids()) - old) if old else []


def _waiting(newest: Snapshot, *, now: datetime) -> str:
    """Return in words why no snapshot follows yet; empty where one is due."""
    lines = lines_since(newest).filter(makes_figures() | Q(record_type__in=_counted_types()))
    between = lines.order_by().aggregate(first=Min("at"), last=Max("at"))
    if between["first"] is None:
        return "没有新记录。"
    taken = datetime.fromisoformat(newest.taken_at)
    quiet = now - between["last"] >= QUIET and now - taken >= LATEST
    if quiet or now - between["first"] >= LATEST or now < taken:  # a clock that was set back keeps nobody waiting
        return ""
    return "有新记录，等登记告一段落后生成快照。"


def _counted_types() -> list[str]:
    """Return the kinds of record, as the journal names them, whose own rows are rows of a fact."""
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    tables = {table for fact in registry().facts for table in fact.read_from(alias) or ()}
    return [one._meta.label_lower for one in apps.get_models() if one._meta.db_table in tables]


def _unwritten(found: Registry, *, written: Iterable[str], alias: str) -> Iterator[str]:
    """Yield the codes of facts that are made of no table in which something was written."""
    touched = {table for name in written for table in _tables_of(apps.get_model(name))}
    for fact in found.facts:
        read = fact.read_from(alias)
        if read is not None and not read & touched:
            yield fact.code


def _tables_of(model: type[Any]) -> Iterator[str]:
    """Yield the tables a line of the journal about a record may tell of: its own, those it extends, its links to many."""
    every: list[type[models.Model]] = [model, *model._meta.get_parent_list()]
    for one in every:
        yield one._meta.db_table
        yield from (str(link.m2m_db_table()) for link in one._meta.many_to_many)
