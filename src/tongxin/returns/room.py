"""What returns hand up to the rest of the product."""

from tongxin.intake.room import Room

ROOM = Room(
    name="returns",
    label="填报",
)
