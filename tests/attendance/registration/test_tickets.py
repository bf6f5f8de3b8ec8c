"""The text of a ticket: enough bits, easily typed, one normal form."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.attendance.registration.tickets import (
    ALPHABET,
    LENGTH,
    new_ticket,
    normal_ticket,
    ticket_hash,
    written_ticket,
)
from tongxin.kernel.errors import InputError

TICKETS = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_ticket_has_eighty_random_bits_and_no_look_alikes() -> None:
    assert len(ALPHABET) ** LENGTH >= 2**80
    assert not set("ILOU") & set(ALPHABET)
    tickets = {new_ticket() for _ in range(200)}
    assert len(tickets) == 200
    assert all(normal_ticket(ticket) == ticket for ticket in tickets)


@given(TICKETS)
def test_ticket_is_found_again_however_it_is_typed(ticket: str) -> None:
    shown = written_ticket(ticket)
    assert shown.split(" ") == [ticket[0:4], ticket[4:8], ticket[8:12], ticket[12:16]]
    full_width = "".join(chr(ord(one) + 0xFEE0) for one in ticket)
    looked_alike = ticket.replace("0", "o").replace("1", "l")
    typed = (shown, shown.lower(), shown.replace(" ", "-"), full_width, f"  {shown}\n", looked_alike)
    assert {normal_ticket(one) for one in typed} == {ticket}
    assert ticket_hash(ticket) == sha256(ticket.encode()).hexdigest()


@pytest.mark.parametrize("text", ["", "7K3M", "7K3M 9PQR 2XWD 5T8U", "七K3M9PQR2XWD5T8H", "7" * 17, "7" * 5_000_000])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="16 位"):
        normal_ticket(text)
