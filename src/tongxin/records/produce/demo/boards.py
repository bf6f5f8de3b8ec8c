"""The board of the demonstration network."""

from tongxin.network.demo import World


def load(world: World) -> None:
    """Write links, offers, wishes and handshakes."""
    del world
