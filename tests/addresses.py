"""Where a server of a test may listen: what a port is taken by on a machine is not ours to know."""

import socket


def free_address() -> str:
    """Return an address of this machine, host:port, where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
