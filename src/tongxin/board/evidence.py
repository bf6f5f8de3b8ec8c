"""The evidence of a figure: its records with day, organiser and count, by organisation, by day, and the lines of one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tongxin.board.calendar import Time
from tongxin.board.figure_page import OWN_LEVEL, Asked
from tongxin.board.links import figure_url, lines_url
from tongxin.board.records import names_of, names_people, table_of_lines, table_of_records
from tongxin.board.wording import shape
from tongxin.figures import Evidence, Fact, Kind, Of
from tongxin.figures.grouping import Group, Grouping, Order
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, chinese_date
from tongxin.ports.narrowed import names_known
from tongxin.web.format import Kind as Shape
from tongxin.web.table import Column, Table

SHOWN: Final = 60
EXPORTED: Final = 5_000
LINES_SHOWN: Final = 100
_LARGEST: Final = 2**63 - 1
_UNIT: Final = "organisation"
RECORD, UNIT, DAY = "record", "unit", "day"
WAYS: Final[Mapping[str, str]] = {RECORD: "逐条记录", UNIT: "按主办组织", DAY: "按日期"}
SORTS: Final[Mapping[str, str]] = {"day": "日期", "unit": "主办组织", "rows": "计入条数"}


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """How the evidence of a figure is put together and sorted, and where the stretch shown begins.

    `own` leaves only what hangs at the place itself, and at none of the places below it.
    """

    way: str = RECORD
    order: Order = Order.DAY
    descending: bool = False
    start: int = 0
    own: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str], *, fact: Fact | None) -> "Sorting":
        """Read it from an address; raises `InputError` with a sentence."""
        way, sort = query.get("group") or RECORD, query.get("sort") or ("rows" if query.get("group") == UNIT else "day")
        if way not in ways(fact):
            raise InputError("group 应为 record、unit 或 day，请从数字页上选。", field="group")
        if sort.removeprefix("-") not in SORTS:
            raise InputError("sort 应为 day、unit 或 rows，前面可加减号，请点表头排序。", field="sort")
        descending = sort.startswith("-") or (not query.get("sort") and way == UNIT)
        return cls(
            way=way,
            order=Order(sort.removeprefix("-")),
            descending=descending,
            start=read_after(query.get("start"), field="start"),
            own=bool(query.get("own")),
        )

    def query(self, **other: str) -> dict[str, str]:
        """Return it as it stands in an address, with what is to differ."""
        found = {"group": self.way, "sort": f"{'-' if self.descending else ''}{self.order.value}"}
        found |= {"own": "1"} if self.own else {}
        return {name: value for name, value in {**found, **other}.items() if value}


def ways(fact: Fact | None) -> list[str]:
    """Return how the evidence of a fact can be put together."""
    if fact is None:
        return [RECORD]
    return [RECORD, *([UNIT] if _UNIT in fact.narrowings else []), *([] if fact.is_stock else [DAY])]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the evidence: a record, an organisation or a day, with how much of the figure it is."""

    name: str
    url: str
    group: Group
    unit: str

    @property
    def days(self) -> str:
        """The day, or the days from the first to the last."""
        first, last = self.group.first, self.group.last
        return chinese_date(first) if first == last else f"{chinese_date(first)}至{chinese_date(last)}"


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The rows shown, how many there are in all, and how they are put together."""

    asked: Asked
    fact: Fact
    sorting: Sorting
    rows: Sequence[Row]
    total: int

    def table(self, *, addressed: bool = False) -> Table:
        """Return the rows as a table; `addressed` for a file, in which nobody can follow a link otherwise."""
        measure, way = self.asked.measure, self.sorting.way
        head = {RECORD: _label(self.fact), UNIT: "主办组织", DAY: "日期"}[way]
        columns = [Column(name="name", label=head, value="name", link=lambda row: row.url or None)]
        if way == RECORD:
            columns.append(Column(name="day", label="起始日期" if self.fact.is_stock else "日期", value="days"))
            if _UNIT in self.fact.narrowings:
                columns.append(Column(name="unit", label="主办组织", value="unit"))
        unit = "人次" if measure.kind is Kind.PERSON_TIMES else "条"
        if way != RECORD or self._has_lines:
            columns.append(Column(name="rows", label="计入", value="group.rows", kind=Shape.NUMBER, unit=unit))
        if measure.value is not None:
            columns.append(
                Column(name="total", label="数值", value="group.total", kind=shape(measure), unit=measure.unit)
            )
        if addressed:
            columns.append(Column(name="page", label="页面", value="url"))
        return Table(columns, list(self.rows), caption="依据")

    @property
    def _has_lines(self) -> bool:
        return self.fact.record_column != self.fact.key


def sorting_of(asked: Asked, query: Mapping[str, str]) -> Sorting:
    """Read how the evidence of a figure is asked for; a place that has no parts has no level apart from them."""
    read = Sorting.read(query, fact=asked.asking.fact(asked.measure))
    return read if asked.level_below is not None else replace(read, own=False)


def trail(asked: Asked, sorting: Sorting, *, limit: int = SHOWN, named: bool = True) -> Trail | None:
    """Return a stretch of the evidence; None for a ratio. `named=False` leaves out names of people, for files."""
    fact = asked.asking.fact(asked.measure)
    if fact is None:
        return None
    unit = fact.narrowings.get(_UNIT)
    by = {RECORD: fact.record_column, DAY: fact.times[0], UNIT: unit.name if unit else ""}[sorting.way]
    grouping = Grouping(
        by=by,
        unit=unit.name if unit else None,
        above=asked.level_below if sorting.own else None,
        order=sorting.order,
        descending=sorting.descending,
        offset=sorting.start,
        limit=limit,
    )
    total, groups = asked.asking.groups(asked.question, grouping=grouping)
    units = names_known(_UNIT, {one.unit for one in groups if one.unit}, scope=asked.asking.scope)
    records = _records(asked, fact, groups, named=named) if sorting.way == RECORD else {}
    rows = [_row(asked, fact, one, way=sorting.way, names=records, units=units) for one in groups]
    if sorting.own and sorting.way != RECORD:
        rows = [replace(row, url=row.url and f"{row.url}&{OWN_LEVEL}#evidence") for row in rows]
    return Trail(asked=asked, fact=fact, sorting=sorting, rows=rows, total=total)


def _records(asked: Asked, fact: Fact, groups: Sequence[Group], *, named: bool) -> dict[int, str]:
    model = table_of_records(fact)
    if names_people(model) and not named:
        return {}
    return names_of(model, [one.of for one in groups if isinstance(one.of, int)], scope=asked.asking.scope)


def _row(
    asked: Asked, fact: Fact, group: Group, *, way: str, names: Mapping[int, str], units: Mapping[int, str]
) -> Row:
    unit = units.get(group.unit or 0, "")
    if isinstance(group.of, date):
        name, url = chinese_date(group.of), _of_day(asked, group.of)
    elif way == UNIT:
        name, url = unit or "其他组织", _of_unit(asked, group.of)
    else:
        number = group.of or 0
        name = names.get(number, f"{_label(fact)} {number}")
        url = page_of(fact, group) if fact.record_column == fact.key else lines_url(asked.question, record=number)
    return Row(name=name, url=url, group=group, unit=unit)


def _label(fact: Fact) -> str:
    """Return what a record that shows rows is called: the class of a roster line."""
    return fact.label if fact.record_column == fact.key else fact.column(fact.record_column).label


def page_of(fact: Fact, group: Group) -> str:
    """Return the page of the record a group of rows belongs to."""
    page, _, anchor = fact.page.partition("#")
    return f"{page}#{anchor}".removesuffix("#").format(**group.links)


def _of_day(asked: Asked, day: date) -> str:
    return asked.url(asked.place, time=Time(period=Period(day, date.fromordinal(day.toordinal() + 1))))


def _of_unit(asked: Asked, number: int | None) -> str:
    if number is None or asked.of is not None:
        return ""
    of = Of(subject=_UNIT, id=number)
    return figure_url(asked.measure.code, place=asked.place.code, time=asked.time, of=of)


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The rows of one record that count in a figure: `unnamed` where the asker may not read who they are."""

    record: str
    page: str
    rows: Sequence[tuple[str, str]]
    after: int
    more: bool
    unnamed: bool

    @property
    def table(self) -> Table:
        """Return them as a table."""
        columns = (Column(name="name", label="条目", value=lambda row: row[0], link=lambda row: row[1], personal=True),)
        return Table(columns, list(self.rows), caption="计入的条目")


