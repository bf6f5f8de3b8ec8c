"""The default engine: DuckDB in this process, reading the Parquet files of one snapshot."""

from hashlib import sha256
from typing import Any

from tongxin.figures import sql
from tongxin.figures.grouping import Group, Grouping
from tongxin.figures.plan import UNKNOWN, Bucket, EvidenceRow, Plan, Tally
from tongxin.figures.registry import Registry
from tongxin.figures.snapshot import PLACES_FILE, Snapshot


class DuckDBEngine:
    """Runs the emitted SQL. Safe to share between threads: every call takes a cursor of its own."""

    def __init__(self, snapshot: Snapshot, *, registry: Registry, threads: int = 2, memory: str = "1GB") -> None:
        import duckdb

        settings: dict[str, Any] = {"threads": threads, "memory_limit": memory, "autoinstall_known_extensions": False}
        self._snapshot = snapshot
        self._connection = duckdb.connect(":memory:", config=settings)
        with snapshot.reading(PLACES_FILE):
            # The register is small and joined by every statement: a table in memory, not a file read each time.
            self._connection.execute(
                "CREATE TABLE places AS SELECT * FROM read_parquet($files) WHERE newest",
                {"files": [str(snapshot.places_path)]},
            )
        for fact in registry.facts:
            if snapshot.holds(fact, ()):
                files = ", ".join(f"'{path}'" for path in map(_quoted, snapshot.files(fact)))
                with snapshot.reading(fact.code):
                    self._connection.execute(f"CREATE VIEW {sql.table(fact.code)} AS FROM read_parquet([{files}])")

    def tallies(self, plan: Plan) -> dict[Bucket, Tally]:
        """Return the tally of every cell that has rows."""
        rows = self._rows(plan, sql.tallies(plan))
        return {
            (int(piece), place): Tally(n, subjects, resolved, int(total or 0))
            for piece, place, n, subjects, resolved, total in rows
        }

    def covered(self, plan: Plan) -> dict[int, frozenset[int]]:
        """Return the units that have a row, by piece of time."""
        units: dict[int, set[int]] = {}
        for piece, unit in self._rows(plan, sql.covered(plan)):
            units.setdefault(int(piece), set()).add(unit)
        return {piece: frozenset(found) for piece, found in units.items()}

    def kept(self, plan: Plan, *, column: str) -> dict[str, int]:
        """Return how many rows have evidence of which class."""
        return dict(self._rows(plan, sql.kept(plan, column=column)))

    def evidence_hash(self, plan: Plan) -> tuple[int, str]:
        """Return the number of evidence rows and their fingerprint."""
        import pyarrow as pa

        with self._snapshot.reading(plan.fact.code):
            table = self._connection.cursor().sql(sql.evidence(plan)).to_arrow_table()
        digest = sha256()
        for column in table.columns:
            for chunk in column.chunks:
                numbers = chunk.fill_null(pa.scalar(UNKNOWN, pa.int64()))
                digest.update(
                    memoryview(numbers.buffers()[1])[numbers.offset * 8 : (numbers.offset + len(numbers)) * 8]
                )
        return table.num_rows, digest.hexdigest()

    def evidence(self, plan: Plan, *, after: int, limit: int) -> list[EvidenceRow]:
        """Return up to `limit` evidence rows with keys above `after`."""
        names = plan.fact.page_columns
        rows = self._rows(plan, sql.evidence(plan, columns=names, after=after, limit=limit))
        return [
            EvidenceRow(key=key, subject=subject, value=value, links=dict(zip(names, more, strict=True)))
            for key, subject, value, *more in rows
        ]

    def groups(self, plan: Plan, *, grouping: Grouping) -> list[Group]:
        """Return a stretch of the groups evidence rows fall into."""
        return [
            Group(
                of=of, rows=rows, total=total, first=first, last=last, unit=unit,
                links=dict(zip(plan.fact.page_columns, more, strict=True)),
            )
            for of, rows, total, first, last, unit, *more in self._rows(plan, sql.groups(plan, grouping))
        ]  # fmt: skip

    def group_count(self, plan: Plan, *, by: str) -> int:
        """Return how many groups there are."""
        ((number,),) = self._rows(plan, sql.group_count(plan, by=by))
        return int(number)

    def _rows(self, plan: Plan, statement: str) -> list[Any]:
        with self._snapshot.reading(plan.fact.code):
            return self._connection.cursor().execute(statement).fetchall()


def _quoted(path: object) -> str:
    return str(path).replace("'", "''")
