import pytest

from tests.attendance.rosters.texts import TEXTS
from tongxin.attendance.rosters import read_roster


@pytest.mark.parametrize("name", TEXTS)
def test_roster_nobody_cleaned_is_read_right(name: str) -> None:
    pasted = TEXTS[name]
    reading = read_roster(pasted.text, length=3)
    assert [
        (line.name, line.phone, line.unit, line.days) for line in reading.lines if line.name or pasted.faults > 1
    ] == pasted.lines
    assert [one.text for one in reading.left_out if not one.plain] == pasted.left_out
    assert len(reading.faults) == pasted.faults


def test_there_are_twenty_of_them() -> None:
    assert len(TEXTS) == 20
