"""What a roster comes to: a line a person, what was left out and why, what is to be mended."""

from dataclasses import dataclass, field
from typing import Final

MOST_LINES: Final = 2_000
LONGEST_TEXT: Final = 200_000
LONGEST_LINE: Final = 4_000
LONGEST_UNIT: Final = 60
_MOST_TOLD: Final = 20


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """One participant as read. `days` is the number of days attended; None where the line does not say: all of them.

    Someone with `days` 0 stands on the roster and was not there; `leave` is the word for it where it was excused. `missed`
    counts days away where nobody said how long the class was. `remarks` is what else stood there, `taken` the words that
    were read as something: the number as written, 「只参加2天」, a serial number. `notes` is what should be looked at before it
    is handed in, `fault` why it cannot be. `number` is the line of the text, from 1.
    """

    number: int
    name: str
    phone: str = ""
    unit: str = ""
    days: int | None = None
    missed: int = 0
    leave: str = ""
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""
    taken: tuple[str, ...] = field(default=(), compare=False)

    @property
    def days_written(self) -> str:
        """The days as they are written in a table: nothing for all of them, a word where the person was away."""
        if self.days is None:
            return f"缺{self.missed}天" if self.missed else ""
        return (self.leave if self.leave and not self.days else "") or str(self.days)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A piece of the text that was not used: the line it stood in, what it said, and why."""

    number: int
    text: str
    reason: str
    plain: bool = False  # a heading, which nobody would take for a person


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A roster as read: nothing printed in it is lost, it stands in a line or among what was left out."""

    lines: tuple[RosterLine, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """Every reason why it cannot be handed in, each a sentence naming its line; the first twenty of many."""
        found = [line.fault for line in self.lines if line.fault]
        more = len(found) - _MOST_TOLD
        return (*found[:_MOST_TOLD], *((f"名册里还有 {more} 处同样要改。",) if more > 0 else ()))

    @property
    def wants_a_look(self) -> bool:
        """Whether something was left out, or read in a way that may be wrong: to be shown before it is handed in."""
        return any(not one.plain for one in self.left_out) or any(line.notes or line.fault for line in self.lines)
