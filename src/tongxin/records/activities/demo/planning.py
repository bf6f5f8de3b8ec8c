"""Which activities the demonstration network planned, held and cancelled, and how many came. Plain Python."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

from tongxin.kernel.places import Level
from tongxin.network.demo.plan import LAST_ENTRY, MEMBERS, REPORTING_DAY, Association, Network
from tongxin.network.demo.series import CHANGES, DREAM, LECTURES, PORTRAITS, REPUBLIC, VIGOUR


@dataclass(frozen=True, kw_only=True)
class Came:
    """How many came: the number, its bounds, those there for the first time, on what ground, and how it was counted."""

    number: int
    low: int
    high: int
    first_time: int = 0
    evidence: str = "host"
    method: str = "会场清点"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An activity as the loader writes it. `base` is the position of its base; `listed` how many members are on its roster."""

    title: str
    kind: str
    organiser: Association
    day: date
    days: int = 1
    state: str = "closed"
    series: str = ""
    venue: str = "示例会场"
    base: int | None = None
    joint: tuple[Association, ...] = ()
    aliases: tuple[str, ...] = ()
    came: Came | None = None
    listed: int = 0
    online: bool = False
    photo: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class BaseYear:
    """What was held at bases in a stretch of time; the numbers come out exactly. `first_time` are among `times`."""

    first: date
    last: date
    events: int
    times: int
    first_time: int


# 126,300 person-times and 83,412 people there for the first time from 2017 to the last entry of 2022.
AT_BASES = (
    BaseYear(first=date(2017, 5, 2), last=date(2017, 12, 20), events=120, times=10_120, first_time=8_905),
    BaseYear(first=date(2018, 3, 1), last=date(2018, 12, 20), events=200, times=17_930, first_time=12_760),
    BaseYear(first=date(2019, 3, 1), last=date(2019, 12, 20), events=270, times=24_880, first_time=15_942),
    BaseYear(first=date(2020, 5, 6), last=date(2020, 12, 20), events=160, times=14_310, first_time=8_617),
    BaseYear(first=date(2021, 3, 1), last=date(2021, 12, 20), events=360, times=34_260, first_time=21_408),
    BaseYear(first=date(2022, 2, 20), last=LAST_ENTRY, events=260, times=24_800, first_time=15_780),
)
_AT_BASE = (
    ("salon", "创业沙龙"), ("forum", "创业论坛"), ("salon", "行业交流沙龙"), ("governance", "社会治理协商会"), ("lecture", "政策讲坛"),
    ("party", "主题党日"),
)  # fmt: skip
_ELSEWHERE = (
    ("lecture", "新阶层讲坛", LECTURES), ("interview", "人物访谈", PORTRAITS), ("field_study", "主题考察", CHANGES),
    ("speech", "主题演讲会", DREAM), ("performance", "文艺演出", DREAM), ("meeting", "工作交流会", ""),
    ("other", "服务大局行动", VIGOUR), ("party", "红色教育", ""),
)  # fmt: skip
_A_YEAR = {2017: 60, 2018: 72, 2019: 96, 2020: 58, 2021: 112, 2022: 70}
_LISTED_EVERY, _JOINT_EVERY, _UNCOUNTED_EVERY = 9, 7, 40
_BORN = {LECTURES: date(2018, 3, 1), PORTRAITS: date(2018, 6, 1), CHANGES: date(2018, 1, 1), VIGOUR: date(2019, 4, 1)}

HostAt = Callable[[int, date], tuple[int, Association] | None]
"""Gives the base whose turn it is on a day, by position, and the association that looks after it; None where there is none."""


