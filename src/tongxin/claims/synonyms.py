"""Words of work reports that mean the same, folded into one before names and texts are compared."""

import re
from functools import lru_cache
from typing import Final

# Words of work reports that mean the same; the first stands for all. States that differ (提交, 采纳) are never joined.
_SYNONYMS: Final = (
    "募集 筹集 筹得 筹募 募捐 募得 筹措",
    "募款 筹款",
    "采用 采纳",
    "提交 报送 上报 递交 呈报",
    "参加 参与 参赛 到会 参会 出席 加入 投入",
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
    "增幅 增长 增速 增长率 涨幅 上涨",
    "降幅 下降 降低 跌幅 下跌",
    "满意度 满意率",
    "同比 比上年 较上年 比去年 较去年 比上年同期 比去年同期 较去年同期 较上年同期",
    "高于 高出",
    "提高 上升 扩大 提升",
    "贫困 脱贫",
    "党员 中共党员",
    "观众 听众",
    "命名 授牌 挂牌",
    "日均 平均每天 平均每日 每天平均 每日平均",
    "收获 收割 抢收",
    "办结 结案 执结 审执结",
    "参观 入馆 到馆 进馆 观展",
    "放映 排片",
)


_HEADS: Final = {word: group.split()[0] for group in _SYNONYMS for word in group.split()}
# At every place the longest word wins; a head stands for itself, so that a shorter synonym inside it is left alone.
_WORDS: Final = re.compile("|".join(sorted(map(re.escape, _HEADS), key=len, reverse=True)))


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """Replace every synonym by the word that stands for its group, longest first."""
    return _WORDS.sub(_head, text)


def _head(found: re.Match[str]) -> str:
    return _HEADS[found[0]]
