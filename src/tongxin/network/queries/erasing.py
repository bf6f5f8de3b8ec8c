"""By which words somebody who is erased may have been named."""

from collections.abc import Iterable, Iterator

from tongxin.access.erasing import Erased, longer_names
from tongxin.network.models import Person, PersonMerge
from tongxin.network.models.readings import personal_readings


def erased_as(person: Person) -> Erased:
    """Return by which words somebody may have been named: as this record, and as those merged into it."""
    known = [one for one in (person, *merged_into(person)) if not one.is_erased]
    words = [word for one in known for word in (one.name, one.mobile) if word]
    others = longer_names(Person._meta.get_field("name"), words)
    return Erased(
        words=words,
        called=str(person),
        others=others,
        readings=_readings(one.name for one in known),
        other_readings=_readings(others),
    )


def _readings(names: Iterable[str]) -> list[tuple[str, ...]]:
    return [reading for name in names for reading in personal_readings(name)]


def merged_into(person: Person) -> Iterator[Person]:
    """Yield the records merged into this one, however long ago."""
    for merge in PersonMerge.objects.children_of(person, field="kept").filter(state=PersonMerge.State.DONE):
        yield merge.merged
        yield from merged_into(merge.merged)
