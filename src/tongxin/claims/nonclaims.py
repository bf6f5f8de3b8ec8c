"""Figures that state nothing checkable: ordinals, group limits, durations used as adverbs, idioms, back-references."""

import re
from collections.abc import Callable
from typing import Final

from tongxin.claims.characters import CLAUSE_ENDS, words
from tongxin.claims.claim import Form
from tongxin.claims.numbers import Figure
from tongxin.claims.units import MEASURES_OF, Measures, unit_at
from tongxin.kernel.characters import is_han

_LOOK_BACK: Final = 24
_GLUED: Final = frozenset("+-×xX*/#&=.:^第每")
_AFTER_GLUE: Final = frozenset("+×/^")
_MEETINGS: Final = frozenset("届")
_ORDINAL_BEFORE: Final = ("前", "排名", "位列", "位居", "名列", "第")
_ABSTRACT: Final = words(
    "方面 环节 阶段 意识 自信 维护 确立 全面 伟大 务必 坚持 层面 维度 重点 关键 领域 类别 部分 文明 代表 必须 不 一 有 问题 步骤 原则 要求 任务 目标 机制 规定 关系 优势 转变 月 字 时代 世纪 革命 百年 战略 体系 结合 统一 一体 体制 大局 办法 条件 指标 季度 假期 工程"
)
_IDIOM_UNITS: Final = frozenset(
    words("个 项 位 条 件 次 种 张 门 把 面 点 头 口 步 方 分 里 度 元 层 本 通 块 双 对 天 车 米 线")
)
_FIGURATIVE_UNITS: Final = frozenset(
    words(
        "字 方 分 里 度 头 口 面 步 把 通 点 层 门 线 天 金 银 铜 片 枝 讲 段 道 味 丛 盆 盘 碗 杯 针 餐 顿 遍 担 贴 幕 趟 两 克 瓦"
    )
)
_OF_AN_ORDER: Final = words("产业 分配 创业 能源 污染 供水 加工 开发 利用 感染 曝光 革命 握手 浪潮 普查 元")
"""What a first, second and third one is told of, not how often: 三次产业, 二次供水."""
_BACK_REFERENCES: Final = frozenset("两二")
_DURATIONS: Final = frozenset(
    {"钟头", "个钟头", "小时", "个小时", "分钟", "秒", "天", "个工作日", "工作日", "人天", "个工作天"}
)
_DURATION_CUES: Final = words(
    "最长 最短 最快 最高 最多 人均 平均 时长 用时 耗时 累计 总计 共计 合计 共 开放 时间 服务 学习 培训 学时 授课 缩短 延长 压缩 减少 增加 户均 均 期限 时限 周期 节约 节省 超过 总时 工期 提速"
)
_ADVERBIAL: Final = (
    "内",
    "后",
    "前",
    "来",
    "之内",
    "以内",
    "以来",
    "里",
    "不停",
    "值守",
    "值班",
    "轮班",
    "轮流",
    "在线",
    "连续",
    "连轴",
    "营业",
    "服务",
    "热线",
    "响应",
    "办结",
    "答复",
    "倒计时",
    "自助",
    "可达",
    "即可",
    "运转",
    "不间断",
    "不打烊",
    "供",
    "全天",
)
_AGE_CUES: Final = ("平均年龄", "年龄", "平均", "均龄", "最大", "最小")
_LENGTH_CUES: Final = frozenset("长建修铺设造行驶巡增治通程护达共约超近逾至为计整挖架")
_CONTINUES: Final = frozenset("，,。；;、！!？?：:）)\n\r”’（( 和与及并或的—-")
_EVENTS: Final = ("首", "上", "每", "本", "历", "某")


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
    if before[-1:] in _MEETINGS and before:
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
    if text.startswith(_ADVERBIAL, figure.end) or (
        figure.form is Form.AT_MOST and "内" in text[figure.end - 2 : figure.end]
    ):
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


def _halfway(text: str, figure: Figure) -> bool:
    """时间过半、任务过半 and 年过半百 tell the time of year or life."""
    return figure.written.word == "分之" and text[max(figure.start - 2, 0) : figure.start].endswith(
        ("时间", "任务", "年", "双", "赛程", "行程")
    )


_RULES: Final[tuple[Callable[[str, Figure], bool], ...]] = (
    _glued,
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
