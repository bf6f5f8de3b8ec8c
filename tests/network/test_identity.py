"""Identity numbers and consent texts: what can be said of them without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import InputError
from tongxin.network.models.consents import TEXTS
from tongxin.network.models.identity import normal_identity
from tongxin.ports.agreed import current_text, text_of

DIGITS = "0123456789"


def number(place: int, born: date, serial: int) -> str:
    """Make a valid number the other way round: try the check characters until the sum of GB 11643 is 1 modulo 11."""
    body = f"{place:06}{born:%Y%m%d}{serial:03}"
    weights = [pow(2, 17 - position, 11) for position in range(18)]
    for check, worth in zip(f"{DIGITS}X", range(11), strict=True):
        total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=False)) + worth
        if total % 11 == 1:
            return body + check
    raise AssertionError("one of eleven check characters fits")


NUMBERS = st.builds(
    number, st.integers(110000, 659999), st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 999)
)


@given(NUMBERS)
def test_number_with_its_check_character_is_taken(text: str) -> None:
    assert normal_identity(text) == text


@given(NUMBERS, st.integers(0, 16), st.sampled_from(DIGITS))
def test_number_with_one_digit_wrong_is_refused(text: str, at: int, digit: str) -> None:
    wrong = text[:at] + digit + text[at + 1 :]
    if wrong != text:
        with pytest.raises(InputError):
            normal_identity(wrong)


@given(NUMBERS, st.integers(0, 15))
def test_number_with_two_neighbours_swapped_is_refused(text: str, at: int) -> None:
    wrong = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if wrong != text:
        with pytest.raises(InputError):
            normal_identity(wrong)


def test_versions_of_a_text_follow_each_other_from_one() -> None:
    for purpose in {text.purpose for text in TEXTS}:
        versions = [text.version for text in TEXTS if text.purpose == purpose]
        assert versions == list(range(1, len(versions) + 1))
        assert current_text(purpose).text == text_of(purpose, versions[-1])
