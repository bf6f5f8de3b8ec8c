"""Demonstrations with rosters: gatherings spread over years, filled with the people of the demonstration network."""

from tongxin.attendance.demo.loading import load_gatherings, noon
from tongxin.attendance.demo.planning import Batch, Gathering, Programmes

__all__ = ["Batch", "Gathering", "Programmes", "load_gatherings", "noon"]
