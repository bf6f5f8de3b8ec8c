"""Moves all that hangs on one record to another, remembers every column it touched, and can put all of it back."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, UniqueConstraint

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import SHANGHAI, chinese_date
from tongxin.network.models import Person
from tongxin.network.models.following import FollowsPerson
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

    def __init__(self, *, by: Actor, reason: str) -> None:
        self.steps: list[Step] = []
        self.links: list[list[Any]] = []
        self._by, self._reason = by, reason

    def follow(self, merged: Person, kept: Person) -> None:
        """Let everything that belongs to one person belong to the other."""
        for relation in relations_to(Person):
            self._move(relation, source=merged, target=kept)

    def settle(self, kept: Person) -> None:
        """Let what the person had already follow to another home."""
        for relation in relations_to(Person):
            if issubclass(relation.model, FollowsPerson):
                for row in rows_of(relation.model).filter(**{relation.field: kept.pk}).order_by("pk"):
                    self.alter(row, row.settled(kept))

    def alter(self, row: Any, values: dict[str, Any], *, action: str = "network.person.merge.move") -> None:
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
        journal.write(row, by=self._by, action=action, before=earlier, reason=self._reason)

    def put_aside(self, row: Any) -> None:
        """Take a row out of its table and keep it whole."""
        self.steps.append(_step("aside", row, before=stored(row, all_columns(type(row)))))
        journal.write(row, by=self._by, action="network.person.merge.aside", reason=self._reason)
        rows_of(type(row)).filter(pk=row.pk).delete()

    def _move(self, relation: Relation, *, source: Model, target: Model) -> None:
        rows = rows_of(relation.model)
        present = list(rows.filter(**{relation.field: target.pk}).order_by("pk"))
        for row in rows.filter(**{relation.field: source.pk}).order_by("pk"):
            twin = _twin(row, present, field=relation.field)
            if twin is None:
                values = {relation.model._meta.get_field(relation.field).attname: target.pk}  # type: ignore[union-attr]
                settled = row.settled(target) if isinstance(row, FollowsPerson) and isinstance(target, Person) else {}
                self.alter(row, values | settled)
                self.links.append([relation.model._meta.label_lower, row.pk, relation.field])
            else:
                self._unite(row, twin)

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


def put_back(steps: list[Step], *, by: Actor, reason: str, kept: Person) -> None:
    """Undo the steps in reverse order; raise `ConflictError` naming what was done since, where something was."""
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
        journal.write(rows.get(), by=by, action="network.person.merge.undo", before=earlier, reason=reason)


def _refuse_later_work(steps: list[Step], *, kept: Person) -> None:
    aside = {(step["model"], step["pk"]) for step in steps if step["kind"] == "aside"}
    expected: dict[tuple[str, int], Stored] = {}
    for step in steps:
        key = step["model"], step["pk"]
        if step["kind"] == "change" and key not in aside:
            expected.setdefault(key, {}).update(step["after"])
    for (label, pk), after in expected.items():
        model = apps.get_model(label)
        row = rows_of(model).filter(pk=pk).first()
        if row is None or values_from(model, after, readable=True) != values_from(
            model, stored(row, after), readable=True
        ):
            raise _later(model, pk)
        _refuse_dependents(row, known={*expected, *aside}, kept=kept)


def _refuse_dependents(row: Model, *, known: set[tuple[str, int]], kept: Person) -> None:
    """Refuse where something new of the kept person hangs on a row that would go back to the other one."""
    for relation in relations_to(type(row)) if not isinstance(row, Person) else ():
        owners = [one.field for one in relations_to(Person) if one.model is relation.model]
        for new in rows_of(relation.model).filter(**{relation.field: row.pk}).order_by("pk"):
            label = new._meta.label_lower
            if (label, new.pk) not in known and any(getattr(new, f"{name}_id") == kept.pk for name in owners):
                raise _later(relation.model, new.pk)


def _later(model: type[Model], pk: int) -> ConflictError:
    last = Entry.objects.about_numbered(model, [pk]).order_by("-id").first()
    what = f"{model._meta.verbose_name} {pk}"
    if last is None:
        return ConflictError(f"合并之后「{what}」又有改动，不能撤销合并，请先撤回那项改动。")
    day = chinese_date(last.at.astimezone(SHANGHAI).date())
    return ConflictError(f"合并之后，{last.actor}在{day}又办理了「{what}」，不能撤销合并，请先撤回那项办理。")
