import pytest

from tongxin.kernel.port import Port, UnconnectedError


def test_port_nobody_answers_says_its_name() -> None:
    with pytest.raises(UnconnectedError, match=r"tests\.NUMBER"):
        Port("tests.NUMBER")()


def test_later_answer_replaces_the_first_and_another_holds_for_a_while() -> None:
    number: Port[int] = Port("tests.NUMBER")
    number.connect(1)
    number.connect(2)
    with number.answered_by(3):
        assert number() == 3
    assert number() == 2
