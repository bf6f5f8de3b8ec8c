"""Measure words and units: which words can follow a number, what they measure, and which can stand for each other."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from tongxin.claims.characters import words
from tongxin.kernel.characters import is_han
from tongxin.kernel.quantity import UNITS as EXACT_UNITS


class Measures(StrEnum):
    """What a unit counts or measures. Figures of different kinds are never compared."""

    PERSONS = "persons"
    VISITS = "visits"
    COUNT = "count"
    MONEY = "money"
    WEIGHT = "weight"
    TIME = "time"
    DAYS = "days"
    AGE = "age"
    AREA = "area"
    LENGTH = "length"
    VOLUME = "volume"
    ENERGY = "energy"
    DATA = "data"
    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    NONE = "none"


_VISIT_HEADS: Final = "人家户台车册件架"
_WORDS: Final = {
    Measures.PERSONS: "人 名 位 人员",
    Measures.VISITS: (
        "人次 人（家）次 人(家)次 人（户）次 人(户)次 人（次） 人(次) 家次 户次 台次 车次 册次 件次 架次 艘次 航次 队次 辆次 频次 "
        "趟次 列次 站次 店次 所次 篇次 条次 课次 节次 部次 箱次 组次 处次 项次 宗次 起次 校次 村次 头次 羽次 只次 床次 团次 幅次 张次 套次"
    ),
    Measures.COUNT: (
        "个 家 户 所 座 处 项 件 份 篇 部 本 册 张 幅 枚 块 面 条 起 宗 例 次 场 场次 期 班 班次 个班次 个班 批 批次 个批次 辆 台 台套 "
        "套 艘 架 列 节 门 堂 支 单 笔 票 桌 顶 床 盏 杆 根 口 眼 孔 栋 幢 间 层 席 头 只 羽 匹 尾 株 棵 粒 袋 箱 包 瓶 桶 盒 束 朵 对 双 "
        "副 组 队 团 种 款 首 出 集 卷 字 页 站 轮 步 金 银 铜 封 通 点位 个点位 席位 剂 剂次 人份 人户 例次 车 届次 把 则 台(套) 台（套） "
        "片 具 讲 枝 趟 段 道 味 丛 蔸 盆 盘 碗 杯 听 管 针 针次 餐 顿 遍 担 贴 帧 幕 捆 摞 群 峰 人课 学分 个学分 "
        "泊位 床位 学位 车位 工位 展位 摊位 座席 坐席 标箱 标准箱 标台 标准台 标车 单位 个单位 治疗量 个治疗量 词条"
    ),
    Measures.MONEY: "元 美元 欧元 港元 日元 英镑 澳元 加元 卢布 韩元 块钱",
    Measures.WEIGHT: "kg 吨 公斤 千克 斤 市斤 克 毫克 微克 两 公担 克拉 磅 盎司 载重吨 总吨",
    Measures.TIME: "钟头 个钟头 小时 个小时 学时 个学时 课时 个课时 分钟 工时 个工时 志愿时 秒 毫秒",
    Measures.DAYS: "天 个工作日 工作日 人天 个工作天 床日 人日 人月",
    Measures.AGE: "岁 周岁",
    Measures.AREA: "亩 公顷 平方米 平方公里 平米 亩次 ㎡ 平方千米 m² km² hm²",
    Measures.LENGTH: "公里 千米 米 厘米 毫米 微米 华里 里 海里 延米 皮长公里 芯公里 车公里 km",
    Measures.VOLUME: "立方米 升 毫升 方 立方 标方",
    Measures.ENERGY: "千瓦时 千瓦 兆瓦 兆瓦时 吉瓦 瓦 千伏 千伏安 度 度电 吨标准煤 吨标煤 千卡 ℃ 摄氏度 分贝 吨公里 人公里 马力",
    Measures.DATA: "GB TB MB PB",
    Measures.PERCENT: "% ％ ‰",
    Measures.POINTS: "个百分点 百分点 个千分点 千分点",
    Measures.TIMES: "倍",
}
MEASURES_OF: Final = {
    **{word: measures for measures, words in _WORDS.items() for word in words.split()},
    "分": Measures.COUNT,
    "年": Measures.DAYS,
}
_SIMPLE: Final = tuple(word for word in MEASURES_OF if word != "年")
_PER: Final = words(
    "人 户 家 亩 公顷 平方米 平方公里 立方米 升 吨 公斤 千克 斤 度 千瓦时 天 日 月 年 小时 分钟 秒 次 件 台 个 张 公里 床 床日"
)
_PER_BY_LENGTH: Final = sorted(_PER, key=len, reverse=True)
# 432.6公斤/亩 measures what 公斤 measures, for each of something.
MEASURES_OF.update({f"{word}/{per}": MEASURES_OF[word] for word in _SIMPLE for per in _PER})

# A unit followed by one of these characters begins another word: 3部门, 24节气, 10公里 is fine.
_NOT_BEFORE: Final = {
    "名": "称单额录次义牌列",
    "家": "庭长属园电具装务",
    "部": "门分队委署",
    "组": "织成建",
    "队": "伍员友",
    "团": "队体圆员组结",
    "节": "气日约目能",
    "面": "积向对临",
    "台": "湾阶账州风",
    "位": "于居列置",
    "场": "馆景所地面合",
    "期": "间待盼限望",
    "班": "子级主组",
    "元": "旦素宵月",
    "本": "科省市地年月土人来级职着",
    "户": "籍外口型",
    "次": "日年月生",
    "人": "大民才均口工社",
    "条": "例款约件",
    "项": "目",
    "种": "植子粮养类",
    "字": "号",
    "点": "位",
    "株": "洲",
    "张": "家掖北",
    "方": "面向式案法针便",
    "里": "程面",
    "度": "假过",
    "首": "个次届批",
    "出": "台席现版动",
    "集": "中体团合",
    "车": "站间辆主",
    "步": "行入",
    "金": "融额",
    "单": "位元个",
    "支": "持部付",
    "只": "有要是",
    "对": "象口接标外于",
    "两": "个级类支名家新",
    "批": "准复",
    "头": "部雁",
    "口": "岸",
    "门": "类店",
    "通": "过报",
    "站": "点位",
    "轮": "班",
    "届": "时",
    "层": "面",
    "把": "关",
    "包": "括",
    "架": "构",
    "天": "津",
    "席": "位",
    "列": "入为",
    "块": "钱",
    "群": "众体岛",
    "峰": "会值谷",
    "片": "区面长尾酬花",
    "具": "有体备",
    "讲": "话座师究述解堂台授演坛",
    "枝": "叶江条",
    "段": "时落位子",
    "道": "路理德教县观歉",
    "味": "道精",
    "盆": "地景栽",
    "盘": "点活锦龙山",
    "听": "取证说力众障",
    "管": "理道网控线委护辖",
    "针": "对灸织线",
    "餐": "饮厅具桌馆费",
    "遍": "布及",
    "担": "任当保负",
    "克": "服强",
    "瓦": "斯解",
    "顿": "时",
    "幕": "后布墙",
    "丛": "林书",
    "贴": "心近",
}
_BY_FIRST: Final[dict[str, list[str]]] = {}
for _word in sorted(_SIMPLE, key=len, reverse=True):
    _BY_FIRST.setdefault(_word[0], []).append(_word)

# Count words that can stand for each other; 个 stands for any of them.
_ALIKE: Final = tuple(
    frozenset(words.split())
    for words in (
        "家 所 座 处 户",
        "件 条 份 篇 项 宗 起 例 单 笔 则 封 次",
        "期 班 班次 个班次 个班 批 批次 个批次 场 场次",
        "场 场次 次 期 轮 堂 节 班次 届次",
        "册 本 部 种 篇 集 卷 首 款 张 幅 件",
        "台 套 辆 架 艘 列 件 台套 台(套) 台（套） 车",
        "支 队 组 团 家",
        "棵 株",
        "头 只 羽 尾 匹",
        "枚 块 金 银 铜 面",
        "剂 剂次 例 份 人份",
        "栋 幢 座 间 套 处",
        "点位 个点位 处",
        "席位 席 张 床",
        "项 门 种 堂 节",
    )
)
_GENERIC: Final = "个"
_NO_TURNS: Final = frozenset("依其再首层名档梯初此每多本历逐两三一二四五六七八九十百千万亿几数第前后的了和及与等、，。")
_IN_BRACKETS: Final = re.compile("[（(]([^（）()]{1,3})[）)]")
_SCALE_WORDS: Final = {"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_TIME_SIZE: Final = {"秒": Fraction(1, 3600), "分钟": Fraction(1, 60), "小时": Fraction(1), "个小时": Fraction(1)}
_AREA_SIZE: Final = {
    "平方米": 1,
    "平米": 1,
    "㎡": 1,
    "m²": 1,
    "公顷": 10**4,
    "hm²": 10**4,
    "平方公里": 10**6,
    "平方千米": 10**6,
    "km²": 10**6,
}
_LENGTH_SIZE: Final = {"米": 1, "公里": 1000, "千米": 1000, "km": 1000, "里": 500, "华里": 500}
_POINTS_SIZE: Final = {
    "个百分点": Fraction(1),
    "百分点": Fraction(1),
    "个千分点": Fraction(1, 10),
    "千分点": Fraction(1, 10),
}
_PERCENT_SIZE: Final = {"%": Fraction(1), "％": Fraction(1), "‰": Fraction(1, 10)}


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit of a table or text: its word without scale, what it measures, and the factor of a scale in front (万人)."""

    word: str
    measures: Measures
    factor: int


