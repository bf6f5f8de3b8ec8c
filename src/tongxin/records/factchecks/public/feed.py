"""The newest checks as entries of a feed, each once, as it stands now."""

from datetime import date, datetime, time
from typing import Final

from tongxin.kernel.period import SHANGHAI
from tongxin.ports.public import FeedEntry
from tongxin.records.factchecks.models import FactCheck, Version
from tongxin.records.factchecks.queries import newest_versions

_MOST: Final = 60


def entries() -> list[FeedEntry]:
    """Return the checks published or changed last, latest change first; one query."""
    newest: dict[int, Version] = {}
    for version in newest_versions(most=_MOST):
        newest.setdefault(version.factcheck_id, version)
    return [_entry(one.factcheck, newest=one) for one in newest.values()]


def _entry(one: FactCheck, *, newest: Version) -> FeedEntry:
    withdrawn = one.state == FactCheck.State.WITHDRAWN
    word = "已撤回" if withdrawn else one.get_verdict_display()
    changed = "" if newest.kind == Version.Kind.FIRST else f"（{newest.get_kind_display()}：{newest.reason}）"
    return FeedEntry(
        code=one.public_code,
        title=f"{word}：{one.title}",
        text=changed if withdrawn else f"{one.summary}{changed}",
        author=one.organiser.name,
        published=_at(one.published or newest.day),
        changed=_at(newest.day),
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)
