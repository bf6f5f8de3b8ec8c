"""Pages of the network: organisations and their map, bases, people."""