def unit_at(text: str, start: int) -> str:
    """Return the longest unit that begins at `start`, or the empty string."""
    for word in _BY_FIRST.get(text[start : start + 1], ()):
        end = start + len(word)
        if text.startswith(word, start) and not (end < len(text) and text[end] in _NOT_BEFORE.get(word, "")):
            return word + _alternative(text, end)
    return _turns(text, start)


def _turns(text: str, start: int) -> str:
    """Return a measure word that counts something done to something (样次, 盏次), though nobody listed it."""
    word = text[start : start + 2]
    return word if word[1:] == "次" and is_han(word[0]) and word[0] not in _NO_TURNS else ""


def _alternative(text: str, start: int) -> str:
    """Return the second measure word of 册（件）, 场（次）, brackets and all; empty where none stands there."""
    found = _IN_BRACKETS.match(text, start)
    return found[0] if found and found[1] in _BY_FIRST.get(found[1][0], ()) else ""


def read_unit(written: str) -> ReadUnit:
    """Read a unit as tables write it: 万元, 亿次, 人(次). An unknown word counts things under that word."""
    word = written.strip()
    if word in MEASURES_OF:
        return ReadUnit(word, MEASURES_OF[word], 1)
    for scale in sorted(_SCALE_WORDS, key=len, reverse=True):
        rest = word.removeprefix(scale)
        if rest != word and (rest in MEASURES_OF or not rest):
            return ReadUnit(rest, MEASURES_OF.get(rest, Measures.NONE), _SCALE_WORDS[scale])
    return ReadUnit(word, Measures.COUNT if word else Measures.NONE, 1)


