"""Reads a line as people write it: whose numbers, units and remarks the pieces of a line are."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tongxin.attendance.rosters.lines import LONGEST_UNIT, LeftOut, RosterLine
from tongxin.attendance.rosters.names import Grade, grade, is_surname, no_names
from tongxin.attendance.rosters.naming import Chosen, Word, choose, words_of
from tongxin.attendance.rosters.presence import Kind, Mark, presence
from tongxin.attendance.rosters.scanning import Piece, Role, mobile_of, scan
from tongxin.attendance.rosters.vocabulary import (
    ATTRIBUTE,
    HEADING,
    HEADING_PART,
    NO_UNIT,
    PLACE,
    POST,
    SHORT_UNIT,
    UNIT,
    UNIT_AND_POST,
)
from tongxin.kernel.characters import folded, name_of

_SENTENCE: Final = 8  # a run of Chinese characters this long is a sentence, not a name
_SHOWN: Final = 20
_UNREAD: Final = frozenset({Role.UNREADABLE, Role.TOTAL})
_EARLY: Final = frozenset({"早退", "中途离开", "提前离开"})
_GOES_ON: Final = re.compile(
    r"\s*(?:手机号码|手机号|手机|联系电话|联系方式|电话号码|电话|所在单位|工作单位|单位名称|单位|公司|企业|职务|职位|性别|民族|身份)\s?[:：]"
)
_DATED: Final = re.compile("[月日周号第.]|星期|[上下]午|晚上")  # a heading: 9月15日签到, 第一天, 上午


@dataclass
class Draft:
    """One person while the line is read."""

    number: int
    name: str
    phones: list[Piece] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fault: str = ""

    def finished(self, *, length: int | None) -> tuple[RosterLine, list[LeftOut]]:
        """Return the line, and what of it was too much: a second number, the end of an endless unit."""
        told = presence(self.marks, length=length)
        none = [one for one in self.units if one.strip() in NO_UNIT]
        unit = " ".join(one for one in self.units if one not in none)
        phones = list(dict.fromkeys(mobile_of(one.read) for one in self.phones))
        left = [LeftOut(number=self.number, text=one, reason="同一个人只记一个手机号") for one in phones[1:]]
        if len(unit) > LONGEST_UNIT:
            rest = unit[LONGEST_UNIT:]
            left.append(LeftOut(number=self.number, text=rest, reason=f"单位超过 {LONGEST_UNIT} 字，后面的不保留"))
        line = RosterLine(
            number=self.number, name=self.name, phone=phones[0] if phones else "", unit=unit[:LONGEST_UNIT].strip(),
            days=told.days, missed=told.missed, leave=told.leave, remarks=tuple(self.remarks),
            notes=(*self.notes, *told.notes, *(f"写了「{one}」，仍按全程计" for one in self.remarks if one in _EARLY)), fault=self.fault or self._unclear(told.unclear),
            taken=(*self.taken, *none, *(one.written for one in self.phones)),
        )  # fmt: skip
        return line, left

    def _unclear(self, word: str) -> str:
        if not word:
            return ""
        return f"名册第 {self.number} 行「{self.name}」写了「{word}」，看不出参加了几天，请写明天数，例如「2天」，全程的写「全程」。"

    def keep(self, piece: Piece) -> None:
        """Take over a piece that is neither name nor unit."""
        if piece.role is Role.PHONE:
            self.phones.append(piece)
        elif piece.mark is not None:
            self.marks.append(piece.mark)
            (self.remarks if piece.mark.kind is Kind.UNCLEAR else self.taken).append(piece.written)
        elif piece.role in {Role.SERIAL, Role.LABEL}:
            self.taken.append(piece.written)
        else:
            self.remarks.append(piece.written)


@dataclass
class Found:
    """What a line comes to: the people on it, what was left out, and whether it stands over the lines below it."""

    people: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    over: Mark | None = None


def read_line(written: str, *, number: int, usual: frozenset[str]) -> Found:
    """Read one line that no heading of columns explains."""
    line, pieces = scan(written)
    words = words_of(line, pieces)
    phones = [one for one in pieces if one.role is Role.PHONE]
    chosen = choose(line, words, phones=len(phones), usual=usual)
    if not chosen.names:
        return _nobody(written, pieces, words, number=number)
    left = [_unread(one, number=number) for one in pieces if one.role in _UNREAD]
    people = [Draft(number, word.name, notes=list(chosen.notes)) for word in chosen.names]
    _share(people, chosen, pieces)
    return Found(people, left)


def goes_on(written: str, above: Draft) -> bool:
    """Tell whether a line only says more of whoever stands above: 「电话：138…」 below 「姓名：张三」, a person a paragraph."""
    return any(one.startswith("姓名") for one in above.taken) and bool(_GOES_ON.match(folded(written)))


def read_more(written: str, above: Draft, *, number: int) -> list[LeftOut]:
    """Add what such a line says to the person above; return what of it was left out."""
    line, pieces = scan(written)
    for piece in pieces:
        if piece.role is not Role.WORD and piece.role not in _UNREAD:
            above.keep(piece)
    for word in words_of(line, pieces):
        (above.units if word.piece.label == "unit" else above.remarks).append(word.piece.written)
    return [_unread(one, number=number) for one in pieces if one.role in _UNREAD]


def _unread(piece: Piece, *, number: int) -> LeftOut:
    return LeftOut(number=number, text=piece.written, reason=piece.why)


def is_unit(read: str) -> bool:
    """Tell whether a word is a unit or a part of one."""
    return bool(UNIT.fullmatch(read) or SHORT_UNIT.fullmatch(read) or PLACE.fullmatch(read))


def sure_names(written: str) -> list[str]:
    """Return the words of a line that look like names, where it has exactly two and no list: one may be a unit."""
    line, pieces = scan(written)
    sure = [one for one in words_of(line, pieces) if one.grade is Grade.SURE and not one.piece.bracketed]
    listed = len(sure) == 2 and re.search("[、,，]", line.between(sure[0].piece, sure[1].piece))
    return [one.name for one in sure] if len(sure) == 2 and not listed else []


def _share(people: Sequence[Draft], chosen: Chosen, pieces: Sequence[Piece]) -> None:
    """Give every piece to the person it belongs to: whoever stands before it, or everybody."""
    starts = [word.piece.start for word in chosen.names]
    phones = [one for one in pieces if one.role is Role.PHONE]
    if len(phones) == len(people):
        for draft, phone in zip(people, phones, strict=True):
            draft.keep(phone)
    for piece in pieces:
        dealt = piece.role is Role.PHONE and len(phones) == len(people)
        if dealt or piece.role in {Role.WORD, Role.UNREADABLE, Role.TOTAL}:
            continue
        for draft in people if piece.mark and piece.start < starts[0] else (_before(people, starts, piece),):
            draft.keep(piece)
    _share_words(people, chosen.others, starts, alone=not phones)
    end = chosen.names[-1].piece.end
    if len(people) > 1 and (glued := next((one for one in pieces if one.mark and one.start == end), None)):
        for draft in people:  # 张三、李四请假 may mean both
            draft.notes.append(f"「{glued.written}」只算在「{people[-1].name}」一人")


def _before(people: Sequence[Draft], starts: Sequence[int], piece: Piece) -> Draft:
    return people[max(bisect_left(starts, piece.start) - 1, 0)]


def _share_words(people: Sequence[Draft], words: Sequence[Word], starts: Sequence[int], *, alone: bool) -> None:
    """Give units and remarks: a unit before the first name, or behind the last of several without numbers, is everybody's."""
    units = [one for one in words if _is_unit_word(one)]
    if not units:
        units = [one for one in words if _may_be_unit(one)]
    placed = {one.piece.start for one in units}
    ahead = [one for one in units if one.piece.start < starts[0]]
    behind = [one for one in units if one.piece.start > starts[-1]]
    for one in words:
        if one.piece.start not in placed:
            _before(people, starts, one.piece).remarks.append(one.piece.written)
        elif len(ahead) == len(units) or (alone and len(behind) == len(units)):
            for draft in people:
                draft.units.append(one.piece.written)
        elif ahead:  # units stand before their people
            following = min(bisect_left(starts, one.piece.start), len(people) - 1)
            people[following].units.append(one.piece.written)
        else:
            _before(people, starts, one.piece).units.append(one.piece.written)


