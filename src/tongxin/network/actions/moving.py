"""Moves all that hangs on one record to another, remembers every column it touched, and can put all of it back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, UniqueConstraint

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import SHANGHAI, chinese_date
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.models import Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.queries.once import Once, once_of
from tongxin.network.queries.relations import (
    Relation,
    Stored,
    all_columns,
    relations_to,
    rows_of,
    stored,
    uniques,
    values_from,
)

Step = dict[str, Any]


class Move:
    """One move in progress. `steps` tells what was done, in order; every step can be undone by `put_back`."""

    def __init__(self, once: Once, *, by: Actor, reason: str) -> None:
        self.steps: list[Step] = []
        self.links: list[list[Any]] = []
        self._once, self._by, self._reason = once, by, reason

    def follow(self, merged: Any, kept: Any) -> None:
        """Let everything that belongs to one record belong to the other, its files included."""
        for relation in relations_to(self._once.model):
            self._move(relation, source=merged, target=kept)
        present = set(EvidenceFile.objects.about(kept).values_list("original_sha256", flat=True))
        for file in EvidenceFile.objects.about(merged).order_by("pk"):
            if file.original_sha256 not in present:
                self.alter(file, {"record_id": kept.pk, "path": kept.path})
                self.links.append([file._meta.label_lower, file.pk, "record_id"])

    def settle(self, kept: Person) -> None:
        """Let what the person had already follow to another home."""
        for relation in relations_to(type(kept)):
            if issubclass(relation.model, FollowsPerson):
                for row in rows_of(relation.model).filter(**{relation.field: kept.pk}).order_by("pk"):
                    self.alter(row, row.settled(kept))

    def alter(self, row: Any, values: dict[str, Any], *, action: str = "") -> None:
        """Set these columns of one row, remember them as they were, and tell the journal; nothing where all are so already.

        Values go into the database as they are: what is derived from them is given too, or stays true.
        """
        model = type(row)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        earlier, before = journal.values_of(row), stored(row, changed)
        rows_of(model).filter(pk=row.pk).update(**changed)
        row.refresh_from_db(from_queryset=rows_of(model))
        self.steps.append(_step("change", row, before=before, after=stored(row, changed)))
        said = action or f"{self._once.code}.merge.move"
        journal.write(row, by=self._by, action=said, before=earlier, reason=self._reason)

    def put_aside(self, row: Any) -> None:
        """Take a row out of its table and keep it whole."""
        self.steps.append(_step("aside", row, before=stored(row, all_columns(type(row)))))
        journal.write(row, by=self._by, action=f"{self._once.code}.merge.aside", reason=self._reason)
        rows_of(type(row)).filter(pk=row.pk).delete()

    def _move(self, relation: Relation, *, source: Model, target: Model) -> None:
        rows = rows_of(relation.model)
        present = list(rows.filter(**{relation.field: target.pk}).order_by("pk"))
        moving = list(rows.filter(**{relation.field: source.pk}).order_by("pk"))
        if moving and getattr(relation.model, "is_append_only", False):
            raise ConflictError(f"「{relation.label}」写下后不能改动，名下有这种记录的不能并入别的记录。")
        for row in moving:
            twin = _twin(row, present, field=relation.field)
            if twin is None:
                values = {relation.model._meta.get_field(relation.field).attname: target.pk}  # type: ignore[union-attr]
                settled = row.settled(target) if isinstance(row, FollowsPerson) and isinstance(target, Person) else {}
                self.alter(row, values | settled)
                self._note_beside(row, target)
                self.links.append([relation.model._meta.label_lower, row.pk, relation.field])
            else:
                self._unite(row, twin)

    def _note_beside(self, row: Any, target: Model) -> None:
        """Remember what of the kept record hung on a row before it moved: only what comes later stands against undoing."""
        if isinstance(target, self._once.model) and (beside := list(_beside(row, target))):
            self.steps[-1]["beside"] = [[model._meta.label_lower, number] for model, number in beside]

    def _unite(self, row: Any, twin: Any) -> None:
        """Let the twin stay for both: it takes over what it lacks, all that hangs on the row, and the row goes aside."""
        if isinstance(twin, FollowsPerson):
            self.alter(twin, twin.taken_over(row))
        model: type[Model] = type(row)
        for relation in relations_to(model):
            self._move(relation, source=row, target=twin)
        self.put_aside(row)


def _step(kind: str, row: Model, **columns: Stored) -> Step:
    return {"kind": kind, "model": row._meta.label_lower, "pk": row.pk, **columns}


def _twin(row: Any, present: Sequence[Any], *, field: str) -> Any | None:
    """Find what is the same thing: first the one beside which the row could not stay, then what the table calls the same."""
    for one in present:
        if any(_collide(row, one, rule=rule, field=field) for rule in uniques(type(row), field)):
            return one
    return next((one for one in present if isinstance(row, FollowsPerson) and row.is_same_as(one)), None)


def _collide(row: Any, other: Any, *, rule: UniqueConstraint, field: str) -> bool:
    names = [row._meta.get_field(name).attname for name in rule.fields if name != field]
    if any(getattr(row, name) is None or getattr(row, name) != getattr(other, name) for name in names):
        return False
    both = rows_of(type(row)).filter(pk__in=(row.pk, other.pk))
    return both.filter(rule.condition).count() == 2 if rule.condition else True


def put_back(steps: list[Step], *, by: Actor, reason: str, kept: Any) -> None:
    """Undo the steps in reverse order; raise `ConflictError` naming what was done since, where something was."""
    action = f"{once_of(kept).code}.merge.undo"
    _refuse_later_work(steps, kept=kept)
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        rows = rows_of(model).filter(pk=step["pk"])
        if step["kind"] == "aside":
            plain = values_from(model, step["before"], readable=True)
            model(pk=step["pk"], **plain).save(force_insert=True)
            earlier: dict[str, Any] = {}
        else:
            earlier = journal.values_of(rows.get())
        rows.update(**values_from(model, step["before"]))
        journal.write(rows.get(), by=by, action=action, before=earlier, reason=reason)


def _refuse_later_work(steps: list[Step], *, kept: Any) -> None:
    aside = {(step["model"], step["pk"]) for step in steps if step["kind"] == "aside"}
    expected: dict[tuple[str, int], Stored] = {}
    for step in steps:
        key = step["model"], step["pk"]
        if step["kind"] == "change" and key not in aside:
            expected.setdefault(key, {}).update(step["after"])
    there = {(label, number) for step in steps for label, number in step.get("beside", ())}
    for (label, pk), after in expected.items():
        model = apps.get_model(label)
        row = rows_of(model).filter(pk=pk).first()
        if row is None or values_from(model, after, readable=True) != values_from(
            model, stored(row, after), readable=True
        ):
            raise _later(model, pk)
        _refuse_dependents(row, known={*expected, *aside, *there}, kept=kept)


def _refuse_dependents(row: Model, *, known: set[tuple[str, int]], kept: Any) -> None:
    """Refuse where something new of the kept record hangs on a row that would go back to the other one."""
    for model, number in _beside(row, kept):
        if (model._meta.label_lower, number) not in known:
            raise _later(model, number)


def _beside(row: Model, owner: Any) -> Iterator[tuple[type[Model], int]]:
    """Yield what hangs on a row and belongs to the owner itself, too."""
    table: type[Model] = type(owner)
    if isinstance(row, table):
        return
    owned: dict[type[Model], Q] = {}
    for one in relations_to(table):
        owned[one.model] = owned.get(one.model, Q()) | Q(**{one.field: owner.pk})
    for relation in relations_to(type(row)):
        if (own := owned.get(relation.model)) is not None:
            rows = rows_of(relation.model).filter(own, **{relation.field: row.pk}).order_by("pk")
            yield from ((relation.model, number) for number in rows.values_list("pk", flat=True))


def _later(model: type[Model], pk: int) -> ConflictError:
    last = Entry.objects.about_numbered(model, [pk]).order_by("-id").first()
    what = f"{model._meta.verbose_name} {pk}"
    if last is None:
        return ConflictError(f"合并之后「{what}」又有改动，不能撤销合并，请先撤回那项改动。")
    day = chinese_date(last.at.astimezone(SHANGHAI).date())
    return ConflictError(f"合并之后，{last.actor}在{day}又办理了「{what}」，不能撤销合并，请先撤回那项办理。")
