"""Words of work reports that mean the same, folded into one before names and texts are compared."""

import re
from functools import lru_cache
from typing import Final

from tongxin.kernel.data_files import word_lists

_SYNONYMS: Final = word_lists("tongxin.claims", "synonyms.txt")
_HEADS: Final = {word: head for head, others in _SYNONYMS.items() for word in (head, *others)}
# At every place the longest word wins; a head stands for itself, so that a shorter synonym inside it is left alone.
_WORDS: Final = re.compile("|".join(sorted(map(re.escape, _HEADS), key=len, reverse=True)))


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """Replace every synonym by the word that stands for its group, longest first."""
    return _WORDS.sub(_head, text)


def _head(found: re.Match[str]) -> str:
    return _HEADS[found[0]]
