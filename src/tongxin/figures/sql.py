"""The one SQL emitter: plans become statements that DuckDB and Spark SQL both understand.

Only filter, equi-join, group by, count, count distinct and sum. Every name comes from declarations (lower-case ASCII
identifiers) and every literal is an integer, a date, a declared code or a place path of digits and slashes, so nothing
in a statement can come from a user.
"""

import re
from datetime import date

from tongxin.figures.grouping import Grouping, Order
from tongxin.figures.plan import Plan

_COUNTED = "SELECT count(*) AS n FROM"
_SAFE_TEXT = re.compile(r"[0-9A-Za-z_/.\-]*")


def table(fact: str) -> str:
    """Return the view name of a fact."""
    return fact.replace(".", "__")


def tallies(plan: Plan) -> str:
    """Emit: piece, place, rows, distinct subjects, rows with a subject, sum."""
    subjects = f"count(DISTINCT f.{plan.subject})" if plan.distinct and plan.subject else "0"
    resolved = f"count(f.{plan.subject})" if plan.resolved else "0"
    total = f"sum(f.{plan.value})" if plan.value else "0"
    place = f"p.{plan.group}" if plan.group else "NULL"
    return (
        f"SELECT {_piece(plan)} AS piece, {place} AS place, count(*) AS n, {subjects} AS subjects, "
        f"{resolved} AS resolved, {total} AS total {_source(plan)} {_grouped(plan)}"
    )


def _grouped(plan: Plan) -> str:
    # Grouping by a constant costs as much as grouping by a column, and not grouping makes a row of nothing.
    by = [*(["1"] if len(plan.pieces) > 1 or plan.stock else []), *(["2"] if plan.group else [])]
    return f"GROUP BY {', '.join(by)}" if by else "HAVING count(*) > 0"


def covered(plan: Plan) -> str:
    """Emit: piece, unit - each unit with at least one row."""
    return f"SELECT DISTINCT {_piece(plan)} AS piece, p.{plan.unit_level} AS unit {_source(plan)}"


def kept(plan: Plan, *, column: str) -> str:
    """Emit: class of evidence, rows."""
    return f"SELECT f.{column} AS class, count(*) AS n {_source(plan)} GROUP BY 1"


def evidence(plan: Plan, *, columns: tuple[str, ...] = (), after: int | None = None, limit: int | None = None) -> str:
    """Emit: key, subject or unit, value, then `columns`, sorted by key."""
    subject = f"p.{plan.unit_level}" if plan.unit_level else (f"f.{plan.subject}" if plan.subject else "NULL")
    value = f"f.{plan.value}" if plan.value else "NULL"
    more = "".join(f", f.{name}" for name in columns)
    beyond = f" AND f.{plan.fact.key} > {int(after)}" if after is not None else ""
    bound = f" LIMIT {int(limit)}" if limit is not None else ""
    return (
        f"SELECT f.{plan.fact.key} AS evidence_key, CAST({subject} AS BIGINT) AS evidence_subject, "
        f"CAST({value} AS BIGINT) AS evidence_value{more} {_source(plan)}{beyond} ORDER BY 1{bound}"
    )


def groups(plan: Plan, grouping: Grouping) -> str:
    """Emit: what rows are grouped by, rows, sum, first and last day, organisation, then the columns of the page."""
    unit = f"min(f.{grouping.unit})" if grouping.unit else "NULL"
    total = f"sum(f.{plan.value})" if plan.value else "NULL"
    day = f"f.{plan.fact.times[0]}"
    more = "".join(f", min(f.{name})" for name in plan.fact.page_columns)
    order = {Order.DAY: "first_day", Order.UNIT: "unit", Order.ROWS: "n"}[grouping.order]
    direction = "DESC" if grouping.descending else "ASC"
    return (
        f"SELECT f.{grouping.by} AS grouped, count(*) AS n, CAST({total} AS BIGINT) AS total, min({day}) AS first_day, "
        f"max({day}) AS last_day, CAST({unit} AS BIGINT) AS unit{more} {_source(plan)} GROUP BY 1 "
        f"ORDER BY {order} {direction} NULLS LAST, 1 ASC NULLS LAST LIMIT {int(grouping.limit)} OFFSET {int(grouping.offset)}"
    )


def group_count(plan: Plan, *, by: str) -> str:
    """Emit: the number of groups."""
    return f"{_COUNTED} (SELECT DISTINCT f.{by} {_source(plan)}) AS grouped"


def _source(plan: Plan) -> str:
    joins = f"FROM {table(plan.fact.code)} f"
    if _needs_places(plan):
        joins += f" JOIN places p ON f.{plan.fact.place} = p.place"
    if plan.stock:
        begin, end = plan.fact.times
        days = ", ".join(f"({index}, {_day(start)})" for index, (start, _) in enumerate(plan.pieces))
        joins += (
            f" JOIN (VALUES {days}) AS t(piece, day) ON f.{begin} <= t.day AND (f.{end} IS NULL OR f.{end} > t.day)"
        )
    return f"{joins} WHERE {' AND '.join(_conditions(plan))}"


def _needs_places(plan: Plan) -> bool:
    # Every row has a place of the register (the snapshot is written so), so a join that neither keeps nor groups is idle.
    return bool(plan.path or plan.group or plan.unit_level or plan.unplaced) or plan.allowed is not None


def _conditions(plan: Plan) -> list[str]:
    found = [_below(plan.path)]
    if plan.allowed is not None:
        found.append(f"({' OR '.join(_below(prefix) for prefix in plan.allowed) or 'FALSE'})")
    if not plan.stock:
        found.append(
            f"f.{plan.fact.times[0]} >= {_day(plan.pieces[0][0])} AND f.{plan.fact.times[0]} < {_day(plan.pieces[-1][1])}"
        )
    for name, values in plan.where:
        found.append(f"f.{name} IN ({', '.join(_literal(value) for value in values)})")
    found.extend(f"f.{one[0]} = {int(one[1])}" for one in (plan.of, plan.record) if one is not None)
    if plan.unit_level is not None:
        found.append(f"p.{plan.unit_level} {_one_of(plan.units)}")
    found.extend(f"p.{level} IS NULL" for level in plan.unplaced)
    return found


def _one_of(units: frozenset[int] | None) -> str:
    if units is None:
        return "IS NOT NULL"
    return f"IN ({', '.join(str(int(unit)) for unit in sorted(units)) or 'NULL'})"


def _piece(plan: Plan) -> str:
    if plan.stock:
        return "t.piece"
    if len(plan.pieces) == 1:
        return "0"
    steps = " ".join(
        f"WHEN f.{plan.fact.times[0]} < {_day(end)} THEN {index}" for index, (_, end) in enumerate(plan.pieces)
    )
    return f"CASE {steps} END"


def _below(path: str) -> str:
    return f"p.path LIKE '{_text(path)}%'" if path else "TRUE"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"'{_text(str(value))}'"


def _text(text: str) -> str:
    if not _SAFE_TEXT.fullmatch(text):
        raise ValueError(f"not a declared literal: {text!r}")
    return text
