"""The produce of the demonstration network."""

from tongxin.network.demo import World


def load(world: World) -> None:
    """Write it."""
