"""What an organiser writes in a box: the rounds, what is judged in each, and how many prizes there are of each level."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tongxin.kernel.errors import InputError
from tongxin.records.contests.rules.scores import ScoreItem

MOST_ROUNDS, MOST_ITEMS, MOST_LEVELS, MOST_ENTRIES = 5, 12, 12, 5_000
_DIGITS: Final = str.maketrans("０１２３４５６７８９％", "0123456789%")
_BREAK: Final = re.compile(r"[\n;；]+")
_ROUND: Final = re.compile(r"(?P<title>\S.{0,19}?)(?:[\s，,、]*晋级\s*(?P<most>\d{1,4})\s*[件名个]?)?")
_ITEM: Final = re.compile(
    r"(?P<title>\S.{0,39}?)[\s：:]+(?P<maximum>\d{1,4})\s*分?(?:[\s，,]*权重\s*(?P<weight>\d{1,3})\s*%)?"
    r"(?:[\s，,]*(?P<decimals>[0-3])\s*位小数)?"
)
_OF_ROUND: Final = re.compile(r"(?P<title>\S[^\d]{0,19})[：:]")
_LEVEL: Final = re.compile(r"(?P<level>\S.{0,39}?)[\s：:]+(?P<number>\d{1,4})\s*[件名个]?")


@dataclass(frozen=True, kw_only=True)
class PlannedRound:
    """A round as planned: the first `goes_on` entries go on to the next one, None in the last."""

    title: str
    goes_on: int | None
    items: tuple[ScoreItem, ...]


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of prizes and how many there are."""

    title: str
    number: int


def read_rounds(rounds: str, criteria: str) -> tuple[PlannedRound, ...]:
    """Read 「初赛 晋级20」 a line, and 「内容 40」 a line for what is judged; raises `InputError` naming the line.

    A line such as 「决赛：」 begins what is judged in that round alone.
    """
    named = [_round(line, number) for number, line in _lines(rounds)] or [("决赛", None)]
    titles = [title for title, _ in named]
    if len(set(titles)) < len(titles) or len(titles) > MOST_ROUNDS:
        raise InputError(f"轮次最多 {MOST_ROUNDS} 轮，名称不能相同。", field="rounds")
    for title, most in named[:-1]:
        if not most:
            raise InputError(f"「{title}」后面还有一轮，请写明晋级多少件，例如：{title} 晋级20。", field="rounds")
    if named[-1][1] is not None:
        raise InputError(f"「{titles[-1]}」是最后一轮，不用写晋级件数。", field="rounds")
    items = _items_by_round(criteria, titles)
    return tuple(PlannedRound(title=title, goes_on=most, items=items[title]) for title, most in named)


def read_levels(text: str) -> tuple[Level, ...]:
    """Read 「一等奖 1」 a line, the best first; raises `InputError` naming the line."""
    levels = []
    for number, line in _lines(text):
        found = _LEVEL.fullmatch(line)
        if found is None or not int(found["number"]):
            raise InputError(f"奖项第 {number} 行「{line[:20]}」请写成「一等奖 1」的样子：名称和名额。", field="levels")
        levels.append(Level(title=found["level"], number=int(found["number"])))
    if not 1 <= len(levels) <= MOST_LEVELS or len({one.title for one in levels}) < len(levels):
        raise InputError(f"请写 1 至 {MOST_LEVELS} 个不同的奖项，每行一个，例如：一等奖 1。", field="levels")
    return tuple(levels)


def _items_by_round(text: str, titles: list[str]) -> Mapping[str, tuple[ScoreItem, ...]]:
    every: list[ScoreItem] = []
    own: dict[str, list[ScoreItem]] = {}
    into = every
    for number, line in _lines(text):
        heading = _OF_ROUND.fullmatch(line)
        if heading is not None:
            if heading["title"] not in titles:
                raise InputError(f"评分项第 {number} 行：没有「{heading['title'][:20]}」这一轮。", field="criteria")
            into = own.setdefault(heading["title"], [])
        else:
            into.append(_item(line, number))
    found = {title: tuple(own.get(title, every)) for title in titles}
    for title, items in found.items():
        _check(title, items)
    return found


def _check(title: str, items: tuple[ScoreItem, ...]) -> None:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise InputError(f"「{title}」应有 1 至 {MOST_ITEMS} 个评分项，每行一个，例如：内容 40。", field="criteria")
    if len({item.title for item in items}) < len(items):
        raise InputError(f"「{title}」的评分项名称有重复，请改正。", field="criteria")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_BREAK.split(text.translate(_DIGITS)), start=1):
        if line.strip():
            yield number, line.strip()


def _round(line: str, number: int) -> tuple[str, int | None]:
    found = _ROUND.fullmatch(line)
    if found is None or found["most"] == "0":
        raise InputError(f"轮次第 {number} 行「{line[:20]}」请写成「初赛 晋级20」或「决赛」的样子。", field="rounds")
    return found["title"], int(found["most"]) if found["most"] else None


def _item(line: str, number: int) -> ScoreItem:
    found = _ITEM.fullmatch(line)
    if found is None or not int(found["maximum"]) or found["weight"] in ("0", "00", "000"):
        raise InputError(
            f"评分项第 {number} 行「{line[:20]}」请写成「内容 40」或「笔试 100 权重40%」的样子：名称和满分。",
            field="criteria",
        )
    return ScoreItem(
        title=found["title"],
        maximum=int(found["maximum"]),
        weight=int(found["weight"] or 100),
        decimals=2 if found["decimals"] is None else int(found["decimals"]),
    )
