"""The rows of a sheet as lines of a form: each with the text of its fields, its place in the file, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tongxin.intake.cells import Reader, reader_of
from tongxin.intake.door import ACT_HEADING, Door
from tongxin.intake.headings import Columns, plain_heading
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.life import Act
from tongxin.office.sheet import Cell, Sheet, column_letters

_TOTALS: Final = ("合计", "总计", "小计", "共计")
_LARGEST: Final = 2**63 - 1
_DIGITS: Final = 19  # of the largest; Python reads no number of thousands of digits


@dataclass(slots=True)
class Problem:
    """What is wrong with a line: the column's letter and label where it is about one, and the sentence."""

    letter: str
    label: str
    message: str


@dataclass(slots=True)
class Line:
    """One row: `texts` by field name as somebody would have typed them, the record it names, the act it asks for."""

    sheet: str
    number: int
    texts: dict[str, str]
    record: int | None = None
    problems: list[Problem] = field(default_factory=list)
    act: Act | None = None


class SheetLines:
    """Reads the lines of one sheet and collects what a reader should be told about it."""

    def __init__(self, sheet: Sheet, columns: Columns, *, door: Door) -> None:
        self.sheet, self.columns, self.door = sheet, columns, door
        self.notes: list[str] = []
        self._readers: Mapping[int, tuple[str, Reader]] = {
            position: (name, reader_of(door.form.base_fields[name])) for position, name in columns.fields.items()
        }
        self._heading = [plain_heading(text) for text in columns.headings.values()]
        self._read_act = reader_of(door.act_field)
        self._totals = 0
        self._unexplained: set[str] = set()

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines that hold anything; blank rows, repeated headings and sums are passed over."""
        read_hidden = 0
        for index in range(self.columns.below, len(self.sheet.rows)):
            row, number = self.sheet.rows[index], self.sheet.first + index
            if not self._holds(row):
                continue
            read_hidden += number in self.sheet.hidden
            yield self._line(row, number)
        self._tell(read_hidden)

    def problem(self, name: str, message: str) -> Problem:
        """Return a problem of a field with the column it stands in."""
        known = self.door.form.base_fields.get(name)
        label = str(known.label) if known else name if name == ACT_HEADING else ""
        return Problem(self.columns.letter_of(name), label, message)

    def _holds(self, row: Sequence[Cell]) -> bool:
        told = (*self.columns.fields, *((self.columns.act,) if self.columns.act is not None else ()))
        given = [str(row[position]).strip() for position in told if position < len(row)]
        if not any(given):
            return False
        if any("".join(str(cell).split()).startswith(_TOTALS) for cell in row[:3]):
            self._totals += 1
            return False
        return [plain_heading(cell) for cell in row] != self._heading[: len(row)]

    def _line(self, row: Sequence[Cell], number: int) -> Line:
        line = Line(self.sheet.name, number, {})
        for position, (name, read) in self._readers.items():
            cell = row[position] if position < len(row) else ""
            if cell == "":
                line.texts[name] = ""
                continue
            try:
                line.texts[name] = read(cell)
            except InputError as error:
                line.texts[name] = str(cell)[:60]
                line.problems.append(self.problem(name, error.message))
        if self.columns.record is not None and self.columns.record < len(row):
            self._name_record(line, row[self.columns.record])
        if self.columns.act is not None and self.columns.act < len(row):
            self._name_act(line, row[self.columns.act])
        return line

    def _name_record(self, line: Line, cell: Cell) -> None:
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS and 0 < int(text) <= _LARGEST:
            line.record = int(text)
        elif text:
            letter = column_letters(self.columns.record or 0)
            line.problems.append(
                Problem(letter, "记录编号", f"「{text[:20]}」不是记录编号：新增的行请留空，其他的行请不要改动这一列。")
            )

    def _name_act(self, line: Line, cell: Cell) -> None:
        try:
            line.act = self.door.sheet_acts.get(self._read_act(cell))
        except InputError as error:
            line.problems.append(self.problem(ACT_HEADING, error.message))
        if line.act is not None and line.record is None:
            sentence = f"新增的行不能「{line.act.label}」：请先导入，再下载现有记录办理。"
            line.problems.append(self.problem(ACT_HEADING, sentence))
        if line.act is not None and line.act.form is not None:
            self._unexplained.add(line.act.label)

    def _tell(self, read_hidden: int) -> None:
        where = f"工作表「{self.sheet.name}」"
        if read_hidden:
            self.notes.append(f"{where}有 {read_hidden} 个隐藏行，也已读入；不需要的请删去后重新上传。")
        if self._totals:
            self.notes.append(f"{where}有 {self._totals} 个合计行，未读入。")
        if self.sheet.uncomputed:
            cells = "、".join(self.sheet.uncomputed[:5])
            self.notes.append(f"{where}的公式没有计算结果（{cells} 等 {len(self.sheet.uncomputed)} 处），按空白读入。")
        if self._unexplained:
            self.notes.append(f"{where}要办理「{'、'.join(sorted(self._unexplained))}」：请在导入时填写原因。")
        for position, text in self.columns.unknown.items():
            self.notes.append(f"{where}{column_letters(position)} 列「{text}」没有对应的栏目，未读入。")
