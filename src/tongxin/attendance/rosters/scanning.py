"""Cuts a line of a roster into pieces: numbers, words on being there, labels, nicknames, brackets, and the words between.

Nothing is lost: whatever is no blank and no punctuation is in exactly one piece, in the spelling of its writer.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeVar

from tongxin.attendance.rosters.presence import PATTERNS, Mark, mark_of
from tongxin.attendance.rosters.vocabulary import IN_A_UNIT, TOTAL_PIECE
from tongxin.kernel.characters import folded

T = TypeVar("T")
_TAKEN: Final = "\x1f"  # stands where a piece was taken out; no text holds it
_INSIDE: Final = "\u01c0"  # a letter in place of a bracket that belongs to a unit's name
_GAP: Final = r"[ .\-—–_·]{0,3}"
_MOBILE: Final = re.compile(
    rf"(?<![0-9])(?:[(]?(?:\+|00)?86[)]?{_GAP})?[(]?(?P<number>1[3-9][0-9](?:{_GAP}[)]?{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}))(?![0-9*])"
)
_UNREADABLE: Final = (
    (re.compile(r"(?<![\w.])[0-9](?:\.[0-9]{1,12})?[eE]\+?[0-9]{1,2}(?![\w])"), "号码成了科学计数法，末几位已经丢失"),
    (re.compile(r"(?<![0-9])1[3-9][0-9]{1,5}[*xX]{2,8}[0-9]{0,4}"), "手机号打了星号，不完整"),
    (re.compile(r"(?<![\w])(?=[0-9]*[OoIl])[1lI][3-9][0-9OoIl]{9}(?![\w])"), "号码里混有字母，请核对"),
    (re.compile(r"(?<![0-9])[0-9]{17}[0-9xX](?![0-9])"), "像身份证号，名册不收"),
    (
        re.compile(
            rf"(?<![0-9])[(]?0[0-9]{{2,3}}[)]?{_GAP}[1-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}(?:[-转][0-9]{{1,6}})?(?![0-9])"
        ),
        "是座机，名册只认手机号",
    ),
)
_DATE: Final = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?:[-./年][0-9]{1,2}(?:[-./月][0-9]{1,2}[日号]?|月)?|年)(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,2}月[0-9]{1,2}[日号](?:\s?[-—–至到~]\s?(?:[0-9]{1,2}月)?[0-9]{1,2}[日号])?"
    r"|(?<![0-9.])[0-9]{1,2}月[0-9]{1,2}\s?[-—–至到~]\s?[0-9]{1,2}[日号]"
)
_CLOCK: Final = re.compile(r"(?<![0-9:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])")
_DIGITS: Final = re.compile(
    r"(?<![\w])\+?[0-9][0-9\- ]{3,40}[0-9](?![0-9]|部队|厂)|(?<![0-9])[0-9]{5,40}(?![0-9]|部队|厂)"
)
_SERIAL: Final = re.compile(
    r"\s*(?:[(\[【][0-9]{1,4}[)\]】][ .、,，]?|[0-9]{1,4}(?:[.、)）,，:：](?![0-9])|\s+(?=\S)|(?=\x1f))|第?[0-9]{1,4}号(?![\w])[.、:：]?|[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)])"
)
_NEXT_SERIAL: Final = re.compile(r"(?<=[\s,，;；、])[0-9]{1,3}[.、)）]\s?(?=[^\W\d_])")
_NICKNAME: Final = re.compile(r"@[^\s@,，;；、/|\x1f]{1,40}")
_LABELS: Final = {
    "name": "学员姓名|参训人员|姓名|名字|学员",
    "phone": "手机号码|手机号|手机|联系电话|联系方式|电话号码|电话",
    "unit": "所在单位|工作单位|单位名称|单位|公司|企业",
    "remark": "序号|编号|学号|职务|职位|备注|性别|民族|说明|身份|微信",
}
_LABEL: Final = re.compile(
    "(?<![\\w])(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _LABELS.items()) + r")\s?[:：]"
)
_BARE_LABEL: Final = re.compile(
    r"(?<![\w])(?:手机号码|手机号|手机|联系电话|联系方式|电话号码|电话|tel|phone|mobile|mob)\.?\s?[:：]?\s?(?=\x1f)",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(
    r"[(（【\[〔「『<《〈](?P<inside>[^()（）【】\[\]〔〕「」『』<>《》〈〉]{0,80})[)）】\]〕」』>》〉]"
)
_MARKS: Final = "".join(one for one in map(chr, range(0x300, 0x1F000)) if unicodedata.category(one) in {"Mn", "Mc"})
"""What stands above, below or beside a letter and belongs to it: in Thai, Tibetan and Uyghur names, too."""
_LETTER: Final = rf"(?:[^\W_]|[{_MARKS}])"
_WORD: Final = re.compile(rf"{_LETTER}(?:{_LETTER}|(?<=[A-Za-z])[.'’-](?=[A-Za-z])| ?· ?(?={_LETTER}))*")
_ODD: Final = re.compile(r"[^\w\s\x1f]+")
_PARTING: Final = frozenset("+|~=<>^`_")


class Role(StrEnum):
    """What a piece is."""

    SERIAL = "serial"
    PHONE = "phone"
    UNREADABLE = "unreadable"
    MARK = "mark"
    TOTAL = "total"
    NICKNAME = "nickname"
    LABEL = "label"
    REMARK = "remark"
    WORD = "word"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a line: what it is, where it stands, how it is read and was written.

    `label` is the role said before it, `why` what is wrong with it, `mark` what it says on being there.
    """

    role: Role
    start: int
    end: int
    read: str
    written: str
    label: str = ""
    why: str = ""
    mark: Mark | None = None
    bracketed: bool = False


