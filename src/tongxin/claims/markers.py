"""Words before or after a number that change what it states: 近, 超过, 不足, 左右, 以上."""

from typing import Final

from tongxin.claims.claim import Form
from tongxin.kernel.data_files import word_lists

_LISTS: Final = word_lists("tongxin.claims", "markers.txt")
_BEFORE: Final = {
    Form.ABOUT: _LISTS["about before"],
    Form.NEARLY: _LISTS["nearly before"],
    Form.OVER: _LISTS["over before"],
    Form.AT_LEAST: _LISTS["at least before"],
    Form.BELOW: _LISTS["below before"],
    Form.AT_MOST: _LISTS["at most before"],
}
_AFTER: Final = {
    Form.ABOUT: _LISTS["about after"],
    Form.AT_LEAST: _LISTS["at least after"],
    Form.AT_MOST: _LISTS["at most after"],
}
_NOT_AFTER: Final = word_lists("tongxin.claims", "markers-not-after.txt")
_ONLY_BEFORE_ROUND: Final = frozenset(_LISTS["only before round"])


def _by_length(table: dict[Form, tuple[str, ...]]) -> list[tuple[str, Form]]:
    pairs = [(word, form) for form, words in table.items() for word in words]
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
