"""What contests hold about one person, in words for the person's own page: what he or she entered, won, judged."""

from collections import defaultdict
from collections.abc import Iterator

from tongxin.network.models import Person
from tongxin.ports.personal import PersonalRecord
from tongxin.records.contests.models import Award, Entrant, Entry, Judge


def own_contests(person_id: int) -> Iterator[PersonalRecord]:
    """Return what a person entered, with its prizes, and which contests he or she judged; three queries."""
    entered = Entrant.objects.children_of_numbered(Person, [person_id]).select_related("entry__contest__organiser")
    entries = {row.entry_id: row.entry for row in entered}
    prizes: dict[int, list[str]] = defaultdict(list)
    for award in Award.objects.children_of_numbered(Entry, entries).filter(state=Award.State.GIVEN):
        prizes[award.entry_id].append(award.level)
    judged = Judge.objects.children_of_numbered(Person, [person_id]).select_related("contest__organiser")
    found = [_entered(entry, prizes[entry.pk]) for entry in entries.values()]
    found += [
        PersonalRecord(
            kind="赛事",
            title=str(judge.contest),
            detail=f"{judge.contest.organiser.name}主办，担任评委",
            day=judge.contest.first_day,
        )
        for judge in judged
    ]
    yield from sorted(found, key=lambda one: (str(one.day), one.title), reverse=True)


def _entered(entry: Entry, prizes: list[str]) -> PersonalRecord:
    won = f"，获{'、'.join(prizes)}" if prizes else ""
    return PersonalRecord(
        kind="赛事",
        title=str(entry.contest),
        detail=f"{entry.contest.organiser.name}主办，参赛作品《{entry.title}》，{entry.get_state_display()}{won}",
        day=entry.contest.first_day,
    )
