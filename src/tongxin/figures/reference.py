"""The reference engine: plain Python over the rows of a snapshot, written to be read. The oracle for all others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import cast

from tongxin.figures.facts import Fact
from tongxin.figures.grouping import Group, Grouping, Order
from tongxin.figures.plan import Bucket, EvidenceRow, Plan, Tally, fingerprint
from tongxin.figures.register import PlaceRegister

Record = Mapping[str, object]


class ReferenceEngine:
    """Counts with sets and sums with integers. `records(fact)` yields the rows of a fact as mappings."""

    def __init__(self, *, places: PlaceRegister, records: Callable[[Fact], Iterator[Record]]) -> None:
        self._places = places
        self._records = records
        self._paths = {row.place: row.path for row in places.newest()}

    def tallies(self, plan: Plan) -> dict[Bucket, Tally]:
        """Return the tally of every cell that has rows."""
        cells: dict[Bucket, list[Record]] = defaultdict(list)
        for piece, record in self._kept(plan):
            place = self._places.above(_int(record[plan.fact.place]), level=plan.group) if plan.group else None
            cells[piece, place].append(record)
        return {bucket: _tally(plan, records) for bucket, records in cells.items()}

    def covered(self, plan: Plan) -> dict[int, frozenset[int]]:
        """Return the units that have a row, by piece of time."""
        units: dict[int, set[int | None]] = defaultdict(set)
        for piece, record in self._kept(plan):
            units[piece].add(self._unit(plan, record))
        return {piece: frozenset(unit for unit in found if unit is not None) for piece, found in units.items()}

    def kept(self, plan: Plan, *, column: str) -> dict[str, int]:
        """Return how many rows have evidence of which class."""
        return Counter(str(record[column]) for record in self._behind(plan))

    def evidence_hash(self, plan: Plan) -> tuple[int, str]:
        """Return the number of evidence rows and their fingerprint."""
        rows = [self._numbers(plan, record) for record in self._behind(plan)]
        return len(rows), fingerprint(rows)

    def evidence(self, plan: Plan, *, after: int, limit: int) -> list[EvidenceRow]:
        """Return up to `limit` evidence rows with keys above `after`."""
        rows = [
            EvidenceRow(
                *self._numbers(plan, record), links={name: _int(record[name]) for name in plan.fact.page_columns}
            )
            for record in self._behind(plan)
        ]
        return [row for row in rows if row.key > after][:limit]

    def groups(self, plan: Plan, *, grouping: Grouping) -> list[Group]:
        """Return a stretch of the groups evidence rows fall into."""
        found: dict[object, list[Record]] = defaultdict(list)
        for record in self._behind(plan):
            found[record[grouping.by]].append(record)
        made = [_group(plan, grouping, records) for records in found.values()]
        made.sort(key=lambda group: _last_where_none(group.of))
        made.sort(key=lambda group: _sorted_by(group, grouping), reverse=grouping.descending)
        made.sort(key=lambda group: grouping.order is Order.UNIT and group.unit is None)
        return made[grouping.offset : grouping.offset + grouping.limit]

    def group_count(self, plan: Plan, *, by: str) -> int:
        """Return how many groups there are."""
        return len({record[by] for record in self._behind(plan)})

    def _behind(self, plan: Plan) -> list[Record]:
        return sorted((record for _, record in self._kept(plan)), key=lambda record: _int(record[plan.fact.key]))

    def _numbers(self, plan: Plan, record: Record) -> tuple[int, int | None, int | None]:
        subject = self._unit(plan, record) if plan.unit_level else _maybe(record, plan.subject)
        return _int(record[plan.fact.key]), subject, _maybe(record, plan.value)

    def _unit(self, plan: Plan, record: Record) -> int | None:
        return self._places.above(_int(record[plan.fact.place]), level=plan.unit_level) if plan.unit_level else None

    def _kept(self, plan: Plan) -> Iterator[tuple[int, Record]]:
        for record in self._records(plan.fact):
            if self._is_here(plan, record) and _is_counted(plan, record):
                for piece, (start, end) in enumerate(plan.pieces):
                    if _holds(plan.fact, record, start=start, end=end):
                        yield piece, record

    def _is_here(self, plan: Plan, record: Record) -> bool:
        place = _int(record[plan.fact.place])
        path = self._paths[place]
        if not path.startswith(plan.path):
            return False
        if plan.allowed is not None and not any(path.startswith(prefix) for prefix in plan.allowed):
            return False
        if any(self._places.above(place, level=level) is not None for level in plan.unplaced):
            return False
        unit = self._unit(plan, record)
        return plan.unit_level is None or (unit is not None and (plan.units is None or unit in plan.units))


def _group(plan: Plan, grouping: Grouping, records: list[Record]) -> Group:
    days = [cast(date, record[plan.fact.times[0]]) for record in records]
    units = (
        [_int(record[grouping.unit]) for record in records if record[grouping.unit] is not None]
        if grouping.unit
        else []
    )
    return Group(
        of=cast("int | date | None", records[0][grouping.by]),
        rows=len(records),
        total=sum(_int(record[plan.value]) for record in records) if plan.value else None,
        first=min(days),
        last=max(days),
        unit=min(units, default=None),
        links={name: min(_int(record[name]) for record in records) for name in plan.fact.page_columns},
    )


def _sorted_by(group: Group, grouping: Grouping) -> int:
    keys = {Order.DAY: group.first.toordinal(), Order.UNIT: group.unit or 0, Order.ROWS: group.rows}
    return keys[grouping.order]


def _last_where_none(value: int | date | None) -> tuple[bool, int]:
    if value is None:
        return True, 0
    return False, value.toordinal() if isinstance(value, date) else value


def _is_counted(plan: Plan, record: Record) -> bool:
    if any(record[one[0]] != one[1] for one in (plan.of, plan.record) if one is not None):
        return False
    return all(record[name] in values for name, values in plan.where)


def _holds(fact: Fact, record: Record, *, start: date, end: date) -> bool:
    first, last = fact.times
    begin = cast(date, record[first])
    if last is None:
        return start <= begin < end
    until = cast("date | None", record[last])
    return begin <= start and (until is None or start < until)


def _tally(plan: Plan, records: list[Record]) -> Tally:
    subjects = [record[plan.subject] for record in records if record[plan.subject] is not None] if plan.subject else []
    return Tally(
        rows=len(records),
        subjects=len(set(subjects)) if plan.distinct else 0,
        resolved=len(subjects) if plan.resolved else 0,
        total=sum(_int(record[plan.value]) for record in records) if plan.value else 0,
    )


def _int(value: object) -> int:
    return cast(int, value)  # the snapshot writer has checked it


def _maybe(record: Record, name: str | None) -> int | None:
    return None if name is None or record[name] is None else _int(record[name])