def at_bases(network: Network, *, years: int, host_at: HostAt) -> Iterator[Planned]:
    """Yield what was held at bases; in a network of another size in proportion."""
    for year in AT_BASES:
        if year.first.year <= REPORTING_DAY.year - years:
            continue
        events, times, first = (_scaled(number, network) for number in (year.events, year.times, year.first_time))
        came = _shared(times, parts=events)
        first_comers = _in_step(first, along=came)
        span = (year.last - year.first).days
        for index, (number, fresh) in enumerate(zip(came, first_comers, strict=True)):
            day = year.first + timedelta(days=span * index // max(1, events - 1))
            host = host_at(index + year.first.year * 31, day)
            if host is not None and number:
                yield _at_base(index, day=day, host=host, number=number, fresh=fresh)


def elsewhere(network: Network, *, years: int) -> Iterator[Planned]:
    """Yield what was held elsewhere, with some rosters, some joint ones, and a few of which nobody counted who came."""
    for year, number in _A_YEAR.items():
        if year <= REPORTING_DAY.year - years:
            continue
        count = _scaled(number, network)
        last = LAST_ENTRY if year == REPORTING_DAY.year else date(year, 12, 15)
        for index in range(count):
            day = date(year, 2, 20) + (last - date(year, 2, 20)) * index // count
            yield _usual(network, index=index, day=day)
        yield from _not_held(network, year=year)


def remarkable(network: Network, *, years: int) -> Iterator[Planned]:
    """Yield the one the news tells of, with other large ones of its month."""
    province, capital = network.associations[0], _capital(network)
    counted = Came(number=186, low=182, high=190, method="三处会合点清点")
    big = (
        _large(
            "庆祝建党百年红歌快闪", "flash_mob", organiser=capital, day=date(2021, 7, 1), came=counted, photo=True,
            venue="橘子洲头、岳麓书院、东方红广场", aliases=("红歌快闪", "庆祝建党百年红歌快闪"),
        ),
        _large("庆祝建党百年文艺汇演", "performance", organiser=province, day=date(2021, 7, 1), came=_about(1_240, 50)),
        _large("庆祝建党百年主题演讲会", "speech", organiser=province, day=date(2021, 7, 8), came=_about(640, 0)),
        _large("庆祝建党百年座谈会", "meeting", organiser=capital, day=date(2021, 7, 15), came=_about(196, 0)),
        _large("红色影片观摩", "other", organiser=capital, day=date(2021, 7, 20), came=_about(320, 25)),
        _large(
            "庆祝新中国成立70周年歌会", "performance", organiser=province, day=date(2019, 9, 28),
            came=_about(860, 60), series=REPUBLIC,
        ),
    )  # fmt: skip
    yield from (one for one in big if one.day.year > REPORTING_DAY.year - years)


def _large(what: str, kind: str, *, organiser: Association, day: date, came: Came, **more: Any) -> Planned:
    title = f"{organiser.spot.name}新的社会阶层人士{what}"
    return Planned(
        title=title,
        kind=kind,
        organiser=organiser,
        day=day,
        came=came,
        **({"series": DREAM, "venue": "示例剧院"} | more),
    )


def _about(number: int, spread: int) -> Came:
    """Return a number as one saw it from the stage, or exactly where there is no spread."""
    if not spread:
        return Came(number=number, low=number, high=number, method="入口计数")
    return Came(number=number, low=number - spread, high=number + spread, evidence="estimate", method="目测估计")


def _at_base(index: int, *, day: date, host: tuple[int, Association], number: int, fresh: int) -> Planned:
    base, organiser = host
    kind, what = _AT_BASE[index % len(_AT_BASE)]
    return Planned(
        title=f"{organiser.spot.name}{what}（{day.year}年第{index + 1}期）",
        kind=kind,
        organiser=organiser,
        day=day,
        state=_state(index, day),
        base=base,
        venue="",
        series=VIGOUR if index % 4 == 0 and day >= _BORN[VIGOUR] else "",
        came=_counted(index, number=number, fresh=fresh),
    )


def _usual(network: Network, *, index: int, day: date) -> Planned:
    organiser = _organiser(network, index=index, day=day)
    kind, what, series = _ELSEWHERE[index % len(_ELSEWHERE)]
    listed = 12 + index * 5 % 14 if index % _LISTED_EVERY == 4 and kind != "party" else 0
    uncounted = index % _UNCOUNTED_EVERY == 17
    return Planned(
        title=f"{organiser.spot.name}{what}（{day.year}年第{index + 1}场）",
        kind=kind,
        organiser=organiser,
        day=day,
        days=2 if kind == "field_study" else 1,
        state=_state(index, day),
        series=series if series and day >= _BORN.get(series, day) else "",
        joint=_joint(network, organiser=organiser, index=index, day=day),
        came=None if listed or uncounted else _counted(index, number=24 + index * 37 % 160, fresh=0),
        listed=listed,
        online=day.year == 2020 and index % 5 == 2,
        photo=uncounted,
    )


def _not_held(network: Network, *, year: int) -> Iterator[Planned]:
    """Yield what does not count: cancelled ones of every year, in the present one planned and overdue ones besides."""
    reason = "疫情防控需要，暂不集中" if year in (2020, 2022) else "场地调整，并入下一场"
    for index in range(6 if year == 2020 else 3):
        day = date(year, 3, 10) + timedelta(days=29 * index)
        yield _unheld(network, index=index + year % 100, day=day, state="cancelled", reason=reason)
    if year == REPORTING_DAY.year:
        for index in range(9):
            yield _unheld(network, index=index + 60, day=date(2022, 10, 1) + timedelta(days=6 * index), state="planned")
        for index in range(3):
            yield _unheld(network, index=index + 80, day=date(2022, 8, 3 + 8 * index), state="planned")


def _unheld(network: Network, *, index: int, day: date, state: str, reason: str = "") -> Planned:
    organiser = _organiser(network, index=index, day=day)
    kind, what, _ = _ELSEWHERE[index % len(_ELSEWHERE)]
    title = f"{organiser.spot.name}{what}（{day.year}年第{index + 200}场）"
    return Planned(title=title, kind=kind, organiser=organiser, day=day, state=state, reason=reason)


def _counted(index: int, *, number: int, fresh: int) -> Came:
    """Return how a number is known: counted, one in seven estimated, one in twenty declared."""
    if index % 7 == 3:
        return replace(_about(number, max(1, number // 20)), first_time=fresh)
    declared = index % 20 == 11
    evidence, method = ("declared", "主办方申报") if declared else ("host", "会场清点")
    return Came(number=number, low=number, high=number, first_time=fresh, evidence=evidence, method=method)


def _state(index: int, day: date) -> str:
    return "held" if day.year == REPORTING_DAY.year or index % 6 == 0 else "closed"


def _organiser(network: Network, *, index: int, day: date) -> Association:
    """Return whose turn it is among those founded by that day: mostly counties, now and then a prefecture or the province."""
    level = (Level.COUNTY, Level.COUNTY, Level.PREFECTURE)[index % 3] if index % 17 else Level.PROVINCE
    founded = [one for one in network.associations if one.founded <= day]
    there = [one for one in founded if one.spot.level is level] or founded
    return there[index * 11 % len(there)]


def _joint(network: Network, *, organiser: Association, index: int, day: date) -> tuple[Association, ...]:
    """Return the co-organisers: every seventh activity of a prefecture is held with one of its counties."""
    if organiser.spot.level is not Level.PREFECTURE or index % _JOINT_EVERY:
        return ()
    inside = [
        one
        for one in network.associations
        if one.founded <= day and one.spot.path.startswith(organiser.spot.path) and one is not organiser
    ]
    return (inside[index % len(inside)],) if inside else ()


def _capital(network: Network) -> Association:
    """Return the association of the province's capital; the province's own where it has none."""
    return next((one for one in network.associations if one.spot.code.endswith("0100")), network.associations[0])


def _scaled(number: int, network: Network) -> int:
    return max(1, number * network.total // MEMBERS)


def _shared(total: int, *, parts: int) -> list[int]:
    """Cut a whole into so many unequal parts; the sum is exact."""
    weights = [6 + index * 7 % 11 for index in range(parts)]
    borders = [total * step // sum(weights) for step in accumulate(weights, initial=0)]
    return [high - low for low, high in pairwise(borders)]


def _in_step(total: int, *, along: Sequence[int]) -> list[int]:
    """Cut a smaller whole into parts in proportion to others, none larger than its counterpart; the sum is exact."""
    whole = sum(along)
    borders = [total * step // whole for step in accumulate(along, initial=0)]
    return [high - low for low, high in pairwise(borders)]
