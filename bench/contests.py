"""A contest of 500 entries and nine judges: computed, sealed, and replayed from its file, beside the same mean in Fractions.

python -m bench.contests
"""

import sys
from collections.abc import Callable
from fractions import Fraction
from random import Random
from time import process_time

from tongxin.records.contests.rules import RULES, Given, Inputs, ScoreItem, outcome, replay, sealed

ENTRIES, JUDGES, ITEMS = 500, 9, 5
REPEATS = 5
AT_MOST = 0.2
"""Seconds of the processor for computing the result."""


def contest() -> Inputs:
    """Return the sheets of a contest drawn by lot."""
    chance = Random(20220926)
    items = tuple(ScoreItem(title=f"评分项{number}", maximum=20) for number in range(1, ITEMS + 1))
    sheets = [
        Given(
            judge=judge,
            entry=entry,
            version=1,
            source="tablet",
            scores=tuple(f"{chance.randrange(1_200, 2_001) / 100:.2f}" for _ in items),
        )
        for entry in range(1, ENTRIES + 1)
        for judge in range(1, JUDGES + 1)
    ]
    return Inputs(
        title="比赛", organiser="联谊会", round="决赛", sealed_at="2022-09-26T12:00:00+08:00", goes_on=None, rule=RULES[0],
        items=items, entries=tuple(range(1, ENTRIES + 1)), judges=tuple(range(1, JUDGES + 1)), sheets=tuple(sheets),
    )  # fmt: skip


def in_fractions(inputs: Inputs) -> list[Fraction]:
    """Return the trimmed mean of every entry, the plain way."""
    totals: dict[int, list[Fraction]] = {}
    for sheet in inputs.sheets:
        totals.setdefault(sheet.entry, []).append(sum(map(Fraction, sheet.scores), Fraction(0)))
    return [sum(sorted(found)[1:-1], Fraction(0)) / (len(found) - 2) for found in totals.values()]


def best(work: Callable[[], object]) -> float:
    """Return the least processor time of several runs."""
    times = []
    for _ in range(REPEATS):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return min(times)


def main() -> int:
    """Measure and compare; the exit status tells whether the target is met."""
    inputs = contest()
    content, _ = sealed(inputs)
    computed, plain = best(lambda: outcome(inputs)), best(lambda: in_fractions(inputs))
    print(f"{ENTRIES} entries × {JUDGES} judges × {ITEMS} criteria, {len(content) // 1024} KB sealed")
    print(
        f"computed  {computed:.3f} s (at most {AT_MOST} s); {plain / computed:.1f} × as fast as the means in Fractions alone"
    )
    print(f"sealed    {best(lambda: sealed(inputs)):.3f} s")
    print(f"replayed  {best(lambda: replay(content)):.3f} s, the same: {replay(content).holds}")
    return 0 if computed <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
