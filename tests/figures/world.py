"""A small network to ask about: three provinces' worth of places, three facts, one measure of every kind.

Tables of rows are written as text, so that a spec reads like a sheet: `key place person day done fen`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tongxin.figures import Column, Desk, Fact, Kind, Measure, PlaceRow, Registry, Snapshot, Store, Type
from tongxin.figures.plan import Engine
from tongxin.kernel.places import Level

FIRST = date(1949, 10, 1)
RENAMED = date(2017, 1, 1)
PLACES = (
    PlaceRow(place=1, code="430000", name="湖南省", level=Level.PROVINCE, path="43/", begin=FIRST, end=None),
    PlaceRow(place=2, code="430100", name="长沙市", level=Level.PREFECTURE, path="43/4301/", begin=FIRST, end=None),
    PlaceRow(place=3, code="430200", name="株洲市", level=Level.PREFECTURE, path="43/4302/", begin=FIRST, end=None),
    PlaceRow(place=4, code="430121", name="长沙县", level=Level.COUNTY, path="43/4301/430121/", begin=FIRST, end=None),
    PlaceRow(place=5, code="430124", name="宁乡县", level=Level.COUNTY, path="43/4301/430182/", begin=FIRST, end=RENAMED),
    PlaceRow(place=5, code="430182", name="宁乡市", level=Level.COUNTY, path="43/4301/430182/", begin=RENAMED, end=None),
    PlaceRow(place=6, code="430171", name="长沙高新区", level=Level.ZONE, path="43/4301/430171/", begin=FIRST, end=None),
    PlaceRow(place=7, code="430225", name="炎陵县", level=Level.COUNTY, path="43/4302/430225/", begin=FIRST, end=None),
    PlaceRow(place=8, code="430202", name="荷塘区", level=Level.COUNTY, path="43/4302/430202/", begin=FIRST, end=None),
    PlaceRow(place=9, code="420000", name="湖北省", level=Level.PROVINCE, path="42/", begin=FIRST, end=None),
    PlaceRow(place=10, code="429004", name="仙桃市", level=Level.COUNTY, path="42/429004/", begin=FIRST, end=None),
    PlaceRow(place=11, code="430112", name="望城区", level=Level.COUNTY, path="43/4301/430112/", begin=date(2011, 1, 1), end=None),
)  # fmt: skip
KEPT = MappingProxyType({"none": "无", "photo": "照片", "receipt": "收据"})
STATES = MappingProxyType({"held": "已举办", "planned": "计划"})


@dataclass
class Rows:
    """What the facts of a test hold: lists of tuples, filled by the test."""

    visits: list[tuple[object, ...]] = field(default_factory=list)
    clubs: list[tuple[object, ...]] = field(default_factory=list)
    gifts: list[tuple[object, ...]] = field(default_factory=list)


def visit_fact(rows: Rows) -> Fact:
    return Fact(
        code="toy.visit",
        label="参加",
        record="toy.visit",
        page="/visits/{meeting}/#p{key}",
        rows=lambda _alias: iter(rows.visits),
        columns=(
            Column(name="key", type=Type.KEY, label="编号"),
            Column(name="place", type=Type.PLACE, label="地区"),
            Column(name="person", type=Type.SUBJECT, label="人员", subject="person"),
            Column(name="meeting", type=Type.SUBJECT, label="场次", subject="meeting"),
            Column(name="day", type=Type.DAY, label="日期"),
            Column(name="state", type=Type.CODE, label="状态", choices=STATES),
            Column(name="done", type=Type.FLAG, label="完成"),
            Column(name="fen", type=Type.FEN, label="金额"),
        ),
    )


def club_fact(rows: Rows) -> Fact:
    return Fact(
        code="toy.club",
        label="组织",
        record="toy.club",
        page="/clubs/{key}/",
        rows=lambda _alias: iter(rows.clubs),
        columns=(
            Column(name="key", type=Type.KEY, label="组织编号", subject="club"),
            Column(name="place", type=Type.PLACE, label="地区"),
            Column(name="begin", type=Type.BEGIN, label="起"),
            Column(name="end", type=Type.END, label="止"),
            Column(name="state", type=Type.CODE, label="状态", choices=STATES),
        ),
    )


def gift_fact(rows: Rows) -> Fact:
    """A fact behind which no persons stand: what a club gave, or nobody known."""
    return Fact(
        code="toy.gift",
        label="捐赠",
        record="toy.gift",
        page="/gifts/{key}/",
        rows=lambda _alias: iter(rows.gifts),
        columns=(
            Column(name="key", type=Type.KEY, label="编号"),
            Column(name="place", type=Type.PLACE, label="地区"),
            Column(name="club", type=Type.SUBJECT, label="组织", subject="club"),
            Column(name="series", type=Type.SUBJECT, label="品牌系列", subject="series"),
            Column(name="day", type=Type.DAY, label="日期"),
            Column(name="fen", type=Type.FEN, label="金额"),
            Column(name="kept", type=Type.CODE, label="凭证", choices=KEPT, evidence=True),
        ),
    )


HELD = (("state", ("held",)),)
DONE = (("state", ("held",)), ("done", (True,)))


def measure(code: str, kind: Kind, **more: object) -> Measure:
    values = {
        "name": code,
        "unit": "个",
        "definition": "用于测试的指标定义一句话。",
        "grain": "每行一次",
        "fact": "toy.visit",
        **more,
    }
    return Measure(code=f"toy.{code}", kind=kind, **values)  # type: ignore[arg-type]


MEASURES = (
    measure("meetings", Kind.COUNT, subject="meeting", where=HELD),
    measure("rows", Kind.COUNT),
    measure("person_times", Kind.PERSON_TIMES, subject="person", where=DONE, unit="人次"),
    measure("persons", Kind.PERSONS, subject="person", where=DONE, unit="人"),
    measure("money", Kind.SUM, value="fen", unit="元"),
    measure("clubs", Kind.STOCK, fact="toy.club", where=HELD),
    measure("counties", Kind.COVERAGE, fact="toy.club", level=Level.COUNTY, where=HELD),
    measure("active_counties", Kind.COVERAGE, level=Level.COUNTY, where=HELD),
    measure("money_per_visit", Kind.RATIO, fact="", numerator="toy.money", denominator="toy.rows"),
    measure("secret", Kind.COUNT, public=False),
    measure("gifts", Kind.COUNT, fact="toy.gift"),
    measure("given", Kind.SUM, fact="toy.gift", value="fen", unit="元"),
    measure("givers", Kind.COUNT, fact="toy.gift", subject="club"),
    measure("given_per_gift", Kind.RATIO, fact="", numerator="toy.given", denominator="toy.gifts"),
)


def registry(rows: Rows, *, measures: Iterable[Measure] = MEASURES) -> Registry:
    facts = (visit_fact(rows), club_fact(rows), gift_fact(rows))
    return Registry(facts=facts, measures=measures, places=lambda _alias: iter(PLACES))


def snapshot_of(rows: Rows, *, folder: Path) -> tuple[Registry, Snapshot]:
    frozen = registry(rows)
    return frozen, Store(folder).take(frozen, alias="snapshot")


def desk_of(rows: Rows, *, folder: Path, engine: str = "duckdb") -> Desk:
    frozen, snapshot = snapshot_of(rows, folder=folder)
    return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name=engine))


def reading_once(snapshot: Snapshot, *, registry: Registry) -> Engine:
    """Return the reference engine over rows read once, not for every question: for many questions about whole files."""
    from tongxin.figures.reference import ReferenceEngine

    read = cache(lambda code: list(snapshot.records(registry.fact(code))))
    return ReferenceEngine(places=snapshot.register, records=lambda fact: iter(read(fact.code)))


def engine_over(snapshot: Snapshot, *, registry: Registry, name: str) -> Engine:
    if name == "reference":
        from tongxin.figures.reference import ReferenceEngine

        return ReferenceEngine(places=snapshot.register, records=snapshot.records)
    if name == "spark":
        from tongxin.figures.spark_engine import SparkEngine, local_session

        return SparkEngine(snapshot, registry=registry, session=local_session())
    from tongxin.figures.duckdb_engine import DuckDBEngine

    return DuckDBEngine(snapshot, registry=registry)


def visits(text: str) -> list[tuple[object, ...]]:
    """Read `key place person meeting day state done fen`, where `place` is a code and `-` an unknown person."""
    return [
        (
            int(row["key"]),
            place_number(row["place"]),
            None if row["person"] == "-" else int(row["person"]),
            int(row["meeting"]),
            date.fromisoformat(row["day"]),
            row["state"],
            row["done"] == "yes",
            int(row["fen"]),
        )
        for row in sheet(text)
    ]


def clubs(text: str) -> list[tuple[object, ...]]:
    """Read `key place begin end state`, where `-` is an end that has not come."""
    return [
        (
            int(row["key"]),
            place_number(row["place"]),
            date.fromisoformat(row["begin"]),
            None if row["end"] == "-" else date.fromisoformat(row["end"]),
            row["state"],
        )
        for row in sheet(text)
    ]


def gifts(text: str) -> list[tuple[object, ...]]:
    """Read `key place club series day fen kept`, where `-` is an unknown club or no series."""
    return [
        (
            int(row["key"]),
            place_number(row["place"]),
            *(None if row[name] == "-" else int(row[name]) for name in ("club", "series")),
            date.fromisoformat(row["day"]),
            int(row["fen"]),
            row["kept"],
        )
        for row in sheet(text)
    ]


def place_number(code: str) -> int:
    return next(row.place for row in PLACES if row.code == code)


def sheet(text: str) -> Iterator[dict[str, str]]:
    """Read a table written as text: a heading line, then a line per row; `-` is nothing."""
    heading, *lines = (
        line.split() for line in text.strip().splitlines() if line.strip() and not set(line.strip()) <= {"-", " "}
    )
    for line in lines:
        yield dict(zip(heading, line, strict=True))
