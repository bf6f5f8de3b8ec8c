"""Whose numbers a record concerns: the units and days its facts count it under."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from tongxin.access.guard import Guarded
from tongxin.lifecycle.facts import TableFact
from tongxin.ports.locked import Affected
from tongxin.ports.reported import Reported
from tongxin.ports.room import rooms


def reported_flows() -> Iterator[tuple[Reported, TableFact]]:
    """Yield each kind of return on what happens over time, with each fact its measures count.

    What stands on a day is left out: whoever admits a member is not asked for a reason; the return shows the drift.
    """
    measures = {one.code: one for room in rooms() for one in room.measures}
    facts = {one.code: one for room in rooms() for one in room.facts}
    for room in rooms():
        for one in room.reported:
            if not one.stock:
                codes = dict.fromkeys(measures[code].fact for code in one.measures)
                yield from ((one, fact) for code in codes if isinstance(fact := facts[code], TableFact))


def has_flow(model: type[Guarded]) -> bool:
    """Tell whether rows of a table count in returns on what happens over time."""
    return any(fact.source.model is model for _, fact in reported_flows())


def affected_of(record: Guarded) -> Iterator[Affected]:
    """Yield whom a record concerns as it stands: read from the record itself where its own columns say so."""
    for one, fact in reported_flows():
        if fact.source.model is type(record) and fact.unit is not None:
            paths = [fact.source.expressions[name] for name in (fact.unit.name, fact.times[0])]
            own = [_own(record, path) for path in paths]
            if None not in own:
                yield Affected(kind=one.kind, unit=own[0], day=own[1])
            elif record.pk is not None:
                yield from _affected(one, fact, column="key", numbers=[record.pk])


def affected_by_subjects(subject: str, numbers: Collection[int]) -> Iterator[Affected]:
    """Yield whom records of these persons, or firms, concern: two that become one may count once where they counted twice."""
    for one, fact in reported_flows():
        for column in fact.columns:
            if column.subject == subject:
                yield from _affected(one, fact, column=column.name, numbers=numbers)


def _affected(one: Reported, fact: TableFact, *, column: str, numbers: Iterable[int]) -> Iterator[Affected]:
    if fact.unit is None:
        return
    source = fact.source
    rows = source.query().annotate(
        column_asked=source.expression(column),
        column_unit=source.expression(fact.unit.name),
        column_day=source.expression(fact.times[0]),
    )
    found = rows.filter(column_asked__in=list(numbers)).order_by().values_list("column_unit", "column_day")
    for unit, day in found.distinct():
        yield Affected(kind=one.kind, unit=unit, day=day)


def _own(record: Guarded, path: Any) -> Any:
    """Return a column of the record itself; None for one of another table."""
    return getattr(record, path, None) if isinstance(path, str) and "__" not in path else None
