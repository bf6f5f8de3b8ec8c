"""Who and where: places, organisations, bases, persons, memberships and offices."""
