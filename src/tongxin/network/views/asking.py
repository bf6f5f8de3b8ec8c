"""A page that enters a person: shows who may be on record already, and asks whether it is one of them."""

from collections.abc import Sequence
from typing import Any

from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordEntry
from tongxin.network.models import Person
from tongxin.network.queries.alike import Alike, AlikeError
from tongxin.web.pages import EntryPage, Link


class AsksWho(EntryPage):
    """Refuses once where somebody may be the same person, and keeps what was typed while whoever typed it decides.

    The action looks, under its own lock, so that two pages at once do not both find nobody.
    """

    template_name = "network/alike.html"
    alike: Sequence[Alike] = ()

    def save(self, values: dict[str, Any]) -> Any:
        """Write, unless somebody is alike and nobody said it is another person."""
        distinct = self.request.POST.get("distinct") == "yes"
        try:
            return super().save({**values, "asked": True, "distinct": distinct})
        except AlikeError as error:
            self.alike = error.alike
            raise

    def link_to(self, person: Person) -> str:
        """Return where whoever uses that record goes on."""
        return address_of(person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add those alike with the way to each."""
        shown = [(one, Link(label="用这一条", url=self.link_to(one.person))) for one in self.alike]
        return super().get_context_data(alike=shown, **kwargs)


class PersonEntry(AsksWho, RecordEntry):
    """Puts a person on record."""
