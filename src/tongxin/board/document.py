"""A figure as the JSON document of the public contract: the same from the command line and the API."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongxin.board.adding_up import own_level
from tongxin.board.asking import time_shown
from tongxin.board.calendar import read_time
from tongxin.board.links import question
from tongxin.board.places import level_below, read_place
from tongxin.figures import Axis, Cell, Desk, Evidence, Figure, Measure, Of, Question
from tongxin.figures.figure import measure_json, of_json, place_json, result_json
from tongxin.figures.question import check_past, day_of, is_stock
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.desk import uncounted
from tongxin.ports.narrowed import Named, named

EVIDENCE_MOST = 1_000
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A figure with what was asked beside it: cells along `by`, and evidence rows where some were asked for."""

    figure: Figure
    by: Axis | None
    cells: tuple[Cell, ...]
    evidence: tuple[Evidence, ...]
    subject: Named | None = None
    notice: str = ""
    uncounted: str = ""

    def json(self) -> dict[str, Any]:
        """Return the document. `by` and `cells` are there when they were asked for; `notice` and `uncounted` when there is something to say."""
        document = self.figure.json()
        for name in ("notice", "uncounted"):
            if said := getattr(self, name):
                document[name] = said
        if self.subject is not None:
            document["of"] = of_json(self.subject.of, name=self.subject.name)
        document["evidence"] = [{"record": row.record, "page": row.page} for row in self.evidence]
        if self.by is not None:
            document["by"] = self.by.value
            document["cells"] = [_cell_json(cell, measure=self.figure.measure) for cell in self.cells]
        return document


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """A question as text: `place`, `from` and `to` (both included) or `as_of`, `by`, `evidence`, `after`, `of`."""

    code: str
    query: Mapping[str, str]
    home: str
    """Path of the place meant where none is named."""
    today: date
    """The day of the site, meant where no time is named."""

    def answer(self, desk: Desk, *, scope: Scope) -> Answer:
        """Ask the desk; raises `InputError` or `NotFoundError` with one sentence."""
        measure = desk.registry.measure(self.code)
        stock = is_stock(measure, registry=desk.registry)
        subject = read_subject(self.query.get("of"), scope=scope)
        place = read_place(
            self.query.get("place"), register=desk.register, scope=scope, home=self.home, subject=subject
        )
        time = read_time(self.query, stock=stock, today=self.today)
        if not self.query.get("as_of"):
            time = time_shown(desk, measure, place=place, time=time, scope=scope)
        axis = read_axis(self.query.get("by"))
        limit = read_count(self.query.get("evidence"), name="evidence", most=EVIDENCE_MOST)
        after = read_count(self.query.get("after"), name="after", most=LARGEST_KEY)
        asked = question(measure.code, place=place.code, time=time, of=subject.of if subject else None)
        whole = _at_its_end(asked) if stock and axis is not None and axis.step is not None else asked
        figure = desk.figure(whole, scope=scope)
        rows = desk.evidence(whole, scope=scope, after=after or 0, limit=limit) if limit else []
        return Answer(
            figure=figure,
            by=axis,
            cells=_cells(desk, asked, axis=axis, figure=figure, scope=scope) if axis is not None else (),
            evidence=tuple(rows),
            subject=subject,
            notice=desk.notice,
            uncounted=uncounted(desk.snapshot, path=place.path) if scope.may(Verb.VIEW, place.path) else "",
        )


def _cells(desk: Desk, asked: Question, *, axis: Axis, figure: Figure, scope: Scope) -> tuple[Cell, ...]:
    """Return the cells along an axis, those of places with what hangs at the place itself, so that they add up."""
    cells = desk.cells(asked, by=axis, scope=scope)
    if axis.step is not None:
        return cells
    below = level_below(figure.place, register=desk.register, day=day_of(figure.question))
    own = own_level(figure, cells, direct=below is not None and below.value == axis.value)
    return (*cells, own) if own is not None else cells


def read_subject(text: str | None, *, scope: Scope) -> Named | None:
    """Return whom `of` names, as the asker may know it; None when nothing was asked for."""
    return named(Of.read(text), scope=scope) if text else None


def _at_its_end(question: Question) -> Question:
    # A stock has no value over a period: the document's own value is that of the last day, its cells tell the way there.
    check_past(question)
    if question.period is None:
        return question
    return replace(question, period=None, as_of=min(question.period.last, today()))


def read_axis(text: str | None) -> Axis | None:
    """Read what to break down by; None when nothing was asked for."""
    if not text:
        return None
    try:
        return Axis(text)
    except ValueError:
        raise InputError(f"by 只能是 {'、'.join(Axis)}，收到的是「{text[:20]}」。", field="by") from None


def read_count(text: str | None, *, name: str, most: int) -> int | None:
    """Read a whole number between 0 and `most`; None when nothing was given."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise InputError(f"{name} 应为 0 至 {most} 的整数，收到的是「{text[:20]}」。", field=name)
    return int(text)


def _cell_json(cell: Cell, *, measure: Measure) -> dict[str, Any]:
    where: dict[str, Any] = {}
    if cell.place is not None:
        where = dict(place_json(cell.place))
    elif cell.period is not None:
        where = {"from": cell.period.start.isoformat(), "to": cell.period.last.isoformat()}
    elif cell.as_of is not None:
        where = {"as_of": cell.as_of.isoformat()}
    return {**where, **result_json(cell.result, measure=measure)}


def catalogue_json(measures: tuple[Measure, ...], *, scope: Scope) -> list[dict[str, Any]]:
    """Return the measures an asker may know of: the public ones, all of them for holders of any role."""
    return [
        {
            **measure_json(measure),
            "definition": measure.definition,
            "grain": measure.grain,
            "words": list(measure.words),
            "public": measure.public,
        }
        for measure in measures
        if measure.public or scope.grants
    ]
