"""Facts over tables: from one declaration the snapshot's rows, the numbers units confirm, and whom a write concerns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connections, models
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable

from tongxin.access.guard import Guarded
from tongxin.figures import Column, DeclarationError, Fact, Type
from tongxin.figures.facts import Row
from tongxin.kernel.period import Period
from tongxin.ports.activity import ActivityCount

CHUNK = 10_000
_QUOTED = re.compile(r'"(\w+)"')
Expression = str | Combinable
_TYPES: tuple[tuple[type[Any], Type], ...] = (
    (models.BooleanField, Type.FLAG),
    (models.IntegerField, Type.COUNT),
)


@dataclass(frozen=True)
class Source:
    """Where the rows of the fact with this code are read: one table, an expression for each column, and which rows count as rows at all."""

    code: str
    model: type[Guarded]
    expressions: Mapping[str, Expression] = field(hash=False)
    only: Q = field(hash=False)

    def table(self, using: str | None = None) -> QuerySet[Any]:
        """Return the whole table, whoever asks: scope is applied by whoever counts."""
        return self.model.objects.for_snapshot(self.code, using=using)

    def query(self, using: str | None = None) -> QuerySet[Any]:
        """Return the rows that are rows of the fact."""
        return self.table(using).filter(self.only)

    def expression(self, column: str) -> Any:
        """Return what a column holds, as an expression over the table."""
        found = self.expressions[column]
        return F(found) if isinstance(found, str) else found

    def listed(self, using: str) -> QuerySet[Any, Row]:
        """Return the query of the rows in column order, by key."""
        named = {f"column_{name}": self.expression(name) for name in self.expressions}
        rows: QuerySet[Any, Row] = self.query(using).order_by("pk").annotate(**named).values_list(*named)
        return rows

    def rows(self, using: str) -> Iterator[Row]:
        """Return the rows in column order, by key."""
        found: Iterator[Row] = self.listed(using).iterator(chunk_size=CHUNK)
        return found

    def tables(self, using: str) -> frozenset[str]:
        """Return the names of the tables the rows are read from: those the statement names, however it reaches them."""
        statement, _ = self.listed(using).query.get_compiler(using).as_sql()
        return frozenset(_QUOTED.findall(statement)) & frozenset(connections[using].introspection.django_table_names())


@dataclass(frozen=True, kw_only=True)
class TableFact(Fact):
    """A fact read from one table.

    The page that shows a row is that of a `shown_by` record, whose number stands in the column `shown_key`.
    """

    source: Source
    shown_by: type[Guarded]
    shown_key: str
    anchor: str

    def read_from(self, alias: str) -> frozenset[str]:
        """Return the names of the tables its rows are made of."""
        return self.source.tables(alias)

    @property
    def unit(self) -> Column | None:
        """The column that numbers the organisation a row belongs to, where there is one."""
        return self.numbering("organisation")

    @property
    def person(self) -> Column | None:
        """The column that numbers persons, where there is one."""
        return self.numbering("person")

    def numbering(self, subject: str) -> Column | None:
        """Return the column that numbers this sort of thing; of several the first."""
        return next((column for column in self.columns if column.subject == subject), None)

    def on_page(self, template: str) -> "TableFact":
        """Return the fact with the address of the records that show it: `template` holds `{}` for their number."""
        return replace(self, page=template.format(f"{{{self.shown_key}}}") + self.anchor)


@dataclass(frozen=True, kw_only=True)
class _Via:
    """A column of a row that numbers something else: what, under which label."""

    path: Expression
    subject: str
    label: str


def via(path: Expression, subject: str, *, label: str = "") -> _Via:
    """Return a column that numbers a `subject` (organisation, person, base, class …), reached by this path.

    What is worked out from the row instead of reached needs its label.
    """
    return _Via(path=path, subject=subject, label=label)


@dataclass(frozen=True, kw_only=True)
class Coded:
    """A column of codes that is worked out from the row: its label, the expression, and what each code means.

    `evidence` where it tells of what class the evidence kept for the record is.
    """

    label: str
    expression: Combinable
    choices: Mapping[str, str]
    evidence: bool = False


@dataclass(frozen=True, kw_only=True)
class Computed:
    """An amount or a flag that is worked out from the row and what hangs on it, never stored: its label and the expression.

    The expression is never null.
    """

    label: str
    expression: Combinable
    type: Type = Type.COUNT


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Whose page shows the rows of a fact: a record of `by`, numbered by the column `key`, at an anchor of the page."""

    by: type[Guarded]
    key: str = "key"
    anchor: str = ""


