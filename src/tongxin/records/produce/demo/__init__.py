"""The produce of the demonstration network."""

from tongxin.network.demo import World
from tongxin.records.produce.demo import boards


def load(world: World) -> None:
    """Write it."""
    boards.load(world)
