"""Facts over rosters and head-counts: who took part in the records of one table, and how many came to each."""

from collections.abc import Mapping

from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.attendance import crowds
from tongxin.attendance.models import Participation
from tongxin.figures import Roster, Type
from tongxin.lifecycle.facts import Coded, Computed, Shown, TableFact, fact_of, via


def participation_of(owner: type[Guarded], code: str, *, label: str, column: str, states: tuple[str, ...]) -> TableFact:
    """Return the fact of every roster line of the owner's records in these states.

    A row stands on the last day at the organiser's place, and is shown on the owner's page, whose number is in `column`.
    """
    above = f"occasion__{owner._meta.model_name}"
    return fact_of(
        Participation,
        code,
        label=label,
        place=f"{above}__place_id",
        day=f"{above}__last_day",
        subjects={
            "person": via("person_id", "person"),
            "organiser": via(f"{above}__organiser_id", "organisation"),
            "series": via(f"{above}__series_id", "series"),
            column: via(f"{above}__pk", column, label=f"{owner._meta.verbose_name}编号"),
        },
        codes=("evidence", "completed"),
        only=Q(**{f"{above}__state__in": states}),
        shown=Shown(by=owner, key=column, anchor="#p{key}"),
    )


def roster_behind(lines: TableFact) -> Roster:
    """Return what a sum over `crowd_columns` counts where there were rosters: those of them who were there."""
    return Roster(fact=lines.code, where=(("completed", (True,)),), listed="listed")


def crowd_columns() -> Mapping[str, Coded | Computed]:
    """Return the columns of a record with an occasion that say how many came: one number, its bounds, on what ground."""
    return {
        "attended": Computed(label="到场人数", expression=crowds.attended()),
        "attended_low": Computed(label="最少到场", expression=crowds.attended_low()),
        "attended_high": Computed(label="最多到场", expression=crowds.attended_high()),
        "attended_class": Coded(label="人数依据", expression=crowds.attended_class(), choices=crowds.CLASSES),
        "listed": Computed(label="人数来自名册", expression=crowds.listed(), type=Type.FLAG),
    }
