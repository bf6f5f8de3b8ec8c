"""Whether someone completed an occasion: the rule applied, with who decided and when."""

from django.utils import timezone

from tongxin.access import journal
from tongxin.attendance.models import Occasion, Participation
from tongxin.lifecycle.writing import Doer


def decide(
    row: Participation,
    *,
    by: Doer,
    occasion: Occasion,
    before: dict[str, object] | None = None,
    action: str = "attendance.decide",
) -> None:
    """Apply the completion rule, keeping who decided and when, and tell the journal."""
    earlier = before or journal.values_of(row)
    row.completed = row.meets_rule_of(occasion)
    row.decided_at, row.decided_by = timezone.now(), by.name
    row.save()
    journal.write(row, by=by, action=action, before=earlier, reason=by.reason)
