"""Saying who unresolved lines are, many at once: whoever is on record already, or somebody new, with one reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.actions.completion import decide
from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.models import Participation
from tongxin.attendance.queries import roster
from tongxin.kernel.characters import same_name
from tongxin.kernel.errors import ConflictError, NotFoundError, TongxinError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, lock, require_reason
from tongxin.network.actions import register_person
from tongxin.network.models import Person, Place
from tongxin.ports.undoing import KEEP_EARLIER_VALUES

IDENTIFIED: Final = "attendance.line.identify"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who a line is said to be: the `person` of this number, None for somebody new.

    `distinct` says that whoever on record is alike was looked at and is somebody else.
    """

    line: int
    person: int | None = None
    distinct: bool = False


@dataclass(kw_only=True)
class Settled:
    """How many lines are now known to be people on record, how many people were new, and why the others are as they were."""

    found: int = 0
    new: int = 0
    refused: list[str] = field(default_factory=list)


def settle_lines(choices: Sequence[Choice], *, by: Actor, reason: str) -> Settled:
    """Say who unresolved lines of any number of rosters are, with one reason. What cannot be is told, the rest is written.

    A new person comes on record at the place of the roster, once for all lines of one name and unit there. Lines that
    somebody else has settled meanwhile, and those the actor may not read, are left alone without a word.
    """
    why, wanted = require_reason(reason), {one.line: one for one in choices}
    rows = Participation.objects.visible_to(by.scope).filter(pk__in=wanted, person=None).select_related("occasion")
    lines = list(rows.order_by("occasion_id", "id"))
    settling = _Settling(by=by, reason=why, choices=wanted)
    settling.look_up(lines)
    for _, several in groupby(lines, key=lambda row: row.occasion_id):
        settling.settle(list(several))
    return settling.told


@dataclass
class _Settling:
    by: Actor
    reason: str
    choices: dict[int, Choice]
    told: Settled = field(default_factory=Settled)
    _persons: set[int] = field(default_factory=set)
    _places: dict[str, Place] = field(default_factory=dict)
    _new: dict[tuple[str, ...], int] = field(default_factory=dict)

    def look_up(self, lines: Sequence[Participation]) -> None:
        """Read the persons chosen, as far as the actor reads them, and the places of the lines: two queries."""
        numbers = {one.person for one in self.choices.values() if one.person}
        self._persons = set(
            Person.objects.visible_to(self.by.scope).filter(pk__in=numbers).values_list("pk", flat=True)
        )
        self._places = {one.path: one for one in Place.objects.filter(path__in={row.path for row in lines})}

    def settle(self, lines: Sequence[Participation]) -> None:
        """Settle the lines of one roster, all that can be."""
        told, new = Settled(), dict(self._new)
        try:
            with transaction.atomic():
                # First, as everybody does who decides lines: two at once never wait for each other.
                lock(lines[0].occasion, by=self.by, verb=Verb.RECORD)
                with act("attendance.line.correct", lines[0], by=self.by, reason=self.reason) as doer:
                    self._write(lines, told, new, by=doer)
        except TongxinError as error:
            told, new = Settled(refused=[_said(row, error) for row in lines]), self._new
        self._new = new
        self.told.found += told.found
        self.told.new += told.new
        self.told.refused += told.refused

    def _write(
        self, lines: Sequence[Participation], told: Settled, new: dict[tuple[str, ...], int], *, by: Doer
    ) -> None:
        occasion, rule = lines[0].occasion, CompletionRule.of(lines[0].occasion)
        present = set(roster(occasion).exclude(person=None).values_list("person_id", flat=True))
        rows = list(roster(occasion).filter(pk__in=[one.pk for one in lines], person=None).order_by("id"))
        KEEP_EARLIER_VALUES()(*rows, by=by)
        for row in rows:
            known = len(new)
            try:
                number = self._number(row, new, by=by)
                if number in present:
                    raise ConflictError(
                        "这个人已在本期名册上；如果是同名的另一人，请先登记，再选对应的人。", field="person"
                    )
            except TongxinError as error:
                told.refused.append(_said(row, error))
                continue
            present.add(number)
            before = journal.values_of(row)
            row.person_id = number
            decide(row, by=by, rule=rule, before=before, action=IDENTIFIED)
            told.new += len(new) - known
            told.found += self.choices[row.pk].person is not None

    def _number(self, row: Participation, new: dict[tuple[str, ...], int], *, by: Doer) -> int:
        """Return who a line is said to be, put on record where that is somebody new."""
        choice = self.choices[row.pk]
        if choice.person is not None:
            if choice.person not in self._persons:
                raise NotFoundError("没有找到所选的人，可能刚才已合并，请刷新后再选。", field="person")
            return choice.person
        key = (same_name(row.name), same_name(row.unit), row.path)
        if key not in new:
            person = register_person(
                by=by, distinct=choice.distinct, name=row.name, unit=row.unit, position="", group="",
                place=self._places[row.path], mobile="",
            )  # fmt: skip
            new[key] = person.pk
        return new[key]


def _said(row: Participation, error: TongxinError) -> str:
    return f"「{row.name}」没有办成：{error.message}"
