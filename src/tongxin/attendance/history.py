"""What happened to the lines of a roster, for the 经过 of the record it belongs to: corrections, with who, why and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.access.wording import changes_of, word_of
from tongxin.attendance import queries
from tongxin.attendance.models import Participation
from tongxin.kernel.scope import Scope, Verb
from tongxin.web.pages import Moment

SHOWN: Final = 100
_ENTERED: Final = "attendance.enter"  # the record's own line tells of the roster as a whole
_BY_HAND: Final = ("attendance.line.", "attendance.decide")
_NAMED: Final = 3
_DAYS, _ALL = "参加天数", "全程"
_ASIDE: Final = frozenset({"认定时间", "认定人"})  # beside every moment stands when and who


def roster_moments(record: Any, *, scope: Scope) -> Sequence[Moment]:
    """Return the corrections of a record's roster, newest first; names only where the scope reads persons.

    What one act changed on many lines is one moment. Two queries, a third where there is anything to name.
    """
    numbers = list(queries.roster(record.occasion).values_list("pk", flat=True))
    entries = list(journal.of_many(Participation, numbers).exclude(action=_ENTERED)[:SHOWN]) if numbers else []
    if not entries:
        return ()
    names = _names(record, entries, scope=scope)
    return [_moment(list(group), names) for _, group in groupby(entries, key=_written_together)]


def _written_together(entry: Entry) -> tuple[object, ...]:
    """Return what lines of one act have in common: all of them are of one moment."""
    return entry.action, entry.actor, entry.at


def _names(record: Any, entries: Sequence[Entry], *, scope: Scope) -> dict[int, str]:
    if not scope.may(Verb.MEMBERS, record.path):
        return {}
    wanted = {entry.record_id for entry in entries}
    return {
        line.pk: line.shown_name for line in queries.visible_roster(record.occasion, scope=scope) if line.pk in wanted
    }


def _moment(entries: Sequence[Entry], names: dict[int, str]) -> Moment:
    first, word = entries[0], word_of(entries[0].action)
    lines = sorted({entry.record_id for entry in entries})
    said = "、".join(names[number] for number in lines[:_NAMED] if number in names)
    if len(lines) > 1:
        said = f"{said}{'等' if said and len(lines) > _NAMED else ''} {len(lines)} 人".strip()
    return Moment(
        at=first.at,
        who=first.actor,
        what=f"{word}：{said}" if said else word,
        why=first.reason,
        changes=list(_changes(first)) if len(entries) == 1 else (),
        account=first.account_id if first.batch is None and first.action.startswith(_BY_HAND) else None,
    )


def _changes(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield what a correction changed of one line: days (none written: all of them), completion, whether it is known who it is."""
    before, after = entry.values
    for one in changes_of(entry):
        if one.is_link:
            yield one.label, _known(before), _known(after)
        elif one.label == _DAYS:
            yield one.label, _days(before), _days(after)
        elif one.label not in _ASIDE:
            yield one.label, one.before, one.after


def _known(values: Mapping[str, Any]) -> str:
    return "已对上" if values.get("person_id") else "未对上"


def _days(values: Mapping[str, Any]) -> str:
    number = values.get("days_attended")
    return _ALL if number is None else str(number)
