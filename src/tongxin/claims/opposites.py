"""States and kinds that exclude each other: what a text says of 二等奖, 线上 or 提交 is never answered by 一等奖, 线下 or 采纳."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tongxin.claims.characters import words
from tongxin.claims.synonyms import canonical

# Each line is one question with several answers; words that mean the same answer are joined by a slash.
_QUESTIONS: Final = (
    "线上/网上/网络 线下/现场",
    "一等奖 二等奖 三等奖 优秀奖",
    "国家级 省级 市级 县级 乡级/镇级 村级",
    "金牌 银牌 铜牌",
    "大项 小项",
    "提交/报送/上报 采纳/采用",
    "捐款/现金 捐物/实物/物资",
    "下单/订单 成交 发货",
    "收入 支出",
    "进口 出口",
    "受理 办结/审结/结案",
    "立案 结案",
    "报名 获奖",
    "存栏 出栏",
    "教师 学生",
    "医师/医生 护士",
    "律师 咨询师 社工",
    "小学 初中 高中 幼儿园 高校",
    "公办 民办",
    "刑事 民事/民商事 行政",
    "研究生 本科 专科/大专",
    "门诊 住院/出院 急诊",
    "城镇 农村",
    "夏粮 秋粮",
    "春播 秋播",
    "男 女",
    "来电 接听",
    "早稻 中稻 晚稻",
    "一级 二级 三级 四级",
    "新增 净增",
    "老年/老人 儿童 青年 未成年",
)
_ANSWERS: Final = tuple(
    tuple(tuple(map(canonical, answer.split("/"))) for answer in words(question)) for question in _QUESTIONS
)


@lru_cache(maxsize=8192)
def _said(text: str) -> tuple[tuple[int, frozenset[int]], ...]:
    """Return, for every question a text speaks of, which answers it gives."""
    return tuple(_answered(text))


def _answered(text: str) -> Iterator[tuple[int, frozenset[int]]]:
    for question, answers in enumerate(_ANSWERS):
        given = frozenset(n for n, answer in enumerate(answers) if any(word in text for word in answer))
        if given:
            yield question, given


_LEVELS: Final = re.compile("(国家|[省市县区])(?=([一-鿿]{2}))")


@lru_cache(maxsize=8192)
def _bodies(text: str) -> dict[str, frozenset[str]]:
    """Return the bodies a text gives a level, each with its levels: 省档案馆 is 档案 of 省."""
    found: dict[str, set[str]] = {}
    for body in _LEVELS.finditer(text):
        found.setdefault(body[2], set()).add(body[1])
    return {body: frozenset(levels) for body, levels in found.items()}


def _at_another_level(name: str, own: str) -> bool:
    """Tell whether a name is of 省档案馆 where the words at the figure are of 市档案馆 alone."""
    said = _bodies(own)
    return any(body in said and not levels & said[body] for body, levels in _bodies(name).items())


def opposed(name: str, own: str) -> bool:
    """Tell whether a name answers a question otherwise than the words at the figure do; both with synonyms folded."""
    if _bodies(name) and _at_another_level(name, own):
        return True
    answers = _said(name)
    if not answers:
        return False
    said = dict(_said(own))
    return any(question in said and not given & said[question] for question, given in answers)
