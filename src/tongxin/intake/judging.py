"""Say of every line what handing it in does: a new record, a change field by field, nothing, an error, a likely double."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, cast

from django import forms
from django.db import models, transaction

from tongxin.access.actor import Actor
from tongxin.figures.store import Progress
from tongxin.intake.door import ACT_HEADING, Door, Found, Likeness
from tongxin.intake.lines import Line, Problem, SheetLines
from tongxin.intake.models import BatchRow
from tongxin.intake.packing import packed
from tongxin.intake.validation import Validator
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.period import chinese_date
from tongxin.lifecycle.life import Act
from tongxin.web.fields import NamesField
from tongxin.web.format import moment

Kind = BatchRow.Kind
_CHUNK: Final = 2_000
_WHOLE: Final = "__all__"
_TRIED: Final = "表格预览"  # what a dry run gives for a reason; nothing of it stays
IN_THE_FILE: Final = 0  # the number of a likely record that an earlier line of the same file is about to make


@dataclass(slots=True)
class Outcome:
    """What handing a line in does. `values` are the cleaned ones, `changes` name, label, before and after."""

    line: Line
    kind: BatchRow.Kind
    record: int | None = None
    values: dict[str, Any] | None = None
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)
    likely: tuple[Likeness, ...] = ()
    same: int | None = None

    @property
    def corrections(self) -> list[tuple[str, str, str, str]]:
        """The changes of fields, without the act."""
        return [change for change in self.changes if change[0] != ACT_HEADING]

    def packed_values(self) -> dict[str, Any] | None:
        """Return the cleaned values as JSON values."""
        return None if self.values is None else {name: packed(value) for name, value in self.values.items()}


def do_act(one: Act, record: Any, *, by: Actor, reason: str) -> None:
    """Do an act a workbook asks for: with the reason of the batch where it asks for one."""
    one.do(record, by=by, **({"reason": reason} if one.form is not None else {}))


def shown(one: forms.Field, value: Any) -> str:
    """Return a cleaned value as a person reads it: several names on one line, paragraphs as they are."""
    if value is None or value == "":
        return ""
    if isinstance(one, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in cast("Any", one.choices)}
        return labels.get(str(value), str(value))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return chinese_date(value)
    text = str(one.prepare_value(value))
    return text.replace("\n", "、") if isinstance(one, NamesField) else text


class Judge:
    """Judges the lines of one door for one asker. `perform` also writes, line by line, where the door takes no sets."""

    def __init__(
        self, door: Door, *, by: Actor, reason: str = _TRIED, made: dict[str, dict[int, Line]] | None = None
    ) -> None:
        self.door, self.by, self.reason = door, by, reason
        self._new, self._known = Validator(door.form), Validator(door.correcting)
        self._seen: dict[Hashable, Line] = {}
        self._named: dict[int, Line] = {}
        # What earlier lines put on record in this dry run, by door and number: gone when it is over.
        every = {} if made is None else made
        self._made = every.setdefault(door.name, {})
        self._held = every.setdefault(door.hangs_on, {}) if door.hangs_on else self._made
        # What the page fills in beforehand holds where a sheet says nothing.
        self._presumed = {
            name: _typed(one, one.initial)
            for name, one in door.form.base_fields.items()
            if one.required and one.initial
        }
        self.problem: Callable[[str, str, Line], Problem] = self._unplaced

    def compared(self, line: Line) -> Outcome:
        """Return what a line of somebody's own sheet changes about the record it names; a blank cell says nothing."""
        return self._changed(line, self._formers([line.record or 0]).get(line.record or 0), keep_blank=True)

    def judge(self, sheet: SheetLines, *, progress: Progress) -> Iterator[Outcome]:
        """Yield the outcome of every line, in order; those of a door without sets are written on the way."""
        self.problem = sheet.problem
        lines, total, done = iter(sheet), len(sheet.sheet.rows), 0
        while chunk := list(islice(lines, _CHUNK)):
            yield from self._chunk(chunk)
            done += len(chunk)
            progress(min(done, total), total)

    def _chunk(self, lines: Sequence[Line]) -> Iterator[Outcome]:
        formers = self._formers([line.record for line in lines if line.record])
        if self.door.writes_sets:
            yield from self._as_set([self._understood(line, formers) for line in lines])
            return
        for line in lines:
            outcome = self._understood(line, formers)
            if outcome.kind is Kind.NEW:
                self._mark_repeated([outcome])
            if outcome.kind is Kind.NEW:
                self._look_up([outcome])
            self._write(outcome)
            yield outcome

    def _formers(self, numbers: Sequence[int]) -> dict[int, tuple[models.Model, dict[str, Any]]]:
        """Return the records with these numbers that the asker may change, with the values of their fields."""
        if not numbers or self.door.model is None:
            return {}
        records = list(self.door.rows(self.by.scope, verb=self.door.verb).filter(pk__in=numbers))
        return {
            record.pk: (record, values)
            for record, values in zip(records, self.door.values_of_many(records), strict=True)
        }

    def _understood(self, line: Line, formers: Mapping[int, tuple[models.Model, dict[str, Any]]]) -> Outcome:
        """Return a line read by the form: new, changed, unchanged or in error; nothing is looked up yet."""
        if line.record is not None:
            return self._changed(line, formers.get(line.record), keep_blank=False)
        line.texts |= {name: text for name, text in self._presumed.items() if not line.texts.get(name)}
        cleaned, errors = self._new.clean(line.texts)
        if errors or line.problems:
            return self._refused(line, errors)
        return self._in_scope(Outcome(line, Kind.NEW, None, cleaned))

    def _changed(
        self,
        line: Line,
        former: tuple[models.Model, dict[str, Any]] | None,
        *,
        keep_blank: bool,
    ) -> Outcome:
        """Compare a line with the record it names. In somebody's own sheet a blank cell says nothing."""
        if former is None:
            line.problems.append(
                Problem(
                    "",
                    "记录编号",
                    f"没有编号为 {line.record} 的{self.door.label}，或不在您的权限范围内；新增的行请不填编号。",
                )
            )
            return Outcome(line, Kind.ERROR, line.record)
        if self.door.correct is None:
            line.problems.append(Problem("", "记录编号", f"{self.door.label}登记后不能用表格更正。"))
            return Outcome(line, Kind.ERROR, line.record)
        record, before = former
        first = self._named.setdefault(record.pk, line)
        if first is not line:
            line.problems.append(
                self.problem("", f"与「{first.sheet}」第 {first.number} 行是同一条记录，请合成一行。", line)
            )
            return Outcome(line, Kind.ERROR, record.pk)
        fields = self._known.form.fields
        given = {name: text for name, text in line.texts.items() if name in fields and (text or not keep_blank)}
        texts = {name: _typed(one, before.get(name)) for name, one in fields.items()} | given
        cleaned, errors = self._known.clean(texts)
        if errors or line.problems:
            return self._refused(line, errors)
        changes = [
            (name, str(one.label), shown(one, before.get(name)), shown(one, cleaned.get(name)))
            for name, one in fields.items()
            if name in given and not _alike(before.get(name), cleaned.get(name))
        ]
        if line.act is not None:
            changes.append((ACT_HEADING, ACT_HEADING, "", line.act.label))
        kind = Kind.CHANGED if changes else Kind.UNCHANGED
        outcome = self._in_scope(Outcome(line, kind, record.pk, cleaned, changes))
        if line.act is not None and outcome.kind is Kind.CHANGED:
            self._allow(outcome, line.act, record)
        return outcome

    def _allow(self, outcome: Outcome, one: Act, record: models.Model) -> None:
        """Make it the line's error where the state of the record, or who asks, does not allow the act."""
        assert self.door.life is not None  # the act was found in it  # noqa: S101
        try:
            self.by.scope.require(one.verb, one.place(record, self.by.scope))
            self.door.life.require(one, record, by=self.by)
        except TongxinError as error:
            self._fail(outcome, error, field=ACT_HEADING)

    def _refused(self, line: Line, errors: Mapping[str, Sequence[str]]) -> Outcome:
        """Make it an error, saying all that is wrong: of a cell that could not be read only that, once."""
        unread = {one.name for one in line.problems}
        for name, sentences in errors.items():
            if name not in unread and not (name == _WHOLE and unread):
                line.problems.extend(self.problem(name, sentence, line) for sentence in sentences)
        return Outcome(line, Kind.ERROR, line.record)

    def _in_scope(self, outcome: Outcome) -> Outcome:
        if outcome.kind is Kind.UNCHANGED or outcome.values is None:
            return outcome
        try:
            self.by.scope.require(self.door.verb, self.door.place_path(outcome.values))
        except TongxinError as error:
            self._fail(outcome, error)
        return outcome

    def _as_set(self, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        fresh = [outcome for outcome in outcomes if outcome.kind is Kind.NEW]
        self._mark_repeated(fresh)
        self._look_up([outcome for outcome in fresh if outcome.kind is Kind.NEW])
        asked = [outcome for outcome in fresh if outcome.kind in {Kind.NEW, Kind.DUPLICATE} and outcome.values]
        if self.door.refusals is not None:
            rows = [_with_same(outcome) for outcome in asked]
            for position, error in self.door.refusals(rows, by=self.by).items():
                self._fail(asked[position], error)
        return outcomes

    def _mark_repeated(self, outcomes: Sequence[Outcome]) -> None:
        """A line that says the same as an earlier one is left out and says which, and what it says otherwise."""
        for outcome in outcomes:
            key = self.door.key(outcome.values or {}) if self.door.key else None
            if key is None:
                continue
            first = self._seen.setdefault(key, outcome.line)
            if first is not outcome.line:
                self._repeats(outcome, first, what="条")

    def _repeats(self, outcome: Outcome, first: Line, *, what: str) -> None:
        """Leave a line out that is about what an earlier one of the file makes, and say what it says otherwise."""
        sentence = (
            f"与{self._where(first, outcome.line)}是同一{what}，只导入前面一行{self._otherwise(first, outcome)}。"
        )
        outcome.kind, outcome.values = Kind.DUPLICATE, None
        outcome.line.problems.append(self.problem("", sentence, outcome.line))
        if self.door.create_other is not None:  # whoever knows better may say so
            same = Likeness(
                record=IN_THE_FILE, label=self._where(first, outcome.line), strength=100, reasons=("内容相同",)
            )
            outcome.likely = (same,)

    def _where(self, first: Line, line: Line) -> str:
        return f"{'' if first.sheet == line.sheet else f'工作表「{first.sheet}」'}第 {first.number} 行"

    def _otherwise(self, first: Line, outcome: Outcome) -> str:
        former, _ = self._new.clean(first.texts)
        said = [
            str(one.label)
            for name, one in self.door.form.base_fields.items()
            if outcome.line.texts.get(name) and not _alike((outcome.values or {}).get(name), former.get(name))
        ]
        return f"；这一行另写的{'、'.join(f'「{label}」' for label in said)}没有采用" if said else ""

    def _look_up(self, outcomes: Sequence[Outcome]) -> None:
        """Find what is on record already; a record that is surely the same is compared instead of entered again."""
        if self.door.find is None or not outcomes:
            return
        found = self.door.find([outcome.values or {} for outcome in outcomes], self.by.scope)
        formers = self._formers([one.record for one in found if one.record and one.record not in self._made])
        for outcome, one in zip(outcomes, found, strict=True):
            if one.record in self._made:
                self._repeats(outcome, self._made[one.record], what="个")
            elif one.record in formers:
                self._become(outcome, formers[one.record])
            else:
                self._may_be(outcome, one)

    def _become(self, outcome: Outcome, former: tuple[models.Model, dict[str, Any]]) -> None:
        known = self._changed(outcome.line, former, keep_blank=True)
        outcome.kind, outcome.record = known.kind, known.record
        outcome.values, outcome.changes = known.values, known.changes

    def _may_be(self, outcome: Outcome, found: Found) -> None:
        """What is likely may be a record, or an earlier line of the file: that one has no number yet."""
        outcome.same = None if found.same in self._held else found.same
        likely = [one for one in found.likely if self._held is self._made or one.record not in self._held]
        if likely:
            outcome.kind, outcome.likely = Kind.DUPLICATE, tuple(self._told(one, outcome.line) for one in likely)

    def _told(self, one: Likeness, line: Line) -> Likeness:
        first = self._made.get(one.record)
        return (
            one if first is None else replace(one, record=IN_THE_FILE, label=f"{self._where(first, line)} {one.label}")
        )

    def _unplaced(self, name: str, message: str, _line: Line) -> Problem:
        known = self.door.form.base_fields.get(name)
        return Problem("", str(known.label) if known else "", message, name if known else "")

    def _fail(self, outcome: Outcome, error: TongxinError, *, field: str = "") -> None:
        outcome.kind = Kind.ERROR
        outcome.line.problems.append(self.problem(field or error.field or _WHOLE, error.message, outcome.line))

    def _write(self, outcome: Outcome) -> None:
        """Write one line of a door without sets; what the action refuses is the line's error."""
        try:
            with transaction.atomic():
                if outcome.kind is Kind.NEW:
                    made = self.door.create(by=self.by, **(outcome.values or {}))
                    self._made[made.pk] = outcome.line
                    self._new.forget()
                elif outcome.kind is Kind.CHANGED and self.door.correct is not None:
                    record = self._formers([outcome.record or 0])[outcome.record or 0][0]
                    if outcome.corrections:
                        self.door.correct(record, by=self.by, reason=self.reason, **(outcome.values or {}))
                    if outcome.line.act is not None:
                        do_act(outcome.line.act, record, by=self.by, reason=self.reason)
        except TongxinError as error:
            self._fail(outcome, error)


def _with_same(outcome: Outcome) -> dict[str, Any]:
    return {**(outcome.values or {}), "same": outcome.same}


def _typed(one: forms.Field, value: Any) -> str:
    """Return a value on record as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else ""
    return value.isoformat() if isinstance(value, date) else str(one.prepare_value(value))


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two values are the same; nothing, the empty text and the empty list are."""
    if isinstance(one, list | tuple) or isinstance(other, list | tuple):
        return list(one or ()) == list(other or ())
    return one == other or {one, other} <= {None, ""}
