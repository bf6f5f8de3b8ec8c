"""Loads the bases: so many in 命名 on two known days, the others in every other state, some with several plaques."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.places import Level
from tongxin.network.demo.organisations import REASON, Organisations
from tongxin.network.demo.people import chunks
from tongxin.network.demo.plan import MEMBERS, Network
from tongxin.network.models import Base, BaseStep, Plaque
from tongxin.network.models.bases import State

_THEMES = ("创业孵化", "法律服务", "新媒体", "文化创意", "社区治理", "乡村振兴", "公益服务", "产业园区")
_PLAQUES_EVERY = 9
_LEVELS = (Level.COUNTY, Level.COUNTY, Level.PREFECTURE, Level.COUNTY, Level.PROVINCE, Level.PREFECTURE)
_VALID = timedelta(days=3 * 365)
Walk = tuple[tuple[State, date], ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """A way through the naming states that so many bases of a default-sized network have gone, beginning spread out."""

    count: int
    first: date
    last: date
    walk: tuple[tuple[State, int], ...]
    """States with the number of days after the application."""


_NAMED = ((State.APPLIED, 0), (State.REVIEWING, 30), (State.NAMED, 75))
COURSES = (
    # 361 named by the end of 2021 and ever since; 4 more then, revoked or withdrawn in 2022: 365 on 2021-12-31
    Course(count=361, first=date(2017, 2, 1), last=date(2021, 9, 30), walk=_NAMED),
    Course(count=3, first=date(2020, 3, 1), last=date(2020, 6, 1), walk=(*_NAMED, (State.RECHECKING, 725), (State.RECTIFYING, 755), (State.REVOKED, 845))),
    Course(count=1, first=date(2019, 11, 1), last=date(2019, 11, 1), walk=(*_NAMED, (State.WITHDRAWN, 900))),
    # 31 named in 2022: 392 on 2022-09-26
    Course(count=31, first=date(2021, 12, 1), last=date(2022, 7, 1), walk=_NAMED),
    Course(count=9, first=date(2017, 3, 1), last=date(2018, 3, 1), walk=(*_NAMED, (State.RECHECKING, 1_100), (State.REVOKED, 1_190))),
    Course(count=6, first=date(2019, 4, 1), last=date(2019, 9, 1), walk=(*_NAMED, (State.RECHECKING, 800))),
    Course(count=3, first=date(2019, 4, 1), last=date(2019, 9, 1), walk=(*_NAMED, (State.RECHECKING, 700), (State.RECTIFYING, 730))),
    Course(count=38, first=date(2022, 8, 1), last=date(2022, 9, 15), walk=_NAMED[:1]),
    Course(count=14, first=date(2022, 7, 15), last=date(2022, 8, 20), walk=_NAMED[:2]),
)  # fmt: skip


def load_bases(network: Network, *, organisations: Organisations, by: Actor) -> None:
    """Write bases, their steps and plaques."""
    for drafts in chunks(_drafts(network, organisations=organisations), size=2_000):
        bases = Base.objects.insert_rows([base for base, _ in drafts])
        steps = [step for base, walk in drafts for step in _steps(base, walk)]
        plaques = [plaque for index, (base, walk) in enumerate(drafts) for plaque in _plaques(base, walk, index=index)]
        BaseStep.objects.insert_rows(steps)
        Plaque.objects.insert_rows(plaques)
        journal.write_many(bases, by=by, action="network.base.apply", reason=REASON)
        journal.write_many(steps, by=by, action="network.base_step.begin", reason=REASON)
        journal.write_many(plaques, by=by, action="network.plaque.hang", reason=REASON)


def _drafts(network: Network, *, organisations: Organisations) -> Iterator[tuple[Base, Walk]]:
    number = 0
    for course in COURSES:
        count = max(1, course.count * network.total // MEMBERS)
        for index in range(count):
            number += 1
            begin = course.first + (course.last - course.first) * index // count
            walk = tuple((state, begin + timedelta(days=days)) for state, days in course.walk)
            yield _base(number, walk=walk, organisations=organisations), walk


def _base(number: int, *, walk: Walk, organisations: Organisations) -> Base:
    host = organisations.hosts[number % len(organisations.hosts)]
    state, since = walk[-1]
    named = [day for step, day in walk if step is State.NAMED]
    return Base(
        name=f"{host.place.short_name}{_THEMES[number % len(_THEMES)]}实践创新基地（{number}）",
        host=host,
        association=organisations.by_path.get(host.path),
        place=host.place,
        path=host.path,
        level=_LEVELS[number % len(_LEVELS)],
        state=state,
        since=since,
        valid_until=named[0] + _VALID if state is State.NAMED else None,
    )


def _steps(base: Base, walk: Walk) -> Iterator[BaseStep]:
    ends = [day for _, day in walk[1:]]
    for (state, begin), end in zip(walk, [*ends, None], strict=True):
        yield BaseStep(
            base=base,
            path=base.path,
            state=state,
            begin=begin,
            end=end,
            document=REASON,
            valid_until=begin + _VALID if state is State.NAMED else None,
        )


def _plaques(base: Base, walk: Walk, *, index: int) -> Iterator[Plaque]:
    """Yield one plaque for every named base, two for some: never a reason to count a base twice."""
    named = [day for state, day in walk if state is State.NAMED]
    for day in named * (2 if index % _PLAQUES_EVERY == 0 else 1):
        title = "新的社会阶层人士实践创新基地" if day is named[0] else "示例牌匾"
        yield Plaque(base=base, path=base.path, title=title, awarded_by="示例授牌单位", begin=day)
