"""How well a name is spoken of in a stretch of text: pairs of characters after folding synonyms, rare pairs weighing more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from tongxin.claims.characters import fold, is_han
from tongxin.claims.context import Window

# Words of work reports that mean the same; the first stands for all. States that differ (提交, 采纳) are never joined.
_SYNONYMS: Final = (
    "募集 筹集 筹得 筹募 募捐 募得 筹措",
    "募款 筹款",
    "采用 采纳",
    "提交 报送 上报 递交 呈报",
    "参加 参与 到会 参会 出席 加入 投入",
    "销售 卖出 售出 销出 销",
    "时长 时间",
    "占比 比例 比重 占",
    "发放 发出 拨付 下发 拨给",
    "培训 受训 参训 轮训",
    "直播 开播",
    "老人 老年人",
    "学生 学子",
    "律师事务所 律所",
    "建成 建起 建立 设立 建有 建设 新建 设站 设点",
    "批示 批转",
    "受益 惠及 服务 提供",
    "会员 入会 吸纳",
    "来源 来自",
    "阅读 浏览 点击",
    "接听 接线",
    "补贴 补助",
    "支出 开支 花费",
    "收入 进账",
    "物资 实物 衣物",
    "折价 折合 折款",
    "职工 员工 工人",
    "困难群众 困难家庭 贫困户",
    "捐赠 捐献",
    "图书 书籍",
    "馆藏 藏书",
    "办案 办理案件",
    "调解 调处",
    "面积 亩",
    "产量 产出",
    "增幅 增长 增速 增长率",
    "降幅 下降 降低",
    "满意度 满意率",
    "同比 比上年 较上年 比去年 较去年 比上年同期 比去年同期 较去年同期 较上年同期",
    "高于 高出",
    "提高 上升 扩大 提升",
    "贫困 脱贫",
    "党员 中共党员",
    "观众 听众",
    "命名 授牌 挂牌",
)
_LIGHT: Final = (
    "举办 举行 开展 组织开展 累计 共计 共有 总计 合计 实现 进行 达到 其中 分别 新的 全市 全省 全县 全区 全年 目前 现有 各类 各级 各 的 了 等 在 "
    "为 达 共 已 数 建成 增至 增加到 发展到 保持 占 到 一年来 年来"
).split()
_TAILS: Final = (
    "总人数 人数 人次 家次 户次 台次 场次 次数 件数 篇数 条数 份数 期数 部数 户数 单数 册数 册次 辆数 台数 支数 队数 家数 所数 个数 项数 起数 总数 数量 班次 数"
).split()
_CLOSINGS: Final = ("总额", "金额", "额", "量", "率", "数", "占比")
_NEUTRAL: Final = frozenset("，。、；：|（）()“”‘’《》 -—,.;:\n")


def _fold_table() -> list[tuple[str, str]]:
    pairs = [(word, group.split()[0]) for group in _SYNONYMS for word in group.split()[1:]]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_BY_FIRST: Final[dict[str, list[tuple[str, str]]]] = {}
for _word, _head in [*_fold_table(), *((group.split()[0], group.split()[0]) for group in _SYNONYMS)]:
    _BY_FIRST.setdefault(_word[0], []).append((_word, _head))
for _options in _BY_FIRST.values():
    _options.sort(key=lambda pair: -len(pair[0]))


def canonical(text: str) -> str:
    """Replace every synonym by the word that stands for its group, longest first."""
    written, index = [], 0
    while index < len(text):
        for word, head in _BY_FIRST.get(text[index], ()):
            if text.startswith(word, index):
                written.append(head)
                index += len(word)
                break
        else:
            written.append(text[index])
            index += 1
    return "".join(written)


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1) if not (text[n] in _NEUTRAL or text[n + 1] in _NEUTRAL)}


@dataclass(frozen=True, slots=True)
class Name:
    """A name made ready for comparison: core pairs, and the qualifiers in brackets that a text may or may not mention."""

    written: str
    core: str
    head: str
    pairs: tuple[str, ...]
    qualifiers: tuple[str, ...]


def _split_brackets(name: str) -> tuple[str, list[str]]:
    core, qualifiers, depth = [], [""], 0
    for character in name:
        if character in "（(":
            depth += 1
            qualifiers.append("")
        elif character in "）)" and depth:
            depth -= 1
        elif depth:
            qualifiers[-1] += character
        else:
            core.append(character)
    return "".join(core), [words for words in qualifiers if words]


def _plain_visits(name: str) -> str:
    for word in ("人（家）次", "人(家)次", "人（户）次", "人(户)次"):
        name = name.replace(word, "人次")
    return name


def prepare(name: str) -> Name:
    """Split a measure name into its core, without the closing 人数, 场次 …, and its bracketed qualifiers."""
    core, qualifiers = _split_brackets(fold(_plain_visits(name)))
    core = core or name
    for tail in _TAILS:
        if core.endswith(tail) and len(core) - len(tail) >= 2:
            core = core.removesuffix(tail)
            core = core.removesuffix("总") if len(core) > 2 else core
            break
    folded = canonical(core)
    for light in _LIGHT:
        if len(light) > 1 and len(folded) - len(light) >= 2:
            folded = folded.replace(light, "")
    head = folded
    for closing in _CLOSINGS:
        head = head.removesuffix(closing) if len(head) - len(closing) >= 2 else head
    return Name(name, folded, head[-2:], tuple(sorted(_pairs(folded))) or (folded,), tuple(canonical(words) for words in qualifiers))


class Vocabulary:
    """The names of all candidates: pairs that many names share tell little apart and weigh little."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = {name: prepare(name) for name in names}
        cores = {name.core: name.pairs for name in self.names.values()}
        counts = Counter(pair for pairs in cores.values() for pair in pairs)
        self.rarity = {pair: log((len(cores) + 1) / count) + 0.15 for pair, count in counts.items()}
        self.topics = frozenset(pair for pair, count in counts.items() if count >= 3 and count * 3 >= len(cores))

    def agreement(self, written: str, heard: "Heard") -> float:
        """Return 0 to 1: how much of the name is spoken of, near words counting more, and how much of the own words it covers."""
        name = self.names[written]
        weights = [(pair, self.rarity[pair] * heard.dampers.get(pair, 1.0)) for pair in name.pairs]
        covered = sum(weight * heard.closeness(pair) for pair, weight in weights)
        total = sum(weight for _, weight in weights)
        bonus = 0.0
        for words in name.qualifiers:
            if words not in _EXPLAINING:
                bonus += 0.12 if words in heard.own else 0.04 if _mentioned(words, heard) else -0.15
        agreement = 0.8 * covered / total + 0.2 * heard.explained(name) + bonus
        if heard.closeness(name.head) < _FAINT:
            agreement *= _HEADLESS
        telling = [pair for pair in name.pairs if heard.dampers.get(pair, 1.0) >= _TELLING]
        if telling and len(telling) < len(name.pairs) and all(heard.closeness(pair) < _FAINT for pair in telling):
            agreement *= _TOPIC_ONLY
        return agreement

    def contrast(self, first: str, second: str, heard: "Heard") -> float:
        """Return how much better the text speaks of what the first name has and the second lacks than the reverse (-1 to 1)."""
        left, right = self.names[first], self.names[second]
        return _heard_part(left, right.core, heard) - _heard_part(right, left.core, heard)


