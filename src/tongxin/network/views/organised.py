"""Putting on record what an organisation does."""

from typing import Any

from tongxin.lifecycle.pages import RecordEntry
from tongxin.network.queries.organisations import recording_for


class OrganisedEntry(RecordEntry):
    """Puts a record of an organisation on file; it begins with the asker's own organisation, or the first of several."""

    def initial(self) -> dict[str, Any]:
        return {"organiser": recording_for(self.request.scope).first() or "", **super().initial()}
