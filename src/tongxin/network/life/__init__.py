"""The lives of the network's records: the register (organisations, zones, bases, series), grants of roles, and people."""

from tongxin.network.life import people, register, series

LIVES = (*register.LIVES, series.SERIES, *people.LIVES)
