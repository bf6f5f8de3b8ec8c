"""Figures that state nothing checkable: ordinals, group limits, durations used as adverbs, idioms, back-references."""

import re
from collections.abc import Callable
from typing import Final

from tongxin.claims.characters import CLAUSE_ENDS
from tongxin.claims.claim import Form
from tongxin.claims.divisions import gazetteer
from tongxin.claims.numbers import Figure
from tongxin.claims.units import MEASURES_OF, Measures, unit_at
from tongxin.kernel.characters import is_han
from tongxin.kernel.data_files import word_lists

_LOOK_BACK: Final = 24
_GLUED: Final = frozenset("+-×xX*/#&=.:^第每")
_AFTER_GLUE: Final = frozenset("+×/^")
_LISTS: Final = word_lists("tongxin.claims", "nonclaims.txt")
_ORDINAL_BEFORE: Final = _LISTS["ordinals"]
_ABSTRACT: Final = _LISTS["abstract"]
_IDIOM_UNITS: Final = frozenset(_LISTS["idiom units"])
_FIGURATIVE_UNITS: Final = frozenset(_LISTS["figurative units"])
_OF_AN_ORDER: Final = _LISTS["of an order"]
_BACK_REFERENCES: Final = frozenset("两二")
_DURATIONS: Final = frozenset(_LISTS["durations"])
_DURATION_CUES: Final = _LISTS["duration cues"]
_ADVERBIAL: Final = _LISTS["adverbial"]
_AGE_CUES: Final = _LISTS["age cues"]
_LENGTH_CUES: Final = frozenset(_LISTS["length cues"])
_MEASURED: Final = _LISTS["measured"]
_CONTINUES: Final = frozenset("，,。；;、！!？?：:）)\n\r”’（( 和与及并或的—-")


def _before(text: str, figure: Figure) -> str:
    return text[max(figure.start - _LOOK_BACK, 0) : figure.start]


def _clause_before(text: str, figure: Figure) -> str:
    before = _before(text, figure)
    for index in range(len(before) - 1, -1, -1):
        if before[index] in CLAUSE_ENDS:
            return before[index + 1 :]
    return before


def _glued(text: str, figure: Figure) -> bool:
    """第6届, 7×24小时, 1+N, A4, 0739-5312580, 5G: part of a longer name, number or ordinal."""
    previous, following = text[figure.start - 1 : figure.start], text[figure.end : figure.end + 1]
    if previous and (previous in _GLUED or (previous.isascii() and previous.isalnum())):
        return not (previous == "每" and MEASURES_OF.get(figure.unit) is Measures.MONEY)
    if following and following in _AFTER_GLUE:
        return not is_han(text[figure.end + 1 : figure.end + 2] or "|")
    return not figure.unit and following.isascii() and following.isalnum()


def _ordinal(text: str, figure: Figure) -> bool:
    """前三名, 排名第2位, 四届三次理事会, 分三批."""
    before = _before(text, figure)
    if before.endswith("届") and not before.endswith("换届") and figure.form is not Form.TIMES:  # 较上届翻了一番
        return True
    if figure.unit in {"名", "位", "批", "强", "个", "期", "次", "场", "天", "项", "家"} and before.endswith(
        _ORDINAL_BEFORE
    ):
        return True
    return (
        before.endswith("分")
        and figure.unit in {"批", "组", "期", "步", "次", "个", "类", "层", "块"}
        and figure.written.value < 20
    )


def _idiom(text: str, figure: Figure) -> bool:
    """一名老人, 两支力量, 五个方面, 四个自信, 五位一体: small spelled numbers that count nothing."""
    written = figure.written
    marked = figure.form not in {Form.EXACT, Form.SCALED}
    if marked or figure.unit in {"", "%", "倍"}:
        return False
    rest = text[figure.end : figure.end + 4]
    if figure.unit.startswith("个") and written.value < 30 and rest.startswith(tuple(_ABSTRACT)):
        return True
    if written.arabic or abs(written.value) > 10:
        return False
    if 0 <= written.value < 2 or text[figure.number_start] in _BACK_REFERENCES:
        return True
    if figure.unit in _FIGURATIVE_UNITS or (figure.unit == "次" and rest.startswith(_OF_AN_ORDER)):
        return True
    if figure.unit in _IDIOM_UNITS:
        return rest.startswith(tuple(_ABSTRACT)) or bool(rest and rest[0] in "零一二两三四五六七八九十百千万")
    return False


def _duration(text: str, figure: Figure) -> bool:
    """36小时内, 24小时值守, 三天三夜; but 人均学习4.2天 and 平均用时不到4小时 are figures."""
    if figure.unit not in _DURATIONS:
        return False
    limit = figure.form is Form.AT_MOST and "内" in text[figure.end - 2 : figure.end]
    measured = any(cue in _clause_before(text, figure) for cue in _MEASURED if limit)
    if text.startswith(_ADVERBIAL, figure.end) or (limit and not measured):
        return not figure.written.value >= 1000
    written = figure.written
    if written.value >= 100 or written.value.denominator > 1:
        return False
    clause = _clause_before(text, figure)
    return not any(cue in clause for cue in _DURATION_CUES)


