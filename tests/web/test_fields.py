import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver

from tongxin.kernel.period import SHANGHAI
from tongxin.web.fields import DayField, MomentField, MoneyField, NamesField, SaidField

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


def kinds(base: type[Any]) -> Iterator[type[Any]]:
    for one in base.__subclasses__():
        yield one
        yield from kinds(one)


def test_text_that_is_too_long_is_refused_before_anybody_reads_it(django_assert_num_queries: Any, db: None) -> None:
    assert get_resolver().url_patterns  # every form is there once every address is
    asked = {(form, name) for form in kinds(forms.Form) for name, one in form.base_fields.items() if _is_said(one)}
    for form, name in asked:
        field = form.base_fields[name]
        with (
            django_assert_num_queries(0),
            pytest.raises(forms.ValidationError, match=f"不超过 {field.max_length} 字符"),
        ):
            field.clean("界" * (field.max_length + 1))
    assert {type(form.base_fields[name]).__name__ for form, name in asked} >= {
        "PlaceField", "OrganisationField", "RecordField", "MoneyField", "BaseField", "MeasureField", "FirmsField"
    }  # fmt: skip


def _is_said(field: forms.Field) -> bool:
    return isinstance(field, SaidField) and field.max_length is not None


def test_what_text_means_is_asked_nothing_that_is_said_of_text() -> None:
    assert MoneyField().clean("3800") == 380_000
    assert NamesField().clean("湘潭\n长沙") == ["湘潭", "长沙"]
    with pytest.raises(forms.ValidationError, match="空字符"):
        MoneyField().clean("38\0")
    own = [
        one for one in kinds(forms.CharField) if "run_validators" in vars(one) and one.__module__.startswith("tongxin.")
    ]
    assert own == [SaidField]
