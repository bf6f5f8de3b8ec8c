"""Who was checked in at an occasion, and whose check-in has gone onto its roster."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.attendance.models import (
    Attendance,
    Evidence,
    Folded,
    Occasion,
    Participation,
    Registration,
    Scan,
    Session,
)
from tongxin.attendance.queries import MatchedLine
from tongxin.network.models.privacy import blind_index

LONGEST_NAME, LONGEST_UNIT = 30, 60


@dataclass(frozen=True, kw_only=True)
class Present:
    """Somebody who was checked in: on how many days (None: on all of them), at how many sessions, by a device or on paper."""

    registration: Registration
    days: int | None
    sessions: int
    evidence: Evidence

    @property
    def name(self) -> str:
        """The name as registered, or as in the register."""
        one = self.registration
        return (one.name or (one.person.name if one.person else ""))[:LONGEST_NAME]

    @property
    def unit(self) -> str:
        """The unit as registered, or as in the register."""
        one = self.registration
        return (one.unit or (one.person.unit if one.person else ""))[:LONGEST_UNIT]


def present_at(occasion: Occasion) -> list[Present]:
    """Return whoever was checked in at an occasion, in the order of registration."""
    sessions = dict(Session.objects.children_of(occasion).values_list("pk", "day"))
    rows = Attendance.objects.children_of_numbered(Session, sessions)
    days: dict[int, set[date]] = defaultdict(set)
    number: Counter[int] = Counter()
    for registration, session in rows.values_list("registration", "session"):
        days[registration].add(sessions[session])
        number[registration] += 1
    scanned = Scan.objects.children_of(occasion).filter(outcome=Scan.Outcome.ADMITTED).exclude(how=Scan.How.PAPER)
    by_device = set(scanned.values_list("registration", flat=True))
    whole = len(set(sessions.values()))
    registered = Registration.objects.children_of(occasion).filter(pk__in=days).select_related("person").order_by("id")
    return [
        Present(
            registration=one,
            days=None if len(days[one.pk]) == whole else len(days[one.pk]),
            sessions=number[one.pk],
            evidence=Evidence.SCAN if one.pk in by_device else Evidence.ROSTER,
        )
        for one in registered
    ]


def without_folded(lines: Sequence[MatchedLine], *, occasion: Occasion) -> list[MatchedLine]:
    """Return the lines of a pasted roster but those of people whose check-in has gone onto it: never both are added."""
    folded = [kept.registration for kept in folded_of(occasion, lines=None).values()]
    persons = {one.person_id for one in folded if one.person_id}
    mobiles: dict[str, set[str]] = defaultdict(set)
    for one in folded:
        mobiles[one.mobile_index].add(one.name)
    words = {(one.name, one.unit): one.mobile_index for one in folded if one.name}
    found = []
    for matched in lines:
        line, mobile = matched.line, blind_index(matched.line.phone)
        alike = words.get((line.name, line.unit))
        named = mobiles.get(mobile, set()) if mobile else set()
        by_mobile = len(named) == 1 or line.name in named  # one who registers several may give one number for all
        if not (matched.person_id in persons or by_mobile or (alike is not None and not differ(alike, mobile))):
            found.append(matched)
    return found


def folded_of(occasion: Occasion, *, lines: dict[int, Participation] | None) -> dict[int, Folded]:
    """Return what has gone onto the roster, by registration; where `lines` are given, only what is still on it."""
    registered = Registration.objects.children_of(occasion).values("pk")
    rows = Folded.objects.children_of_numbered(Registration, registered).select_related("registration")
    return {row.registration_id: row for row in rows if lines is None or row.line in lines}


def unfolded(occasion: Occasion) -> int:
    """Return how many were checked in and are not on the roster yet."""
    here = Attendance.objects.children_of_numbered(Session, Session.objects.children_of(occasion).values("pk"))
    folded = Folded.objects.counted().values("registration")
    return here.exclude(registration__in=folded).values("registration").distinct().count()


def differ(one: str, other: str) -> bool:
    """Tell whether two mobile numbers are both known and not the same."""
    return bool(one) and bool(other) and one != other
