"""The cluster engine: the same SQL on Spark, for networks that outgrow one machine. Never started by the web process."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongxin.figures import sql
from tongxin.figures.grouping import Group, Grouping
from tongxin.figures.plan import Bucket, EvidenceRow, Plan, Tally, fingerprint
from tongxin.figures.registry import Registry
from tongxin.figures.snapshot import PLACES_FILE, Snapshot

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkEngine:
    """Runs the emitted SQL in a Spark session the caller has opened and will close."""

    def __init__(self, snapshot: Snapshot, *, registry: Registry, session: "SparkSession") -> None:
        # Views have one name in a session: each engine needs its own, or it would read another snapshot's rows.
        self._session = session = session.newSession()
        self._snapshot = snapshot
        snapshot.require_intact()  # it reads the head of every file
        session.read.parquet(str(snapshot.places_path)).where("newest").createOrReplaceTempView("places")
        for fact in (one for one in registry.facts if snapshot.holds(one, ())):
            files = [str(path) for path in snapshot.files(fact)]
            session.read.parquet(*files).createOrReplaceTempView(sql.table(fact.code))

    def tallies(self, plan: Plan) -> dict[Bucket, Tally]:
        """Return the tally of every cell that has rows."""
        return {
            (row["piece"], row["place"]): Tally(row["n"], row["subjects"], row["resolved"], int(row["total"] or 0))
            for row in self._run(plan, sql.tallies(plan))
        }

    def covered(self, plan: Plan) -> dict[int, frozenset[int]]:
        """Return the units that have a row, by piece of time."""
        units: dict[int, set[int]] = {}
        for row in self._run(plan, sql.covered(plan)):
            units.setdefault(row["piece"], set()).add(row["unit"])
        return {piece: frozenset(found) for piece, found in units.items()}

    def kept(self, plan: Plan, *, column: str) -> dict[str, int]:
        """Return how many rows have evidence of which class."""
        return {row["class"]: row["n"] for row in self._run(plan, sql.kept(plan, column=column))}

    def evidence_hash(self, plan: Plan) -> tuple[int, str]:
        """Return the number of evidence rows and their fingerprint."""
        rows = self._run(plan, sql.evidence(plan))
        return len(rows), fingerprint([(row[0], row[1], row[2]) for row in rows])

    def evidence(self, plan: Plan, *, after: int, limit: int) -> list[EvidenceRow]:
        """Return up to `limit` evidence rows with keys above `after`."""
        names = plan.fact.page_columns
        rows = self._run(plan, sql.evidence(plan, columns=names, after=after, limit=limit))
        return [
            EvidenceRow(key=row[0], subject=row[1], value=row[2], links=dict(zip(names, row[3:], strict=True)))
            for row in rows
        ]

    def groups(self, plan: Plan, *, grouping: Grouping) -> list[Group]:
        """Return a stretch of the groups evidence rows fall into."""
        return [
            Group(
                of=of, rows=rows, total=total, first=first, last=last, unit=unit,
                links=dict(zip(plan.fact.page_columns, more, strict=True)),
            )
            for of, rows, total, first, last, unit, *more in self._run(plan, sql.groups(plan, grouping))
        ]  # fmt: skip

    def group_count(self, plan: Plan, *, by: str) -> int:
        """Return how many groups there are."""
        return int(self._run(plan, sql.group_count(plan, by=by))[0]["n"])

    def _run(self, plan: Plan, statement: str) -> list[Any]:
        with self._snapshot.reading(PLACES_FILE, plan.fact.code):
            rows: list[Any] = self._session.sql(statement).collect()
        return rows


def local_session(*, threads: int = 2, options: Mapping[str, str] | None = None) -> "SparkSession":
    """Open a session on this machine, quiet, without a web page of its own; `options` are further Spark settings."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{threads}]").appName("tongxin")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        **(options or {}),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
