"""Tongxin (同心): the register of a federated association network and the figures computed from it."""
