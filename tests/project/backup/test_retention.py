"""Seven days, five weeks, twelve months, the last day whole - and never nothing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tongxin.project.backup.retention import kept

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)  # 12:00 in Shanghai, a Monday


def nightly(days: int) -> dict[str, datetime]:
    return {f"{day}": NOON - timedelta(days=day) for day in range(days)}


def test_of_nightly_backups_of_two_years_days_weeks_and_months_are_kept() -> None:
    found = sorted(int(name) for name in kept(nightly(730)))
    assert found[:7] == list(range(7))
    weeks = [1, 8, 15, 22]  # Sundays, the last of each week; this week has only the Monday
    assert set(weeks) <= set(found)
    months = [(NOON - timedelta(days=day)) for day in found]
    assert len({(one.year, one.month) for one in months}) == 12
    assert [(NOON - timedelta(days=day)).month for day in found[-3:]] == [2, 1, 12]
    assert len(found) == 7 + 3 + 11 - 0


def test_all_of_the_last_day_are_kept_and_of_the_days_before_the_last_one_each() -> None:
    found = kept(
        {
            "now": NOON,
            "morning": NOON - timedelta(hours=6),
            "day before, late": NOON - timedelta(hours=25),
            "day before, early": NOON - timedelta(hours=28),
        }
    )
    assert found == {"now", "morning", "day before, late"}


def test_day_is_one_of_shanghai() -> None:
    late = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # 23:59
    found = kept(
        {"new": NOON, "23:59": late, "00:01": late + timedelta(minutes=2), "00:02": late + timedelta(minutes=3)}
    )
    assert found == {"new", "23:59", "00:02"}


def test_of_none_none_is_kept() -> None:
    assert kept({}) == set()


MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2025, 1, 1))  # noqa: DTZ001 - naive, as asked


@settings(max_examples=40)
@given(st.dictionaries(st.integers().map(str), MOMENTS, min_size=1, max_size=30))
def test_newest_is_always_kept_and_pruning_again_removes_nothing(backups: dict[str, datetime]) -> None:
    found = kept(backups)
    assert max(backups, key=lambda name: (backups[name], name)) in found
    assert kept({name: backups[name] for name in found}) == found
