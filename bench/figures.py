"""How long figures take beside SQL written by hand over the same files, in the same run.

    .venv/bin/python bench/figures.py [--rows 200000 10000000] [--runs 15] [--spark]

Every run asks a new desk, so nothing is remembered. The hand-written statements are what a person who knows the tables
would write for the same answer - a figure of persons comes with how many of its rows name a known person, so they
count that too. The answers are compared before anything is timed. Ratios are of processor time, all threads together,
which says the same on a busy machine as on an idle one; milliseconds are by the clock.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import MappingProxyType

import duckdb  # noqa: TID253 - a program of its own, which nothing imports

from tongxin.figures import (
    Axis,
    Column,
    Desk,
    Fact,
    Kind,
    Measure,
    PlaceRegister,
    PlaceRow,
    Question,
    Registry,
    Snapshot,
    Store,
    Type,
)
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.figures.plan import Engine
from tongxin.figures.snapshot import object_path, sha256_of
from tongxin.figures.spark_engine import SparkEngine, local_session
from tongxin.figures.writing import ROW_GROUP, write_places
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope
from tongxin.office.writing import move_into_place

FIRST = date(1949, 10, 1)
YEARS = range(2017, 2023)
COUNTIES = 122
YEAR = Period.year(2021)
ALL = Scope.everything()
THREADS = 2
TARGET_MS, TARGET_RATIO, SMALL = 50, 1.5, 200_000

VISIT = Fact(
    code="bench.visit",
    label="参加",
    record="bench.visit",
    page="/visits/{key}/",
    rows=lambda _alias: (),
    columns=(
        Column(name="key", type=Type.KEY, label="编号"),
        Column(name="place", type=Type.PLACE, label="地区"),
        Column(name="person", type=Type.SUBJECT, label="人员", subject="person"),
        Column(name="meeting", type=Type.SUBJECT, label="场次", subject="meeting"),
        Column(name="day", type=Type.DAY, label="日期"),
        Column(name="completed", type=Type.FLAG, label="完成"),
        Column(
            name="state", type=Type.CODE, label="状态", choices=MappingProxyType({"held": "已办", "planned": "计划"})
        ),
        Column(name="fen", type=Type.FEN, label="金额"),
    ),
)


def places() -> list[PlaceRow]:
    """Return two provinces, 14 prefectures and 122 counties in the first."""

    def row(number: int, code: str, level: Level, path: str) -> PlaceRow:
        return PlaceRow(place=number, code=code, name=code, level=level, path=path, begin=FIRST, end=None)

    rows = [row(1, "430000", Level.PROVINCE, "43/"), row(2, "420000", Level.PROVINCE, "42/")]
    above = [f"43{index + 1:02}" for index in range(14)]
    rows += [row(10 + n, f"{code}00", Level.PREFECTURE, f"43/{code}/") for n, code in enumerate(above)]
    counties = [(n, above[n % 14], f"{above[n % 14]}{n // 14 + 1:02}") for n in range(COUNTIES)]
    return [*rows, *(row(100 + n, code, Level.COUNTY, f"43/{city}/{code}/") for n, city, code in counties)]


def _measure(code: str, kind: Kind, **more: object) -> Measure:
    values = {"name": code, "unit": "个", "definition": "测速。", "grain": "行", "fact": VISIT.code, **more}
    return Measure(code=f"bench.{code}", kind=kind, **values)  # type: ignore[arg-type]  # values of several types


HELD, DONE = (("state", ("held",)),), (("state", ("held",)), ("completed", (True,)))
REGISTRY = Registry(
    facts=[VISIT],
    measures=[
        _measure("count", Kind.COUNT, where=HELD),
        _measure("person_times", Kind.PERSON_TIMES, subject="person", where=DONE),
        _measure("persons", Kind.PERSONS, subject="person", where=DONE),
        _measure("sum", Kind.SUM, value="fen", where=HELD),
        _measure("coverage", Kind.COVERAGE, level=Level.COUNTY, where=HELD),
    ],
    places=lambda _alias: places(),
)

_FROM = """FROM visits v JOIN places p ON v.place = p.place
    WHERE p.path LIKE '43/%' AND v.day >= DATE '2021-01-01' AND v.day < DATE '2022-01-01' AND v.state = 'held'"""


@dataclass(frozen=True)
class Case:
    """One question, and the statement a person would write for it."""

    name: str
    code: str
    sql: str
    by: Axis | None = None

    def ask(self, desk: Desk, *, fingerprint: bool = False) -> object:
        """Return the figure's value, or the values of its cells that are not 0."""
        question = Question(measure=f"bench.{self.code}", place="430000", period=YEAR)
        if self.by is not None:
            cells = desk.cells(question, by=self.by, scope=ALL)
            return sorted((cell.place.id, cell.result.value) for cell in cells if cell.place and cell.result.value)
        figure = desk.figure(question, scope=ALL, fingerprint=fingerprint)
        answer = (figure.numerator,) if figure.denominator is None else (figure.numerator, figure.denominator)
        if figure.completeness is None:
            return answer
        known = (figure.completeness.participations, figure.completeness.resolved)
        return known if figure.measure.kind is Kind.PERSON_TIMES else (*answer, *known)

    def by_hand(self, connection: "duckdb.DuckDBPyConnection") -> object:
        """Return the same answer from the hand-written statement."""
        rows = connection.execute(self.sql).fetchall()
        return sorted(rows) if self.by is not None else rows[0]


