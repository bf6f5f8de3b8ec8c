"""The rows of a sheet as lines of a form: each with the text of its fields, its place in the file, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tongxin.intake.cells import Reader, reader_of
from tongxin.intake.door import Door
from tongxin.intake.headings import Columns, plain_heading
from tongxin.kernel.errors import InputError
from tongxin.office.sheet import Cell, Sheet, column_letters

_TOTALS: Final = ("合计", "总计", "小计", "共计")
_LARGEST: Final = 2**63 - 1


@dataclass(slots=True)
class Problem:
    """What is wrong with a line: the column's letter and label where it is about one, and the sentence."""

    letter: str
    label: str
    message: str


@dataclass(slots=True)
class Line:
    """One row: `texts` by field name as somebody would have typed them, the number of the record it names."""

    sheet: str
    number: int
    texts: dict[str, str]
    record: int | None = None
    problems: list[Problem] = field(default_factory=list)


class SheetLines:
    """Reads the lines of one sheet and collects what a reader should be told about it."""

    def __init__(self, sheet: Sheet, columns: Columns, *, door: Door) -> None:
        self.sheet, self.columns, self.door = sheet, columns, door
        self.notes: list[str] = []
        self._readers: Mapping[int, tuple[str, Reader]] = {
            position: (name, reader_of(door.form.base_fields[name])) for position, name in columns.fields.items()
        }
        self._heading = [plain_heading(text) for text in columns.headings.values()]
        self._totals = 0

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
        return Problem(self.columns.letter_of(name), str(known.label) if known else "", message)

    def _holds(self, row: Sequence[Cell]) -> bool:
        given = [str(row[position]).strip() for position in self.columns.fields if position < len(row)]
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
        return line

    def _name_record(self, line: Line, cell: Cell) -> None:
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if text.isascii() and text.isdigit() and 0 < int(text) <= _LARGEST:
            line.record = int(text)
        elif text:
            letter = column_letters(self.columns.record or 0)
            line.problems.append(
                Problem(letter, "记录编号", f"「{text[:20]}」不是记录编号：新增的行请留空，其他的行请不要改动这一列。")
            )

    def _tell(self, read_hidden: int) -> None:
        where = f"工作表「{self.sheet.name}」"
        if read_hidden:
            self.notes.append(f"{where}有 {read_hidden} 个隐藏行，也已读入；不需要的请删去后重新上传。")
        if self._totals:
            self.notes.append(f"{where}有 {self._totals} 个合计行，未读入。")
        if self.sheet.uncomputed:
            cells = "、".join(self.sheet.uncomputed[:5])
            self.notes.append(f"{where}的公式没有计算结果（{cells} 等 {len(self.sheet.uncomputed)} 处），按空白读入。")
        for position, text in self.columns.unknown.items():
            self.notes.append(f"{where}{column_letters(position)} 列「{text}」没有对应的栏目，未读入。")
