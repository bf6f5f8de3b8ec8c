import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django import forms

from tongxin.kernel.period import SHANGHAI
from tongxin.web.fields import DayField, MomentField

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongxin"


@pytest.mark.parametrize("written", ["2021-12-31 09:00", "2021-12-31T09:00", "2021年12月31日 09:00"])
def test_moment_is_read_as_the_clock_shows_it(db: None, written: str) -> None:
    assert MomentField().clean(written) == datetime(2021, 12, 31, 9, tzinfo=SHANGHAI)
    assert MomentField(required=False).clean("") is None


@pytest.mark.parametrize("year", ["0001", "1948", "2200", "9999"])
def test_day_and_moment_at_the_ends_of_time_are_refused(year: str) -> None:
    for field, written in ((DayField(), f"{year}-12-31"), (MomentField(), f"{year}-12-31 23:59")):
        with pytest.raises(forms.ValidationError, match="年份应在 1949 至 2199 之间"):
            field.clean(written)


@pytest.mark.parametrize("year", [1949, 2199])
def test_first_and_last_year_are_taken(year: int) -> None:
    assert DayField().clean(f"{year}-12-31") == date(year, 12, 31)


def test_every_form_asks_for_days_and_moments_by_the_fields_that_know_the_ends_of_time() -> None:
    bare = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.name != "fields.py" and re.search(r"\bforms\.Date(Time)?Field\(", path.read_text(encoding="utf-8"))
    ]
    assert bare == []
