"""How a sentence is laid out: quoted names, bracketed remarks, lists of items. Offsets never move."""

import re
from dataclasses import dataclass
from typing import Final

from tongxin.claims.characters import names_and_titles

_COMPARISON: Final = re.compile(
    "(同比|环比|分别|其中|[比较]((?:19|20)[0-9]{2}年(?:同期|底|末)?|上年|去年|上月|上季度|年初|上年末|去年底|上年同期|去年同期))*(净?(增长|增加|增|下降|减少|降低|降|提高|提升|上升|上涨|缩短|下跌|回落|扩大|占比|占))?(了|约|达|为)?"
)
_MORE_OR_LESS: Final = re.compile("(同比|[比较](上年|去年|上月)(同期)?)[^，]?[多少增减][^，到至为]{0,2}$")
_GROUPING: Final = re.compile("(?<=[0-9]),(?=[0-9]{3})")
_INNER: Final = str.maketrans("，,；;：:、！？。", "··········")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters from `start` up to `end` of a text."""

    start: int
    end: int


_REMARK: Final = re.compile("（[^（）]*）")
_SUM: Final = re.compile("(?:合计|共计|总计|一共|总共|共)?(?:有|为|达)?")


def without_remarks(name: str) -> str:
    """Return a name without what stands in brackets."""
    return _REMARK.sub("", name)


def outside_brackets(words: str, position: int) -> str:
    """Leave out bracketed remarks the claim does not stand in: of 428个（其中国家级2个） it belongs to the other figure."""
    before, after = words[:position], words[position:]
    opening = after.find("（")
    if opening >= 0:
        closing = after.find("）", opening)
        after = after[:opening] + (after[closing + 1 :] if closing >= 0 else "")
    return without_remarks(before) + after


def before_remark(words: str) -> str:
    """Of 套餐（其中医保类7项）合计 return 套餐合计: a sum goes on with what stands before the remark."""
    before, closing, rest = words.rpartition("）")
    opening = before.rfind("（")
    return before[:opening] + rest if closing and opening >= 0 and _SUM.fullmatch(rest) else ""


def items(names: str, count: int) -> list[str]:
    """Split 甲、乙和丙 into `count` items: at 、 first, then also at 和 in the last one."""
    found = [item for item in names.split("、") if item]
    for word in ("以及", "和", "与", "及"):
        if found and len(found) < count and word in found[-1]:
            found[-1:] = found[-1].split(word, 1)
    return found


def says_nothing(words: str) -> bool:
    """Tell whether the words before a figure only say that something changed, not what."""
    return bool(_COMPARISON.fullmatch(words.strip(" ，")))


def says_more_or_less(words: str) -> bool:
    """Tell whether the words before a figure say by how much something changed: 比上年多, 同比多签."""
    return bool(_MORE_OR_LESS.search(words))


def as_quoted(name: str) -> str:
    """Return a folded name as it stands between quotation marks, its commas ending no clause."""
    return name.translate(_INNER)


def without_inner_commas(text: str) -> str:
    """A comma inside a quoted name or a number does not end a clause; every character keeps its place."""
    parts, position = [], 0
    for start, end in names_and_titles(text):
        parts += [text[position:start], text[start:end].translate(_INNER)]
        position = end
    return _GROUPING.sub("·", "".join([*parts, text[position:]]))


PART: Final = "其中"
_TOGETHER: Final = ("合计", "共计", "总计", "一共", "共")
_A_PART: Final = re.compile(
    "(?:^其中|^)(?P<of>[一-鿿]{1,12}?)(?:占比?)(?:[了到达近超约]|超过|不足)?(?:(?:同比)?(?:提高|提升|上升|下降|降低))?$"
)


def part_of(left: str) -> str:
    """Return what makes the part that a figure is of."""
    if share := _A_PART.search(left):
        return "" if share["of"].endswith(_TOGETHER) else share["of"].removeprefix(PART)
    return left.removeprefix(PART) if left.startswith(PART) else ""


def unshared(part: str, whole: str) -> str:
    """Return what a part is called and its whole is not: 示范 of 合作社218家，其中示范社43家."""
    return part[: next((n for n in range(len(part)) if part[n:] in whole), len(part))]


def heading_end(text: str) -> int:
    """Return where the heading ends: the first lines that are no sentences, where a body follows."""
    end = 0
    for line in text.split("\n", _HEADING_LINES + 1)[:_HEADING_LINES]:
        if len(line) > _HEADING or not _NO_HEADING.isdisjoint(line):
            return end
        end += len(line) + 1
    return 0


_HEADING_LINES: Final = 3
_HEADING: Final = 60
_NO_HEADING: Final = frozenset("。！？；")
