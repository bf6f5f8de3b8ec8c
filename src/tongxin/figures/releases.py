"""Releases: what was once public of a table about persons is remembered, so that two snapshots cannot be subtracted.

A table of persons is public as it was first asked for. Late entries are taken up by a newer release: at most one a quarter,
and only where all releases side by side give no small cell away; until then the older one stands. A release holds what
anybody could read, and of hidden cells only between what they lie. Files are added, never changed, and `vouching` sees to it.
"""

import fcntl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from tongxin.figures.disclosure import Read, Table, given_away
from tongxin.figures.vouching import kept_at
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.period import Period, Step
from tongxin.office.writing import make_folder


@dataclass(frozen=True, kw_only=True)
class Release:
    """A public table: `values` of its shown cells by place, for each measure by code and version."""

    snapshot: str
    table: Table
    values: Mapping[str, Mapping[int, int]]

    @property
    def quarter(self) -> Period:
        """The quarter its snapshot was taken in: a snapshot's id begins with its day."""
        return Period.calendar(date.fromisoformat(self.snapshot[:8]), Step.QUARTER)

    def json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        values = {code: {str(place): value for place, value in found.items()} for code, found in self.values.items()}
        return {"snapshot": self.snapshot, "table": [asdict(cell) for cell in self.table], "values": values}

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Self:
        """Read what `json` wrote."""
        table = [
            Read(**{**cell, "persons": tuple(cell["persons"]), "rows": tuple(cell["rows"])}) for cell in known["table"]
        ]
        values = {code: {int(one): value for one, value in found.items()} for code, found in known["values"].items()}
        return cls(snapshot=known["snapshot"], table=table, values=values)


def released(root: Path) -> frozenset[str]:
    """Return the ids of the snapshots that what is public rests on, of all tables."""
    return frozenset(path.stem for path in root.glob("releases/*/*.json"))


class Releases:
    """The releases of one table - a fact, what of it counts, a time - in a folder beside the snapshots."""

    def __init__(self, root: Path, *, name: str) -> None:
        self._kept = kept_at(root)
        self._table = sha256(name.encode()).hexdigest()[:24]

    def standing(self, candidate: Release) -> Release:
        """Return the release that stands for the candidate's snapshot, which may be the candidate from now on.

        Raises `UnavailableError` where it cannot be remembered, or a release is not what it was: then nobody may see it.
        """
        folder = self._kept.folder(self._table)
        try:
            make_folder(folder)
            with (folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                return self._standing(candidate)
        except (OSError, ValueError) as error:
            raise UnavailableError("公开数字的发布记录读写不了，暂时不能显示，请稍后再试。") from error

    def _standing(self, candidate: Release) -> Release:
        known = self._known()
        before = [one for one in known if one.snapshot <= candidate.snapshot]
        if not known or (known == before and self._follows(candidate, known)):
            self._kept.add(self._table, candidate.json())
            return candidate
        return before[-1] if before else known[0]

    def _known(self) -> list[Release]:
        try:
            return [Release.from_json(one) for one in self._kept.read(self._table)]
        except (LookupError, TypeError, AttributeError) as error:  # one that nobody signed may hold anything
            raise ValueError(self._table) from error

    @staticmethod
    def _follows(candidate: Release, known: list[Release]) -> bool:
        last = known[-1]
        if candidate.quarter == last.quarter:
            return False
        return not given_away([*(one.table for one in known), candidate.table])
