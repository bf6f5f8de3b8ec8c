"""The produce of the demonstration network: what was sold by settlement, and the board."""

from tongxin.network.demo import World
from tongxin.records.produce.demo import boards, rounds


def load(world: World) -> None:
    """Write both."""
    rounds.load(world)
    boards.load(world)
