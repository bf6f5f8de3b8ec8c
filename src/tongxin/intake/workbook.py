"""A workbook to fill in or to edit: a sheet per kind of record, handed in again as it is.

Every cell is text or a day, never a formula. The first column carries the record's number: whoever leaves it alone changes
records, whoever leaves it blank adds one.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, Final, cast

from django import forms
from django.utils.timezone import localtime
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from tongxin.access import site
from tongxin.access.guard import under
from tongxin.intake.door import Door
from tongxin.intake.headings import RECORD_HEADING
from tongxin.intake.judging import shown
from tongxin.kernel.scope import Scope
from tongxin.office.timeless import new_workbook
from tongxin.web.export import MAX_ROWS
from tongxin.web.spreadsheet import needs_quoting

_ROWS_WITH_LISTS: Final = 5_000
_LONGEST_LIST: Final = 255  # what Excel takes as the text of a list
_CHUNK: Final = 2_000
_LISTS: Final = "选项"
_RULES: Final = (
    "每张工作表是一种记录，一行一条。蓝色表头的列必须填写，灰色的可以不填。",
    "“记录编号”由系统填写：更正原有记录时请保留，新增的行请留空，不要改动。",
    "日期写成 2021-12-31 或 2021年12月31日；地区写名称或六位代码；组织写登记的全称。",
    "“办理”一列选要办的事（如归档），不办的留空；要写明原因的，用导入时填写的原因。",
    "删去一行不会删除记录；把一格清空，就是把这一项改成空白。",
    "填好后在“导入”页面上传，先看预览，确认后才会写入；整批可以撤销。",
)


def write_workbook(file: IO[bytes], doors: Sequence[Door], *, scope: Scope, path: str | None) -> int:
    """Write a sheet for each door: empty for `path` None, else with the records at and below that place.

    Returns how many records were written.
    """
    with new_workbook(file, constant_memory=True) as book:
        writer = _Writer(book, scope=scope, path=path)
        for door in doors:
            writer.add(door)
        writer.finish()
        return writer.written


class _Writer:
    def __init__(self, book: Workbook, *, scope: Scope, path: str | None) -> None:
        self.book, self.scope, self.path = book, scope, path
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.text = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        head = {"bold": True, "font_color": "#ffffff", "border": 1, "valign": "vcenter"}
        self.needed = book.add_format({**head, "bg_color": "#2f5d8a"})
        self.optional = book.add_format({**head, "bg_color": "#66707a"})
        self.lists: list[tuple[str, list[str]]] = []
        self.written = 0

    def add(self, door: Door) -> None:
        """Write the sheet of one door."""
        sheet = self.book.add_worksheet(door.label[:31])
        fields = list(door.fields.items())
        sheet.freeze_panes(1, 1)
        sheet.write_string(0, 0, RECORD_HEADING, self.optional)
        sheet.set_column(0, 0, 10)
        columns = [one for _, one in fields] + ([door.act_field] if door.sheet_acts else [])
        for position, one in enumerate(columns, start=1):
            self._head(sheet, position, one)
        for line, (number, values) in enumerate(self._records(door), start=1):
            if line > MAX_ROWS:
                break
            self.written += 1
            sheet.write_string(line, 0, str(number), self.text)
            for position, (name, one) in enumerate(fields, start=1):
                self._cell(sheet, (line, position), one, values.get(name))

    def finish(self) -> None:
        """Write the sheet of choices, hidden, and the rules."""
        choices = self.book.add_worksheet(_LISTS)
        choices.hide()
        for line in range(max((len(words) for _, words in self.lists), default=0)):
            for position, (_, words) in enumerate(self.lists):
                if line < len(words):
                    choices.write_string(line, position, words[line])
        rules = self.book.add_worksheet("填写说明")
        rules.set_column(0, 0, 100)
        demo = ("演示数据：内容均为虚构。",) if site.current().is_demo else ()
        for line, text in enumerate((*demo, *_RULES)):
            rules.write_string(line, 0, text)

    def _head(self, sheet: Any, position: int, one: forms.Field) -> None:
        label = str(one.label)
        sheet.write_string(0, position, label, self.needed if one.required else self.optional)
        sheet.set_column(position, position, max(12, 2 * len(label) + 4), self.text)
        if one.help_text:
            sheet.write_comment(0, position, str(one.help_text), {"x_scale": 2})
        words = choice_labels(one)
        if words:
            sheet.data_validation(1, position, _ROWS_WITH_LISTS, position, {
                "validate": "list", "source": self._list(label, words), "error_title": "不在选项内",
                "error_message": "请从下拉列表中选择。", "ignore_blank": True,
            })  # fmt: skip

    def _list(self, label: str, words: list[str]) -> Any:
        """Return the choices themselves, or where they stand on the hidden sheet when they are too long for a cell rule."""
        if len(",".join(words)) <= _LONGEST_LIST:
            return words
        self.lists.append((label, words))
        letter = xl_col_to_name(len(self.lists) - 1, col_abs=True)
        return f"={_LISTS}!{letter}$1:{letter}${len(words)}"

    def _records(self, door: Door) -> Iterable[tuple[int, dict[str, Any]]]:
        if self.path is None or door.model is None:
            return
        rows = door.rows(self.scope, verb=door.verb).filter(under(self.path)).order_by("pk").iterator(chunk_size=_CHUNK)
        while chunk := list(islice(rows, _CHUNK)):
            yield from zip((record.pk for record in chunk), door.values_of_many(chunk), strict=True)

    def _cell(self, sheet: Any, at: tuple[int, int], one: forms.Field, value: Any) -> None:
        if isinstance(value, datetime):
            sheet.write_datetime(*at, localtime(value).replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(*at, datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001 - a day has no zone
        elif text := shown(one, value):
            sheet.write_string(*at, text[:32_000], self.quoted if needs_quoting(text) else self.text)


def choice_labels(one: forms.Field) -> list[str]:
    """Return the words one may choose from; empty for a field that takes anything."""
    if not isinstance(one, forms.ChoiceField):
        return []
    return [str(label) for code, label in cast("Any", one.choices) if code != ""]
