"""Who an applicant surely is."""

from tongxin.network.models import Person
from tongxin.network.models.privacy import blind_index


def same_person(*, name: str, mobile: str) -> Person | None:
    """Return the one person of the whole network with exactly this name and mobile number; nobody without a number."""
    if not mobile:
        return None
    rows = Person.objects.whole_network(reason="one person in county and province is one person")
    found = list(rows.filter(name=name, mobile_index=blind_index(mobile), merged_into=None)[:2])
    return found[0] if len(found) == 1 else None
