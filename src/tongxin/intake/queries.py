"""Reads of intake: batches, their rows opened for those who may read such records."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from tongxin.access.actor import Actor
from tongxin.access.jobs import visible_job
from tongxin.access.models import Account, Job
from tongxin.intake.judging import shown
from tongxin.intake.life import BATCH
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.preview import doors
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope

_SHOWN = 5
_LARGEST = 2**63 - 1


def own_previewed(by: Actor) -> QuerySet[Batch]:
    """Return the files an account handed in that wait for its confirmation; none for somebody without one."""
    own = Batch.objects.children_of_numbered(Account, [] if by.account_id is None else [by.account_id])
    return own.filter(state=Batch.State.PREVIEWED)


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """A row of a batch with what it holds."""

    row: BatchRow
    texts: dict[str, str]
    changes: Sequence[Sequence[str]]
    likely: Sequence[Sequence[Any]]
    problems: Sequence[Sequence[str]]
    told: Sequence[str] = ()
    also: Sequence[Sequence[str]] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    unlisted: Mapping[str, str] = field(default_factory=dict)
    block: int = 0

    @property
    def summary(self) -> str:
        """The first texts of the row."""
        return "　".join([text for text in self.texts.values() if text][:_SHOWN])

    @property
    def remark(self) -> str:
        """What was read otherwise than written; then what is wrong, what changes, or what it may be the same as."""
        return "；".join([*self.told, *self._remarks()]) + "。" * bool(self.told or self.problems)

    def _remarks(self) -> list[str]:
        if self.problems:
            return [
                f"{f'{letter} 列' if letter else ''}{f'「{label}」' if label else ''}{message.rstrip('。')}"
                for letter, label, message, *_ in self.problems
            ]
        if changes := (*self.changes, *self.also):
            return [f"{label}：{before or '空'} → {after or '空'}" for _, label, before, after in changes]
        if self.row.choice == BatchRow.Choice.SAME and self.row.kind == BatchRow.Kind.DUPLICATE:
            return ["与前面一行是同一个，不再导入"]
        return [
            f"可能是 {label}（{'、'.join(reasons)}）" for _, label, _, reasons in self.likely if not self.row.choice
        ]


def batches(scope: Scope) -> QuerySet[Batch]:
    """Return the batches this scope may see."""
    return Batch.objects.visible_to(scope)


def batch(scope: Scope, number: int) -> Batch:
    """Return one batch or raise `NotFoundError`."""
    found = batches(scope).filter(pk=min(number, _LARGEST)).first()
    if found is None:
        raise NotFoundError(BATCH.not_found)
    return found


def rows(one: Batch, *, scope: Scope) -> QuerySet[BatchRow]:
    """Return the rows of a batch, in the order of the file."""
    return BatchRow.objects.visible_to(scope).filter(batch=one)


def opened(row: BatchRow) -> OpenRow:
    """Return what a row holds, in the words of its form."""
    content = json.loads(row.content) if row.content else {}
    door = doors().get(row.door)
    fields = door.form.base_fields if door else {}
    texts = {
        str(fields[name].label) if name in fields else name: shown(fields[name], text) if name in fields else text
        for name, text in content.get("texts", {}).items()
    }
    return OpenRow(
        row=row,
        texts=texts,
        changes=content.get("changes", ()),
        likely=content.get("likely", ()),
        problems=content.get("problems", ()),
        told=content.get("told", ()),
        also=(content.get("also") or {}).get("changes", ()),
        typed=content.get("texts", {}),
        unlisted=content.get("unlisted", {}),
        block=content.get("block", 0),
    )


def running_job(one: Batch, *, by: Any) -> Job | None:
    """Return the work that is under way for a batch, if the asker may see it."""
    if one.job is None:
        return None
    try:
        job = visible_job(one.job, by=by)
    except NotFoundError:
        return None
    return None if job.is_over else job
