"""Which contests the demonstration network held, called and gave up, and what judges gave. The same on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from tongxin.kernel.places import Level
from tongxin.network.demo.plan import FIRST_YEAR, REPORTING_DAY, Association, Network
from tongxin.records.contests.models import Contest
from tongxin.records.contests.rules import ScoreItem, written

Kind: TypeAlias = Contest.Kind
State: TypeAlias = Contest.State
ITEMS = (
    ScoreItem(title="主题内容", maximum=40),
    ScoreItem(title="表达呈现", maximum=30),
    ScoreItem(title="创意效果", maximum=30),
)
_THEMES = (
    (Kind.SPEECH, "“同心追梦”主题演讲比赛"),
    (Kind.VIDEO, "“新阶层 新风采”短视频大赛"),
    (Kind.STARTUP, "新的社会阶层人士创新创业大赛"),
    (Kind.SKILLS, "青年工匠技能竞赛"),
)
_CERAMICS, _SHOWN = (
    "430281",
    "430182",
)  # where the article tells of a contest of potters; whose secretary is of the cast
_UNDECIDED = (
    (State.CALL, date(2022, 11, 12)),
    (State.CALL, date(2022, 8, 20)),  # overdue
    (State.ENTRIES, date(2022, 9, 30)),
    (State.JUDGING, date(2022, 9, 28)),
    (State.SEALED, date(2022, 9, 24)),
    (State.CANCELLED, date(2022, 7, 30)),
    (State.CANCELLED, date(2020, 3, 14)),
)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A contest as the loader writes it; `number` tells contests apart in everything drawn by rule."""

    number: int
    title: str
    kind: Kind
    organiser: Association
    joint: Association | None
    last_day: date
    state: State
    entries: int
    judges: int

    @property
    def first_day(self) -> date:
        """A contest of the prefecture takes two days, one of a county one."""
        return self.last_day - timedelta(days=self.organiser.spot.level is not Level.COUNTY)

    @property
    def is_judged(self) -> bool:
        """Whether there are score sheets."""
        return self.state in (State.JUDGING, State.SEALED, State.PUBLISHED)

    @property
    def is_sealed(self) -> bool:
        """Whether there is a result."""
        return self.state in (State.SEALED, State.PUBLISHED)


def contests(network: Network, *, years: int) -> Iterator[Planned]:
    """Yield the contests of the last so many calendar years: published ones, then one of every other state."""
    upper = [one for one in network.associations if one.spot.level is Level.PREFECTURE]
    first = max(FIRST_YEAR, REPORTING_DAY.year - years + 1)
    number = 0
    for year in range(first, REPORTING_DAY.year + 1):
        for turn, prefecture in enumerate(upper):
            for organiser, day in (
                (prefecture, date(year, 4 + turn % 3, 8 + turn)),
                (_county(network, prefecture, year=year, turn=turn), date(year, 8, 3 + turn)),
            ):
                number += 1
                if organiser.founded < day:
                    yield _planned(organiser, number, day=day, state=State.PUBLISHED, above=prefecture)
    for turn, (state, day) in enumerate(_UNDECIDED if upper else ()):
        if day.year >= first:
            yield _planned(upper[turn % len(upper)], number + 1 + turn, day=day, state=state, above=upper[0])


def scores(*, contest: int, entry: int, judge: int) -> list[str]:
    """Return what a judge gave an entry, as it is written on the sheet: good work, seen a little differently by each."""
    given = []
    for position, item in enumerate(ITEMS):
        mixed = (contest * 7_919 + entry * 104_729 + position * 1_299_709) * 2_654_435_761 % 2**32 >> 16
        own = (mixed * (judge + 3) * 31 + judge * 577) % 13
        share = 700 + mixed % 240 + own * 4  # thousandths of what can be had
        given.append(written(item.maximum * share // 250 * 250))
    return given


def _county(network: Network, prefecture: Association, *, year: int, turn: int) -> Association:
    """Return whose turn it is below a prefecture; the prefecture's own where nobody is there yet."""
    path = prefecture.spot.path
    below = [
        one
        for one in network.associations
        if one.spot.path.startswith(path) and one is not prefecture and one.founded.year < year
    ]
    named = [one for one in below if one.spot.code == (_CERAMICS if year % 2 else _SHOWN)]
    if named:
        return named[0]
    return below[(year * 5 + turn) % len(below)] if below else prefecture


def _planned(organiser: Association, number: int, *, day: date, state: State, above: Association) -> Planned:
    kind, theme = _THEMES[number % len(_THEMES)]
    if organiser.spot.code == _CERAMICS:
        kind, theme = Kind.SKILLS, "陶瓷技艺技能竞赛"
    return Planned(
        number=number,
        title=f"{organiser.spot.name}{theme}（{day.year}年）",
        kind=kind,
        organiser=organiser,
        joint=above if number % 9 == 0 and above is not organiser else None,
        last_day=day,
        state=state,
        entries=3 + number * 5 % 6,
        judges=5 if organiser.spot.level is Level.PREFECTURE else 3,
    )