CASES = (
    Case("count", "count", f"SELECT count(*) {_FROM}"),
    Case("person_times", "person_times", f"SELECT count(*), count(v.person) {_FROM} AND v.completed"),
    Case("persons", "persons", f"SELECT count(DISTINCT v.person), count(*), count(v.person) {_FROM} AND v.completed"),
    Case("sum", "sum", f"SELECT sum(v.fen)::BIGINT {_FROM}"),
    Case(
        "person_times by county",
        "person_times",
        f"SELECT p.county, count(*) {_FROM} AND v.completed GROUP BY p.county",
        by=Axis.COUNTY,
    ),
    Case(
        "persons by county",
        "persons",
        f"SELECT p.county, count(DISTINCT v.person) {_FROM} AND v.completed GROUP BY p.county",
        by=Axis.COUNTY,
    ),
    Case(
        "coverage",
        "coverage",
        f"SELECT count(DISTINCT p.county), (SELECT count(*) FROM places WHERE level = 'county' AND path LIKE '43/%') {_FROM}",
    ),
)


def generate(folder: Path, *, rows: int) -> Snapshot:
    """Write a snapshot of `rows` participations over six years, one person in eight rows, one place in 50 empty."""
    objects = folder / "objects"
    parts = []
    with duckdb.connect() as connection:
        for index, year in enumerate(YEARS):
            path = folder / f"{year}.parquet"
            connection.execute(
                f"""COPY (
                    SELECT key::BIGINT AS key, (100 + hash(key) % {COUNTIES - 2})::INTEGER AS place,
                        CASE WHEN hash(key * 3) % 50 > 0 THEN (hash(key * 5) % {max(rows // 8, 1)})::BIGINT END AS person,
                        (key // 30)::BIGINT AS meeting,
                        DATE '{year}-01-01' + ((key * 365 // {rows // len(YEARS)}) % 365)::INTEGER AS day,
                        hash(key * 7) % 10 > 0 AS completed,
                        CASE WHEN hash(key * 11) % 20 > 0 THEN 'held' ELSE 'planned' END AS state,
                        (hash(key * 13) % 100000)::BIGINT AS fen
                    FROM range({index * (rows // len(YEARS))}, {(index + 1) * (rows // len(YEARS))}) AS t(key)
                ) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"""
            )
            digest = sha256_of(path)
            move_into_place(path, object_path(objects, digest))
            parts.append({"year": year, "rows": rows // len(YEARS), "sha256": digest})
    columns = [[column.name, column.type.value] for column in VISIT.columns]
    manifest = {
        "taken_at": "2022-12-31T00:00:00+08:00",
        "places": write_places(PlaceRegister(places()), folder=folder, objects=objects),
        "facts": {VISIT.code: {"columns": columns, "parts": parts}},
    }
    return Snapshot(f"bench-{rows}", manifest, objects)


@contextmanager
def by_hand(snapshot: Snapshot) -> Iterator["duckdb.DuckDBPyConnection"]:
    """Open a connection over the same files, with the same threads and memory as the engine has."""
    with duckdb.connect(config={"threads": THREADS, "memory_limit": "1GB"}) as connection:
        files = ", ".join(f"'{path}'" for path in snapshot.files(VISIT))
        register = object_path(snapshot.objects, snapshot.manifest["places"]["sha256"])
        connection.execute(f"CREATE VIEW visits AS FROM read_parquet([{files}])")
        connection.execute(f"CREATE TABLE places AS FROM read_parquet('{register}')")
        yield connection


@dataclass(frozen=True)
class Time:
    """Milliseconds by the clock, and of processor time."""

    clock: float
    processor: float


def timed(asked: list[Callable[[], object]], *, runs: int) -> list[Time]:
    """Return the median time of each question, taking turns so that a busy machine slows all alike."""
    taken: list[list[tuple[float, float]]] = [[] for _ in asked]
    for _ in range(runs + 1):
        for times, ask in zip(taken, asked, strict=True):
            clock, processor = perf_counter(), process_time()
            ask()
            times.append((perf_counter() - clock, process_time() - processor))
    return [Time(*(median(part) * 1000 for part in zip(*times[1:], strict=True))) for times in taken]


def compare(snapshot: Snapshot, *, rows: int, runs: int) -> bool:
    """Print each case and return whether all met their targets."""
    engine = DuckDBEngine(snapshot, registry=REGISTRY, threads=THREADS)
    met = True
    print(f"\n{rows:,} participations: DuckDB, {THREADS} threads, median of {runs}")
    print(f"{'':24}{'engine ms':>10}{'by hand ms':>12}{'ratio':>7}{'with evidence hash ms':>23}")
    with by_hand(snapshot) as connection:
        for case in CASES:
            if (ours := case.ask(fresh(snapshot, engine))) != (theirs := case.by_hand(connection)):
                sys.exit(f"{case.name}: {ours!r} is not {theirs!r}")
            ask = [lambda c=case: c.ask(fresh(snapshot, engine)), lambda c=case: c.by_hand(connection)]
            if case.by is None:
                ask.append(lambda c=case: c.ask(fresh(snapshot, engine), fingerprint=True))
            figure, hand, *hashed = timed(ask, runs=runs)
            ratio = figure.processor / hand.processor
            good = ratio <= TARGET_RATIO and (rows > SMALL or figure.clock <= TARGET_MS)
            met &= good
            proof = f"{hashed[0].clock:23.1f}" if hashed else f"{'-':>23}"
            print(
                f"{case.name:24}{figure.clock:10.1f}{hand.clock:12.1f}{ratio:7.2f}{proof}{'' if good else '   over target'}"
            )
    return met


def fresh(snapshot: Snapshot, engine: Engine) -> Desk:
    """Return a desk that remembers nothing."""
    return Desk(registry=REGISTRY, snapshot=snapshot, engine=engine)


def spark(snapshot: Snapshot, *, rows: int, runs: int) -> None:
    """Print what the same questions take on Spark on this machine."""
    start = perf_counter()
    engine = SparkEngine(snapshot, registry=REGISTRY, session=local_session(threads=THREADS))
    print(f"\n{rows:,} participations: Spark, {THREADS} threads, started in {perf_counter() - start:.1f} s")
    for case in CASES:
        (figure,) = timed([lambda c=case: c.ask(fresh(snapshot, engine))], runs=runs)
        print(f"{case.name:24}{figure.clock:10.1f}")


def write_speed(folder: Path, *, rows: int) -> None:
    """Print how many rows a second a snapshot checks and writes, given as the tuples a cursor yields."""
    given = [
        (key, 100 + key % COUNTIES, key * 7919 % 25_000, key // 30, date(2017 + key % 6, 1, 1), True, "held", key % 999)
        for key in range(rows)
    ]
    fact = replace(VISIT, rows=lambda _alias: given)
    registry = Registry(facts=[fact], measures=[], places=lambda _alias: places())
    start = perf_counter()
    Store(folder).take(registry, alias="bench")
    print(
        f"\nsnapshot: {rows / (perf_counter() - start):,.0f} rows/s of {len(VISIT.columns)} columns, checked, written, synced"
    )


def main() -> None:
    """Run all sizes; exit 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[SMALL, 10_000_000])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--spark", action="store_true")
    options = parser.parse_args()
    met = True
    for rows in options.rows:
        with tempfile.TemporaryDirectory(prefix="tongxin-bench-") as folder:
            snapshot = generate(Path(folder), rows=rows)
            met &= compare(snapshot, rows=rows, runs=options.runs)
            if options.spark:
                spark(snapshot, rows=rows, runs=max(options.runs // 3, 1))
    with tempfile.TemporaryDirectory(prefix="tongxin-bench-") as folder:
        write_speed(Path(folder), rows=SMALL)
    print(f"\ntargets {'met' if met else 'missed'}: {TARGET_RATIO} x by hand, {TARGET_MS} ms at {SMALL:,}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