def compatible(stated: str, recorded: str) -> bool:
    """Tell whether a figure stated in one unit can be answered by one recorded in the other."""
    if stated == recorded:
        return True
    if stated not in MEASURES_OF or recorded not in MEASURES_OF:
        bare = _bare(stated), _bare(recorded)
        if bare != (stated, recorded):
            return compatible(*bare)
    left, right = MEASURES_OF.get(stated, Measures.COUNT), MEASURES_OF.get(recorded, Measures.COUNT)
    if left is Measures.VISITS and right is Measures.VISITS:
        return _visit_head(stated) == _visit_head(recorded)
    if left is not right:
        return False
    if left is not Measures.COUNT:
        return left is not Measures.ENERGY
    if _GENERIC in {stated, recorded}:
        return True
    return any(stated in group and recorded in group for group in _ALIKE)


def _bare(word: str) -> str:
    """Return the first measure word of 册（件）."""
    return word if word in MEASURES_OF else re.split("[（(]", word, maxsplit=1)[0] or word


def _visit_head(word: str) -> str:
    return word.replace("(", "（").replace(")", "）").removesuffix("次")


def per_at(text: str, start: int) -> str:
    """Return what a unit is divided by, sign and all (/亩, /立方米); empty where it stands alone."""
    if not text.startswith("/", start):
        return ""
    return next((f"/{word}" for word in _PER_BY_LENGTH if text.startswith(word, start + 1)), "")


def factor_between(stated: str, recorded: str) -> Fraction | None:
    """Return how many stated units one recorded unit is, by exact factors; None when no exact factor is known.

    Of 亩产432公斤 and a table's 公斤/亩 the name says what the unit leaves out.
    """
    (stated, _, per), (recorded, _, for_each) = stated.partition("/"), recorded.partition("/")
    if per and for_each and per != for_each:
        return None
    if stated in EXACT_UNITS and recorded in EXACT_UNITS:
        return Fraction(EXACT_UNITS[recorded].size, EXACT_UNITS[stated].size)
    for sizes in (_TIME_SIZE, _AREA_SIZE, _LENGTH_SIZE, _PERCENT_SIZE, _POINTS_SIZE):
        if stated in sizes and recorded in sizes:
            return Fraction(sizes[recorded]) / Fraction(sizes[stated])
    measures = MEASURES_OF.get(stated, Measures.COUNT)
    convertible = {Measures.WEIGHT, Measures.MONEY, Measures.TIME, Measures.AREA, Measures.LENGTH, Measures.VOLUME}
    return Fraction(1) if stated == recorded or measures not in convertible else None
