"""Who on record may be the person a page is about to enter: shown to whoever enters it, who says whether it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.network.queries.candidates import Newcomer, candidates
from tongxin.network.queries.people import people


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A person on record the asker may read, and why it may be the one meant."""

    person: Person
    label: str
    reasons: tuple[str, ...]
    is_sure: bool = False

    def __str__(self) -> str:
        said = " ".join(
            filter(None, (self.person.name, self.person.unit, self.person.position, self.person.place.name))
        )
        return f"{said}（编号 {self.person.pk}，{'、'.join(self.reasons)}）"


class AlikeError(ConflictError):
    """Somebody may be on record already; `alike` are those the asker may see."""

    def __init__(self, alike: Sequence[Alike]) -> None:
        """Name them."""
        listed = "；".join(map(str, alike))
        super().__init__(f"可能已经登记：{listed}。是同一人的请用那一条，确实是另一人的请确认后再登记。")
        self.alike = alike


def alike_persons(row: Newcomer, *, scope: Scope, same: Person | None = None) -> list[Alike]:
    """Return who in the scope a new row may mean, best first; `same` is one already found to be so in every column."""
    (likely,) = candidates([row], scope=scope)
    known = {one.person: one for one in likely if one.person is not None}
    found = people(scope).in_bulk(list(known))
    alike = [
        Alike(person=found[number], label=one.label, reasons=one.reasons, is_sure=one.is_sure)
        for number, one in known.items()
    ]
    if same is not None and same.pk not in known:
        alike.append(Alike(person=same, label="同一人", reasons=("各项都相同",), is_sure=True))
    return alike


def refuse_alike(row: Newcomer, *, scope: Scope, same: Person | None = None) -> None:
    """Raise `AlikeError` where somebody the scope may read may be the one meant."""
    if alike := alike_persons(row, scope=scope, same=same):
        raise AlikeError(alike)
