"""The lives of the register and of the people in it."""

from tongxin.network.life import people, register

LIVES = (*register.LIVES, *people.LIVES)
