"""What a backup finds damaged while it reads: a file that is no longer what its snapshot or its report says.

Every file is hashed on its way into a backup anyway. Only what does not have its hash, or is not there, is looked at again:
it may have been cleared away, or have come, meanwhile.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from tongxin.figures import intact
from tongxin.figures.snapshot import DamagedError
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.ports.desk import store
from tongxin.reports.models import Issue
from tongxin.reports.shelf import take


def damage_in(files: Collection[Mapping[str, Any]], *, with_reports: bool) -> str:
    """Say in a sentence which snapshots, and with `with_reports` which reports, have damaged files; else nothing.

    `files` are those a manifest lists. The rows of reports can be asked for only where the database is of this program.
    """
    whole = {one["sha256"] for one in files if PurePath(one["name"]).stem == one["sha256"]}
    found = [f"快照 {name}" for name in _damaged_snapshots(whole)]
    found += [f"报告 {number}" for number in (_damaged_reports(whole) if with_reports else ())]
    if not found:
        return ""
    return (
        f"{'、'.join(found)} 的文件已损坏，备份里存的也是坏的；较早的备份里可能还有好的，"
        "修好以前不清理旧备份，请运行 tongxin snapshot --check。"
    )


def _damaged_snapshots(whole: set[str]) -> Iterator[str]:
    snapshots = store()
    for name in snapshots.ids():
        with suppress(NotFoundError):
            try:
                snapshot = snapshots.peek(name)
                if not snapshot.digests() <= whole:
                    intact.forget()
                    snapshot.require_intact()
            except DamagedError:
                if name in snapshots.ids():
                    yield name


def _damaged_reports(whole: set[str]) -> Iterator[str]:
    for issue in Issue.objects.for_worker().order_by("pk"):
        suspects = {form: digest for form, digest in issue.files.items() if digest not in whole}
        if not all(_is_kept(digest, form) for form, digest in suspects.items()):
            yield issue.number


def _is_kept(digest: str, form: str) -> bool:
    with suppress(UnavailableError):
        return bool(take(digest, form=form))
    return False
