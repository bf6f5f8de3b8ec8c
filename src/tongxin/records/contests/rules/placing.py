"""From score sheets to places. Whole numbers throughout: nothing is rounded before the rule says so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tongxin.kernel.errors import ConflictError
from tongxin.records.contests.rules.scores import UNIT, ScoreItem, total_of
from tongxin.records.contests.rules.scoring import Method, Rule

WHOLE: Final = UNIT * 100
"""A point has so many of the whole numbers totals are kept in: thousandths times percent."""
HIGHEST, LOWEST, KEPT = "highest", "lowest", ""
SHARED: Final = "并列"
_EXACT: Final = "按小数位"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What a judge gave an entry: judge and entry by number, scores in thousandths."""

    judge: int
    entry: int
    scores: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """One sheet as it went into the value: its total, and whether it was dropped as `highest` or `lowest`."""

    judge: int
    total: int
    dropped: str = KEPT


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """An entry in its place.

    `value` in units of the rule's decimals, `fine` of its tie decimals, `means` of the criteria likewise; `settled` says what
    decided between entries of the same value. Without a sheet there is no rank.
    """

    entry: int
    rank: int | None
    value: int = 0
    fine: int = 0
    means: tuple[int, ...] = ()
    settled: str = ""
    tallies: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class _Counted:
    tallies: tuple[Tally, ...]
    total: int
    kept: int
    sums: tuple[int, ...]


def place(entries: Iterable[int], sheets: Iterable[Sheet], *, rule: Rule, items: Sequence[ScoreItem]) -> list[Placed]:
    """Return every entry with its place, best first, those without a sheet last; the order of the input means nothing.

    Raises `ConflictError` where the rule needs a sheet of every judge for every entry and one is not there.
    """
    by_entry: dict[int, list[tuple[int, Sheet]]] = {entry: [] for entry in entries}
    for sheet in sheets:
        by_entry[sheet.entry].append((total_of(sheet.scores, items), sheet))
    counted = {entry: _counted(given, rule) for entry, given in by_entry.items() if given}
    values = _rank_sums(by_entry) if rule.method is Method.RANK_SUM else {}
    ordered = sorted((_key(one, rule, values.get(entry)), entry) for entry, one in counted.items())
    settled = _settled([key for key, _ in ordered], rule=rule, items=items)
    placed: list[Placed] = []
    for index, (key, entry) in enumerate(ordered):
        shares = index > 0 and ordered[index - 1][0] == key
        means = tuple(-mean for mean in key[2:])
        placed.append(
            Placed(
                entry=entry,
                rank=placed[-1].rank if shares else index + 1,
                value=abs(key[0]),
                fine=-key[1],
                means=means,
                settled=settled[index],
                tallies=counted[entry].tallies,
            )
        )
    return placed + [Placed(entry=entry, rank=None) for entry in sorted(by_entry) if entry not in counted]


def goes_on(placed: Iterable[Placed], most: int | None) -> list[int]:
    """Return the entries that go on to the next round; all who share the last place that does go on."""
    return [one.entry for one in placed if most is not None and one.rank is not None and one.rank <= most]


def half_up(number: int, of: int, decimals: int) -> int:
    """Return number / of in units of the last decimal, rounded half up. Neither is negative."""
    scale: int = 10**decimals
    return (2 * number * scale + of) // (2 * of)


def _counted(given: list[tuple[int, Sheet]], rule: Rule) -> _Counted:
    """Leave out what the rule leaves out: of equal totals always the same sheet, whatever order they came in."""
    given.sort(key=lambda one: (one[0], one[1].scores, one[1].judge))
    drops = bool(rule.drop_from) and len(given) >= rule.drop_from
    low, high = (rule.drop_lowest, len(given) - rule.drop_highest) if drops else (0, len(given))
    kept = given[low:high]
    marks = [LOWEST] * low + [KEPT] * len(kept) + [HIGHEST] * (len(given) - high)
    tallies = [
        Tally(judge=sheet.judge, total=total, dropped=mark) for (total, sheet), mark in zip(given, marks, strict=True)
    ]
    return _Counted(
        tallies=tuple(sorted(tallies, key=lambda one: one.judge)),
        total=sum(total for total, _ in kept),
        kept=len(kept),
        sums=tuple(map(sum, zip(*(sheet.scores for _, sheet in kept), strict=True))),
    )


def _key(one: _Counted, rule: Rule, ranks: int | None) -> tuple[int, ...]:
    """Return what entries are sorted by, smallest first: the value, the finer mean, the mean of each criterion."""
    mean = half_up(one.total, one.kept * WHOLE, rule.decimals)
    value = -mean if ranks is None else half_up(ranks, 2, rule.decimals)
    fine = half_up(one.total, one.kept * WHOLE, rule.tie_decimals)
    means = (-half_up(total, one.kept * UNIT, rule.tie_decimals) for total in one.sums)
    return value, -fine, *means


def _rank_sums(by_entry: dict[int, list[tuple[int, Sheet]]]) -> dict[int, int]:
    """Return the sum of the ranks every judge gave, doubled: who shares a rank gets the middle of the ranks shared."""
    by_judge: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for entry, given in by_entry.items():
        for total, sheet in given:
            by_judge[sheet.judge].append((-total, entry))
    if any(len(scored) < len(by_entry) for scored in by_judge.values()):
        raise ConflictError("按名次相加时，每位评委都要给每件作品打分：请补齐评分表，或改用取平均的规则。")
    sums: dict[int, int] = defaultdict(int)
    for scored in by_judge.values():
        positions: dict[int, list[int]] = defaultdict(list)
        for position, (total, _) in enumerate(sorted(scored), start=1):
            positions[total].append(position)
        for total, entry in scored:
            sums[entry] += positions[total][0] + positions[total][-1]
    return sums


def _settled(keys: Sequence[tuple[int, ...]], *, rule: Rule, items: Sequence[ScoreItem]) -> list[str]:
    """Return for each key what decided between it and a neighbour of the same value; empty where the value did."""
    words = ["", f"{_EXACT}（{rule.tie_decimals} 位）", *(f"按「{item.title}」" for item in items), SHARED]
    depths = [0] * len(keys)
    for index, (one, other) in enumerate(pairwise(keys)):
        depth = next((at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), len(one))
        depths[index], depths[index + 1] = max(depths[index], depth), depth
    return [words[depth] for depth in depths]
