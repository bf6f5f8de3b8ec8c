"""Who may do something to all rows of a batch: whoever may write through every door the batch came through, at its place."""

from tongxin.access.actor import Actor
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.preview import doors
from tongxin.kernel.scope import Scope, Verb


def verbs_of(batch: Batch) -> set[Verb]:
    """Return what one must be allowed to read or write the rows of a batch."""
    rows = BatchRow.objects.children_of(batch)
    names = set(rows.order_by().values_list("door", flat=True).distinct())
    return {Verb.RECORD} | {door.verb for name, door in doors().items() if name in names}


def may_all(batch: Batch, *, scope: Scope) -> bool:
    """Tell whether the scope may read and write all rows of a batch; none lies outside the batch's place."""
    return all(scope.may(verb, batch.path) for verb in verbs_of(batch))


def require_doors(batch: Batch, *, by: Actor) -> None:
    """Raise `ForbiddenError` unless the actor may write all rows of a batch."""
    for verb in verbs_of(batch):
        by.scope.require(verb, batch.path)
