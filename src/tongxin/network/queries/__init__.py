"""Reads of the network: places, organisations, bases, people, stages, search, and the rows of its facts."""
