"""What an installation holds and says, in a few hashes: the same before a backup and after coming back from it."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from tongxin.access import site
from tongxin.board.document import Inquiry
from tongxin.figures import Desk
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import desk_over, store
from tongxin.project.backup.store import to_json
from tongxin.project.backup.tables import digests, tables_of
from tongxin.reports.models import Issue
from tongxin.reports.shelf import take
from tongxin.reports.verifying import verify


def fingerprint() -> dict[str, Any]:
    """Return rows and digest of every table, the figures of the newest snapshot, and the reports that still verify."""
    return {"tables": table_digests(), "figures": figures_of(store().current_id() or ""), "reports": _reports()}


def table_digests() -> dict[str, tuple[int, str]]:
    """Return how many rows each table has and their digest, in one consistent read."""
    alias = settings.TONGXIN_SNAPSHOT_DATABASE
    with transaction.atomic(using=alias):
        applied = MigrationRecorder(connections[alias]).applied_migrations()
        return digests(connections[alias], tables_of(applied).values())


def figures_of(snapshot: str) -> dict[str, Any]:
    """Return how many measures there are and the digest of their figures, with evidence hashes, on a snapshot."""
    try:
        said = list(_figures(desk_over(store().open(snapshot)))) if snapshot else []
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a snapshot, a backup is made all the same
        return {"snapshot": snapshot, "count": 0, "digest": "", "why": getattr(error, "message", "快照文件已损坏。")}
    return {"snapshot": snapshot, "count": len(said), "digest": sha256(to_json(said)).hexdigest(), "why": ""}


def _figures(desk: Desk) -> Iterable[Any]:
    """Yield what the figure page of each measure says for the whole network, or why it says nothing."""
    facts = site.current()
    for code in sorted(measure.code for measure in desk.registry.measures):
        inquiry = Inquiry(code=code, query={}, home=facts.home_path, today=desk.snapshot.latest_day)
        try:
            yield inquiry.answer(desk, scope=Scope.everything()).json()
        except TongxinError as error:
            yield [code, error.message]


def _reports() -> dict[str, Any]:
    """Return how many reports were issued, how many of those still agree, and the numbers of the others."""
    issues = list(Issue.objects.for_worker().order_by("pk"))
    differing = [one.number for one in issues if not _holds(one)]
    return {"issued": len(issues), "agreeing": len(issues) - len(differing), "differing": differing}


def _holds(issue: Issue) -> bool:
    """Tell whether an issue agrees with its snapshot, and its files are there as they were issued."""
    try:
        return verify(issue).holds and all(take(digest, form=form) for form, digest in issue.files.items())
    except TongxinError:
        return False
