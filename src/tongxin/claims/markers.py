"""Words before or after a number that change what it states: 近, 超过, 不足, 左右, 以上."""

from typing import Final

from tongxin.claims.claim import Form

_BEFORE: Final = {
    Form.ABOUT: "约 大约 大概 约有",
    Form.NEARLY: "近 将近 接近 几近",
    Form.OVER: "超 超过 逾 突破 高于 多于 大于 过 破",
    Form.AT_LEAST: "至少 不少于 不低于 最少 不下 不下于 起码",
    Form.BELOW: "不足 不到 低于 少于 小于 未满 不满 未达 未到",
    Form.AT_MOST: "不超过 至多 最多 不多于 不高于 不超",
}
_AFTER: Final = {
    Form.ABOUT: "左右 上下",
    Form.AT_LEAST: "以上 及以上",
    Form.AT_MOST: "以内 之内 以下 及以下",
}
# The last character of another word makes the marker part of that word: 节约, 签约, 最近, 附近, 网上, 不过.
_NOT_AFTER: Final = {
    "约": "签节预合契公条制简违邀履毁守誓相缔",
    "近": "最附邻靠远临亲",
    "超": "高赶",
    "过": "不通经超胜难透度",
    "破": "突打侦",
    "接近": "",
    "不到": "想找看做达得听感",
}
_ONLY_BEFORE_ROUND: Final = frozenset({"过", "破"})  # 过百, 破万; 过3家 is a verb


def _by_length(table: dict[Form, str]) -> list[tuple[str, Form]]:
    pairs = [(word, form) for form, words in table.items() for word in words.split()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_BEFORE_WORDS: Final = _by_length(_BEFORE)
_AFTER_WORDS: Final = _by_length(_AFTER)
# 半 begins a figure only by grace of a marker: 半数以上.
FIRST_CHARACTERS: Final = frozenset(word[0] for word, _ in _BEFORE_WORDS) | {"半"}


def marker_before(text: str, start: int) -> tuple[Form, int] | None:
    """Read a marker that begins at `start`; return its form and where it ends."""
    if text[start : start + 1] not in FIRST_CHARACTERS:
        return None
    previous = text[start - 1 : start]
    for word, form in _BEFORE_WORDS:
        if text.startswith(word, start):
            if previous and previous in _NOT_AFTER.get(word, ""):
                return None
            end = start + len(word)
            if word in _ONLY_BEFORE_ROUND and text[end : end + 1] not in {"百", "千", "万", "亿", "半"}:
                return None
            return form, end
    return None


def marker_after(text: str, start: int) -> tuple[Form, int] | None:
    """Read a marker that begins right after a unit."""
    for word, form in _AFTER_WORDS:
        if text.startswith(word, start):
            return form, start + len(word)
    return None
