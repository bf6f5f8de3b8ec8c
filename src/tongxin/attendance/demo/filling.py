"""Fills the held gatherings with people so that gatherings, person-times and distinct persons of a batch come out exactly.

Plain Python in memory bounded by one byte per person and one batch of rosters.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tongxin.attendance.demo.planning import Attendee, Batch, Gathering, Programmes, outline
from tongxin.kernel.places import COUNTRY, Level
from tongxin.network.demo.plan import REPORTING_DAY, Network

SEED = 20220926
_TIERS = {Level.COUNTY: 0, Level.PREFECTURE: 1, Level.PROVINCE: 2}
_FULLEST = (11, 20)  # no class takes more than this share of those it could invite
_DROPOUTS = 15  # one line in so many did not complete
_PROBES = 60


def filled(network: Network, *, programmes: Programmes, years: int) -> Iterator[Gathering]:
    """Yield every held gathering of the last so many calendar years with its roster."""
    for batch in programmes.batches:
        if batch.first.year > REPORTING_DAY.year - years:
            yield from _Hall(network, programmes=programmes, batch=batch.scaled(network.total)).fill()


class _Hall:
    """One batch being filled. A person is used once he or she has completed a class of the batch."""

    def __init__(self, network: Network, *, programmes: Programmes, batch: Batch) -> None:
        self._network = network
        self._programmes = programmes
        self._batch = batch
        self._random = random.Random(SEED + batch.first.toordinal())  # noqa: S311 - the same on every machine is the point
        self._used = bytearray(network.total)
        self._guest = batch.first.toordinal()

    def fill(self) -> Iterator[Gathering]:
        """Yield the classes with their rosters: counties first, the province, who can invite anybody, last."""
        classes = sorted(
            outline(self._network, programmes=self._programmes, batch=self._batch),
            key=lambda one: _TIERS[one.organiser.spot.level],
        )
        pools = [self._pool(one) for one in classes]
        sizes = self._sizes(pools)
        guests = _even(self._batch.unresolved, parts=len(classes))
        times_left, repeats_left = sum(sizes), max(0, sum(sizes) - self._batch.persons)
        for one, pool, size, extra in zip(classes, pools, sizes, guests, strict=True):
            own = one.organiser.spot.level is Level.COUNTY  # a county has few people: it invites those who were not yet
            repeats = 0 if own or not times_left else min(size, repeats_left * size // times_left)
            completed = self._choose(pool, number=repeats, used=1, besides=set())
            repeats_left -= len(completed)
            completed |= (fresh := self._choose(pool, number=size - len(completed), used=0, besides=completed))
            missing = self._choose(pool, number=size - len(completed), used=1, besides=completed)
            repeats_left -= len(missing)
            times_left -= size
            for person in fresh:
                self._used[person] = 1
            yield replace(one, attendees=self._roster(pool, completed=sorted(completed | missing), guests=extra))

    def _pool(self, one: Gathering) -> range:
        """Return whom a class invites: the county's own, the whole prefecture, the whole province."""
        spot = one.organiser.spot
        return self._network.under(COUNTRY if spot.level is Level.PROVINCE else spot.path)

    def _sizes(self, pools: Sequence[range]) -> list[int]:
        """Share the resolved person-times out to the classes; what small counties cannot take goes up."""
        wanted = _even(self._batch.times - self._batch.unresolved, parts=len(pools))
        sizes, over = [], 0
        for index, (share, pool) in enumerate(zip(wanted, pools, strict=True)):
            want = share + over // (len(pools) - index)
            swing = 1 + want // 3
            size = min(want + (index * 5 % (2 * swing + 1)) - swing, len(pool) * _FULLEST[0] // _FULLEST[1])
            size = max(0, size)
            over += share - size
            sizes.append(size)
        sizes[-1] = min(sizes[-1] + over, len(pools[-1]))
        return sizes

    def _choose(self, pool: range, *, number: int, used: int, besides: set[int]) -> set[int]:
        """Return so many persons of the pool who are used (or not), by lot; all there are where there are too few."""
        chosen: set[int] = set()
        if number <= 0 or not pool:
            return chosen
        for _ in range(_PROBES * number):
            person = pool[self._random.randrange(len(pool))]
            if self._used[person] == used and person not in besides:
                chosen.add(person)
                if len(chosen) == number:
                    return chosen
        for person in pool:
            if len(chosen) == number:
                break
            if self._used[person] == used and person not in besides:
                chosen.add(person)
        return chosen

    def _roster(self, pool: range, *, completed: Sequence[int], guests: int) -> tuple[Attendee, ...]:
        present = set(completed)
        left = {pool[self._random.randrange(len(pool))] for _ in range(len(completed) // _DROPOUTS)} - present
        self._guest += guests
        return (
            *(Attendee(person=person) for person in completed),
            *(Attendee(person=person, completed=False) for person in sorted(left)),
            *(Attendee(guest=self._guest - index) for index in range(guests)),
        )


def _even(total: int, *, parts: int) -> list[int]:
    """Cut a whole into so many parts as equal as can be."""
    borders = [total * step // parts for step in range(parts + 1)]
    return [high - low for low, high in pairwise(borders)]
