"""Read the sheets of platforms as they are: which platform and kind it is, which columns hold what, cells made plain.

Nothing but the columns named in `data/platforms.json` is read: names, telephone numbers and addresses of buyers never are.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError
from tongxin.office.sheet import Cell, Sheet

_SEARCHED: Final = 15  # titles and notes stand above the headings
_LONG: Final = re.compile(r"\d{16,}")
_EXACT: Final = 15  # digits a spreadsheet program keeps of a number
_QUOTED: Final = re.compile(r'="(.*)"')
_AMOUNT: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DAY: Final = re.compile(r"(20\d\d)(?:[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d\d)(\d\d))")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One kind of sheet of one platform. `columns` are the words a column may be headed with, by what it holds."""

    platform: str
    called: str
    seen: tuple[str, str]
    signs: frozenset[str]
    sheet: str = ""
    columns: Mapping[str, tuple[str, ...]]
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A sheet that was recognised: its layout, the index of the row of headings, what each column holds."""

    layout: Layout
    top: int
    columns: Mapping[str, int]
    times: tuple[int, ...]


def heading(cell: object) -> str:
    """Return a heading as headings are compared: half-width, without blanks; 帐 is 账 and 劵 is 券."""
    return re.sub(r"\s", "", plain(bare(cell))).translate(str.maketrans("帐劵", "账券"))


def bare(cell: object) -> str:
    """Return a cell without what programs put around it: tabs, apostrophes, ="…"."""
    text = str(cell).replace("\ufeff", "").strip().lstrip("'\u2018\u2019").strip()
    quoted = _QUOTED.fullmatch(text)
    return (quoted[1] if quoted else text).strip()


@cache
def layouts() -> tuple[Layout, ...]:
    """Return the layouts known."""
    return tuple(
        Layout(
            platform=one["platform"],
            called=one["called"],
            seen=(one["seen"][0], one["seen"][1]),
            signs=frozenset(map(heading, one["signs"])),
            sheet=one.get("sheet", ""),
            columns={name: tuple(map(heading, words)) for name, words in one.get("columns", {}).items()},
            instead=one.get("instead", ""),
        )
        for one in _data()["sheets"]
    )


def other_words() -> dict[str, tuple[str, ...]]:
    """Return what platforms call each field, for sheets that are not recognised as a whole."""
    found: dict[str, dict[str, None]] = {}
    for layout in layouts():
        for name, words in layout.columns.items():
            found.setdefault(name, {}).update(dict.fromkeys(words))
    meant: dict[str, set[str]] = {}
    for name, words_of in found.items():
        for word in words_of:
            meant.setdefault(word, set()).add(name)
    wanted = ("number", "item", "quantity", "amount", "refund", "status", "happened", "flow")
    return {name: tuple(word for word in found[name] if len(meant[word]) == 1) for name in wanted}


def recognised(sheet: Sheet) -> Recognised | None:
    """Return which sheet of which platform it is, by its headings; None where it is none that is known.

    Raises `InputError` for one that tells of the same money in another way.
    """
    for top, row in enumerate(sheet.rows[:_SEARCHED]):
        words = [heading(cell) for cell in row]
        fitting = [one for one in layouts() if one.signs <= set(words)]
        if not fitting:
            continue
        layout = max(fitting, key=lambda one: (len(one.signs), one.seen[0]))
        if layout.instead:
            raise InputError(layout.instead, field="file")
        columns = {
            name: found
            for name, known in layout.columns.items()
            if name != "other_times" and (found := _position(words, known)) is not None
        }
        others = layout.columns.get("other_times", ())
        times = (*(columns[name] for name in ("happened", "sent") if name in columns), *(
            position for position, word in enumerate(words) if word in others
        ))  # fmt: skip
        return Recognised(layout=layout, top=top, columns=columns, times=times)
    return None


def refuse_eaten(cells: Iterable[str]) -> None:
    """Raise `InputError` where every long order number ends in zeros: a spreadsheet program has eaten their last digits."""
    numbers = [text for text in cells if _LONG.fullmatch(text)]
    if len(numbers) >= _FEW and all(set(text[_EXACT:]) == {"0"} for text in numbers):
        raise InputError(
            f"订单号「{numbers[0]}」从第 16 位起都是 0：表格软件已丢掉末几位。请从平台重新导出，不要用 Excel 打开后另存；"
            "要打开时，先把订单号一列设为文本。",
            field="file",
        )


def plain_lines(sheet: Sheet, found: Recognised) -> dict[int, dict[str, str]]:
    """Return what each row below the headings says, by its index: rows of explanations and closing lines left out."""
    below = range(found.top + 1, len(sheet.rows))
    lines = {index: line for index in below if (line := _line(sheet.rows[index], found)) is not None}
    refuse_eaten(line["number"] for line in lines.values())
    return lines


def day_of_sheet(sheet: Sheet, found: Recognised, *, filename: str) -> date | None:
    """Return the day a sheet was made on: as its file is named, else the latest day any of its lines tells of."""
    named = [day for parts in _DAY.finditer(filename) if (day := _day_of(parts))]
    if named:
        return named[-1]
    days = [
        day
        for row in sheet.rows[found.top + 1 :]
        for position in found.times
        if position < len(row) and (day := day_said(row[position])) is not None
    ]
    return max(days, default=None)


def stage_of(status: str, *, sent: str = "") -> str:
    """Return how far a sub-order had come, from the words of its platform; one with a day of delivery was delivered."""
    known = _stage_said(status)
    if sent and known != "paid":
        return "delivered"
    return known or "paid"


def amount_of(text: str) -> str:
    """Return an amount without separators, signs of currency and words that mean none; what is no amount stays as it is."""
    said = text if text.replace(".", "", 1).isdecimal() else plain(text).replace(",", "").removesuffix("元").strip("¥ ")
    return "" if said in _data()["nothing"] else said


def day_said(cell: Cell) -> date | None:
    """Return the day a cell says; None where it says none."""
    if isinstance(cell, datetime):
        return cell.date()
    found = _DAY.match(bare(cell))
    return _day_of(found) if found else None


@lru_cache(maxsize=2_000)
def _stage_said(status: str) -> str:
    said = plain(status)
    stages = _data()["stages"]
    return next((str(one["stage"]) for one in stages if any(plain(word) in said for word in one["words"])), "")


_FEW: Final = 3  # of fewer numbers, zeros at the end may be chance


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("tongxin.records.produce") / "data/platforms.json").read_text("utf-8"))
    return found


def _position(words: Sequence[str], known: Sequence[str]) -> int | None:
    return next((words.index(word) for word in known if word in words), None)


def _line(row: Sequence[Cell], found: Recognised) -> dict[str, str] | None:
    """Return what a row says; None for one that is about no order."""
    said = {name: _text(row[at]) if at < len(row) else "" for name, at in found.columns.items()}
    amount = amount_of(said.get("amount", "") or said.get("refund", ""))
    if not said["number"] and not _AMOUNT.fullmatch(amount):
        return None
    said["number"] = said["number"] + ("/" + said["part"] if said.get("part") else "")
    money = _money(said, sheet=found.layout.sheet)
    after = said.get("aftersale", "")
    whole = any(word in said.get("status", "") + after for word in _data()["refunded"])
    if whole and found.layout.sheet == "order" and not money["refund"]:
        money["refund"] = money["amount"]
    if not whole and found.layout.sheet == "aftersale":
        money["refund"] = ""
    status = said.get("status", "") or after
    stage = stage_of(status, sent=said.get("sent", "")) if found.layout.sheet == "order" else "delivered"
    kept = {name: said.get(name, "") for name in ("number", "flow", "item", "quantity", "happened")}
    return {**kept, **money, "status": status, "stage": stage}


def _money(said: Mapping[str, str], *, sheet: str) -> dict[str, str]:
    """Return amount and refund of a row; what goes out of a settlement is negative."""
    amount, outgoing = amount_of(said.get("amount", "")), amount_of(said.get("outgoing", ""))
    if outgoing.strip("-0."):
        amount = f"-{outgoing.lstrip('-')}"
    if said.get("direction", "") in ("支出", "出账", "支") and amount:
        amount = f"-{amount.lstrip('-')}"
    return {"amount": amount or ("0" if sheet == "aftersale" else ""), "refund": amount_of(said.get("refund", ""))}


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        if abs(cell) >= 10**_EXACT:
            return f"{cell:E}"  # named as an error where it is read
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return bare(cell)


def _day_of(found: re.Match[str]) -> date | None:
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