def _is_unit_word(word: Word) -> bool:
    if word.piece.label:
        return word.piece.label == "unit"
    read = word.piece.read
    if POST.fullmatch(read):
        return bool(UNIT_AND_POST.fullmatch(read))
    return is_unit(read) and not ATTRIBUTE.fullmatch(read)


def _may_be_unit(word: Word) -> bool:
    """Tell whether a word without any sign of it is taken for the unit where the line has no other."""
    if word.piece.label or word.piece.bracketed or len(word.piece.read) < 2 or word.piece.read.isdigit():
        return False
    if HEADING_PART.search(word.piece.read) or word.piece.read in no_names():
        return False
    return not any(kind.fullmatch(word.piece.read) for kind in (POST, ATTRIBUTE, HEADING))


def _nobody(written: str, pieces: Sequence[Piece], words: Sequence[Word], *, number: int) -> Found:
    """Say of a line without a name whether it is a heading or a note, or a person whose name cannot be read."""
    roles = {one.role for one in pieces}
    if Role.NICKNAME in roles and not roles & {Role.PHONE, Role.UNREADABLE}:
        return _nickname(written, pieces, number=number)
    over = [one.mark for one in pieces if one.mark and one.mark.kind in {Kind.ABSENT, Kind.LEAVE} and one.read.isalpha() and len(one.read) > 1]  # fmt: skip
    plain = not roles & {Role.PHONE, Role.UNREADABLE} and all(_is_heading(one) for one in words)
    dated = any(one.mark and one.mark.kind in {Kind.DAYS, Kind.UNCLEAR} and _DATED.search(one.read) for one in pieces)
    if plain and (words or over or dated or roles & {Role.TOTAL, Role.REMARK}):
        return Found(left_out=[_left(written, words, number=number)], over=over[0] if over else None)
    draft = Draft(number, "", fault=_fault(written, words, number=number))
    for piece in pieces:
        if piece.role is not Role.WORD:
            draft.keep(piece)
    units = [one for one in words if _is_unit_word(one)]
    draft.units = [one.piece.written for one in units]
    draft.remarks += [one.piece.written for one in words if one not in units]
    return Found([draft])


