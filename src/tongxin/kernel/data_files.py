"""The text files a package brings with it in its folder `data`, and lists of words in them, each line with its reason."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_LINE: Final = re.compile(r"(?:(?P<key>[^\s:#][^:#]*): | +)(?P<words>[^\s#][^#]*)  # \S.*")


def data_lines(package: str, name: str) -> list[str]:
    """Return the lines of a data file of a package, without those that are blank or begin with #."""
    text = files(package).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def word_lists(package: str, name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the word lists of a data file by their keys, in the order in which they stand there.

    Every line is `key: word word word  # what these words are`, or, with blanks for the key, goes on with the list above.
    `ValueError` tells the file and the line that is neither, whose key has a list already or which repeats a word of its list.
    """
    lists: dict[str, list[str]] = {}
    key = ""
    for line in data_lines(package, name):
        read = _LINE.fullmatch(line)
        if read is None or not (read["key"] or key):
            raise ValueError(f"{name}: not a line “key: words  # reason”: {line}")
        if read["key"] in lists:
            raise ValueError(f"{name}: the key “{read['key']}” stands twice: {line}")
        key = read["key"] or key
        listed = lists.setdefault(key, [])
        for word in read["words"].split():
            if word in listed:
                raise ValueError(f"{name}: the word “{word}” stands twice: {line}")
            listed.append(word)
    return MappingProxyType({key: tuple(listed) for key, listed in lists.items()})
