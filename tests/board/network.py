"""A network small enough to count by hand.

Hunan with Changsha (芙蓉 天心 长沙县) and Zhuzhou (荷塘). Associations stand in 芙蓉, 天心 and 荷塘, so that one county of four
is not covered. Elsewhere, places alone: in 北京 a county stands right below the province, in 湖北 one of two does. Zhuzhou's only class was taken by two people: a cell too small to be public.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

from tongxin.figures import Column, Fact, Kind, Measure, PlaceRow, Registry, Type
from tongxin.kernel.period import EARLIEST
from tongxin.kernel.places import Level

PLACES = (
    PlaceRow(place=20, code="110000", name="北京市", level=Level.PROVINCE, path="11/", begin=EARLIEST, end=None),
    PlaceRow(place=21, code="110101", name="东城区", level=Level.COUNTY, path="11/110101/", begin=EARLIEST, end=None),
    PlaceRow(place=22, code="420000", name="湖北省", level=Level.PROVINCE, path="42/", begin=EARLIEST, end=None),
    PlaceRow(place=23, code="420100", name="武汉市", level=Level.PREFECTURE, path="42/4201/", begin=EARLIEST, end=None),
    PlaceRow(
        place=24, code="420102", name="江岸区", level=Level.COUNTY, path="42/4201/420102/", begin=EARLIEST, end=None
    ),
    PlaceRow(place=25, code="429004", name="仙桃市", level=Level.COUNTY, path="42/429004/", begin=EARLIEST, end=None),
    PlaceRow(place=26, code="441900", name="东莞市", level=Level.PREFECTURE, path="44/4419/", begin=EARLIEST, end=None),
    PlaceRow(place=1, code="430000", name="湖南省", level=Level.PROVINCE, path="43/", begin=EARLIEST, end=None),
    PlaceRow(place=2, code="430100", name="长沙市", level=Level.PREFECTURE, path="43/4301/", begin=EARLIEST, end=None),
    PlaceRow(place=3, code="430200", name="株洲市", level=Level.PREFECTURE, path="43/4302/", begin=EARLIEST, end=None),
    PlaceRow(
        place=4, code="430102", name="芙蓉区", level=Level.COUNTY, path="43/4301/430102/", begin=EARLIEST, end=None
    ),
    PlaceRow(
        place=5, code="430103", name="天心区", level=Level.COUNTY, path="43/4301/430103/", begin=EARLIEST, end=None
    ),
    PlaceRow(
        place=6, code="430121", name="长沙县", level=Level.COUNTY, path="43/4301/430121/", begin=EARLIEST, end=None
    ),
    PlaceRow(
        place=7, code="430202", name="荷塘区", level=Level.COUNTY, path="43/4302/430202/", begin=EARLIEST, end=None
    ),
)
ASSOCIATIONS = [
    (10, 1, date(2015, 3, 1), None),
    (11, 4, date(2018, 3, 1), None),
    (12, 5, date(2020, 3, 1), None),
    (13, 7, date(2022, 3, 1), None),
]
# key, place, day, organiser, series, evidence: a firm held the second class.
CLASSES = [
    (20, 4, date(2021, 5, 10), 11, None, "sheet"),
    (21, 4, date(2022, 5, 10), 30, 5, "none"),
    (22, 7, date(2021, 6, 10), 13, 5, "none"),
]
KEPT = {"none": "无", "sheet": "签到表"}
# key, person, place, day, class, organiser: twelve people in 芙蓉 in 2021 and 2022 (one row of an unknown person), two in 荷塘.
ROSTER = [
    *((100 + n, 1000 + n, 4, date(2021, 5, 10), 20, 11) for n in range(12)),
    *((120 + n, 1000 + n, 4, date(2022, 5, 10), 21, 30) for n in range(12)),
    (140, None, 4, date(2021, 5, 10), 20, 11),
    (150, 2000, 7, date(2021, 6, 10), 22, 13),
    (151, 2001, 7, date(2021, 6, 10), 22, 13),
]


def places(_alias: str) -> Iterable[PlaceRow]:
    return PLACES


KEY = Column(name="key", type=Type.KEY, label="编号")
PLACE = Column(name="place", type=Type.PLACE, label="地区")
ORGANISER = Column(name="organiser", type=Type.SUBJECT, label="主办单位", subject="organisation")
DAY = Column(name="day", type=Type.DAY, label="日期")
FACTS = (
    Fact(
        code="network.association",
        label="联谊组织",
        record="network.association",
        page="/organisations/{key}/",
        rows=lambda _alias: ASSOCIATIONS,
        columns=(
            Column(name="key", type=Type.KEY, label="组织编号", subject="organisation"),
            PLACE,
            Column(name="begin", type=Type.BEGIN, label="成立"),
            Column(name="end", type=Type.END, label="注销"),
        ),
    ),
    Fact(
        code="training.class",
        label="培训班次",
        record="training.class",
        page="/training/{key}/",
        rows=lambda _alias: CLASSES,
        columns=(
            KEY,
            PLACE,
            DAY,
            ORGANISER,
            Column(name="series", type=Type.SUBJECT, label="品牌系列", subject="series"),
            Column(name="kept", type=Type.CODE, label="佐证材料", choices=KEPT, evidence=True),
        ),
    ),
    Fact(
        code="training.participation",
        label="培训参加",
        record="training.participation",
        page="/training/{training_class}/#p{key}",
        rows=lambda _alias: ROSTER,
        columns=(
            KEY,
            Column(name="person", type=Type.SUBJECT, label="人员", subject="person"),
            PLACE,
            DAY,
            Column(name="training_class", type=Type.SUBJECT, label="班次", subject="class"),
            ORGANISER,
        ),
    ),
)
MEASURES = (
    Measure(
        code="network.associations",
        name="联谊组织",
        unit="家",
        kind=Kind.STOCK,
        fact="network.association",
        grain="每家一次",
        definition="在统计日期存在的联谊组织家数。",
    ),
    Measure(
        code="network.county_coverage",
        name="县级覆盖率",
        unit="个",
        kind=Kind.COVERAGE,
        fact="network.association",
        level=Level.COUNTY,
        grain="每县一次",
        definition="有联谊组织的县市区数，除以全部县市区数。",
    ),
    Measure(
        code="training.classes",
        name="培训班次",
        unit="班次",
        kind=Kind.COUNT,
        fact="training.class",
        grain="每班一次",
        definition="已举办的培训班数。",
    ),
    Measure(
        code="training.persons",
        name="培训人数",
        unit="人",
        kind=Kind.PERSONS,
        fact="training.participation",
        subject="person",
        grain="每人一次",
        definition="参加培训的不同人数。",
    ),
    Measure(
        code="training.inner",
        name="内部班次",
        unit="班次",
        kind=Kind.COUNT,
        fact="training.class",
        grain="每班一次",
        definition="只供内部查看的培训班数。",
        public=False,
    ),
)


@cache
def registry() -> Registry:
    return Registry(facts=FACTS, measures=MEASURES, places=places)
