"""The lives of the installed rooms, found by their code, by one of their acts, or by the table they are of."""

from dataclasses import dataclass
from typing import Any

from tongxin.lifecycle.life import Act, Life
from tongxin.ports.room import Room, rooms


@dataclass(frozen=True)
class _Index:
    rooms: tuple[Room, ...]
    by_code: dict[str, Life]
    by_table: dict[type[Any], Life]


_indexes: list[_Index] = []


def lives() -> tuple[Life, ...]:
    """Return every declared life."""
    return tuple(_index().by_code.values())


def life_named(code: str) -> Life:
    """Return the life of this code; raises `LookupError` for one that nobody declares."""
    return _index().by_code[code]


def life_of(model: type[Any]) -> Life | None:
    """Return the life of a table's records, None where they have none."""
    return _index().by_table.get(model)


def act_named(name: str) -> tuple[Life, Act]:
    """Return life and act of a full name such as `training.class.hold`; raises `LookupError` for one that is none."""
    code, _, act = name.rpartition(".")
    life = life_named(code)
    return life, life.act(act)


def words() -> dict[str, str]:
    """Return what every code of the journal means in Chinese: the labels of acts, and what rooms say of the rest."""
    said = {one.name_of(act): act.label for one in lives() for act in one.every_act()}
    return said | {code: word for room in rooms() for code, word in room.words.items()}


def _index() -> _Index:
    """Return the index of the present rooms: made once, and anew where a test has installed others."""
    listed = rooms()
    if not _indexes or _indexes[-1].rooms is not listed:
        every = [life for room in listed for life in room.lives]
        _indexes[:] = [_Index(listed, {one.code: one for one in every}, {one.model: one for one in every})]
    return _indexes[-1]