def _nickname(written: str, pieces: Sequence[Piece], *, number: int) -> Found:
    first = next(one for one in pieces if one.role is Role.NICKNAME)
    name = name_of(first.read.removeprefix("@"))
    if grade(name) is not Grade.SURE:
        return Found(left_out=[LeftOut(number=number, text=written.strip(), reason="微信昵称不是姓名，请补上姓名")])
    draft = Draft(number, name, notes=["姓名取自微信昵称，请核对"])
    for piece in pieces:
        if piece is not first:
            draft.keep(piece)
    return Found([draft])


def _is_heading(word: Word) -> bool:
    """Tell whether a word is no sign of a person."""
    read = word.piece.read
    if POST.fullmatch(read) and is_surname(read[:1]) and len(read) < 5:
        return False  # 张老师, 王总
    kinds = (HEADING, UNIT, SHORT_UNIT, PLACE, ATTRIBUTE, POST)
    known = any(kind.fullmatch(read) for kind in kinds) or read in no_names() or bool(HEADING_PART.search(read))
    return known or read.isdigit() or len(read) >= _SENTENCE


def _left(written: str, words: Sequence[Word], *, number: int) -> LeftOut:
    if words and all(one.piece.read.isdigit() for one in words):
        reason = "只有数字，没有姓名"
    elif words and all(_is_unit_word(one) for one in words):
        reason = "只有单位，没有姓名"
    else:
        reason = "标题或说明，不是人员"
    return LeftOut(number=number, text=written.strip(), reason=reason)


def _fault(written: str, words: Sequence[Word], *, number: int) -> str:
    shown = " ".join(written.split())[:_SHOWN]
    if any(POST.fullmatch(one.piece.read) and is_surname(one.piece.read[:1]) for one in words):
        return f"名册第 {number} 行「{shown}」只有称呼没有全名，请写全名。"
    return f"名册第 {number} 行「{shown}」没有读出姓名，请按「姓名 手机号 单位」每人一行填写。"
