"""The name of a measure made ready for comparison with a text: its core, what stands in brackets, pairs of characters."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tongxin.claims.characters import fold
from tongxin.claims.synonyms import canonical
from tongxin.kernel.data_files import word_lists

_LISTS: Final = word_lists("tongxin.claims", "wording.txt")
LIGHT: Final = _LISTS["light"]
_TAILS: Final = _LISTS["tails"]
_NOUN_TAILS: Final = tuple(f"{noun}数" for noun in _LISTS["nouns before 数"])
_CLOSINGS: Final = _LISTS["closings"]
_COMMON: Final = frozenset(_LISTS["light characters"] + _LISTS["counted characters"])
_NEUTRAL: Final = frozenset("，。、；：|（）()“”‘’《》 -—,.;:\n")
_QUOTED: Final = re.compile("“([^”]+)”")


def pairs_of(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text that no sign parts."""
    return {text[n : n + 2] for n in range(len(text) - 1) if not (text[n] in _NEUTRAL or text[n + 1] in _NEUTRAL)}


@dataclass(frozen=True, slots=True)
class Name:
    """A name made ready for comparison: core pairs, and the qualifiers in brackets that a text may or may not mention."""

    written: str
    core: str
    stem: str
    """What is written without what only says how it is measured (量, 总数)."""
    head: str
    pairs: tuple[str, ...]
    qualifiers: tuple[str, ...]
    states: tuple[str, ...]
    """Of several states of a thing those the name says outside brackets: 报名, 获奖."""

    @property
    def quoted(self) -> list[str]:
        """What stands in quotation marks in the name (“跨省通办”事项)."""
        return _QUOTED.findall(self.written)

    def says_of(self, part: str) -> bool:
        """Tell whether a character of what a part is called stands in the name or its remarks."""
        telling = set(canonical(part)) - _COMMON
        return not telling or any(
            not telling.isdisjoint(words) for words in (self.written, self.core, *self.qualifiers)
        )


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


def _unclosed(core: str) -> str:
    for closing in _CLOSINGS:
        core = core.removesuffix(closing) if len(core) - len(closing) >= 2 else core
    return core


@lru_cache(maxsize=32_768)
def prepare(name: str) -> Name:
    """Split a measure name into its core, without the closing 人数, 场次 …, and its bracketed qualifiers."""
    core, qualifiers = _split_brackets(fold(_plain_visits(name)))
    core = core or name
    for tail in _TAILS:
        if core.endswith(tail) and len(core) - len(tail) >= 2:
            core = core.removesuffix("数" if core.endswith(_NOUN_TAILS) else tail)
            core = core.removesuffix("总") if len(core) > 2 else core
            break
    stem = _unclosed(core)
    folded = canonical(core)
    for light in LIGHT:
        if len(light) > 1 and len(folded) - len(light) >= 2:
            folded = folded.replace(light, "")
    head = _unclosed(folded)
    return Name(
        name,
        folded,
        stem,
        head[-2:],
        tuple(sorted(pairs_of(folded))) or (folded,),
        tuple(canonical(words) for words in qualifiers if not _WHOLE.search(words)),
        tuple(_STATE.findall(core)),
    )


_STATE: Final = re.compile("|".join(word_lists("tongxin.claims", "kinds.txt")["states"]))


_WHOLE: Final = re.compile("全[^年]|^各[一-鿿]{0,2}$|合计|总计|不分")
"""Words in brackets that leave nothing out (全场, 各馆合计) do not mark a name."""
