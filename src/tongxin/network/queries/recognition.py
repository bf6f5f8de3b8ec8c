"""Who an applicant may already be. The one place that looks for likely duplicates."""

from django.db.models import QuerySet

from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.network.models.privacy import blind_index
from tongxin.network.queries.people import people

SHOWN = 10


def same_person(*, name: str, mobile: str) -> Person | None:
    """Return the one person of the whole network with exactly this name and mobile number; nobody without a number."""
    if not mobile:
        return None
    rows = Person.objects.whole_network(reason="one person in county and province is one person")
    found = list(rows.filter(name=name, mobile_index=blind_index(mobile), merged_into=None)[:2])
    return found[0] if len(found) == 1 else None


def likely(scope: Scope, *, mobile: str) -> QuerySet[Person]:
    """Return the persons this scope may read with this mobile number, whatever their name."""
    rows = people(scope)
    return rows.filter(mobile_index=blind_index(mobile))[:SHOWN] if mobile else rows.none()
