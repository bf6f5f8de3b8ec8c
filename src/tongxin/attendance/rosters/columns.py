"""Rows under a heading of columns: 姓名 单位 电话, also several times side by side, also with a column a day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tongxin.attendance.rosters.lines import LeftOut
from tongxin.attendance.rosters.names import LONGEST_NAME, is_title
from tongxin.attendance.rosters.people import Draft, Found
from tongxin.attendance.rosters.presence import PATTERNS, Kind, Mark, halves_of, mark_of
from tongxin.attendance.rosters.scanning import Role, scan
from tongxin.attendance.rosters.vocabulary import no_person
from tongxin.kernel.characters import folded, name_of, plain

_HEADINGS: Final = {
    "serial": "序号|编号|序|no|no.|号|学号|排序",
    "name": "姓名|名字|学员姓名|会员姓名|学员|组员|成员|会员|参加人|参会人|参训人员|参训人员姓名|参训学员|参加人员|人员姓名|人员|参会人员",
    "unit": "单位|工作单位|所在单位|单位名称|公司|企业|企业名称|公司名称|所属单位|工作单位(?:及|和)?职务|单位(?:及|和)?职务|单位职务|就业单位|所在企业|从业单位",
    "phone": "手机|手机号|手机号码|联系电话|电话|电话号码|联系方式|联系手机|移动电话|手机电话",
    "days": "天数|参加天数|出勤天数|参训天数|实到天数|到课天数",
    "mark": "签到|出勤|考勤|到课|是否参加|是否到场|是否出席|出席|出席情况|出勤情况|考勤情况|参加情况|到场|签到情况|请假|请假情况",
    "remark": "备注|说明|职务|职位|性别|民族|党派|政治面貌|身份|人员类别|类别|出生年月|年龄|学历|微信|微信号|邮箱|签名|签字|组别|小组|房间|房号|住宿|地区|区县|所在地区|籍贯|职称|岗位|行业|会内职务|入会时间",
}
_ROLE_OF: Final = {role: re.compile(words) for role, words in _HEADINGS.items()}
_DAY: Final = re.compile(
    r"(?:[0-9]{4}[-./年])?[0-9]{1,2}(?:[./月-][0-9]{1,2}[日号]?|[日号])(?P<part>上午|下午|晚上)?|第[一二三四五六七八九十0-9]{1,2}[天日](?P<section>上午|下午|晚上)?|(?:周|星期)[一二三四五六日天](?P<half>上午|下午|晚上)?"
)
_ASIDE: Final = re.compile(r"[(（\[【].*?[)）\]】]")
_DELIMITERS: Final = ("\t", "|", ",", "，", ";", "；", "/", "、")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}|1[3-9][0-9]-[0-9]{4}-[0-9]{4}")
_HALVES: Final = frozenset({"上午", "下午", "晚上"})
_NUMBER: Final = re.compile(r"[0-9]{1,4}(?:\.[05])?|[一二两三四五六七八九十]{1,3}|半")
_WHOLE: Final = frozenset({"全部", "全", "全期"})
_YES: Final = frozenset("是有1yY到")
_NO: Final = frozenset("否无0nN")
OWN_HEADING: Final = ("姓名", "手机号", "单位", "天数", "备注")


@dataclass(frozen=True)
class Columns:
    """A heading: what parts the cells of its rows, and by group of columns what each position holds."""

    delimiter: str
    groups: tuple[tuple[tuple[int, str], ...], ...]
    width: int
    own: bool = False  # our own table, whose rows are what they say

    def cells(self, row: str) -> list[str] | None:
        """Return the cells of a row, None where the row is not written in these columns."""
        if self.delimiter:
            return row.split(self.delimiter) if self.delimiter in row or self.width == 1 else None
        cells = row.split()
        return cells if len(cells) == self.width and not self._shifted(cells) else None

    def _shifted(self, cells: Sequence[str]) -> bool:
        """Tell whether a mobile number stands in another column than its own: one cell left blank has moved the others."""
        places = {position for group in self.groups for position, role in group if role == "phone"}
        numbered = {position for position, cell in enumerate(cells) if _MOBILE.fullmatch(cell)}
        return bool(places) and bool(numbered - places) and not numbered & places


def heading_of(row: str) -> Columns | None:
    """Return the columns a row announces; None where it is no heading."""
    delimiter = next((one for one in _DELIMITERS if one in row.strip()), "")
    cells = row.split(delimiter) if delimiter else row.split()
    roles = [_role(cell) for cell in cells]
    known = [role for role in roles if role]
    filled = [cell for cell in cells if cell.strip()]
    if "name" not in known or 2 * len(known) < len(filled) or "@" in row:
        return None
    groups = tuple(_grouped(roles, filled=[bool(cell.strip()) for cell in cells]))
    return Columns(delimiter, groups, len(cells), own=row == "\t".join(OWN_HEADING))


def is_rest_of_heading(cells: Sequence[str]) -> bool:
    """Tell whether a row is the second line of a heading: 手机 and 微信 below 联系方式, 上午 and 下午 below a day."""
    filled = [cell for cell in cells if cell.strip()]
    return all(_role(cell) or plain(cell) in _HALVES for cell in filled)


def read_row(cells: Sequence[str], columns: Columns, *, number: int) -> Found:
    """Read the people of one row."""
    found = Found()
    text = " ".join(cell.strip() for cell in cells if cell.strip())
    if not columns.own and (reason := no_person(folded(text))):
        return Found(left_out=[LeftOut(number=number, text=text, reason=reason)])
    for group in columns.groups:
        values = [(role, cells[position]) for position, role in group if position < len(cells) and cells[position].strip()]  # fmt: skip
        if values:
            _read_group(values, found, number=number, own=columns.own)
    beyond = [cell.strip() for cell in cells[columns.width :] if cell.strip()]
    if beyond and found.people:
        found.people[-1].remarks += beyond
    elif beyond:
        found.left_out.append(LeftOut(number=number, text=" ".join(beyond), reason="在表头以外的列里"))
    return found


def _grouped(roles: Sequence[str], *, filled: Sequence[bool]) -> Iterator[tuple[tuple[int, str], ...]]:
    """Yield the columns of each person: where a kind of column comes again, the next person begins."""
    group: list[tuple[int, str]] = []
    single = {"serial", "name", "unit", "phone"}
    again = list(roles).count("name") > 1
    for position, role in enumerate(roles):
        if again and role in single and any(role == known for _, known in group):
            yield tuple(group)
            group = []
        if role or filled[position]:
            group.append((position, role or "remark"))
    yield tuple(group)


def _role(cell: str) -> str:
    label = plain(_ASIDE.sub("", cell)).replace(" ", "").replace("*", "").strip(":：").lower()
    if day := _DAY.fullmatch(label):
        part = next((one for one in day.groups() if one), "")
        return f"day:{label.removesuffix(part)}"
    return next((role for role, words in _ROLE_OF.items() if words.fullmatch(label)), "")


def _read_group(values: Sequence[tuple[str, str]], found: Found, *, number: int, own: bool) -> None:
    """Read the cells of one person, or of several named in one cell."""
    texts = dict(values)
    if set(texts) <= {"serial"}:
        found.left_out.append(LeftOut(number=number, text=texts["serial"].strip(), reason="空行，只有序号"))
        return
    people = list(_people(texts.get("name", ""), number=number))
    if own and not people and 2 <= len(name := name_of(texts.get("name", ""))) <= LONGEST_NAME:
        people = [Draft(number, name)]
    if not people:
        shown = " ".join(text.strip() for _, text in values)[:20]
        people = [Draft(number, "", fault=f"名册第 {number} 行「{shown}」没有姓名，请补上，或删去这一行。")]
        people[0].remarks += [text.strip() for role, text in values if role == "name"]
    for role, text in values:
        if role != "name":
            for draft in people if role in {"unit", "mark", "days"} else people[:1]:
                _fill(draft, "as it is" if own and role == "remark" else role, text.strip(), found)
    for draft in people:
        draft.marks += _by_day(values)
    found.people += people


def _people(cell: str, *, number: int) -> Iterator[Draft]:
    """Yield whoever a cell of names means: the whole of it one person, or those between 「、」."""
    line, pieces = scan(cell.strip())
    words = [one for one in pieces if one.role is Role.WORD and not one.bracketed]
    spans: list[tuple[int, int]] = []
    for one in words:
        if spans and not re.search("[、,，;；/]", line.read[spans[-1][1] : one.start]):
            spans[-1] = (spans[-1][0], one.end)
        else:
            spans.append((one.start, one.end))
    kept = [one for one in pieces if one not in words]
    for index, (start, end) in enumerate(spans):
        inner = [one for one in kept if one.start < end or index == len(spans) - 1]
        kept = [one for one in kept if one not in inner]
        between = [one for one in inner if start < one.start < end]
        name = name_of(line.written[start : between[0].start] if between else line.written[start:end])
        draft = Draft(number, name)
        for piece in inner:
            draft.keep(replace(piece, role=Role.REMARK) if piece.role in {Role.UNREADABLE, Role.TOTAL} else piece)
        edges = [*(one.start for one in between[1:]), end]
        gaps = (line.written[one.end : edge].strip() for one, edge in zip(between, edges, strict=False))
        draft.remarks += filter(None, gaps)
        if not 2 <= len(name) <= LONGEST_NAME or any(one.isdigit() for one in name):
            draft.fault = f"名册第 {number} 行「{cell.strip()[:20]}」不像姓名，请核对。"
        elif is_title(name):
            draft.fault = f"名册第 {number} 行「{name}」只有称呼没有全名，请写全名。"
        yield draft


def _fill(draft: Draft, role: str, text: str, found: Found) -> None:
    """Take over one cell."""
    if role == "unit":
        draft.units.append(text)
    elif role == "serial" or role.startswith("day:"):
        draft.taken.append(text)
    elif role == "phone":
        _phone(draft, text, found)
    elif role == "as it is":
        draft.remarks.append(text)
    elif (mark := _mark_in(plain(text), role)) is not None:
        draft.marks.append(mark)
        draft.taken.append(text)
    else:
        _remark(draft, role, text)


def _mark_in(read: str, role: str) -> Mark | None:
    """Return what a cell of days or ticks says in a word or number; None where it says it otherwise."""
    if role == "days" and _NUMBER.fullmatch(read):
        return Mark(Kind.DAYS, halves_of(read))
    if role == "days" and read in _WHOLE:
        return Mark(Kind.PRESENT)
    if role in {"days", "mark"} and read in _YES | _NO:
        return Mark(Kind.PRESENT if read in _YES else Kind.ABSENT)
    return None


def _remark(draft: Draft, role: str, text: str) -> None:
    """Take over a cell in words; one on being there that says nothing of it is told."""
    if _said(draft, text):
        return
    if role == "mark":
        draft.notes.append(f"「{text[:20]}」看不出到没到，按到场计")
    elif role == "days":
        draft.fault = f"名册第 {draft.number} 行「{draft.name}」的天数「{text[:20]}」看不懂，请写整天数，全程的不填。"


def _said(draft: Draft, text: str) -> bool:
    """Take what a remark says of being there, keep it where it says more, and tell whether it said that and nothing else."""
    read, rest = folded(text), folded(text)
    for kind, pattern in PATTERNS:
        draft.marks += [mark_of(kind, found) for found in pattern.finditer(rest)]
        rest = pattern.sub(lambda found: "\x1f" * len(found[0]), rest)
    whole = rest != read and not re.search(r"[\w]", rest.replace("\x1f", ""))
    (draft.taken if whole else draft.remarks).append(text)
    return whole


def _phone(draft: Draft, text: str, found: Found) -> None:
    _, pieces = scan(text)
    for piece in pieces:
        if piece.role is Role.PHONE:
            draft.keep(piece)
        else:
            reason = piece.why or "不是手机号"
            found.left_out.append(LeftOut(number=draft.number, text=piece.written, reason=reason))


def _by_day(values: Sequence[tuple[str, str]]) -> list[Mark]:
    """Return how many days the columns of days say: a day counts where no part of it says away, and some cell says there."""
    days: dict[str, bool] = {}
    for role, text in values:
        if role.startswith("day:"):
            away = plain(text) in _NO or any(
                pattern.search(folded(text)) for kind, pattern in PATTERNS if kind in {Kind.ABSENT, Kind.LEAVE, Kind.MISSED}
            )  # fmt: skip
            days[role] = days.get(role, True) and not away
    return [Mark(Kind.DAYS, 2 * sum(days.values()))] if days else []
