"""What a room declares, and how lower rooms reach the list without importing upward."""

from datetime import date

from tongxin.ports.activity import ActivityCount
from tongxin.ports.room import ROOMS, Room, rooms


def listed() -> tuple[Room, ...]:
    return (Room(name="toy", label="玩具"),)


def test_rooms_are_those_that_were_connected() -> None:
    assert {"network", "board", "claims"} <= {room.name for room in rooms()}
    with ROOMS.answered_by(listed):
        assert [room.label for room in rooms()] == ["玩具"]
    assert rooms() is rooms()


def test_room_that_declares_nothing_brings_nothing() -> None:
    (room,) = listed()
    assert (room.facts, room.measures, room.doors, room.jobs, room.menu) == ((), (), (), (), ())
    assert room.urls is None
    assert room.activity is None


def test_activity_alone_is_joint_with_nobody() -> None:
    assert ActivityCount(organisation=1, kind="training", day=date(2021, 5, 10), number=3).joint == 0


def test_no_two_rooms_share_a_name_or_a_code() -> None:
    names = [room.name for room in rooms()]
    assert len(set(names)) == len(names)
    for codes in (
        [fact.code for room in rooms() for fact in room.facts],
        [measure.code for room in rooms() for measure in room.measures],
        [door.name for room in rooms() for door in room.doors],
        [job.code for room in rooms() for job in room.jobs],
    ):
        assert len(set(codes)) == len(codes)


def test_every_door_has_what_imports_need() -> None:
    doors = [door for room in rooms() for door in room.doors]
    assert doors
    for door in doors:
        assert door.label
        assert all(field.label for field in door.form.base_fields.values()), door.name
