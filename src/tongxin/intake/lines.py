"""The rows of a sheet as lines of a form: each with the text of its fields, its place in the file, and what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django import forms

from tongxin.intake.cells import Reader, UnlistedError, choices_of, reader_of, span_of
from tongxin.intake.door import ACT_HEADING, Door
from tongxin.intake.headings import Columns, plain_heading
from tongxin.intake.said import Said, place_of
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.life import Act
from tongxin.office.sheet import SAME_AS_ABOVE, Cell, Sheet, column_letters, filled_down

_TOTALS: Final = ("合计", "总计", "小计", "共计")
_NOTE: Final = re.compile(
    r"(?:备注|注|说明|附注|填表|制表|审核|统计|填报|报送|联系人|以上|以下空白|截至).{0,4}(?:人|单位)?[:：].*|以下空白|以上.*"
)
_LARGEST: Final = 2**63 - 1
_LONGEST: Final = 200  # of what is shown of a cell that could not be read
_DIGITS: Final = 19  # of the largest; Python reads no number of thousands of digits
_LAST: Final = {"first_day": "last_day", "begin": "end"}  # the field a span of days ends in, by where it begins


@dataclass(slots=True)
class Problem:
    """What is wrong with a line: the column's letter and label where it is about one, the sentence, the field's name."""

    letter: str
    label: str
    message: str
    name: str = ""


@dataclass(slots=True)
class Line:
    """One row: `texts` by field name as somebody would have typed them, the record it names, the act it asks for.

    `block` tells which of several tables side by side it stands in, `told` what was read otherwise than it is written,
    `unlisted` the words that are none of a closed list, by field.
    """

    sheet: str
    number: int
    texts: dict[str, str]
    record: int | None = None
    problems: list[Problem] = field(default_factory=list)
    act: Act | None = None
    block: int = 0
    told: list[str] = field(default_factory=list)
    unlisted: dict[str, str] = field(default_factory=dict)


class SheetLines:
    """Reads the lines of one sheet and collects what a reader should be told about it."""

    def __init__(self, sheet: Sheet, columns: Columns, *, door: Door, said: Said | None = None) -> None:
        self.sheet, self.columns, self.door = sheet, columns, door
        self.said = said or Said()
        self.notes: list[str] = []
        self._blocks = (columns, *columns.beside)
        self._every = {name: self._reader(name) for name in door.form.base_fields}
        self._heading = [plain_heading(text) for text in columns.headings.values()]
        self._read_act = reader_of(door.act_field)
        self._constants = {name: text for name, text in self.said.constants.items() if name in self._every}
        self._spans = {name: last for name, last in _LAST.items() if name in self._every and last in self._every}
        self._above: list[dict[str, Cell]] = [{} for _ in self._blocks]
        self._counts: Counter[str] = Counter()
        self._words: Counter[tuple[str, str, str]] = Counter()
        self._asides: list[int] = []
        self._unexplained: set[str] = set()

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines that hold anything; blank rows, repeated headings, sums and notes are passed over."""
        rows = filled_down(self.sheet)
        for index in range(self.columns.below, len(rows)):
            row, number = rows[index], self.sheet.first + index
            if self._is_aside(row, number):
                continue
            held = [block for block, columns in enumerate(self._blocks) if self._holds(row, columns)]
            self._counts["hidden"] += bool(held) and number in self.sheet.hidden
            yield from (self._line(row, number, block) for block in held)
        self._tell()

    def problem(self, name: str, message: str, line: Line | None = None) -> Problem:
        """Return a problem of a field with the column it stands in."""
        known = self.door.form.base_fields.get(name)
        label = str(known.label) if known else name if name == ACT_HEADING else ""
        columns = self._blocks[line.block if line is not None else 0]
        return Problem(columns.letter_of(name), label, message, name if known else "")

    def _reader(self, name: str) -> Reader:
        return reader_of(self.door.form.base_fields[name], words=self.said.words.get(name))

    def _is_aside(self, row: Sequence[Cell], number: int) -> bool:
        """Tell whether a row is a sum, a note below the table, or the heading once more."""
        if any("".join(str(cell).split()).startswith(_TOTALS) for cell in row[:3]):
            self._counts["totals"] += 1
            return True
        given = [str(cell).strip() for cell in row if cell != ""]
        if len(given) == 1 and _NOTE.fullmatch(given[0]):
            self._asides.append(number)
            return True
        return [plain_heading(cell) for cell in row] == self._heading[: len(row)] and bool(given)

    @staticmethod
    def _holds(row: Sequence[Cell], columns: Columns) -> bool:
        told = (*columns.fields, *((columns.act,) if columns.act is not None else ()))
        return any(str(row[position]).strip() for position in told if position < len(row))

    def _line(self, row: Sequence[Cell], number: int, block: int) -> Line:
        columns, above = self._blocks[block], self._above[block]
        line = Line(self.sheet.name, number, {}, block=block)
        for position, name in columns.fields.items():
            cell = self._meant(row[position] if position < len(row) else "", name, line=line, above=above)
            if cell == "" and name not in line.texts:
                line.texts[name] = ""
            elif cell != "":
                self._read(line, name, cell)
        self._fill_in(line, columns)
        if columns.record is not None and columns.record < len(row):
            self._name_record(line, row[columns.record], columns.record)
        if columns.act is not None and columns.act < len(row):
            self._name_act(line, row[columns.act])
        return line

    def _meant(self, cell: Cell, name: str, *, line: Line, above: dict[str, Cell]) -> Cell:
        """Return what a cell stands for: what it was mended to, or the one above where it says so."""
        if self.said.cells:
            cell = self.said.cells.get(place_of(line.sheet, line.number, line.block, name), cell)
        if self.said.values and cell != "":
            cell = self.said.values.get((name, plain(str(cell))), cell)
        if isinstance(cell, str) and cell.strip() in SAME_AS_ABOVE:
            if above.get(name, "") == "":
                line.problems.append(self.problem(name, f"「{cell.strip()}」的上一行是空的，请写明。", line))
                line.texts[name] = cell.strip()
                return ""
            cell = above[name]
            self._counts["above"] += 1
        above[name] = cell
        return cell

    def _read(self, line: Line, name: str, cell: Cell) -> None:
        try:
            span = span_of(cell) if name in self._spans else None
            if span is not None:
                line.texts[name] = span[0]
                line.texts[self._spans[name]] = line.texts.get(self._spans[name]) or span[1]
                return
            text = self._every[name](cell)
            if self.said.values and (name, plain(text)) in self.said.values:
                text = self._every[name](self.said.values[name, plain(text)])
        except InputError as error:
            line.texts[name] = str(cell).strip()[:_LONGEST]
            line.problems.append(self.problem(name, error.message, line))
            if isinstance(error, UnlistedError):
                line.unlisted[name] = error.text
            return
        if name in self.said.words and isinstance(cell, str) and plain(cell) in self.said.words[name]:
            self._words[name, plain(cell), text] += 1
        if why := self._left_out(name, text):
            line.told.append(f"「{text[:30]}」{why}，未采用")
            self._counts["left_out"] += 1
            text = ""
        line.texts[name] = text or line.texts.get(name, "")

    def _left_out(self, name: str, text: str) -> str:
        judge = self.door.left_out.get(name) if text else None
        return judge(text) if judge is not None else ""

    def _fill_in(self, line: Line, columns: Columns) -> None:
        """Give the fields the sheet has no column for what was said of them; a line that names a record has them."""
        given = set(columns.fields.values())
        for name in self._every if self.said.cells else self._constants:
            if name not in given:
                text = self._constants.get(name, "") if columns.record is None else ""
                text = self.said.cells.get(place_of(line.sheet, line.number, line.block, name), text)
                if text:
                    self._read(line, name, text)

    def _name_record(self, line: Line, cell: Cell, position: int) -> None:
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS and 0 < int(text) <= _LARGEST:
            line.record = int(text)
        elif text:
            sentence = f"「{text[:20]}」不是记录编号：新增的行请留空，其他的行请不要改动这一列。"
            line.problems.append(Problem(column_letters(position), "记录编号", sentence))

    def _name_act(self, line: Line, cell: Cell) -> None:
        try:
            line.act = self.door.sheet_acts.get(self._read_act(cell))
        except InputError as error:
            line.problems.append(self.problem(ACT_HEADING, error.message, line))
        if line.act is not None and line.record is None:
            sentence = f"新增的行不能「{line.act.label}」：请先导入，再下载现有记录办理。"
            line.problems.append(self.problem(ACT_HEADING, sentence, line))
        if line.act is not None and line.act.form is not None:
            self._unexplained.add(line.act.label)

    def _tell(self) -> None:
        where = f"工作表「{self.sheet.name}」" if self.sheet.name else "表中"
        counted = (
            ("hidden", "个隐藏行，也已读入；不需要的请删去后重新上传。"),
            ("totals", "个合计行，未读入。"),
            ("above", "处「同上」，按上一行的内容读入。"),
            ("left_out", "处内容不能采用，已在该行说明。"),
        )
        self.notes += [f"{where}有 {self._counts[key]} {said}" for key, said in counted if self._counts[key]]
        if self._asides:
            lines = "、".join(map(str, self._asides[:5]))
            self.notes.append(f"{where}第 {lines} 行是附注，未读入。")
        if self.sheet.uncomputed:
            cells = "、".join(self.sheet.uncomputed[:5])
            self.notes.append(f"{where}的公式没有计算结果（{cells} 等 {len(self.sheet.uncomputed)} 处），按空白读入。")
        if self._unexplained:
            self.notes.append(f"{where}要办理「{'、'.join(sorted(self._unexplained))}」：请在导入时填写原因。")
        for (name, word, code), times in self._words.items():
            self.notes.append(f"{where}「{word}」读作「{_said(self.door.form.base_fields[name], code)}」，{times} 行。")
        self._tell_columns(where)

    def _tell_columns(self, where: str) -> None:
        if self.columns.beside:
            self.notes.append(f"{where}并排有 {len(self._blocks)} 组，逐组读入。")
        if self.columns.record is None:
            given = set(self.columns.fields.values())
            absent = [(name, text) for name, text in self._constants.items() if name not in given and text]
            for name, text in absent:
                known = self.door.form.base_fields[name]
                self.notes.append(f"{where}没有「{known.label}」这一列，按「{_said(known, text)}」读入。")
        for columns in self._blocks:
            for position, text in columns.unknown.items():
                self.notes.append(f"{where}{column_letters(position)} 列「{text}」没有对应的栏目，未读入。")


def _said(known: forms.Field, text: str) -> str:
    """Return a text as a person reads it: the label of a choice."""
    return dict(choices_of(known)).get(text, text) if isinstance(known, forms.ChoiceField) else text
