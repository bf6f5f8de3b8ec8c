"""What experts hold about one person, in words for the person's own page."""

from collections.abc import Iterator

from tongxin.attendance.personal import roster_of
from tongxin.ports.personal import PersonalRecord
from tongxin.records.experts.models import Talk
from tongxin.records.experts.queries import serving

_LISTED = roster_of(Talk, kind="专家宣讲", done="到场", not_done="没有到场")


def own_records(person_id: int) -> Iterator[PersonalRecord]:
    """Return the teams somebody serves in, the talks given, and those attended; four queries."""
    yield from serving(person_id)
    yield from _LISTED(person_id)
