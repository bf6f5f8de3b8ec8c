"""In what order a hall hears a result."""

import pytest

from tongxin.records.contests.rules import read_levels, reveals

PLACES = [{"rank": rank, "entry": entry, "value": str(90 - rank)} for rank, entry in ((1, 7), (2, 3), (2, 5), (4, 1))]
UNRANKED = {"rank": None, "entry": 9, "value": ""}


def told(levels):
    return [
        (one.rank, one.level, one.entries)
        for one in reveals([*PLACES, UNRANKED], read_levels(levels) if levels else ())
    ]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("", [(4, "", (1,)), (2, "", (3, 5)), (1, "", (7,))]),
        ("一等奖 1\n二等奖 2", [(2, "二等奖", (3, 5)), (1, "一等奖", (7,))]),
        ("一等奖 1\n二等奖 1\n三等奖 2", [(4, "三等奖", (1,)), (2, "", (3, 5)), (1, "一等奖", (7,))]),
        ("一等奖 1\n二等奖 1", [(2, "", (3, 5)), (1, "一等奖", (7,))]),
        ("一等奖 1", [(1, "一等奖", (7,))]),
        ("一等奖 9", [(4, "一等奖", (1,)), (2, "一等奖", (3, 5)), (1, "一等奖", (7,))]),
    ],
)
def test_last_prize_is_revealed_first_and_a_shared_place_at_once(levels, expected):
    assert told(levels) == expected
    assert reveals([UNRANKED], ()) == []
