"""Through what forms figures of the past come in."""

from tongxin.intake.door import Door
from tongxin.returns.life import ASSERTED

DOORS = (Door.of(ASSERTED, name="asserted-figures", select=("place",), search=("source",)),)
