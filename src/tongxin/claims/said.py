"""Names of recorded organisations, bases and series in a text: where they stand, longest first, and whose they are."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tongxin.claims.characters import SENTENCE_ENDS, names_and_titles
from tongxin.claims.divisions import find_divisions, gazetteer
from tongxin.claims.layout import as_quoted
from tongxin.claims.legible import legible
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.divisions import divisions
from tongxin.kernel.period import Period

_SHORTEST: Final = 4  # characters; a shorter name is heard only where it is all that stands between quotation marks
_BEGINNING: Final = 2
_KIND: Final = 3  # characters of a kind by which alone a record may be taken up again
_HAN: Final = "[\u4e00-\u9fff]"
_PARAGRAPH_ENDS: Final = ("\n", "\r")
_PLACE_BEFORE: Final = 15
_TITLES: Final = "《〈〔"
_PARTS: Final = word_lists("tongxin.claims", "names.txt")["parts"]


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose own figures can be asked for: what columns say they number (`word`), its number, its recorded name.

    `label` is its kind in Chinese, `path` and `code` are those of its place (no code: no place to ask at). `acts` tells
    that it does things itself. `home` marks one that stands for the whole of the place the text is about. `days` are
    those on which an event happened, `begins` the day on which 「X以来」 begins. `everywhere` tells that its figures are
    asked at the place the text speaks of, `from_begin` that they are those since it began where no time is said.
    """

    word: str
    label: str
    id: int
    name: str
    path: str
    code: str = ""
    acts: bool = False
    home: bool = False
    days: Period | None = None
    begins: date | None = None
    everywhere: bool = False
    from_begin: bool = False

    @property
    def of(self) -> str:
        """What the address of its figures calls it."""
        return f"{self.word}:{self.id}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A recorded name in a text. Several `records` share the name and nothing tells them apart."""

    start: int
    end: int
    name: str
    records: tuple[Record, ...]


def find_names(
    text: str, named: Iterable[tuple[str, Record]], *, common: Callable[[str], bool]
) -> tuple[Occurrence, ...]:
    """Return the recorded names a text says, from left to right, the longest at each position.

    A name in a title or inside a longer quotation is not said, nor is the beginning of a longer name (X分公司), nor one
    that a place before it makes another's (海南省新联会 does not say 省新联会 of 湖南). `common` tells what is too common
    to name anybody, such as the name of a measure.
    """
    index: dict[str, list[Record]] = {}
    for name, record in named:
        folded = legible(name.strip()).text
        if len(folded) >= _BEGINNING and folded not in gazetteer().names and not common(folded):
            for written in {folded, as_quoted(folded)}:
                same = index.setdefault(written, [])
                if record not in same:
                    same.append(record)
    closed = names_and_titles(text)
    said = list(_settled(text, _standing(text, index), closed=closed)) if index else []
    return tuple(sorted([*said, *_taken_up(text, said)], key=lambda one: one.start))


def _standing(text: str, index: dict[str, list[Record]]) -> Iterator[Occurrence]:
    lengths: dict[str, set[int]] = {}
    for name in index:
        lengths.setdefault(name[:_BEGINNING], set()).add(len(name))
    longest_first = {beginning: sorted(sizes, reverse=True) for beginning, sizes in lengths.items()}
    position = 0
    while position < len(text):
        sizes = longest_first.get(text[position : position + _BEGINNING], ())
        name = next(
            (text[position : position + size] for size in sizes if text[position : position + size] in index), ""
        )
        if name:
            yield Occurrence(position, position + len(name), name, tuple(index[name]))
        position += len(name) or 1


def _settled(text: str, found: Iterator[Occurrence], *, closed: list[tuple[int, int]]) -> Iterator[Occurrence]:
    """Leave out what only looks like a name, and the records a place before the name excludes."""
    number = 0
    for one in found:
        while number < len(closed) and closed[number][1] <= one.start:
            number += 1
        quote = closed[number] if number < len(closed) and closed[number][0] < one.end else None
        whole = quote == (one.start - 1, one.end + 1) and text[one.start - 1] not in _TITLES
        if (quote and not whole and not (one.start <= quote[0] and quote[1] <= one.end)) or (
            len(one.name) < _SHORTEST and not whole
        ):
            continue
        after = one.end + whole
        start, records = _at_place(text, one)
        if records and not text.startswith(_PARTS, after):
            yield Occurrence(start - whole, after, text[start : one.end], records)


def _taken_up(text: str, said: list[Occurrence]) -> Iterator[Occurrence]:
    """Yield where the next sentence of a paragraph calls a record by its kind alone (专家服务团 …。服务团 …).

    Only a kind of three characters and more that the name ends in, of a record that does nothing itself; not one that
    another word makes another's (法律服务团), nor where the sentence before names two.
    """
    for number, one in enumerate(said):
        labels = {record.label for record in one.records if not record.acts}
        label = labels.pop() if len(labels) == 1 else ""
        if len(label) < _KIND or not one.name.endswith(label):
            continue
        stop = _sentence_end(text, one.end)
        if text.startswith(_PARAGRAPH_ENDS, stop - 1):
            continue
        following = said[number + 1].start if number + 1 < len(said) else len(text)
        end = min(_sentence_end(text, stop), following)
        if following < stop:
            continue
        for found in re.finditer(f"(?<!{_HAN})(?:[0-9]+[名位个])?([该本]?{re.escape(label)})", text[stop:end]):
            yield Occurrence(stop + found.start(1), stop + found.end(1), found[1], one.records)


def _sentence_end(text: str, start: int) -> int:
    """Return the position behind the sentence that goes on at a position."""
    return next((n + 1 for n in range(start, len(text)) if text[n] in SENTENCE_ENDS), len(text))


def _at_place(text: str, one: Occurrence) -> tuple[int, tuple[Record, ...]]:
    """Return where the name begins, a place it begins in counted in (长沙|市新联会), and the records such a place leaves.

    A place right before the name leaves only what lies in it. Of several records the text's own is meant.
    """
    start, records = one.start, one.records
    window = max(start - _PLACE_BEFORE, 0)
    for found in find_divisions(text[window : one.end]):
        begin, end = window + found.start, window + found.end
        if begin < one.start <= end:
            start = begin if one.start < end else start
            paths = tuple(divisions()[code].path for code in gazetteer().codes.get(found.name, ()))
            records = tuple(record for record in records if record.path.startswith(paths))
    home = tuple(record for record in records if record.home)
    return start, home if len(records) > 1 and home else records
