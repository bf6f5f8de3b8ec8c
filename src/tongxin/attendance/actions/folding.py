"""From attendance to the roster: whoever was checked in becomes a roster line, once, beside lines that were pasted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.actions.completion import decide
from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.crowds import newest_count
from tongxin.attendance.models import Evidence, Folded, Occasion, Participation, Registration, Session
from tongxin.attendance.present import Present, differ, folded_of, present_at
from tongxin.attendance.queries import match, owner_of, roster
from tongxin.attendance.rosters import RosterLine
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.lives import life_named
from tongxin.lifecycle.writing import Doer, lock

_ACTION = "attendance.fold"


def fold(occasion: Occasion, *, by: Actor) -> list[Participation]:
    """Put whoever was checked in onto the roster and return the lines written or changed.

    Somebody there already - the same member, the same name and unit, or the same mobile number - is not added: the line
    keeps what the host wrote and takes over the stronger evidence. A line made here before follows later scans, unless it
    was corrected since.
    """
    doer = by if isinstance(by, Doer) else Doer(scope=by.scope, name=by.name, account_id=by.account_id, action=_ACTION)
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        lines = {line.pk: line for line in roster(occasion).select_related("person")}
        folded = folded_of(occasion, lines=lines)
        present = {one.registration.pk: one for one in present_at(occasion)}
        changed, rule = [], CompletionRule.of(occasion)
        for registration, kept in folded.items():
            one = present.get(registration)
            if line := _followed(lines[kept.line], one, kept=kept, rule=rule, by=doer):
                changed.append(line)
        new = [one for registration, one in present.items() if registration not in folded]
        mine = {kept.line for kept in folded.values()}
        others = [line for number, line in lines.items() if number not in mine]
        return [*changed, *_enter(new, rule=rule, by=doer, lines=others)]


def fold_late(occasion: Occasion, *, by: Actor) -> int:
    """Put onto the roster what was scanned for an occasion that is on record as held; return how many lines that touched.

    Nothing where it is not held yet: then whoever says that it was does. Nothing where a count holds, as nobody is listed: a
    few who were scanned would take its place. Where the record refuses (a locked return asks for a reason), the
    attendance waits until somebody puts it onto the roster at the record's page.
    """
    life = life_named(occasion.kind)
    if not Session.objects.children_of(occasion).filter(day__lte=today()).exists():
        return 0
    owner = owner_of(occasion)
    if life.state(owner) not in life.counted:
        return 0
    if newest_count(occasion) is not None and not roster(occasion).exists():
        return 0
    doer = Actor(scope=Scope.of({occasion.path: [Verb.RECORD]}), name=by.name, account_id=by.account_id)
    try:
        return len(fold_onto(occasion, by=doer, reason=""))
    except TongxinError:
        return 0


def fold_onto(occasion: Occasion, *, by: Actor, reason: str = "") -> list[Participation]:
    """Put attendance onto the roster of a record as its act of adding to the roster: its state and locked returns are looked at."""
    with act(f"{occasion.kind}.roster", owner_of(occasion), by=by, reason=reason) as doer:
        return fold(occasion, by=doer)


def _followed(
    line: Participation, one: Present | None, *, kept: Folded, rule: CompletionRule, by: Doer
) -> Participation | None:
    """Give a line what somebody was checked in at by now; None where that is no news, or somebody else says what it says."""
    now = (one.days, one.sessions) if one is not None else (0, 0)
    if (line.days_attended, line.sessions_attended) != (kept.days, kept.sessions) or now == (kept.days, kept.sessions):
        return None
    before = journal.values_of(line)
    line.days_attended, line.sessions_attended = kept.days, kept.sessions = now
    kept.save()
    decide(line, by=by, rule=rule, before=before, action=_ACTION)
    return line


@dataclass(kw_only=True)
class _Roster:
    """The lines there before; each may turn out to be one of those checked in, and only one.

    `shared` are mobile numbers given for several people: they tell nobody apart.
    """

    lines: list[Participation]
    shared: frozenset[str]

    def take(self, one: Present, *, person: int | None) -> Participation | None:
        """Return the line of somebody checked in and leave it to nobody else; None where there is none."""
        for is_same in (self._by_person, self._by_mobile, self._by_words):
            for line in self.lines:
                if is_same(line, one, person):
                    self.lines.remove(line)
                    return line
        return None

    @staticmethod
    def _by_person(line: Participation, _one: Present, person: int | None) -> bool:
        return person is not None and line.person_id == person

    def _by_mobile(self, line: Participation, one: Present, _person: int | None) -> bool:
        mobile = one.registration.mobile_index
        if line.person is None or not mobile or line.person.mobile_index != mobile:
            return False
        return mobile not in self.shared or line.person.name == one.name

    @staticmethod
    def _by_words(line: Participation, one: Present, person: int | None) -> bool:
        known = line.person
        if known is not None and (person is not None or differ(known.mobile_index, one.registration.mobile_index)):
            return False
        unit = known.unit if known is not None else line.unit
        return (line.shown_name, unit) == (one.name, one.unit)


def _enter(
    everybody: Sequence[Present], *, rule: CompletionRule, by: Doer, lines: Iterable[Participation]
) -> list[Participation]:
    """Write a line for each who is not on the roster, strengthen the evidence of those who are, remember whose is which."""
    numbers = Counter(one.registration.mobile_index for one in everybody)
    shared = frozenset(number for number, often in numbers.items() if often > 1)
    there, rows, changed = _Roster(lines=list(lines), shared=shared), [], []
    by_person: dict[int, Participation] = {}
    whose: list[tuple[Present, Participation]] = []
    for one, person in zip(everybody, _persons(everybody, by=by), strict=True):
        line = there.take(one, person=person) or (by_person.get(person) if person else None)
        if line is None:
            line = _line(one, person=person, rule=rule, by=by)
            rows.append(line)
        elif line.pk and _is_weaker(line.evidence, one.evidence):
            changed.append(_strengthened(line, one.evidence, by=by))
        if person:
            by_person[person] = line
        whose.append((one, line))
    Participation.objects.insert_rows(rows)
    journal.write_many(rows, by=by, action=_ACTION)
    Folded.objects.children_of_numbered(
        Registration, [one.registration.pk for one in everybody]
    ).delete()  # of lines gone
    Folded.objects.insert_rows(
        Folded(
            registration=one.registration, path=rule.occasion.path, line=line.pk, days=one.days, sessions=one.sessions
        )
        for one, line in whose
    )
    return [*changed, *rows]


def _persons(everybody: Sequence[Present], *, by: Doer) -> list[int | None]:
    """Return who each is in the register: as registered, else whom name, mobile number and unit fit."""
    unknown = [one for one in everybody if one.registration.person_id is None]
    lines = [
        RosterLine(number=number, name=one.name, phone=one.registration.mobile, unit=one.unit)
        for number, one in enumerate(unknown, start=1)
    ]
    found = iter(match(lines, scope=by.scope)) if lines else iter(())
    return [one.registration.person_id or next(found).person_id for one in everybody]


def _line(one: Present, *, person: int | None, rule: CompletionRule, by: Doer) -> Participation:
    row = Participation(
        occasion=rule.occasion,
        path=rule.occasion.path,
        person_id=person,
        name="" if person else one.name,
        unit="" if person else one.unit,
        evidence=one.evidence,
        days_attended=one.days,
        sessions_attended=one.sessions,
        decided_at=timezone.now(),
        decided_by=by.name,
    )
    row.completed = rule.met_by(row)
    return row


def _strengthened(line: Participation, evidence: Evidence, *, by: Doer) -> Participation:
    before = journal.values_of(line)
    line.evidence = evidence
    line.save(update_fields=["evidence"])
    journal.write(line, by=by, action=_ACTION, before=before)
    return line


def _is_weaker(present: str, other: str) -> bool:
    return Evidence.values.index(present) > Evidence.values.index(other)
