"""The demonstration of the register: a synthetic network, the same on every machine, marked 演示数据. No name is anybody's."""

from tongxin.network.demo.world import REASON, REPORTING_DAY, World

__all__ = ["REASON", "REPORTING_DAY", "World"]
