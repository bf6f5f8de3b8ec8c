"""Loads the series of the demonstration network: those of the province the news of the year tells of, one ended, one below another."""

from dataclasses import dataclass
from datetime import date

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.network.demo.organisations import REASON, Organisations
from tongxin.network.demo.plan import Network
from tongxin.network.models import Series


@dataclass(frozen=True, kw_only=True)
class _Planned:
    name: str
    begin: date
    end: date | None = None
    parent: str = ""


DREAM, VIGOUR = "凝聚新力量·筑梦新时代", "活力新阶层·湖湘新力量"
LECTURES, PORTRAITS, CHANGES, REPUBLIC = (
    "新阶层·新活力讲坛",
    "我是新阶层人士访谈",
    "看巨变·凝共识·谋发展",
    "庆祝新中国成立70周年",
)
_SERIES = (
    _Planned(name=DREAM, begin=date(2017, 3, 1)),
    _Planned(name=VIGOUR, begin=date(2019, 4, 1)),
    _Planned(name=LECTURES, begin=date(2018, 3, 1), parent=DREAM),
    _Planned(name=PORTRAITS, begin=date(2018, 6, 1), parent=DREAM),
    _Planned(name=CHANGES, begin=date(2018, 1, 1), parent=DREAM),
    _Planned(name=REPUBLIC, begin=date(2019, 5, 1), end=date(2020, 1, 1), parent=DREAM),
)


def load_series(network: Network, *, organisations: Organisations, by: Actor) -> dict[str, Series]:
    """Write the series of the province's association and return them by name."""
    organiser = organisations.of(network.associations[0])
    found: dict[str, Series] = {}
    for parents in (False, True):
        rows = Series.objects.insert_rows(
            Series(
                name=one.name,
                organiser=organiser,
                path=organiser.path,
                begin=one.begin,
                end=one.end,
                parent=found.get(one.parent),
            )
            for one in _SERIES
            if bool(one.parent) is parents
        )
        journal.write_many(rows, by=by, action="network.series.open", reason=REASON)
        found |= {row.name: row for row in rows}
    return found