def _age(text: str, figure: Figure) -> bool:
    """80岁以上 and 72岁的老党员 describe persons; 平均年龄43岁 is a figure."""
    if MEASURES_OF.get(figure.unit) is not Measures.AGE:
        return False
    return not any(cue in _clause_before(text, figure) for cue in _AGE_CUES)


def _group_limit(text: str, figure: Figure) -> bool:
    """500人以上企业, 100万元以下的项目 describe a group; 85%以上的学员 and 培训500人以上。 are figures."""
    suffix = text[figure.end - 2 : figure.end] in {"以上", "以下", "以内", "之内"}
    if not suffix or figure.unit in {"%", "倍", "‰"}:
        return False
    following = text[figure.end : figure.end + 1]
    return bool(following) and (following == "的" or following not in _CONTINUES) and is_han(following)


def _distance_name(text: str, figure: Figure) -> bool:
    """10公里健身跑, 100米决赛 name an event; 新建步道12.6公里 is a figure."""
    if MEASURES_OF.get(figure.unit) is not Measures.LENGTH or figure.form not in {Form.EXACT, Form.SCALED}:
        return False
    following = text[figure.end : figure.end + 1]
    clause = _clause_before(text, figure)
    return is_han(following) and following not in "和与及以" and not set(clause[-3:]) & _LENGTH_CUES


def _unitless(text: str, figure: Figure) -> bool:
    """A number without a unit is a figure only where a list, a noun or a verb makes it one.

    A list shares one unit (51、37和15名), a noun of persons needs none behind 万 (11万农民), or a verb presents it.
    """
    if figure.unit or _shares_unit(text, figure) or _of_persons(text, figure):
        return False
    following = text[figure.end : figure.end + 1]
    if figure.form is Form.VAGUE or not figure.written.arabic:
        return True
    if figure.form is not Form.EXACT:  # 观看超过500万，
        return bool(following) and following not in CLAUSE_ENDS
    clause = _clause_before(text, figure)
    presented = clause.endswith(("达", "达到", "增至", "升至", "降至", "总数为", "总量为", "突破", "分别为"))
    told = _thousands(text, figure) and bool(clause) and is_han(clause[-1]) and clause[-1] not in _NAMING
    return not ((presented or told) and (not following or following in CLAUSE_ENDS or following in "、和"))


_NUMBERS_ON: Final = re.compile(r"(?:(?:、|和|与|及|以及)[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?[万亿]?)+")
_PERSONS: Final = re.compile("(?!(?:元|以|多|余|左|上))[一-鿿]{1,3}?[民众员工者生师客友户人]")
_NAMING: Final = frozenset("第号路年月日室楼栋码话版例款条")


def _shares_unit(text: str, figure: Figure) -> bool:
    """Tell whether the unit stands behind the last number of the list this one begins or goes on."""
    rest = (
        _NUMBERS_ON.match(text, figure.end)
        if figure.written.arabic and figure.form in {Form.EXACT, Form.SCALED}
        else None
    )
    return rest is not None and bool(unit_at(text, rest.end()))


def _of_persons(text: str, figure: Figure) -> bool:
    written = figure.written
    return written.arabic and written.scale >= 10**4 and bool(_PERSONS.match(text, figure.end))


def _thousands(text: str, figure: Figure) -> bool:
    """48,612 is a quantity: nothing else is written with a comma."""
    return "," in text[figure.number_start : figure.end]


def _bare_minutes(text: str, figure: Figure) -> bool:
    """十分, 万分 are adverbs; 18时30分 is a clock."""
    return figure.unit == "分" and (
        not figure.written.arabic or text[figure.start - 1 : figure.start] in {"时", "点", ":"}
    )


def _house_number(text: str, figure: Figure) -> bool:
    """迎春路18号5栋, 3楼: a unit right behind 号 or 路 is an address."""
    return (
        text[figure.start - 1 : figure.start] in {"号", "路"}
        and figure.form is Form.EXACT
        and figure.unit in {"栋", "幢", "层", "间", "座", "室"}
    )


_LONGEST_NAME: Final = 7


def _of_a_place(text: str, figure: Figure) -> bool:
    """九台区 is no 九台, 三水区 no 三水."""
    start = figure.number_start
    return not figure.written.arabic and any(
        text[start:end] in gazetteer().full for end in range(figure.end + 1, start + _LONGEST_NAME + 1)
    )


def _halfway(text: str, figure: Figure) -> bool:
    """时间过半、任务过半 and 年过半百 tell the time of year or life."""
    return figure.written.word == "分之" and text[max(figure.start - 2, 0) : figure.start].endswith(
        ("时间", "任务", "年", "双", "赛程", "行程")
    )


_RULES: Final[tuple[Callable[[str, Figure], bool], ...]] = (
    _glued,
    _of_a_place,
    _unitless,
    _ordinal,
    _idiom,
    _duration,
    _age,
    _group_limit,
    _distance_name,
    _bare_minutes,
    _house_number,
    _halfway,
)


def states_nothing(text: str, figure: Figure) -> bool:
    """Tell whether the figure is none that records could answer."""
    return any(rule(text, figure) for rule in _RULES)
