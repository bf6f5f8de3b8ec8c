"""Reads of sheets: which lines are on record already, and a platform's sheet as one this house understands."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from tongxin.intake.door import Found, Values
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.naming import numbered_name
from tongxin.office.sheet import Cell, Sheet
from tongxin.records.produce.models import Round, SheetLine
from tongxin.records.produce.queries.rounds import names_of, selling
from tongxin.records.produce.rules.reckoning import Told
from tongxin.records.produce.rules.sheets import Recognised, day_of_sheet, day_said, plain_lines, recognised

_LABELS = {
    "round": "场次名称", "sheet": "表类", "number": "子订单号", "flow": "流水号", "item": "商品", "quantity": "数量",
    "amount": "金额（元）", "refund": "退款（元）", "stage": "进度", "status": "平台状态", "happened": "发生日期",
    "told": "表的日期",
}  # fmt: skip


def told(values: Mapping[str, Any]) -> Told:
    """Return what the values of a line say."""
    names = ("sheet", "told", "flow", "item", "quantity", "amount", "refund", "stage", "status", "happened")
    return Told(**{name: values[name] for name in names})


def digest_of(values: Mapping[str, Any]) -> str:
    """Return by what a line told again is recognised."""
    said = (values["round"].pk, values["number"], *told(values).identity)
    return sha256(repr(tuple(map(str, said))).encode()).hexdigest()


def find_lines(rows: Sequence[Values], scope: Scope) -> list[Found]:
    """Return for each line the one on record that says the same; one query."""
    digests = [digest_of(row) for row in rows]
    visible = SheetLine.objects.visible_to(scope).filter(digest__in=set(digests))
    known = dict(visible.values_list("digest", "pk"))
    return [Found(record=known.get(digest)) for digest in digests]


def platform_sheet(sheet: Sheet, *, filename: str, path: str) -> Sheet | None:
    """Return a platform's sheet under the headings of the door, cells where they stood; None for any other sheet.

    Columns that are not needed, those about buyers among them, are left out before anything else sees them.
    """
    found = recognised(sheet)
    if found is None:
        return None
    lines = plain_lines(sheet, found)
    made = day_of_sheet(sheet, found, filename=filename)
    rounds = _Rounds(path, platform=found.layout.platform)
    places = _places(found)
    width = max(places.values()) + 1
    rows: list[list[Cell]] = [[] for _ in sheet.rows]
    rows[found.top] = _row(_LABELS, places, width=width)
    shared = {"sheet": found.layout.sheet, "told": made.isoformat() if made else ""}
    for index, line in lines.items():
        known = rounds.of(line, is_order=found.layout.sheet == SheetLine.Sheet.ORDER)
        rows[index] = _row({**line, **shared, "round": known}, places, width=width)
    return Sheet(name=sheet.name, rows=rows, first=sheet.first, hidden=sheet.hidden)


def _places(found: Recognised) -> dict[str, int]:
    """Return where each column stands: where the platform has it, else behind all of those."""
    own = {name: at for name, at in found.columns.items() if name in _LABELS}
    behind = max(found.columns.values()) + 1
    return own | {name: behind + index for index, name in enumerate(name for name in _LABELS if name not in own)}


def _row(values: Mapping[str, str], places: Mapping[str, int], *, width: int) -> list[Cell]:
    row: list[Cell] = [""] * width
    for name, at in places.items():
        row[at] = values[name]
    return row


class _Rounds:
    """The rounds of a place on a platform, and which of them a line is about."""

    def __init__(self, path: str, *, platform: str) -> None:
        self._rounds = selling(path, platform=platform)
        numbers = SheetLine.objects.children_of_numbered(Round, [one.pk for one in self._rounds])
        self._known: dict[str, int] = dict(numbers.values_list("number", "round_id"))
        self._names = {one.pk: numbered_name(one) for one in self._rounds}
        self._items = {one.pk: names_of(one) for one in self._rounds}

    def of(self, line: Mapping[str, str], *, is_order: bool) -> str:
        """Return the round by its name and number: the one that knows the order, else the only one that fits."""
        if line["number"] in self._known:
            return self._names[self._known[line["number"]]]
        day = day_said(line["happened"])
        fitting = [one for one in self._rounds if _fits(one, day, is_order=is_order)]
        if len(fitting) > 1:
            fitting = [one for one in fitting if line["item"] in self._items[one.pk]]
        return self._names[fitting[0].pk] if len(fitting) == 1 else ""


def _fits(one: Round, day: date | None, *, is_order: bool) -> bool:
    if day is None:
        return True
    return one.opens <= day and (not is_order or day <= one.closes)
