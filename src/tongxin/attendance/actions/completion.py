"""Whether someone completed an occasion: the rule applied, with who decided and when."""

from django.utils import timezone

from tongxin.access import journal
from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.models import Occasion, Participation
from tongxin.attendance.queries import roster
from tongxin.lifecycle.affected import affected_of
from tongxin.lifecycle.writing import Doer


def decide(
    row: Participation,
    *,
    by: Doer,
    rule: CompletionRule,
    before: dict[str, object] | None = None,
    action: str = "attendance.decide",
) -> None:
    """Apply the completion rule, keeping who decided and when, and tell the journal."""
    earlier = before or journal.values_of(row)
    row.completed = rule.met_by(row)
    row.decided_at, row.decided_by = timezone.now(), by.name
    row.save()
    journal.write(row, by=by, action=action, before=earlier, reason=by.reason)


def decide_anew(occasion: Occasion, *, by: Doer) -> int:
    """Decide every line whose completion the rule, the sessions or leave have changed; return how many there were.

    Whose numbers that changes is remembered: locked returns are looked at when the act is over.
    """
    rule = CompletionRule.of(occasion)
    changed = [row for row in roster(occasion) if rule.met_by(row) != row.completed]
    for row in changed[:1]:
        by.affected.update(affected_of(row))  # all lines of an occasion stand in one unit on one day
    for row in changed:
        decide(row, by=by, rule=rule)
    return len(changed)