@dataclass
class Line:
    """A line while it is cut up. `read` is `written` folded: a place in one is the same place in the other."""

    written: str
    pieces: list[Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.read = self.rest = folded(self.written)

    def take(self, pattern: "re.Pattern[str]", role: Role, *, why: str = "") -> None:
        """Take out every place where the pattern stands."""
        for found in pattern.finditer(self.rest):
            self.pieces.append(self.piece(role, found.span(), why=why))
        self.blank(pattern)

    def blank(self, pattern: "re.Pattern[str]") -> None:
        """Let later patterns not see what this one has found."""
        self.rest = pattern.sub(lambda found: _TAKEN * len(found[0]), self.rest)

    def piece(self, role: Role, span: tuple[int, int], *, why: str = "") -> Piece:
        """Return a piece of the line."""
        start, end = span
        return Piece(
            role=role, start=start, end=end, read=self.read[start:end], written=self.written[start:end], why=why
        )

    def between(self, one: Piece, other: Piece) -> str:
        """Return what stands between two pieces."""
        return self.read[one.end : other.start]


def scan(written: str) -> tuple[Line, list[Piece]]:
    """Cut a line, without its end, into pieces in order."""
    line = Line(written)
    line.take(_MOBILE, Role.PHONE)
    for pattern, why in _UNREADABLE:
        line.take(pattern, Role.UNREADABLE, why=why)
    _serial(line)
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(line.rest):
            line.pieces.append(replace(line.piece(Role.MARK, found.span()), mark=mark_of(kind, found)))
        line.blank(pattern)
    line.take(_DATE, Role.REMARK)
    line.take(_CLOCK, Role.REMARK)
    line.take(TOTAL_PIECE, Role.TOTAL, why="人数，不是人员")
    line.take(_DIGITS, Role.UNREADABLE, why="不是 11 位手机号")
    line.take(_NICKNAME, Role.NICKNAME)
    labels = _labels(line)
    asides = _brackets(line)
    for piece in (*_words(line), *_symbols(line)):
        line.pieces.append(_placed(piece, line, labels=labels, asides=asides))
    return line, sorted(line.pieces, key=lambda one: one.start)


def mobile_of(read: str) -> str:
    """Return the eleven digits of a mobile number as it was found; empty where the text is none."""
    found = _MOBILE.fullmatch(read.strip())
    return re.sub("[^0-9]", "", found["number"]) if found else ""


def _serial(line: Line) -> None:
    circled = line.written[:1] and unicodedata.category(line.written.lstrip()[:1] or " ") == "No"
    length = len(line.written) - len(line.written.lstrip())
    found = _SERIAL.match(line.rest)
    end = length + 1 if circled else found.end() if found else 0
    if end:
        line.pieces.append(line.piece(Role.SERIAL, (0, end)))
        line.rest = _TAKEN * end + line.rest[end:]
        line.take(_NEXT_SERIAL, Role.SERIAL)


def _labels(line: Line) -> list[tuple[int, str]]:
    """Take out 「姓名：」 and the like; return where each ends and what it announces."""
    line.take(_BARE_LABEL, Role.LABEL)
    found = [(one.end(), str(one.lastgroup)) for one in _LABEL.finditer(line.rest)]
    line.take(_LABEL, Role.LABEL)
    return found


def _brackets(line: Line) -> list[tuple[int, int]]:
    """Return the stretches in brackets; a bracket inside the name of a unit, 某某（湖南）公司, becomes part of the word."""
    asides = []
    for found in _BRACKETS.finditer(line.rest):
        start, end = found.span()
        if line.rest[start - 1 : start].isalpha() and IN_A_UNIT.fullmatch(found["inside"]):
            line.rest = f"{line.rest[:start]}{_INSIDE}{found['inside']}{_INSIDE}{line.rest[end:]}"
        else:
            asides.append((start, end))
    return asides


def _words(line: Line) -> Iterator[Piece]:
    for found in _WORD.finditer(line.rest):
        yield line.piece(Role.WORD, found.span())
    line.rest = _WORD.sub(lambda found: _TAKEN * len(found[0]), line.rest)


def _symbols(line: Line) -> Iterator[Piece]:
    """Yield what is printed and neither letter nor punctuation: 😀, ★, single marks."""
    for found in _ODD.finditer(line.rest):
        for place, character in enumerate(found[0], start=found.start()):
            if not unicodedata.category(character).startswith("P") and character not in _PARTING:
                yield line.piece(Role.REMARK, (place, place + 1))


def _placed(piece: Piece, line: Line, *, labels: list[tuple[int, str]], asides: list[tuple[int, int]]) -> Piece:
    """Return the piece with the label that governs it, and whether it stands in brackets."""
    end, role = _last(labels, piece.start + 1, default=(0, ""))
    start, stop = _last(asides, piece.start, default=(0, 0))
    governed = role and not re.search(r"[,，;；\t|/]", line.read[end : piece.start])
    return replace(piece, label=role if governed else "", bracketed=start < piece.start < stop)


def _last(places: list[tuple[int, T]], before: int, *, default: tuple[int, T]) -> tuple[int, T]:
    """Return the last of these that begins before a place."""
    found = bisect_left(places, before, key=lambda one: one[0])
    return places[found - 1] if found else default
