"""Reads of kept checks."""

from django.db.models import QuerySet

from tongxin.claims.inputs import Inputs, facts_from_json, overrides_from_json
from tongxin.claims.models import KeptCheck, KeptPhrase
from tongxin.claims.phrases import Phrase
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.desk import store


def kept_checks(scope: Scope) -> QuerySet[KeptCheck]:
    """Return the kept checks of the places the asker may look at."""
    return KeptCheck.objects.visible_to(scope)


def listed_checks(scope: Scope) -> QuerySet[KeptCheck]:
    """Return them without the texts: a list shows names and counts."""
    return kept_checks(scope).defer("text", "other", "facts", "findings", "overrides")


def checked_snapshots() -> frozenset[str]:
    """Return the snapshots kept checks were held against, of those that are there: a follower goes after a day otherwise."""
    rows = KeptCheck.objects.for_worker().filter(facts=None).order_by()
    return frozenset(rows.values_list("snapshot", flat=True).distinct()) & frozenset(store().ids())


def inputs_of(kept: KeptCheck) -> Inputs:
    """Return what went into a kept check."""
    return Inputs(
        text=kept.text,
        other=kept.other,
        published=kept.published,
        home=kept.home,
        facts=None if kept.facts is None else facts_from_json(kept.facts),
        snapshot=kept.snapshot,
        overrides=overrides_from_json(kept.overrides),
    )


def may_change(kept: KeptCheck, *, account_id: int | None, scope: Scope) -> bool:
    """Tell whether the asker may rename or delete: whoever kept it, and who records at its place."""
    own = account_id is not None and kept.account_id == account_id
    return (own and scope.may(Verb.VIEW, kept.path)) or scope.may(Verb.RECORD, kept.path)


def phrases_for(scope: Scope, *, table: bool) -> list[Phrase]:
    """Return the kept phrases an asker's checks use: those of tables, or of the register; what was kept last comes first."""
    rows = KeptPhrase.objects.visible_to(scope)
    rows = (rows.filter(measure="") if table else rows.exclude(measure="")).order_by("-id")[:_MOST_PHRASES]
    return [
        Phrase(one.said, one.name, one.measure, source=f"{name_of_path(one.path)}保留的说法（{one.keeper}）")
        for one in rows
    ]


_MOST_PHRASES = 2_000
