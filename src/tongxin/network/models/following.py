"""How rows that belong to a person follow when two records of one person are merged.

Every foreign key is found and moved without being listed anywhere. A table says more only where its rows mean more than
their columns: when two rows tell of one thing although no constraint says so, and what the one that stays takes over.
"""

from typing import Any


class FollowsPerson:
    """The answers of a table without special wishes. Another table mixes this in and overrides what it knows better."""

    def is_same_as(self, other: Any) -> bool:  # noqa: ARG002 - for tables that know better
        """Tell whether this row and one of the other record are one thing, beyond what unique constraints say."""
        return False

    def taken_over(self, other: Any) -> dict[str, Any]:  # noqa: ARG002 - as above
        """Return the values this row takes when `other`, a row about the same thing, is set aside."""
        return {}

    def settled(self, person: Any) -> dict[str, Any]:  # noqa: ARG002 - as above
        """Return the further values this row takes once it belongs to `person`."""
        return {}


_RANK = {"admitted": 0, "ended": 1, "applied": 2, "declined": 3}


class MembershipFollows(FollowsPerson):
    """Two memberships in one organisation that overlap are one, from the earlier day until the later one."""

    organisation_id: int
    state: str
    applied: Any
    begin: Any
    end: Any
    ending: str
    path: str

    def is_same_as(self, other: Any) -> bool:
        """Tell whether both were members of the organisation at some time, or one applied while the other was a member."""
        if self.organisation_id != other.organisation_id or "declined" in {self.state, other.state}:
            return False
        if "applied" in {self.state, other.state}:
            return "ended" not in {self.state, other.state}
        return (self.end is None or other.begin < self.end) and (other.end is None or self.begin < other.end)

    def taken_over(self, other: Any) -> dict[str, Any]:
        """Return the earlier beginning and the later end; an admission outweighs an application."""
        first = min((self, other), key=lambda one: _RANK[one.state])
        begins = [one.begin for one in (self, other) if one.begin]
        last = max((self, other), key=lambda one: (one.end is not None, one.end)) if first.end else first
        return {
            "state": first.state,
            "applied": min(self.applied, other.applied),
            "begin": min(begins, default=None),
            "end": last.end,
            "ending": last.ending,
        }

    def settled(self, person: Any) -> dict[str, Any]:
        """Return whether the organisation lies away from the person's home."""
        return {"away": not person.path.startswith(self.path)}