def fact_of(  # noqa: PLR0913 - a declaration: each says one thing of the table
    model: type[Guarded],
    code: str,
    *,
    place: str = "place_id",
    day: str = "",
    span: tuple[str, str] | None = None,
    subjects: Mapping[str, _Via] | None = None,
    codes: "Mapping[str, str | Coded | Computed] | Sequence[str]" = (),
    only: Q | None = None,
    label: str = "",
    numbers: str = "",
    shown: Shown | None = None,
) -> TableFact:
    """Return the fact of a table: its number, place and time, what it numbers besides, and its codes, flags and amounts.

    A flow happens on `day`, a stock lasts over `span` (begin, end; the end null while it lasts). `codes` are fields, by
    name or by their path under another name, with the fields' own labels and choices; a `Coded` or `Computed` one is worked out.
    `numbers` says what the row itself is, where that is something (organisation). `only` keeps the rows that exist for
    figures at all. Paths go through relations (`occasion__training_class__place_id`).
    """
    times = (("day", Type.DAY, day),) if span is None else (("begin", Type.BEGIN, span[0]), ("end", Type.END, span[1]))
    expressions: dict[str, Expression] = {"key": "pk"}
    columns = [Column(name="key", type=Type.KEY, label=f"{model._meta.verbose_name}编号", subject=numbers)]
    for name, one in (subjects or {}).items():
        expressions[name] = one.path
        columns.append(
            Column(
                name=name,
                type=Type.SUBJECT,
                label=one.label or str(_field(model, str(one.path)).verbose_name),
                subject=one.subject,
            )
        )
    expressions["place"] = place
    columns.append(Column(name="place", type=Type.PLACE, label=str(_field(model, place).verbose_name)))
    for name, kind, path in times:
        expressions[name] = path
        columns.append(Column(name=name, type=kind, label=str(_field(model, path).verbose_name)))
    named = codes if isinstance(codes, Mapping) else {name: name for name in codes}
    for name, expression in named.items():
        expressions[name] = expression if isinstance(expression, str) else expression.expression
        columns.append(_coded(model, name, expression))
    source = Source(code, model, expressions, only if only is not None else Q())
    shown = shown or Shown(by=model)
    return TableFact(
        code=code,
        label=label or str(model._meta.verbose_name),
        record=code,
        page="",
        columns=tuple(columns),
        rows=source.rows,
        source=source,
        shown_by=shown.by,
        shown_key=shown.key,
        anchor=shown.anchor,
    )


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How active organisations were, from the rows of a fact: those of their own, and those they had a share in.

    `shared` is the relation to the organisations a record was done together with: those that are credited with it.
    """

    kind: str
    fact: TableFact
    where: Q = field(hash=False)
    shared: str

    def __call__(
        self, organisations: Sequence[int], period: Period, *, using: str | None = None
    ) -> Iterator[ActivityCount]:
        """Yield how much each organisation did on each day of a period, alone or with others; one query."""
        unit, day = (self.fact.source.expressions[name] for name in (_unit(self.fact).name, self.fact.times[0]))
        rows = (
            self.fact.source.query(using)
            .filter(self.where, **{f"{day}__gte": period.start, f"{day}__lt": period.end})
            .order_by()
        )
        once = Count("pk", distinct=True)
        joint = Count("pk", filter=Q(**{f"{self.shared}__isnull": False}), distinct=True)
        own = rows.filter(**{f"{unit}__in": organisations}).values_list(unit, day)
        others = rows.filter(**{f"{self.shared}__in": organisations}).values_list(self.shared, day)
        counted = own.annotate(number=once, joint=joint).union(others.annotate(number=once, joint=once), all=True)
        for organisation, on, number, together in counted:
            yield ActivityCount(organisation=organisation, kind=self.kind, day=on, number=number, joint=together)


def _unit(fact: TableFact) -> Column:
    if fact.unit is None:
        raise DeclarationError(f"fact {fact.code}: no column numbers organisations")
    return fact.unit


def _coded(model: type[Guarded], name: str, given: "str | Coded | Computed") -> Column:
    """Return a column of codes, flags or amounts as the field behind it says."""
    if isinstance(given, Coded):
        return Column(name=name, type=Type.CODE, label=given.label, choices=given.choices, evidence=given.evidence)
    if isinstance(given, Computed):
        return Column(name=name, type=given.type, label=given.label)
    found = _field(model, given)
    label = str(found.verbose_name)
    if found.flatchoices:
        choices = {str(code): str(word) for code, word in found.flatchoices}
        return Column(name=name, type=Type.CODE, label=label, choices=choices)
    kind = next((type_ for field_class, type_ in _TYPES if isinstance(found, field_class)), None)
    if kind is None:
        raise DeclarationError(f"{model._meta.label}.{name} is neither a code, a flag nor an amount")
    return Column(name=name, type=getattr(found, "figure_type", kind), label=label)


def _field(model: type[models.Model], path: str) -> Any:
    found: Any = None
    for step in path.split("__"):
        found = model._meta.pk if step == "pk" else model._meta.get_field(step.removesuffix("_id"))
        model = getattr(found, "related_model", None) or model
    return found
