"""The contests of the demonstration network, 2017 to 2022: two a year in every prefecture, in every state a contest can be in."""

from tongxin.records.contests.demo.loading import load

__all__ = ["load"]