def lines_of(asked: Asked, record: int, *, after: int = 0) -> Lines | None:
    """Return the rows of a record behind a figure, by key; None where it has none, or the asker may not see records."""
    fact = asked.asking.fact(asked.measure)
    if fact is None:
        return None
    found = asked.asking.evidence(asked.question, after=after, limit=LINES_SHOWN + 1, record=record)
    if not found:
        return None
    scope, shown = asked.asking.scope, found[:LINES_SHOWN]
    records = names_of(table_of_records(fact), [record], scope=scope)
    names = names_of(table_of_lines(fact), [one.key for one in shown], scope=scope)
    return Lines(
        record=records.get(record, f"{_label(fact)} {record}"),
        page=found[0].page.partition("#")[0],
        rows=[(names.get(one.key, f"{fact.label} {one.key}（不显示姓名）"), one.page) for one in shown],
        after=shown[-1].key,
        more=len(found) > LINES_SHOWN,
        unnamed=names_people(table_of_lines(fact)) and len(names) < len(shown),
    )


def read_after(text: str | None, *, field: str = "after", what: str = "翻页位置无效，请从第一页重新翻。") -> int:
    """Read where a run of evidence begins, or another number of the address; raises `InputError` that says `what`."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= _LARGEST):
        raise InputError(what, field=field)
    return int(text[:20])


def rows_table(rows: Sequence[Evidence], *, label: str) -> Table:
    """Return the rows behind a figure one by one, as a table for export."""
    columns = (
        Column(name="record", label="记录", value=lambda row: f"{label} {row.key}"),
        Column(name="page", label="页面", value="page"),
        Column(name="code", label="记录编号", value="record"),
    )
    return Table(columns, rows, caption="依据")