_FAINT: Final = 0.4
_HEADLESS: Final = 0.85
_TOPIC_ONLY: Final = 0.75
_TELLING: Final = 0.4
_DAMPING: Final = 0.6
_UNMARKED: Final = 0.45
_SPOKEN: Final = 0.9
_SILENT: Final = -0.25
_EXPLAINING: Final = frozenset({"去重", "不重复", "不含重复"})


def _heard_part(name: Name, other: str, heard: "Heard") -> float:
    """How closely the stretch that differs from `other` is heard; a name without such a stretch is the unmarked one."""
    core, start = name.core, 0
    while start < min(len(core), len(other)) and core[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(core), len(other)) - start and core[-1 - end] == other[-1 - end]:
        end += 1
    stop = len(core) - end
    qualified = [words for words in name.qualifiers if words not in _EXPLAINING]
    unmarked = _UNMARKED if not qualified else _SPOKEN if any(_mentioned(words, heard) for words in qualified) else _SILENT
    if stop <= start:
        return unmarked
    if stop - start == 1:
        start, stop = (start, stop + 1) if stop < len(core) else (max(start - 1, 0), stop)
    return _heard_words(core[start:stop], heard) + min(unmarked - _UNMARKED, 0.0)


def _heard_words(words: str, heard: "Heard") -> float:
    pairs = sorted(_pairs(words)) or [words]
    return sum(heard.closeness(pair) for pair in pairs) / len(pairs)


def _mentioned(words: str, heard: "Heard") -> bool:
    if words in heard.own:
        return True
    pairs = _pairs(words)
    return bool(pairs) and sum(heard.pairs.get(pair, 0.0) >= 0.6 for pair in pairs) * 2 > len(pairs)


class Heard:
    """The words around one claim, ready to be asked how closely they speak of a pair of characters."""

    def __init__(self, windows: Sequence[Window], *, anywhere: frozenset[str], dampers: Mapping[str, float]) -> None:
        """`anywhere` are topic pairs the whole text speaks of; `dampers` make what it repeats all the time weigh less."""
        self.dampers = dampers
        self.own = "|".join(canonical(window.text) for window in windows if window.weight >= 0.8)
        self.characters: dict[str, float] = {}
        self.pairs: dict[str, float] = dict.fromkeys(anywhere, 0.45)
        for window in windows:
            words = canonical(window.text)
            for pair in _pairs(words):
                if window.weight > self.pairs.get(pair, 0.0):
                    self.pairs[pair] = window.weight
            for character in words:
                if window.weight > self.characters.get(character, 0.0):
                    self.characters[character] = window.weight
        stem = canonical(windows[0].text)[-12:]
        for light in _LIGHT:
            stem = stem.replace(light, "|")
        self.nearest = [pair for pair in _pairs(stem) if is_han(pair[0]) and is_han(pair[1])]

    def closeness(self, pair: str) -> float:
        """Return the weight of the nearest window that contains the pair; its characters heard apart count half."""
        apart = [self.characters.get(character, 0.0) for character in pair]
        return max(self.pairs.get(pair, 0.0), 0.55 * min(apart), 0.2 * max(apart))

    def touches(self, name: Name) -> bool:
        """Tell whether the claim's own clause speaks of the name at all, or says nothing of its own."""
        if not self.nearest or any(self.pairs.get(pair, 0.0) >= 0.75 for pair in name.pairs):
            return True
        return any(character in name.core for pair in self.nearest for character in pair)

    def explained(self, name: Name) -> float:
        """Return the share of the nearest Chinese words that the name accounts for; silence is neither for nor against."""
        if not self.nearest:
            return 0.5
        known = set(name.pairs)
        return sum(pair in known for pair in self.nearest) / len(self.nearest)


def repeated(text: str) -> dict[str, float]:
    """Return, for the pairs of a text, how much one of them still tells: 1 when it stands there once, less the more often."""
    words = canonical(text)
    counts = Counter(words[n : n + 2] for n in range(len(words) - 1))
    return {pair: 1 / (1 + _DAMPING * log(count)) for pair, count in counts.items()}
