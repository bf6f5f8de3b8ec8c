import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import InputError
from tongxin.kernel.unified_code import check_character, unified_code_of

STANDARD = "91350100M000100Y43"  # the example of GB 32100-2015
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", [STANDARD, "91430100000000001H", "N2430182MF0000011D"])
def test_code_with_its_check_character_is_one(code: str) -> None:
    body = code[:17]
    whole = body + check_character(body)
    assert unified_code_of(whole) == whole


def test_example_of_the_standard_holds() -> None:
    assert (unified_code_of(STANDARD), check_character(STANDARD[:-1])) == (STANDARD, "3")


@pytest.mark.parametrize(
    "text", [STANDARD.lower(), " 91350100 M000100Y43 ", "９１３５０１００Ｍ０００１００Ｙ４３", "91350100-M000100Y4-3"]
)
def test_ways_of_writing_are_one_code(text: str) -> None:
    assert unified_code_of(text) == STANDARD


@pytest.mark.parametrize("text", ["", "  ", "　"])
def test_nothing_is_no_code(text: str) -> None:
    assert unified_code_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        STANDARD[:-1],
        STANDARD + "3",
        "9135O100M000100Y43",
        "9I350100M000100Y43",
        "91A50100M000100Y43",
        "某公司",
        "٩1350100M000100Y43",
    ],
)
def test_what_has_not_the_form_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match="不是统一社会信用代码：应为 18 位"):
        unified_code_of(text)


@given(st.integers(0, 17), st.sampled_from(LETTERS))
def test_one_wrong_character_is_always_found(place: int, letter: str) -> None:
    wrong = STANDARD[:place] + letter + STANDARD[place + 1 :]
    if wrong == STANDARD:
        assert unified_code_of(wrong) == STANDARD
        return
    with pytest.raises(InputError):
        unified_code_of(wrong)


@given(st.integers(0, 16))
def test_two_neighbours_changed_about_are_always_found(place: int) -> None:
    one, other = STANDARD[place], STANDARD[place + 1]
    wrong = STANDARD[:place] + other + one + STANDARD[place + 2 :]
    if one != other:
        with pytest.raises(InputError):
            unified_code_of(wrong)


def test_wrong_check_character_is_named() -> None:
    with pytest.raises(InputError, match="校验码不对"):
        unified_code_of(STANDARD[:-1] + "4")
